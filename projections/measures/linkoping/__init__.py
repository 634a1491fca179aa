"""Linköping's plan (measures.md §5)."""
