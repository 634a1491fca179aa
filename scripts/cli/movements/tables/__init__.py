"""The rendering of answers about movements: tables, text and drawings."""
