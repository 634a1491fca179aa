"""Projections: everything that is computed from the log, and can be computed again."""
