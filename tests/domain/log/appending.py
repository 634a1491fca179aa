"""A process that appends to a store of files and says of each entry when it is recorded; for `test_syscalls`."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import RodTradError
from domain.log.application import Log
from domain.log.storage import sqlite
from tests.domain.log.test_crashes import take_in

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def append(where: str, number: int, synchronous: str) -> None:
    """Acknowledges on stdout; says on stderr why an append was refused."""
    settle = sqlite._settle_sqlite

    def settled(connection: sqlite.sqlite3.Connection, store: str) -> None:
        settle(connection, store)
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    sqlite._settle_sqlite = settled
    log = Log(where, Path(f"{where}.key"), create=False)
    first = log.rows.head()[0]
    for who in range(first, first + number):
        try:
            take_in(log, f"2022-01-01 p{who} participant_registered sex=K born_on=1990-05-15 id={who}")
        except RodTradError as error:
            print(type(error).__name__, file=sys.stderr)
            continue
        os.write(1, f"p{who}\n".encode())


if __name__ == "__main__":
    append(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.stderr.flush()
    os._exit(0)
