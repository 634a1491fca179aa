"""Commands about proof of the log: the recount, signed checkpoints, proofs of entries, and witnesses."""
