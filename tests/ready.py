"""A store that many tests begin with: made once on each database and copied from then on, a tenth of the work of making it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from domain.log.storage.places import served

Make = Callable[[str, Path], None]
"""Makes the store where it is told to, with this key file."""


@dataclass(frozen=True)
class Ready:
    directory: Path
    make: Make
    keys: dict[str, Path] = field(default_factory=dict)
    """The key file of each copy that has been made, by where it is."""

    def database(self, server: str) -> str:
        """The name of the database that holds it, a template for others."""
        name = f"ready_{self.directory.name}".replace("-", "_").lower()
        where = server.replace("/postgres?", f"/{name}?")
        if where not in self.keys:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
            self._make(where, "database")
        return name

    def give(self, where: str, key_path: Path) -> None:
        """Its files and its key; a database has been copied when it was created."""
        if served(where):
            (key,) = (path for of, path in self.keys.items() if served(of))
        else:
            original = str(self.directory / "store")
            if original not in self.keys:
                self._make(original, "files")
            shutil.copytree(original, where)
            key = self.keys[original]
        shutil.copy(key, key_path)

    def _make(self, where: str, kind: str) -> None:
        room = self.directory / kind
        room.mkdir()
        self.make(where, room / "the.key")
        self.keys[where] = room / "the.key"
