"""How participants move: flows, variants, returns and rundgång, for evaluators. Computed from a World; read-only."""
