"""The catalogue of measures, one package per source, with questions, listing and search."""
