"""A place for a mirror, as somebody else's tool sees it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

TYPES = {
    "text": "TEXT",
    "bigint": "BIGINT",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "double precision": "FLOAT",
    "timestamp with time zone": "DATETIME",
}


@dataclass(frozen=True)
class Place:
    url: str
    schema: str = "rodtrad"

    @property
    def served(self) -> bool:
        return self.url.startswith("postgresql")

    @property
    def path(self) -> Path:
        return Path(self.url)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        if not self.served:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as file:
                return file.execute(statement).fetchall()
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(f"SET search_path TO {self.schema}")  # type: ignore[call-overload]
            cursor = server.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def scalar(self, statement: str) -> Any:
        return self.sql(statement)[0][0]

    def columns(self) -> list[str]:
        """Every column with its type, in order."""
        if self.served:
            rows = self.sql(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                f"WHERE table_schema = '{self.schema}' ORDER BY table_name, ordinal_position"
            )
            return [f"{table}.{column} {TYPES[of]}" for table, column, of in rows]
        described = ((table, self.sql(f"PRAGMA table_info({table})")) for table in self.tables())
        return [f"{table}.{column} {of}" for table, rows in described for _, column, of, *_ in rows]

    def tables(self) -> list[str]:
        if self.served:
            names = self.sql(f"SELECT tablename FROM pg_tables WHERE schemaname = '{self.schema}'")
        else:
            names = self.sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        return sorted(name for (name,) in names)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but for when the mirror was made."""
        held = {table: sorted(self.sql(f"SELECT * FROM {table}"), key=repr) for table in self.tables()}
        return held | {"mirror": self.sql("SELECT store, position, as_of, known_at, source_keys FROM mirror")}

    def schemas(self) -> list[str]:
        return sorted(name for (name,) in self.sql("SELECT nspname FROM pg_namespace WHERE nspname ~ '^rodtrad'"))
