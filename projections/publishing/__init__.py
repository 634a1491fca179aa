"""Published figures: recorded as events with their cases, listed, aggregated again, withdrawn."""
