"""Fingerprints: which rules and which code computed a figure."""
