"""A store that something has happened to, on both databases: what the person reads, and what still works."""
