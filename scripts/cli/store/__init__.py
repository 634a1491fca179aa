"""Commands about a store: import, status, mappings, health, keys."""
