"""How a page is made: templates, and values in Swedish."""
