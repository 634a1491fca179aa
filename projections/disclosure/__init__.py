"""Disclosure control: what of figures may leave (measures.md §9)."""
