"""Keys: every participant's own, the master key that wraps them, and how an entry is sealed."""
