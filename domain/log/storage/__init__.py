"""Databases of the log: SQLite and PostgreSQL, their schemas and migrations, and the translation of their errors."""
