"""Imports files into the log: several processes judge the lines, a single process writes."""
