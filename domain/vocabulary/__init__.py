"""The closed words of the domain: code lists, their labels and validity, ladders, the names of fields."""
