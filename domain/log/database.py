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

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    NullPool,
    StaticPool,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import StoreBusy, StoreMissing, StoreReadOnly, StoreUnreachable, StoreUnreadable
from domain.log.faults import PATIENCE, in_words, is_broken, place

Store = Literal["log", "keys", "facts", "openings"]

CHUNK = 2000
CACHE_KIB = {"log": 128 * 1024, "keys": 32 * 1024, "facts": 64 * 1024, "openings": 1024}
UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
"""What SQLite answers where it cannot make the files that reading a database in WAL mode takes."""


def served(where: str) -> bool:
    """Whether the store is a PostgreSQL database, not a directory."""
    return where.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


def open_engine(where: str, store: Store, *, create: bool = True) -> Engine:
    if served(where):
        return _open_postgresql(make_url(where).set(drivername="postgresql+psycopg"), f"rodtrad_{store}", create)
    return _open_sqlite(Path(where).expanduser().absolute(), store, create)


def open_if_there(where: str, store: Store) -> Engine | None:
    """An engine over a part of a store, where there is one."""
    try:
        return open_engine(where, store, create=False)
    except StoreMissing:
        return None


def open_in_memory() -> Engine:
    """A database that lasts as long as the engine: for what can be made again, where no disk takes it."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, hide_parameters=True, connect_args={"check_same_thread": False, "isolation_level": None}
    )
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _told, retval=True)
    return engine


def part_name(where: str, store: Store) -> str:
    """What a part of a store is called where it is kept."""
    return f"rodtrad_{store}" if served(where) else f"{store}.db"


def shown(where: str) -> str:
    """Where a store is, without a password."""
    return make_url(where).render_as_string(hide_password=True) if served(where) else where


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing its store until it has committed."""
    if engine.dialect.name == "sqlite":
        with (
            _alone(engine.url.database),
            engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext(current_schema()))")
            yield connection


@contextmanager
def founding(where: str) -> Iterator[None]:
    """Alone in making a store, or in bringing its parts to the newest shape."""
    if served(where):
        url = make_url(where).set(drivername="postgresql+psycopg")
        with _connected(url) as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'), hashtext('store'))")
            yield
        return
    directory = Path(where).expanduser().absolute()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise StoreMissing(where=directory, why=why.strerror) from why
    with _alone(str(directory / "store.db")):
        yield


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
    where = engine.url.database
    if engine.dialect.name != "sqlite" or where is None:
        return
    try:
        with _alone(where), closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            held = cursor.fetchall()[0][0]
    except sqlite3.Error as error:
        raise in_words(error, where) or error from error
    if held:
        raise StoreBusy(where=where, seconds=PATIENCE)


@contextmanager
def _alone(where: str | None) -> Iterator[None]:
    """Holds a lock of our own around writing, committing and the checkpoint that may follow a commit.

    SQLite up to 3.51.2 can corrupt the database when one connection writes while another checkpoints, and its own
    waiting sleeps up to a tenth of a second at a time. The kernel lets the lock go when a writer is killed.
    """
    if where is None:  # in memory
        yield
        return
    try:
        lock = os.open(f"{where}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise in_words(error, where) or error from error
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(lock):
            if time.monotonic() > until:
                raise StoreBusy(where=where, seconds=PATIENCE)
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
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=partial(_connect_sqlite, path, store), hide_parameters=True
    )
    event.listen(engine, "checkin", _let_go_of_frozen)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _told, retval=True)
    return engine


def _make_file(path: Path) -> None:
    """SQLite gives its journal the mode of the file, so the file is made before SQLite sees it.

    One that is there is not so much as opened: closing it again would let go of every lock this process has on it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


class _Frozen(sqlite3.Connection):
    """Reads a database of which nothing beside it can be written, as if it never changed."""


def _connect_sqlite(path: Path, store: Store) -> sqlite3.Connection:
    """A connection that loses nothing; where the disk takes no writing, one that reads."""
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _settle_sqlite(connection, store)
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in UNWRITABLE:
            raise
        return _connect_frozen(path, store)
    return connection


def _connect_frozen(path: Path, store: Store) -> sqlite3.Connection:
    """Without a journal beside it the file is all there is; a journal that cannot be read holds what nobody may miss."""
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreUnreadable(
            where=path,
            why_sv=f"{journal.name} kan inte läsas utan att skrivas: ge plats eller skrivrätt, eller kopiera lagret",
            why_en=f"{journal.name} cannot be read without writing: make room, give the right to write, or copy the store",
        )
    where = f"{path.as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, factory=_Frozen)
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB[store]}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return connection


def _let_go_of_frozen(connection: object, record: ConnectionPoolEntry) -> None:
    """Whoever reads the next time looks anew at what has changed."""
    if isinstance(connection, _Frozen):
        record.invalidate()


def _settle_sqlite(connection: sqlite3.Connection, store: Store) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute(f"PRAGMA secure_delete = {'OFF' if store == 'log' else 'ON'}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB[store]}")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")  # 32 MB: an import rewrites the same pages less often


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _told(error: ExceptionContext) -> BaseException | None:
    """A driver's error in words; after a failed write or sync the connection is closed, not reused."""
    if is_broken(error.original_exception):
        error.is_disconnect = True
    return in_words(error.original_exception, place(error.engine) if error.engine else "")


def _open_postgresql(url: URL, schema: str, create: bool) -> Engine:
    if not _ensure_schema(url, schema, create):
        raise StoreMissing(where=url.render_as_string(hide_password=True), why=f"no schema {schema}")
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "handle_error", _told, retval=True)

    @event.listens_for(engine, "connect", insert=True)
    def settle(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET search_path TO {schema}")
        connection.execute("SET synchronous_commit TO on")
        connection.autocommit = False

    return engine


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    """A connection of its own: an engine learns its schema's name when it first connects."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        connection = engine.connect()
    except OperationalError as why:
        says = " ".join(str(why.orig).split())
        raise StoreUnreachable(where=url.render_as_string(hide_password=True), why=says) from why
    event.listen(engine, "handle_error", _told, retval=True)
    with connection, connection.begin():
        yield connection


def _ensure_schema(url: URL, schema: str, create: bool) -> bool:
    with _connected(url) as connection:
        if connection.exec_driver_sql("SELECT to_regnamespace(%s)", (schema,)).scalar_one() is not None:
            return True
        if create:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('rodtrad'))")
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        return create
