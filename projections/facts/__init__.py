"""Facts: a thread's rows in tables, one table a kind of spell; stored, and kept fresh."""
