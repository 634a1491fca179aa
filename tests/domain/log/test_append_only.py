"""The database itself refuses what the log does not do, whoever asks."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.log.recorder import LogRecorder
from domain.log.rows import Removal, Stored
from tests.conftest import Open
from tests.domain.log.rows import history

REFUSED = [
    "UPDATE events SET data = data",
    "UPDATE events SET stored_at = 0 WHERE position = 2",
    "UPDATE leaves SET leaf = leaf",
    "DELETE FROM events WHERE position = 3",
    "DELETE FROM events",
    "DELETE FROM leaves WHERE position = 3",
    "DELETE FROM fences",
    "UPDATE fences SET position = 1",
]
FENCE_WITHOUT_ERASURE = "INSERT INTO fences SELECT stream, position, content FROM events WHERE position = 3"


@pytest.fixture
def written(recorder: LogRecorder) -> LogRecorder:
    """A log with three entries and an erased stream."""
    gone = history(1)
    recorder.append([*history(3), *gone], now=1)
    erasure = history(1)[0]._replace(kind="erased")
    recorder.append([erasure], now=2, removals=[Removal(gone[0].stream, os.urandom(32))])
    return recorder


@pytest.mark.parametrize("statement", [*REFUSED, FENCE_WITHOUT_ERASURE])
def test_what_is_written_stays(written: LogRecorder, statement: str) -> None:
    before = written.read(), written.leaves()
    with pytest.raises(DBAPIError), written.engine.begin() as connection:
        connection.execute(text(statement))
    assert (written.read(), written.leaves()) == before


@pytest.mark.parametrize("table", ["events", "leaves", "fences"])
def test_postgresql_truncates_nothing(postgresql_where: str, opened: Open, table: str) -> None:
    engine = opened(postgresql_where, "log")
    with pytest.raises(DBAPIError, match="the log only grows"), engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table}"))


def test_postgresql_updates_nothing_on_conflict(postgresql_where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(postgresql_where, "log"))
    recorder.append(history(2), now=1)
    with pytest.raises(DBAPIError, match="the log only grows"), recorder.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO events SELECT * FROM events ON CONFLICT (position) DO UPDATE SET data = EXCLUDED.content")
        )


@pytest.fixture
def stranger(sqlite_where: str, opened: Open) -> Iterator[tuple[LogRecorder, sqlite3.Connection]]:
    """A connection that is not ours: the sqlite3 shell has none of our settings."""
    recorder = LogRecorder(opened(sqlite_where, "log"))
    recorder.append(history(3), now=1)
    with closing(sqlite3.connect(f"{sqlite_where}/log.db")) as connection:
        yield recorder, connection


def replacing(entry: Stored, **given: object) -> tuple[object, ...]:
    """An entry as a row of the table, with something else in it."""
    row = entry._asdict() | {"data": b"forged"} | given
    order = "position stream version kind kind_version recorded_at stored_at event_key content data person"
    return tuple(row[name] for name in order.split())


NEW = {"position": 99, "stream": b"n" * 16, "version": 99, "event_key": b"n" * 16}
REPLACE = "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@pytest.mark.parametrize("kept", [("position",), ("stream", "version"), ("event_key",)])
def test_replace_rewrites_nothing(stranger: tuple[LogRecorder, sqlite3.Connection], kept: tuple[str, ...]) -> None:
    recorder, connection = stranger
    before = recorder.read()
    others = {name: value for name, value in NEW.items() if name not in kept}
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(REPLACE, replacing(before[1], **others))
    with pytest.raises(sqlite3.IntegrityError, match="a leaf is never replaced"):
        connection.execute("INSERT OR REPLACE INTO leaves VALUES (2, x'00')")
    connection.commit()
    assert recorder.read() == before


def test_replace_does_rewrite_without_the_trigger(stranger: tuple[LogRecorder, sqlite3.Connection]) -> None:
    """The control: it is the insert trigger that stops it, and nothing else."""
    recorder, connection = stranger
    connection.execute("DROP TRIGGER events_are_not_replaced")
    connection.execute(REPLACE, replacing(recorder.read()[1], position=99, stream=b"n" * 16))
    connection.commit()
    assert [entry.position for entry in recorder.read()] == [1, 3, 99]
