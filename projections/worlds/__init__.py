"""Worlds: the facts as of a day, known at an instant, at a log position, by given rules of the fold."""
