"""Databases beneath the log: SQLite and PostgreSQL, their schemas and migrations, and their faults in words."""
