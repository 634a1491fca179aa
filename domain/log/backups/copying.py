"""Copies all parts of a store, as they are at one instant, while others write; a back-up is SQLite files, of any store.

At that instant the log lacks nothing that another part knows of: on SQLite nobody writes to the log while the reading of all
parts begins, on PostgreSQL all parts are read in one snapshot.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, delete, func, select

from domain.log.storage.bulk import insert_rows
from domain.log.storage.database import Store, writing
from domain.log.storage.places import served
from domain.log.storage.reach import if_there, opening
from domain.log.storage.sqlite import alone
from domain.log.storage.upgrade import upgrade

Parts = Mapping[Store, MetaData]
"""The parts of a store with their tables, the log among them."""
PAGE = 5_000


def path_in(folder: Path, part: Store) -> Path:
    """Returns where a part lies in a back-up: the keys apart from all others."""
    return folder / ("keys" if part == "keys" else "log") / f"{part}.db"


def copy_from(where: str, parts: Parts, folder: Path) -> None:
    """Copies each part that the store has into the folder."""
    with ExitStack() as opened:
        there = {part: engine for part in parts if (engine := if_there(where, part, opened)) is not None}
        for part in there:
            path_in(folder, part).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path_in(folder, part).touch(0o600)
        if served(where):
            _copy_rows(there, parts, folder)
        else:
            _copy_files(there, folder)


def copy_to(where: str, parts: Parts, store: str) -> None:
    """Copies a store of files into a database server's empty store: all of it in one transaction."""
    with ExitStack() as opened:
        sources = {part: engine for part in parts if (engine := if_there(store, part, opened)) is not None}
        targets = {part: opening(where, part, opened) for part in sources}
        for part, engine in targets.items():
            upgrade(engine, part)
        with writing(targets["log"]) as connection:
            for part, source in sources.items():
                connection.exec_driver_sql(f"SET LOCAL search_path TO rodtrad_{part}")
                with source.connect() as reading:
                    _copy_tables(reading, connection, parts[part])


def _copy_files(there: Mapping[Store, Engine], folder: Path) -> None:
    with ExitStack() as reading:
        with alone(there["log"].url.database):
            sources = {part: reading.enter_context(closing(_begun(engine))) for part, engine in there.items()}
        for part, source in sources.items():
            with closing(sqlite3.connect(path_in(folder, part))) as target:
                source.backup(target)


def _begun(engine: Engine) -> sqlite3.Connection:
    """Returns a connection that reads what is committed now, for as long as it is open."""
    connection = sqlite3.connect(engine.url.database or "", isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return connection


def _copy_rows(there: Mapping[Store, Engine], parts: Parts, folder: Path) -> None:
    with there["log"].connect().execution_options(isolation_level="REPEATABLE READ") as reading, ExitStack() as opened:
        for part in there:
            target = opening(str(path_in(folder, part).parent), part, opened)
            upgrade(target, part)
            reading.exec_driver_sql(f"SET LOCAL search_path TO rodtrad_{part}")
            with writing(target) as connection:
                _copy_tables(reading, connection, parts[part])
    for lock in folder.rglob("*.db-lock"):
        lock.unlink()


def _copy_tables(source: Connection, target: Connection, tables: MetaData) -> None:
    """Copies all rows; what the migrations put into a new table goes first."""
    for table in tables.sorted_tables:
        if target.execute(select(func.count()).select_from(table)).scalar_one():
            target.execute(delete(table))
        rows = select(table).order_by(*table.primary_key).execution_options(yield_per=PAGE)
        with source.execute(rows) as result:
            for page in result.partitions():
                insert_rows(target, table, [tuple(row) for row in page])
