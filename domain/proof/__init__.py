"""Proof of a log: its Merkle tree, proofs of inclusion and consistency, and signed checkpoints; pure, without a store.

The formats are the published ones of C2SP, so that others' programs can verify them too.
"""
