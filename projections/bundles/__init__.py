"""The derivation bundle [bunt]: one file from which whoever has it counts a published figure again, without our store."""
