"""Södertälje's plan (measures.md §6)."""
