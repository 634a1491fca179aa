"""Enköping's goals and results (measures.md §4)."""
