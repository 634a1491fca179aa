"""What the same events cost with the event-sourcing library as it comes: recorded, folded, replayed.

The lines are made into the library's event objects outside the measured time, and the garbage collector
rests as it does in our own runs: both favour the rival.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.sqlite import SQLiteRecorder

from scripts.benchmarks.rival_participant import Participant, as_events

BATCH: Final = 5_000
_SYNCHRONOUS: Final = ("OFF", "NORMAL", "FULL", "EXTRA")


class _Store(Application[UUID]):
    """The library's application over its SQLite recorder and JSON mapper, nothing set but the page."""

    log_section_size = BATCH

    def __init__(self, path: Path) -> None:
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def recorded(lines: Sequence[bytes], batch: int = BATCH) -> float:
    """Seconds to map and insert the events in equal batches, each in a transaction, into an empty store."""
    with TemporaryDirectory() as room:
        return fill(Path(room) / "rival.sqlite", lines, batch)


def folded(lines: Sequence[bytes]) -> float:
    """Seconds to fold the events, already in memory, into `@event` aggregates."""
    participants: dict[UUID, Participant] = {}
    seconds = 0.0
    with _collector_at_rest():
        for events in _batches(lines, BATCH):
            started = perf_counter()
            for event in events:
                _fold(event, participants)
            seconds += perf_counter() - started
    return seconds


def replayed(lines: Sequence[bytes]) -> float:
    """Seconds to read the stored events back and fold them; storing them is not counted."""
    with TemporaryDirectory() as room:
        path = Path(room) / "rival.sqlite"
        fill(path, lines)
        return replay(path)


def fill(path: Path, lines: Sequence[bytes], batch: int = BATCH) -> float:
    """Record the events in a store that stays; the seconds that mapping and inserting took."""
    seconds = 0.0
    with _Store(path) as store, _collector_at_rest():
        for events in _batches(lines, batch):
            started = perf_counter()
            store.recorder.insert_events([store.mapper.to_stored_event(event) for event in events])
            seconds += perf_counter() - started
    return seconds


def replay(path: Path) -> float:
    """Seconds to page through a filled store's notification log, decode and fold everything."""
    participants: dict[UUID, Participant] = {}
    with _Store(path) as store, _collector_at_rest():
        started = perf_counter()
        position = 1
        while page := store.notification_log.select(start=position, limit=BATCH):
            for notification in page:
                _fold(cast("Aggregate.Event", store.mapper.to_domain_event(notification)), participants)
            position = page[-1].id + 1
        return perf_counter() - started


def durability() -> str:
    """How durable the library's store is as it comes, asked of a connection of its own pool."""
    with TemporaryDirectory() as room, _Store(Path(room) / "rival.sqlite") as store:
        assert isinstance(store.recorder, SQLiteRecorder)
        with store.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("PRAGMA journal_mode")
            journal = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            return f"journal_mode={journal}, synchronous={_SYNCHRONOUS[cursor.fetchone()[0]]}"


def _fold(event: Aggregate.Event, participants: dict[UUID, Participant]) -> None:
    participant = event.mutate(participants.get(event.originator_id))
    assert participant is not None
    participants[event.originator_id] = participant


def _batches(lines: Sequence[bytes], size: int) -> Iterator[list[Aggregate.Event]]:
    events = as_events(lines)
    while batch := list(islice(events, size)):
        yield batch


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Our own replay rests it too; with it on, the library's fold is a quarter slower."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
