"""Commands about how people move."""
