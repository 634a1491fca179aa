"""Stores that take no writing: a full disk, and one that may only be read."""

import ctypes
import errno
import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.log.storage import sqlite
from tests.scripts.damage.harmed import Harmed

_PAST_PERMISSIONS = 0b1110
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER: what lets root pass the permissions of files by."""


@contextmanager
def full(town: Harmed) -> Iterator[None]:
    """No database can grow. On SQLite none has a page left; on PostgreSQL the server says so of the first row."""
    with pytest.MonkeyPatch.context() as patch:
        if town.served:
            tables = [("log", "events"), ("openings", "openings")]
            tables = [(part, table) for part, table in tables if town.there(part)]
            for part, table in tables:
                refuse(town, part, table, "53100")
        else:
            patch.setattr(sqlite, "_settle_sqlite", _without_room)
            tables = []
        yield
        for part, table in tables:
            town.sql(part, f"DROP TRIGGER full_disk ON {table}")


def refuse(town: Harmed, part: str, table: str, state: str) -> None:
    """From now on PostgreSQL answers each new row of a table with this error."""
    raising = f"BEGIN RAISE EXCEPTION 'anna 19900515-2386' USING ERRCODE = '{state}'; END"
    town.sql(part, f"CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $${raising}$$")
    town.sql(part, f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()")


_settle = sqlite._settle_sqlite


def _without_room(connection: sqlite3.Connection, store: str) -> None:
    connection.execute("PRAGMA max_page_count = 1")
    _settle(connection, store)


@contextmanager
def no_room_beside() -> Iterator[None]:
    """On a disk so full that SQLite cannot even make its journal, of which SQLite itself says no more than that."""

    def refused(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_settle_sqlite", refused)
        patch.setattr(os, "posix_fallocate", no_space)
        yield


@contextmanager
def no_file_grows() -> Iterator[None]:
    """Whatever is written to a file, the system refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(town: Harmed) -> Iterator[None]:
    if town.served:
        name = town.sql("postgres", "SELECT current_database()")[0][0]
        town.sql("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        yield
        town.sql(
            "postgres", f"SET default_transaction_read_only = off; ALTER DATABASE {name} RESET default_transaction_read_only"
        )
        return
    everything = [Path(town.where), *Path(town.where).rglob("*")]
    for path in reversed(everything):
        path.chmod(0o500 if path.is_dir() else 0o400)
    with bound_by_permissions():
        yield
    for path in everything:
        path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Root is for a while like anybody: what may only be read can only be read."""
    if os.geteuid() != 0:
        yield
        return
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, held) == 0
    fewer = (ctypes.c_uint32 * 6)(*held)
    fewer[0] &= ~_PAST_PERMISSIONS
    assert libc.capset(header, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0
