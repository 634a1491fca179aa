"""What one row of the log is: as it is handed in, as it stands there, and as the event-sourcing library sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import urandom
from typing import NamedTuple, TypeVar
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

Opened = TypeVar("Opened")


class LogRow(NamedTuple):
    """An entry to be recorded, sealed already."""

    stream: bytes
    version: int
    kind: str
    kind_version: int
    recorded_at: int
    event_key: bytes
    content: bytes
    data: bytes
    person: bytes | None


class Stored(NamedTuple):
    """An entry as it stands in the log: a row with its place and the time it got it."""

    stream: bytes
    version: int
    kind: str
    kind_version: int
    recorded_at: int
    event_key: bytes
    content: bytes
    data: bytes
    person: bytes | None
    position: int
    stored_at: int


def in_log_order(opened: Iterable[tuple[Stored, Opened]]) -> list[Opened]:
    """The events of several streams as the fold takes them: by position (events.md §1)."""
    return [event for _, event in sorted(opened, key=lambda pair: pair[0].position)]


class Fence(NamedTuple):
    """What is left of an erased stream: where its erasure stands, and the hash of the name that may not come back."""

    stream: bytes
    position: int
    name_hash: bytes


@dataclass(frozen=True)
class StoredEntry(StoredEvent):
    """The library's stored event with the rest of our row: topic is the kind, state the sealed data part."""

    kind_version: int = 1
    recorded_at: int = 0
    event_key: bytes = b""
    content: bytes = b""
    person: bytes | None = None
    position: int = 0
    stored_at: int = 0


@dataclass(frozen=True)
class Notice(StoredEntry, Notification):
    """An entry as the library's notification: its id is the position."""


def entry_of(row: Stored) -> StoredEntry:
    return StoredEntry(
        UUID(bytes=row.stream),
        row.version,
        row.kind,
        row.data,
        kind_version=row.kind_version,
        recorded_at=row.recorded_at,
        event_key=row.event_key,
        content=row.content,
        person=row.person,
        position=row.position,
        stored_at=row.stored_at,
    )


def notice_of(row: Stored) -> Notice:
    return Notice(id=row.position, **vars(entry_of(row)))


def stream_of(originator: UUID | str) -> bytes:
    return (originator if isinstance(originator, UUID) else UUID(originator)).bytes


def rows_of(stored_events: Sequence[StoredEvent], now: int) -> list[LogRow]:
    """A plain stored event, which knows nothing of sources, gets an event key that nothing else has."""
    return [
        LogRow(
            stream_of(event.originator_id),
            event.originator_version,
            event.topic,
            event.kind_version if isinstance(event, StoredEntry) else 1,
            event.recorded_at if isinstance(event, StoredEntry) else now,
            event.event_key if isinstance(event, StoredEntry) else urandom(16),
            event.content if isinstance(event, StoredEntry) else bytes(16),
            event.state,
            event.person if isinstance(event, StoredEntry) else None,
        )
        for event in stored_events
    ]
