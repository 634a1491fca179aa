"""The colours of reports and of charts in them. Colours of text and of chart lines have a contrast of at least 4.5:1."""

INK = "#1b1b1b"
SOFT = "#505a5f"
MARK = "#8a2a1b"
LINK = "#1d4f91"
RULE = "#dcdde0"
"""Thin lines between rows and behind a chart."""
