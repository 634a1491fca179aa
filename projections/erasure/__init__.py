"""Erasure: who is due for it, what it takes and what it leaves, the archive file that is made first, and the receipt."""
