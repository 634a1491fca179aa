"""Fingerprints: by which rules and by which code a figure was computed."""
