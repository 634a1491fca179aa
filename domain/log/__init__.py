"""The log: what happened, sealed, in order, and provably unchanged. The only IO in the domain."""
