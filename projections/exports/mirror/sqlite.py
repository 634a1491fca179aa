"""A mirror in a SQLite file of its own: written beside, and given its name when it is complete."""

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Engine, NullPool, create_engine

from domain.errors import StoreDamaged
from domain.log.storage.faults import translate_errors
from domain.log.storage.syncing import sync
from projections.exports.mirror.filling import Contents, check_replaceable

_SETTINGS = ("journal_mode = OFF", "synchronous = OFF")
"""A draft that is not completed is deleted, and is synced once, as a file."""
_NAMES = "SELECT name FROM sqlite_master WHERE type <> 'index' AND name NOT LIKE 'sqlite_%'"
_BESIDE = ("-wal", "-shm", "-journal")
"""The files that whoever opens the mirror may cause SQLite to make beside it."""


def replace_file(path: Path, contents: Contents) -> int:
    """Puts a new mirror in the place of the one that is there; returns the number of rows.

    Whoever has the old one open reads on in it.
    """
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)  # of a run that was killed
    try:
        number = _write(draft, contents)
        for suffix in _BESIDE:
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return number


def check_file(path: Path, store: str | None) -> None:
    """Raises as `check_replaceable`, if something is there."""
    if not path.exists():
        return
    names: set[str] = set()
    engine = _engine(path, "?mode=ro&immutable=1")
    with engine.connect() as connection:
        with suppress(StoreDamaged):  # no database
            names |= set(connection.exec_driver_sql(_NAMES).scalars())
        check_replaceable(connection, names, str(path), store)


def _write(draft: Path, contents: Contents) -> int:
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with _engine(draft).connect() as connection:
        for setting in _SETTINGS:
            connection.exec_driver_sql(f"PRAGMA {setting}")
        number = contents.fill(connection)
        connection.commit()
    sync(draft)
    return number


def _engine(path: Path, how: str = "?mode=rw") -> Engine:
    connect = partial(sqlite3.connect, f"{path.absolute().as_uri()}{how}", uri=True)
    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect, poolclass=NullPool, hide_parameters=True)
    translate_errors(engine)
    return engine
