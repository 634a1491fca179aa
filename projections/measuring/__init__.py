"""What a measure, a case, a figure and an explanation are. Knows no particular measure."""
