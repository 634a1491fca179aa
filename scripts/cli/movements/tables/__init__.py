"""How answers look: tables, text and drawings."""
