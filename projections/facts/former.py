"""What earlier versions stored of facts: tables in a database of their own, and Worlds as Parquet; both readable by anybody.

They are deleted when facts are first made in files, since no erasure reaches them any more.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from domain.errors import StoreError
from domain.log.application import Log
from domain.log.storage.database import writing
from domain.log.storage.places import served


def forget_former(log: Log) -> None:
    """Deletes them where there is the right to."""
    if served(log.where):
        with suppress(StoreError), writing(log.rows.engine) as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS rodtrad_facts CASCADE")
        return
    store = Path(log.where).expanduser()
    with suppress(OSError):
        for path in store.glob("facts.db*"):
            path.unlink()
    shutil.rmtree(store / "worlds", ignore_errors=True)
