"""Measures for any municipality: outcomes, lead times, going round (measures.md §7 and §8)."""
