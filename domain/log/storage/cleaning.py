"""Removes what was deleted from a database's files: SQLite leaves it in its journal, PostgreSQL in the tables' files.

What a disk or a file system keeps of files that were replaced is beyond this; the keys are replaced too for that reason.
"""

import time

from sqlalchemy import Connection, Engine, text

from domain.errors import StoreBusy
from domain.log.storage.faults import PATIENCE, place
from domain.log.storage.sqlite import truncate_wal

_OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND age(backend_xmin) > age(CAST(CAST(:current AS text) AS xid))"
)
"""The sessions that may still read rows which were deleted before a transaction; such rows would be written anew too."""


def clean(engine: Engine, *tables: str, rewritten: bool = False) -> None:
    """Removes deleted rows of these tables, at once and for good. Raises `StoreBusy` if somebody reads for long.

    `rewritten`: SQLite's file was written by an earlier version, which left deleted rows in its pages.
    """
    if engine.dialect.name == "sqlite":
        truncate_wal(engine, rewritten=rewritten)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait_for_older(connection, engine)
        for table in tables:
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")


def _wait_for_older(connection: Connection, engine: Engine) -> None:
    current = connection.exec_driver_sql("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)").scalar_one()
    until = time.monotonic() + PATIENCE
    while connection.execute(_OLDER, {"current": current}).scalar_one():
        if time.monotonic() > until:
            raise StoreBusy(where=place(engine), seconds=PATIENCE)
        time.sleep(0.02)
