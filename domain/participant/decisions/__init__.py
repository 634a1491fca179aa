"""Decisions: what may be registered of a participant, given what has been."""
