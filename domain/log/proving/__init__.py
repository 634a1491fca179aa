"""What shows people outside that the log is whole: the recount of all of it, signed checkpoints, and witnesses of them."""
