"""What a database or a disk answers when it cannot, in words that somebody can act on.

What was being read or written is never among them: only where, and what to do.
"""

import errno
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import URL, Engine, ExceptionContext, event

from domain.errors import (
    FactsDamaged,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLost,
    StoreMissing,
    StoreReadOnly,
    StoreUnreadable,
)
from domain.vocabulary.text import Text

PATIENCE = 30
"""Seconds to wait for whoever is writing."""

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
_NOT_AS_MADE = ("no such table", "no such column", "already exists")
"""What SQLite says, under the code of all that it cannot do, of tables that are not as the store's were made."""
_POSTGRESQL: dict[str, type[StoreError]] = {
    "53100": StoreFull,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,  # no right to do it
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
    "3F000": StoreDamaged,  # a schema that is not there
    "42P01": StoreDamaged,  # nor a table
    "42703": StoreDamaged,  # nor a column
    "42P07": StoreDamaged,  # made already, by whom does not stand there
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
"""What SQLite answers also where there is no room for the files that it makes beside a database."""
_JOURNAL = 32 * 1024
"""The bytes that the first of them takes."""


def without_password(url: URL) -> str:
    """A database's address as it may be shown: settings may hold a password too."""
    return url.set(query={}).render_as_string(hide_password=True)


def place(engine: Engine) -> str:
    """Which file, or which database and which schema of it, without a password."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or ""
    part = engine.get_execution_options().get("part")
    return ", ".join(filter(None, (without_password(engine.url), part)))


def translate_errors(engine: Engine) -> None:
    """From now on a driver's errors come in words; after a failed write or sync the connection is closed, not reused."""

    def say(context: ExceptionContext) -> BaseException | None:
        code = getattr(context.original_exception, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _BROKEN:
            context.is_disconnect = True
            if context.connection is not None:  # closed while a cursor of it lives, it would hold its locks
                with suppress(Exception):
                    context.connection.connection.rollback()
        return in_words(context.original_exception, place(engine))

    event.listen(engine, "handle_error", say, retval=True)


def in_words(error: BaseException, where: str) -> StoreError | None:
    """What a driver's or the system's error says to somebody; None where it is none of the store's."""
    if isinstance(error, OSError):
        kind: type[StoreError] | None = _DISK.get(error.errno or 0, StoreUnreadable)
        return _error(kind, where, reason(error))
    if (code := getattr(error, "sqlite_errorcode", None)) is not None:
        not_as_made = code == sqlite3.SQLITE_ERROR and any(words in str(error) for words in _NOT_AS_MADE)
        kind = StoreDamaged if not_as_made else _SQLITE.get(code & 0xFF)
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
    """Why the system refuses a file: the only place that has words for its numbers."""
    number = getattr(error, "errno", None)
    return _REASONS.get(number) or _named(errno.errorcode.get(number or 0, number))


def _named(code: object) -> Text:
    """An error that there are no words for, by what its own manual calls it."""
    return Text(f"felet är {code}", f"the error is {code}")


def missing(where: object, why: OSError | str) -> StoreMissing:
    """A store that cannot be opened: because of the system, or because there is no part of that name."""
    words = reason(why) if isinstance(why, OSError) else Text(f"{why} finns inte", f"there is no {why}")
    return StoreMissing(where=where, why=words)


def _is_full(where: str) -> bool:
    """Whether the disk, when it is asked, has no room beside a database."""
    try:
        with TemporaryFile(dir=Path(where).parent) as trial:
            os.posix_fallocate(trial.fileno(), 0, _JOURNAL)
    except OSError as error:
        return _DISK.get(error.errno or 0) is StoreFull
    return False


def _ends(name: str, state: str | None) -> bool:
    """Whether PostgreSQL's connection is gone: the driver gives no state, the server one of a shutdown or of class 08."""
    return (state is None and name == "OperationalError") or (state or "").startswith(("08", "57P"))


def _error(kind: type[StoreError] | None, where: str, why: Text) -> StoreError | None:
    if kind is None:
        return None
    if kind is StoreDamaged and where.endswith(("facts.db", "rodtrad_facts")):
        kind = FactsDamaged
    return kind(where=where, seconds=PATIENCE, why=why)
