"""What goes out to others' tools."""
