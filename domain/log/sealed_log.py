"""The log, sealed: the event-sourcing library's application over our recorder and mapper, with one door in.

Whatever is written goes through `write`; who follows reads on with `since`, which is the library's notification log. What is
read comes opened.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper

from domain.calendar import microseconds
from domain.errors import ParticipantErased
from domain.events.event import Entry, Event, kind_of
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.log.batch import WriteBatch
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.mapper import SealingMapper, open_row
from domain.log.parts import whole
from domain.log.reading import LogReader
from domain.log.recorder import LogRecorder
from domain.log.rows import LogNotification, Stored, in_log_order
from domain.log.storage.bulk import AlreadyRecorded
from domain.log.storage.reach import log_part
from domain.log.storage.retrying import retrying
from domain.log.storage.schema import MERGING
from domain.normal_form import normal_form
from domain.participant.merging import clusters

Record = TypeVar("Record", bound=Entry)
Written = TypeVar("Written", bound=WriteBatch)


class SealedLog(Application[UUID]):
    """One opening of a store: one way in, and everything that is read of it."""

    log_section_size = 2_000
    recorder: LogRecorder
    """What `write` rests on."""
    rows: LogReader
    """The same, for all who only read."""

    def __init__(self, where: str, key_path: Path, *, create: bool = True) -> None:
        self.where, self.key_path = where, key_path
        with ExitStack() as opened:
            keys_engine, log_engine = whole(where, create, opened)
            self.keys = KeyStore(keys_engine, key_path)
            self._log_engine = log_engine
            self.id = log_part(log_engine).id  # none of a store from before ids, where nothing can be written
            self._clusters: tuple[tuple[int, int], Mapping[str, tuple[str, ...]]] = ((0, 0), {})
            super().__init__()
            self.rows = self.recorder
            self.keys.finish_erasures([fence.stream for fence in self.rows.fences()])
            opened.pop_all()  # from here on it is open; what fails before lets go of its connections

    def close(self) -> None:
        """Lets go of both databases."""
        super().close()
        self.rows.close()
        self.keys.engine.dispose()

    def construct_mapper(self) -> Mapper[UUID]:
        return SealingMapper(self.keys)

    def construct_recorder(self) -> LogRecorder:
        return LogRecorder(self._log_engine, self.keys)

    def write(self, decide: Callable[[], Written], now: datetime) -> Written:
        """The one door into the log: what `decide` makes of the log as it stands is recorded, all of it or nothing.

        It decides anew where somebody else wrote first, or erased whom it is about. Raises `AlreadyRecorded` where somebody
        keeps writing first, and what `decide` raises. Of an erasure the fence goes first and the keys are destroyed after
        it, so that a crash in between is finished at the next start and never undone.
        """

        def attempt() -> Written:
            batch = decide()
            if batch.rows:
                self._record_batch(batch, now)
            return batch

        return retrying(attempt)

    def _record_batch(self, batch: WriteBatch, now: datetime) -> None:
        stored_at, identities, removals = microseconds(now), batch.identities, batch.removals
        try:
            batch.position = self.recorder.append(
                batch.rows, now=stored_at, identities=identities, seen=batch.seen, removals=removals
            )
        except ParticipantErased:  # by somebody else, since it was decided
            raise AlreadyRecorded(which="version") from None
        if removals:
            self.keys.destroy([removal.stream for removal in removals])

    def records(self, model: type[Record]) -> Iterator[tuple[Stored, Record]]:
        """Everything of one kind that is about no participant, in the order of the log."""
        subject = self.keys.system_stream(kind_of(model))
        for stored in self.rows.streams([subject.stream]):
            entry = open_row(subject, stored, with_person=True)
            assert isinstance(entry, model)
            yield stored, entry

    def named_records(self, model: type[Record], source: str, names: Iterable[str]) -> list[Record]:
        """Those of a kind that go by one of these ids, in the order of the log."""
        subject = self.keys.system_stream(kind_of(model))
        there = self.rows.by_event_keys(self.keys.event_key(source, name) for name in names)
        versions = [version for stream, version, _ in there.values() if stream == subject.stream]
        rows = self.rows.versions_of(subject.stream, versions)
        return [entry for row in rows if isinstance(entry := open_row(subject, row, with_person=True), model)]

    def since(self, position: int, upto: int) -> Iterator[Sequence[Stored]]:
        """Every entry after a position, in the order of the log, a page at a time: what a follower reads."""
        size = self.log_section_size
        while page := self.notification_log.select(position, size, upto, inclusive_of_start=False):
            yield [notification.row for notification in page if isinstance(notification, LogNotification)]
            position = page[-1].id

    def history(self, participant: str) -> list[Event]:
        """Every event of a participant and of all who were ever merged with them, names and texts included."""
        key = normal_form(participant)
        return self.events_of(self.clusters().get(key, (key,)), with_person=True)

    def events_of(self, keys: Iterable[str], with_person: bool = False) -> list[Event]:
        """The events under these keys, in the order of the log."""
        subjects = [subject for subject in self.keys.find(list(keys)).values() if subject is not None]
        return in_log_order(self.open_streams(subjects, with_person))

    def open_streams(self, subjects: Iterable[Subject], with_person: bool = False) -> Iterator[tuple[Stored, Event]]:
        """The rows and events of these participants, by stream and version."""
        by_stream = {subject.stream: subject for subject in subjects}
        for stored in self.rows.streams(by_stream):
            entry = open_row(by_stream[stored.stream], stored, with_person)
            if isinstance(entry, Event):
                yield stored, entry

    def clusters(self) -> Mapping[str, tuple[str, ...]]:
        """For each participant key that was ever part of a merge, all keys of its cluster."""
        reached = self.rows.merging()
        if self._clusters[0] != reached:
            self._clusters = (reached, clusters(self.merges()))
        return self._clusters[1]

    def clusters_of(self, streams: Iterable[bytes]) -> set[tuple[str, ...]]:
        """Whose streams these are: for each the keys of all who were ever merged with them."""
        clusters_by_key = self.clusters()
        return {clusters_by_key.get(subject.name, (subject.name,)) for subject in self.keys.by_stream(streams).values()}

    def merges(self) -> Iterator[tuple[str, str]]:
        subjects = self.keys.by_stream(self.rows.kinds(MERGING)).values()
        for _, event in self.open_streams(subjects):
            if isinstance(event, ParticipantsMerged | MergeUndone):
                yield event.participant, event.absorbed
