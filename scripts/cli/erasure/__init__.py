"""Commands about what a store lets go of and what is kept of it: erasure, retention, holds, back-ups."""
