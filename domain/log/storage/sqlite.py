"""SQLite: opens a store's database files with durable settings, or read-only if nothing can be written."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import StoreBusy, StoreUnreadable
from domain.log.storage.faults import PATIENCE, in_words, missing, translate_errors
from domain.vocabulary.text import Text

CACHE_KIB = {"log": 128 * 1024, "keys": 32 * 1024, "openings": 1024, "access": 8 * 1024, "releases": 8 * 1024}
UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
"""SQLite's error codes if it cannot create the files that it needs to read a database in WAL mode."""


def open_file(directory: Path, store: str, create: bool) -> Engine:
    path = directory / f"{store}.db"
    try:
        if create:
            _make_file(path)
        elif not path.is_file():
            raise missing(directory, path.name)
    except OSError as why:
        raise (create and in_words(why, str(path))) or missing(directory, why) from why
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=partial(_connect_sqlite, path, store), hide_parameters=True
    )
    event.listen(engine, "checkin", _let_go_of_frozen)
    event.listen(engine, "begin", _begin_sqlite)
    translate_errors(engine)
    return engine


def truncate_wal(engine: Engine, *, rewritten: bool = False) -> None:
    """Removes overwritten data from SQLite's files: before this, a deleted key is still in the journal (WAL).

    `rewritten`: the whole file is written anew, for one in which an earlier version left what it deleted.
    """
    where = engine.url.database
    if engine.dialect.name != "sqlite" or where is None:
        return
    try:
        with alone(where), closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            if rewritten:
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            held = cursor.fetchall()[0][0]
    except sqlite3.Error as error:
        raise in_words(error, where) or error from error
    if held:
        raise StoreBusy(where=where, seconds=PATIENCE)


@contextmanager
def alone(where: str | None) -> Iterator[None]:
    """Holds our own file lock while writing, committing and running the checkpoint that may follow a commit.

    SQLite up to 3.51.2 can corrupt the database if one connection writes while another checkpoints, and SQLite's own
    waiting sleeps up to a tenth of a second at a time. The kernel releases the lock if a writer is killed.
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


def _make_file(path: Path) -> None:
    """Creates the file with mode 600 before SQLite opens it, since SQLite gives its journal the mode of the file.

    An existing file is never opened here, because closing it would release all locks that this process holds on it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


class _Frozen(sqlite3.Connection):
    """A read-only connection that treats the database as immutable, for a disk where no journal can be created."""


def _connect_sqlite(path: Path, store: str) -> sqlite3.Connection:
    """Returns a connection with durable settings, or a read-only connection if the disk is not writable."""
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _settle_sqlite(connection, store)
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in UNWRITABLE:
            raise
        return _connect_frozen(path, store)
    return connection


def _connect_frozen(path: Path, store: str) -> sqlite3.Connection:
    """Opens the file as immutable. Raises `StoreUnreadable` if there is journal content, which cannot be read here."""
    journal = path.with_name(f"{path.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreUnreadable(
            where=path,
            why=Text(
                f"{journal.name} kan inte läsas utan att skrivas: ge plats eller skrivrätt, eller kopiera lagret",
                f"{journal.name} cannot be read without writing: make room, give the right to write, or copy the store",
            ),
        )
    where = f"{path.as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, factory=_Frozen)
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB[store]}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return connection


def _let_go_of_frozen(connection: object, record: ConnectionPoolEntry) -> None:
    """Discards an immutable connection after use, so that the next reader sees changes made meanwhile."""
    if isinstance(connection, _Frozen):
        record.invalidate()


def _settle_sqlite(connection: sqlite3.Connection, store: str) -> None:
    _set_journal_mode(connection)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB[store]}")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")  # 32 MB: an import rewrites the same pages less often


def _set_journal_mode(connection: sqlite3.Connection) -> None:
    """Waits here for others that open the new database too: where two would wait for one another, SQLite refuses at once."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
