"""Opening a store: a directory of SQLite files or a PostgreSQL database, and being alone in writing it."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, ColumnElement, Connection, Engine, ExceptionContext, NullPool, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from domain.errors import StoreBusy, StoreMissing

Store = Literal["log", "keys", "facts", "openings"]

PATIENCE = 30
"""Seconds to wait for whoever is writing."""
CHUNK = 2000
CACHE_KIB = {"log": 128 * 1024, "keys": 32 * 1024, "facts": 64 * 1024, "openings": 1024}
BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def served(where: str) -> bool:
    """Whether the store is a PostgreSQL database, not a directory."""
    return where.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


def open_engine(where: str, store: Store, *, create: bool = True) -> Engine:
    if served(where):
        return _open_postgresql(make_url(where).set(drivername="postgresql+psycopg"), f"rodtrad_{store}", create)
    return _open_sqlite(Path(where).expanduser().absolute(), store, create)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing its store until it has committed."""
    if engine.dialect.name == "sqlite":
        with (
            _alone(engine),
            engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext(current_schema()))")
            yield connection


def chunks(values: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """As many values at a time as one statement takes well."""
    rest = iter(values)
    while some := tuple(islice(rest, CHUNK)):
        yield some


def in_part(stream: ColumnElement[bytes], part: tuple[int, int]) -> ColumnElement[bool]:
    """Whether a stream is in one of so many parts: (0, 2) and (1, 2) are the halves. Streams are random, so by first byte."""
    which, parts = part
    low, high = which * 256 // parts, (which + 1) * 256 // parts
    return stream >= bytes([low]) if high == 256 else stream.between(bytes([low]), bytes([high - 1]) + b"\xff" * 16)


def truncate_wal(engine: Engine) -> None:
    """Takes what was overwritten out of SQLite's files: until this is done, a deleted key stands in the journal."""
    if engine.dialect.name != "sqlite":
        return
    with _alone(engine), closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        held = cursor.fetchall()[0][0]
    if held:
        raise StoreBusy(where=engine.url.database, seconds=PATIENCE)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Holds a lock of our own around writing, committing and the checkpoint that may follow a commit.

    SQLite up to 3.51.2 can corrupt the database when one connection writes while another checkpoints, and its own
    waiting sleeps up to a tenth of a second at a time. The kernel lets the lock go when a writer is killed.
    """
    lock = os.open(f"{engine.url.database}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(lock):
            if time.monotonic() > until:
                raise StoreBusy(where=engine.url.database, seconds=PATIENCE)
            time.sleep(0.0005)
        yield
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open_sqlite(directory: Path, store: Store, create: bool) -> Engine:
    path = directory / f"{store}.db"
    try:
        if create:
            _make_file(path)
        elif not path.is_file():
            raise StoreMissing(where=directory, why=f"no {path.name}")
    except OSError as why:
        raise StoreMissing(where=directory, why=why.strerror) from why
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", partial(_settle_sqlite, store))
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _leave_broken)
    return engine


def _make_file(path: Path) -> None:
    """SQLite gives its journal the mode of the file, so the file is made before SQLite sees it.

    One that is there is not so much as opened: closing it again would let go of every lock this process has on it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _settle_sqlite(store: Store, connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing; `_begin_sqlite` does
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute(f"PRAGMA secure_delete = {'OFF' if store == 'log' else 'ON'}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB[store]}")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")  # 32 MB: an import rewrites the same pages less often


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _leave_broken(error: ExceptionContext) -> None:
    """After a failed write or sync nothing that the connection holds can be believed: it is closed, not reused."""
    code = getattr(error.original_exception, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in BROKEN:
        error.is_disconnect = True


def _open_postgresql(url: URL, schema: str, create: bool) -> Engine:
    shown = url.render_as_string(hide_password=True)
    try:
        found = _ensure_schema(url, schema, create)
    except OperationalError as why:
        raise StoreMissing(where=shown, why=str(why.orig).strip()) from why
    if not found:
        raise StoreMissing(where=shown, why=f"no schema {schema}")
    engine = create_engine(url)

    @event.listens_for(engine, "connect", insert=True)
    def settle(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET search_path TO {schema}")
        connection.execute("SET synchronous_commit TO on")
        connection.autocommit = False

    return engine


def _ensure_schema(url: URL, schema: str, create: bool) -> bool:
    """On a connection of its own: an engine learns its schema's name when it first connects."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        if connection.exec_driver_sql("SELECT to_regnamespace(%s)", (schema,)).scalar_one() is not None:
            return True
        if create:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'))")
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        return create
