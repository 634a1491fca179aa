"""Figures as they were published: recorded as events with the cases behind them, listed, recounted, withdrawn."""
