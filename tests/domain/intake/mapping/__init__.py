"""Mappings: from a table laid on the desk to the lines it gives."""
