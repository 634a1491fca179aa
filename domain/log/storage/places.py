"""Where a store is, by how its place is written; nothing is opened, and no database is loaded."""


def served(where: str) -> bool:
    """Returns whether the store is a PostgreSQL database, not a directory."""
    return where.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))
