"""Disclosure control: which numbers of a figure may be released (measures.md §9)."""
