"""Uppsala's plan (measures.md §3)."""
