"""The domain: everything that can have happened, what follows from it, and the log that keeps it."""
