"""The derivation bundle [bunt]: one file from which a published figure can be recomputed without our store."""
