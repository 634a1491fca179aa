"""Why a figure changed: the difference between two of them, split completely by cause."""
