"""What one row of the log is: sealed, to be recorded; as it stands there; and as the event-sourcing library sees it."""

from collections.abc import Iterable
from os import urandom
from typing import NamedTuple, TypeVar
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

Opened = TypeVar("Opened")
Identity = tuple[bytes, bytes]
"""The keyed hash of an identity number, and the stream it was registered in."""


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


class Removal(NamedTuple):
    """A stream that is erased: the hash of the name that may not come back, and which of the rows recorded erases it."""

    stream: bytes
    name_hash: bytes
    by: int = 0


class Fence(NamedTuple):
    """What is left of an erased stream: where its erasure stands, and the hash of the name that may not come back."""

    stream: bytes
    position: int
    name_hash: bytes


class LogNotification(Notification):
    """A row as the library sees it; a view, so that following costs hardly more than reading."""

    row: Stored

    def __init__(self, row: Stored) -> None:
        object.__setattr__(self, "row", row)

    @classmethod
    def of_new(cls, row: LogRow) -> "LogNotification":
        """One that has no position yet."""
        return cls(Stored(*row, position=0, stored_at=0))

    @property
    def id(self) -> int:
        return self.row.position

    @property
    def originator_id(self) -> UUID:
        return UUID(bytes=self.row.stream)

    @property
    def originator_version(self) -> int:
        return self.row.version

    @property
    def topic(self) -> str:
        return self.row.kind

    @property
    def state(self) -> bytes:
        """The sealed data part."""
        return self.row.data


def stream_of(originator: UUID | str) -> bytes:
    return (originator if isinstance(originator, UUID) else UUID(originator)).bytes


def row_of(event: StoredEvent, now: int) -> LogRow:
    """A plain stored event, which knows nothing of sources, gets an event key that nothing else has."""
    if isinstance(event, LogNotification):
        return LogRow(*event.row[:9])
    stream = stream_of(event.originator_id)
    return LogRow(stream, event.originator_version, event.topic, 1, now, urandom(16), bytes(16), event.state, None)
