"""Produces HTML for pages and reports: templates that escape everything, and drawings."""
