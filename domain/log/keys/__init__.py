"""Keys: a key per participant, the master key that wraps them, and the sealing of entries."""
