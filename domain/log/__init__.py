"""The log: sealed entries in order, provably unchanged. The only IO in the domain."""
