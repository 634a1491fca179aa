"""Figures as they were published: recorded as events with their cases, listed, aggregated again, withdrawn."""
