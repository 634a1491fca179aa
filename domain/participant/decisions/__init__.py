"""Decisions: which events may be registered about a participant, given the history."""
