"""The commands of `rodtrad`, one module a noun, and what they share."""
