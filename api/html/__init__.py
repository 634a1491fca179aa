"""Page rendering: templates, and values formatted in Swedish."""
