"""The log for object-centric process mining: OCEL 2.0."""
