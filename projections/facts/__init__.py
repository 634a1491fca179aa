"""Facts: a thread's rows in tables, one table for each kind of spell; stored and kept up to date."""
