"""One participant's thread in words and dates."""
