"""The recorder: the only code that writes to the log, behind the event-sourcing library's interface.

Only one process writes at a time (`writing`). So each position is the previous + 1, a reader never sees a later position
before an earlier position, and the tree's frontier is updated in the same transaction as the rows it covers. A failed write
is never retried here, because after a failed sync the content of the disk is unknown.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from domain.errors import ParticipantErased, StoreError
from domain.log.keys.keystore import KeyStore
from domain.log.mapper import erasure_mark
from domain.log.reading import DAY, ENTRY, LogReader, Seen, seen_by
from domain.log.rows import Identity, LogNotification, LogRow, Removal, leaf_of, row_of, stream_of
from domain.log.storage.bulk import AlreadyRecorded, insert_rows
from domain.log.storage.database import chunks, writing
from domain.log.storage.schema import clock, erased, events, fences, identities, leaves, log_store, tree
from domain.proof.tree import Frontier

POLL = 0.02
"""Seconds between polls for new entries."""
_IDENTIFY = text("INSERT INTO identities (number_hash, stream) VALUES (:number_hash, :stream) ON CONFLICT DO NOTHING")
"""As both databases have it; built by their dialects, it would load both."""
_LEAVES_OF = select(leaves.c.position, leaves.c.leaf).join(events, events.c.position == leaves.c.position)


class LogRecorder(LogReader, ApplicationRecorder):
    def __init__(self, engine: Engine, keys: KeyStore | None = None) -> None:
        """`keys`: the key store of the same store; each stores the other's position (`parts`)."""
        super().__init__(engine)
        self.keys = keys

    def append(
        self,
        rows: Sequence[LogRow],
        *,
        now: int,
        identities: Sequence[Identity] = (),
        seen: Seen | None = None,
        removals: Sequence[Removal] = (),
    ) -> int:
        """Records the rows, all or none, and returns the position of the first; no other method writes to the log.

        `now`: microseconds since 1970. Raises `ParticipantErased` if a stream is fenced, and `AlreadyRecorded` if a version
        or event key is taken or the state `seen` has changed. The caller destroys the keys of removed streams afterwards,
        which makes every copy of their entries unreadable.
        """
        with self._writing() as connection:
            if seen is not None and seen != seen_by(connection, seen.versions):
                raise AlreadyRecorded(which="version")
            _refuse_erased(connection, {row.stream for row in rows} | {removal.stream for removal in removals})
            first = self._append(connection, rows, now)
            self._identify(connection, identities)
            self._remove(connection, first, removals)
        return first

    def insert_events(self, stored_events: Sequence[StoredEvent], **_kwargs: Any) -> Sequence[int]:
        """Records the library's stored events, all or none, and returns their positions."""
        if not stored_events:
            return []
        now = time.time_ns() // 1000
        first = self.append([row_of(event, now) for event in stored_events], now=now)
        return list(range(first, first + len(stored_events)))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[LogNotification]:
        version = events.c.version
        wanted = ENTRY.where(events.c.stream == stream_of(originator_id))
        wanted = wanted.order_by(version.desc() if desc else version).limit(limit)
        if gt is not None:
            wanted = wanted.where(version > gt)
        if lte is not None:
            wanted = wanted.where(version <= lte)
        return [LogNotification(row) for row in self._all(wanted)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[LogNotification]:
        after = 0 if start is None else start - inclusive_of_start
        return [LogNotification(row) for row in self.read(after, stop, limit, topics)]

    def max_notification_id(self) -> int | None:
        return self.head()[0] or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "LogSubscription":
        return LogSubscription(self, gt, topics)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A log transaction that also updates the position in the key store; if that fails, the key store just lags behind."""
        with writing(self.engine) as connection:
            yield connection
        if self.keys is not None:
            with suppress(StoreError):
                position, _ = self.head()
                self.keys.hear_of_log(position, self.leaf(position))

    def seal_identities_anew(self) -> None:
        """Seals the whole index of identity numbers with its newest key (`NumberIndex`)."""
        assert self.keys is not None
        with writing(self.engine) as connection:
            rows = connection.execute(select(identities.c.number_hash, identities.c.stream)).all()
            hashes = self.keys.numbers.opened(row.number_hash for row in rows)
            connection.execute(delete(identities))
            self._identify(connection, [(opened, row.stream) for opened, row in zip(hashes, rows, strict=True)])

    def _identify(self, connection: Connection, pairs: Sequence[Identity]) -> None:
        if not pairs:
            return
        stored = [number_hash for number_hash, _ in pairs]
        if self.keys is not None:
            stored = self.keys.numbers.sealed(stored)
        rows = [{"number_hash": each, "stream": stream} for each, (_, stream) in zip(stored, pairs, strict=True)]
        connection.execute(_IDENTIFY, rows)

    def _stored_as(self, number_hashes: Iterable[bytes]) -> Mapping[bytes, bytes]:
        return super()._stored_as(number_hashes) if self.keys is None else self.keys.numbers.stored_as(number_hashes)

    def _append(self, connection: Connection, rows: Sequence[LogRow], now: int) -> int:
        edge, last_stored_at = connection.execute(select(tree.c.frontier, tree.c.last_stored_at)).one()
        frontier = Frontier.from_bytes(edge)
        first = frontier.size + 1
        if not rows:
            return first
        stored_at = max(now, last_stored_at)  # the clock may have been set back; stored times must not decrease
        if last_stored_at - now > DAY:
            _keep_clock(connection, first, now, last_stored_at)
        hashes = [leaf_of(position, stored_at, *row) for position, row in enumerate(rows, first)]
        insert_rows(
            connection,
            events,
            [(position, *row[:5], stored_at, *row[5:]) for position, row in enumerate(rows, first)],
        )
        insert_rows(connection, leaves, list(enumerate(hashes, first)))
        frontier.extend(hashes)
        connection.execute(update(tree).values(size=frontier.size, frontier=frontier.to_bytes(), last_stored_at=stored_at))
        if self.keys is not None:
            number, last = self.keys.newest()
            connection.execute(update(log_store).where(log_store.c["keys"] <= number).values(keys=number, last_key=last))
        return first

    def _remove(self, connection: Connection, first: int, removals: Sequence[Removal]) -> None:
        """Deletes all entries of these streams, after inserting fences that refer to the erasing rows, and their positions.

        The leaves are kept.
        """
        if not removals:
            return
        insert_rows(connection, fences, [(stream, first + by, name_hash) for stream, name_hash, by in removals])
        for some in chunks(removal.stream for removal in removals):
            gone = connection.execute(_LEAVES_OF.where(events.c.stream.in_(some))).all()
            marks = [(at, erasure_mark(self.keys, at, leaf) if self.keys else b"") for at, leaf in gone]
            if marks:
                insert_rows(connection, erased, sorted(marks))
            connection.execute(delete(events).where(events.c.stream.in_(some)))
            connection.execute(delete(identities).where(identities.c.stream.in_(some)))


def _keep_clock(connection: Connection, position: int, now: int, stored_at: int) -> None:
    """Records that an earlier clock was ahead, once for each latest time that it stored."""
    if connection.execute(select(clock.c.position).where(clock.c.stored_at == stored_at)).first() is None:
        connection.execute(insert(clock).values(position=position, clock=now, stored_at=stored_at))


def _refuse_erased(connection: Connection, streams: Iterable[bytes]) -> None:
    for some in chunks(streams):
        if connection.execute(select(fences.c.stream).where(fences.c.stream.in_(some)).limit(1)).first():
            raise ParticipantErased


class LogSubscription(Subscription[LogRecorder]):
    """Yields new entries in order, on both databases, by polling the head of the log."""

    def __init__(self, recorder: LogRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._stopped = Event()
        self._page: list[LogNotification] = []

    def stop(self) -> None:
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._stopped.is_set():
            if self._page:
                return self._page.pop()
            self._look()
        raise StopIteration

    def _look(self) -> None:
        after, limit = self._last_notification_id or 0, 500
        head, _root = self._recorder.head()
        if head <= after:
            self._stopped.wait(POLL)
            return
        page = self._recorder.select_notifications(after, limit, head, self._topics, inclusive_of_start=False)
        # Skips entries of other topics too; otherwise each poll would read them again.
        self._last_notification_id = page[-1].id if len(page) == limit else head
        self._page = page[::-1]
