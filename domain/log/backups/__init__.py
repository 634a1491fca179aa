"""Back-ups: copies of all parts of a store at one instant, verified, and restored onto either database."""
