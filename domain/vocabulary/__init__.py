"""The closed vocabularies of the domain: code lists, their labels and validity, ladders, field names."""
