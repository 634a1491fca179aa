"""Tests of drafting a mapping from a table."""
