"""A row of the log: sealed and not yet recorded, as stored, and as the event-sourcing library sees it."""

from collections.abc import Iterable
from os import urandom
from typing import NamedTuple, TypeVar
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from domain.log.keys.sealing import header, stored_bytes
from domain.proof.tree import leaf_hash

Opened = TypeVar("Opened")
Identity = tuple[bytes, bytes]
"""The keyed hash of an identity number, and the stream in which it was registered."""


class LogRow(NamedTuple):
    """A sealed entry that is not yet recorded."""

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
    """An entry as stored in the log: a row with its position and the time it was stored (microseconds since 1970)."""

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


def leaf_of(
    position: int,
    stored_at: int,
    stream: bytes,
    version: int,
    kind: str,
    kind_version: int,
    recorded_at: int,
    event_key: bytes,
    content: bytes,
    data: bytes,
    person: bytes | None,
) -> bytes:
    """Returns the leaf of an entry in the log's tree: the hash of the bytes that are stored of it."""
    head = header(stream, version, kind, kind_version, recorded_at, event_key, content)
    return leaf_hash(stored_bytes(position, stored_at, head, data, person))


def in_log_order(opened: Iterable[tuple[Stored, Opened]]) -> list[Opened]:
    """Returns the events of several streams in the order the fold requires: by position (events.md §1)."""
    return [event for _, event in sorted(opened, key=lambda pair: pair[0].position)]


class Removal(NamedTuple):
    """A stream to erase: the hash of the name that may not be reused, and the index in the batch of the erasing row (`by`)."""

    stream: bytes
    name_hash: bytes
    by: int = 0


class Fence(NamedTuple):
    """What remains of an erased stream: the position of its erasure, and the hash of the name that may not be reused."""

    stream: bytes
    position: int
    name_hash: bytes


class LogNotification(Notification):
    """A row as the library sees it; a view without copying, so that following the log costs little more than reading."""

    row: Stored

    def __init__(self, row: Stored) -> None:
        object.__setattr__(self, "row", row)

    @classmethod
    def of_new(cls, row: LogRow) -> "LogNotification":
        """Returns the view of a row that has no position yet."""
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
    """Returns the log row of a stored event. A plain stored event has no source, so it gets a random event key."""
    if isinstance(event, LogNotification):
        return LogRow(*event.row[:9])
    stream = stream_of(event.originator_id)
    return LogRow(stream, event.originator_version, event.topic, 1, now, urandom(16), bytes(16), event.state, None)
