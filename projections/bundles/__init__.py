"""The derivation bundle [bunt]: one file from which a published figure can be computed again, without our store."""
