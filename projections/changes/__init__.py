"""Why a figure changed: the difference between two of them, parted without a rest by what caused it."""
