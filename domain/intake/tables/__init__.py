"""Reads files and tables as numbered lines and rows: event files, text tables and workbooks, in the form a mapping defines."""
