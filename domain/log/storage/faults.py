"""Translates errors of the database or disk to errors that a user can act on.

The errors never contain the data being read or written, only the place and what to do.
"""

import errno
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import URL, Engine, ExceptionContext, event

from domain.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLost,
    StoreMissing,
    StoreReadOnly,
    StoreUnreadable,
    StoreUnsynced,
)
from domain.vocabulary.text import Text

PATIENCE = 30
"""Seconds to wait for another writer."""

_BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_IOERR: StoreUnreadable,
    sqlite3.SQLITE_CANTOPEN: StoreUnreadable,
    sqlite3.SQLITE_PERM: StoreUnreadable,
    sqlite3.SQLITE_NOMEM: StoreUnreadable,
}
_UNSYNCED = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}
_NOT_AS_MADE = ("no such table", "no such column", "already exists")
"""SQLite's messages, under its generic error code, for tables that differ from the store's schema."""
_POSTGRESQL: dict[str, type[StoreError]] = {
    "53100": StoreFull,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,  # insufficient privilege
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
    "3F000": StoreDamaged,  # undefined schema
    "42P01": StoreDamaged,  # undefined table
    "42703": StoreDamaged,  # undefined column
    "42P07": StoreDamaged,  # duplicate table
    "55P03": StoreBusy,
    "57014": StoreBusy,  # the server's own time limit
    "40P01": StoreBusy,
    "53200": StoreUnreadable,
    "53300": StoreBusy,
    "58030": StoreUnreadable,
}
_DISK: dict[int, type[StoreError]] = {
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EROFS: StoreReadOnly,
    errno.EACCES: StoreReadOnly,
    errno.EPERM: StoreReadOnly,
}
_REASONS: dict[int | None, Text] = {
    None: Text("ingen fil kan heta så", "no file can have that name"),
    errno.ENOENT: Text("filen eller katalogen finns inte", "there is no such file or directory"),
    errno.ENOTDIR: Text("katalogen finns inte", "there is no such directory"),
    errno.EISDIR: Text("det är en katalog", "it is a directory"),
    errno.EEXIST: Text("där finns redan något annat", "there is something else already"),
    errno.EACCES: Text("behörighet saknas", "permission denied"),
    errno.EPERM: Text("behörighet saknas", "permission denied"),
    errno.EROFS: Text("skivan är skrivskyddad", "the disk is read-only"),
    errno.ENOSPC: Text("disken är full", "the disk is full"),
    errno.EDQUOT: Text("disken är full", "the disk is full"),
    errno.EFBIG: Text("filen blev för stor", "the file became too large"),
    errno.ENAMETOOLONG: Text("namnet är för långt", "the name is too long"),
    errno.ELOOP: Text("länken leder i en ring", "the link leads round in a ring"),
    errno.EIO: Text("skivan svarar med ett fel", "the disk answers with an error"),
    errno.EMFILE: Text("för många filer är öppna", "too many files are open"),
    errno.ENFILE: Text("för många filer är öppna", "too many files are open"),
}
_NO_JOURNAL = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
"""SQLite's error codes that can also mean no space for the files it creates beside a database."""
_JOURNAL = 32 * 1024
"""Size in bytes of the first of these files."""


def without_password(url: URL) -> str:
    """Returns a database address without password and without settings, which may also contain a password."""
    return url.set(query={}).render_as_string(hide_password=True)


def place(engine: Engine) -> str:
    """Returns the file, or the database address (without password) and schema."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ""
    part = engine.get_execution_options().get("part")
    return ", ".join(filter(None, (without_password(engine.url), part)))


def translate_errors(engine: Engine) -> None:
    """Makes the engine raise translated errors; after a failed write or sync the connection is closed, not reused."""

    def say(context: ExceptionContext) -> BaseException | None:
        code = getattr(context.original_exception, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _BROKEN:
            context.is_disconnect = True
            if context.connection is not None:  # if closed with an open cursor, it would keep its locks
                with suppress(Exception):
                    context.connection.connection.rollback()
        return in_words(context.original_exception, place(engine))

    event.listen(engine, "handle_error", say, retval=True)


def in_words(error: BaseException, where: str) -> StoreError | None:
    """Returns the store error for an error of the driver or operating system; None if it does not concern the store."""
    if isinstance(error, OSError):
        kind: type[StoreError] | None = _DISK.get(error.errno or 0, StoreUnreadable)
        return _error(kind, where, reason(error))
    if (code := getattr(error, "sqlite_errorcode", None)) is not None:
        not_as_made = code == sqlite3.SQLITE_ERROR and any(words in str(error) for words in _NOT_AS_MADE)
        kind = StoreDamaged if not_as_made else StoreUnsynced if code in _UNSYNCED else _SQLITE.get(code & 0xFF)
        if code & 0xFF in _NO_JOURNAL and _is_full(where):
            kind = StoreFull
        return _error(kind, where, _named(getattr(error, "sqlite_errorname", code)))
    if not hasattr(error, "sqlstate"):
        return None
    state = error.sqlstate
    if _ends(type(error).__name__, state):
        return StoreLost(where=where)
    return _error(_POSTGRESQL.get(state or ""), where, _named(state))


def reason(error: OSError | ValueError) -> Text:
    """Returns why the system refuses a file; the only translation of `errno` numbers to text."""
    number = getattr(error, "errno", None)
    return _REASONS.get(number) or _named(errno.errorcode.get(number or 0, number))


def _named(code: object) -> Text:
    """Returns the text for an error without a translation, with its official code name."""
    return Text(f"felet är {code}", f"the error is {code}")


def missing(where: object, why: OSError | str) -> StoreMissing:
    """Returns the error for a store that cannot be opened: because of a system error, or because a part is missing."""
    words = reason(why) if isinstance(why, OSError) else Text(f"{why} finns inte", f"there is no {why}")
    return StoreMissing(where=where, why=words)


def _is_full(where: str) -> bool:
    """Returns whether the disk has no space beside a database, tested by allocating a temporary file."""
    try:
        with TemporaryFile(dir=Path(where).parent) as trial:
            os.posix_fallocate(trial.fileno(), 0, _JOURNAL)
    except OSError as error:
        return _DISK.get(error.errno or 0) is StoreFull
    return False


def _ends(name: str, state: str | None) -> bool:
    """Returns whether PostgreSQL's connection is lost: no SQLSTATE from the driver, or a shutdown or class 08 state."""
    return (state is None and name == "OperationalError") or (state or "").startswith(("08", "57P"))


def _error(kind: type[StoreError] | None, where: str, why: Text) -> StoreError | None:
    return None if kind is None else kind(where=where, seconds=PATIENCE, why=why)
