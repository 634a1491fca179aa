"""The sealed log: the event-sourcing library's application over our recorder and mapper, with a single way to write.

All writing goes through `write`. Followers read new entries with `since`, which uses the library's notification log; it
returns sealed rows, while all other methods return decrypted events.
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
from domain.errors import KeyUnreadable, ParticipantErased, StoreBusy, StoreUnwritable
from domain.events.event import Entry, Event, kind_of
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.log.adding_up import refuse_altered, refuse_other_keys
from domain.log.batch import WriteBatch
from domain.log.erasing import finish, is_unfinished, last_erasure
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.mapper import SealingMapper, open_row
from domain.log.parts import whole
from domain.log.reading import LogReader
from domain.log.recorder import LogRecorder
from domain.log.rows import LogNotification, Stored, in_log_order
from domain.log.storage.bulk import AlreadyRecorded
from domain.log.storage.reach import log_part
from domain.log.storage.retrying import retrying
from domain.normal_form import normal_form
from domain.participant.merging import clusters
from domain.used import ALL, Used

Record = TypeVar("Record", bound=Entry)
Written = TypeVar("Written", bound=WriteBatch)


class SealedLog(Application[UUID]):
    """An open store: the single way to write to it, and all ways to read it."""

    log_section_size = 2_000
    recorder: LogRecorder
    """The recorder that `write` uses."""
    rows: LogReader
    """The same object, typed for code that only reads."""
    finished_erasures: bool
    """Whether an erasure had been cut short before this store was opened, and was finished then (`erasing`)."""

    def __init__(self, where: str, key_path: Path, *, create: bool = True, checked: bool = True) -> None:
        """`checked`: raises `LogAltered` if the log does not add up; only what looks for the fault opens it all the same."""
        self.where, self.key_path, self.checked = where, key_path, checked
        with ExitStack() as opened:
            keys_engine, log_engine = whole(where, create, opened)
            self.keys = KeyStore(keys_engine, key_path)
            self._log_engine = log_engine
            self.id = log_part(log_engine).id  # None for a read-only store from before ids
            self._clusters: tuple[tuple[int, int], Mapping[str, tuple[str, ...]]] = ((0, 0), {})
            self._together: tuple[Mapping[str, tuple[str, ...]] | None, Mapping[bytes, tuple[bytes, ...]]] = (None, {})
            super().__init__()
            self.rows = self.recorder
            self.keys.finish_erasures([fence.stream for fence in self.rows.fences()])
            self.refuse_altered()
            self.finished_erasures = is_unfinished(self) and self._finish(interrupted=True) and last_erasure(self) > 0
            opened.pop_all()  # opened: a failure above this line closes the connections

    def close(self) -> None:
        """Closes the connections to both databases."""
        super().close()
        self.rows.close()
        self.keys.engine.dispose()

    def refuse_altered(self, after: int = 0) -> None:
        """Raises `LogAltered` if the log or its keys do not add up. `after`: counts only what is after this position."""
        if self.checked:
            refuse_altered(self.where, self._log_engine, after)
            if not after:
                refuse_other_keys(self.where, self.keys.engine, self._log_engine)

    def construct_mapper(self) -> Mapper[UUID]:
        return SealingMapper(self.keys)

    def construct_recorder(self) -> LogRecorder:
        return LogRecorder(self._log_engine, self.keys)

    def write(self, decide: Callable[[], Written], now: datetime) -> Written:
        """Records the batch that `decide` returns, all or nothing; the only way to write to the log.

        Calls `decide` again if another process wrote first or erased a participant of the batch. Raises `AlreadyRecorded`
        if other processes keep writing first, and whatever `decide` raises. An erasure records the fence first and then
        destroys the keys, so that after a crash in between the next start completes the erasure and never undoes it; what
        else remains to be done is done by `finish_erasures`.
        """

        def attempt() -> Written:
            batch = decide()
            if batch.rows:
                self._record_batch(batch, now)
            return batch

        return retrying(attempt)

    @property
    def has_unfinished_erasures(self) -> bool:
        """Whether something remains to be done after an erasure (`erasing`)."""
        return is_unfinished(self)

    def finish_erasures(self) -> bool:
        """Does what remains after the erasures so far; returns whether it is done. If not, the next start does it."""
        return not is_unfinished(self) or self._finish(interrupted=False)

    def seal_identities_anew(self) -> None:
        """Seals the whole index of identity numbers with its newest key."""
        self.recorder.seal_identities_anew()

    def _finish(self, *, interrupted: bool) -> bool:
        try:
            finish(self, interrupted=interrupted)
        except (StoreBusy, StoreUnwritable, KeyUnreadable):
            return False
        return True

    def _record_batch(self, batch: WriteBatch, now: datetime) -> None:
        stored_at, identities, removals = microseconds(now), batch.identities, batch.removals
        try:
            batch.position = self.recorder.append(
                batch.rows, now=stored_at, identities=identities, seen=batch.seen, removals=removals
            )
        except ParticipantErased:  # by another process, since the decision
            raise AlreadyRecorded(which="version") from None
        if removals:
            self.keys.destroy([removal.stream for removal in removals])

    def records(self, model: type[Record]) -> Iterator[tuple[Stored, Record]]:
        """Yields all entries of a kind that is not about a participant, in log order, with their stored rows."""
        subject = self.keys.system_stream(kind_of(model))
        for stored in self.rows.streams([subject.stream]):
            entry = open_row(subject, stored, with_person=True)
            assert isinstance(entry, model)
            yield stored, entry

    def has_records(self, model: type[Record]) -> bool:
        """Whether there is any entry of a kind that is not about a participant."""
        return bool(self.rows.versions_of(self.keys.system_stream(kind_of(model)).stream, [1]))

    def named_records(self, model: type[Record], source: str, names: Iterable[str]) -> list[Record]:
        """Returns the entries of a kind with this source and one of these ids (`names`), in log order."""
        subject = self.keys.system_stream(kind_of(model))
        there = self.rows.by_event_keys(self.keys.event_key(source, name) for name in names)
        versions = [version for stream, version, _ in there.values() if stream == subject.stream]
        rows = self.rows.versions_of(subject.stream, versions)
        return [entry for row in rows if isinstance(entry := open_row(subject, row, with_person=True), model)]

    def since(self, position: int, upto: int) -> Iterator[Sequence[Stored]]:
        """Yields pages of the stored entries after `position`, up to and including `upto`, in log order, for followers."""
        size = self.log_section_size
        while page := self.notification_log.select(position, size, upto, inclusive_of_start=False):
            yield [notification.row for notification in page if isinstance(notification, LogNotification)]
            position = page[-1].id

    def history(self, participant: str) -> list[Event]:
        """Returns all events of a participant and of all participants ever merged with it, including names and texts."""
        key = normal_form(participant)
        return self.events_of(self.clusters().get(key, (key,)), with_person=True)

    def events_of(self, keys: Iterable[str], with_person: bool = False) -> list[Event]:
        """Returns the events of these participant keys, in log order."""
        subjects = [subject for subject in self.keys.find(list(keys)).values() if subject is not None]
        return in_log_order(self.open_streams(subjects, with_person))

    def open_streams(self, subjects: Iterable[Subject], with_person: bool = False) -> Iterator[tuple[Stored, Event]]:
        """Yields the rows and events of these participants, ordered by stream and version."""
        by_stream = {subject.stream: subject for subject in subjects}
        for stored in self.rows.streams(by_stream):
            entry = open_row(by_stream[stored.stream], stored, with_person)
            if isinstance(entry, Event):
                yield stored, entry

    def clusters(self) -> Mapping[str, tuple[str, ...]]:
        """Maps each participant key that was ever part of a merge to all keys of its cluster."""
        reached = self.rows.merging()
        if self._clusters[0] != reached:
            self._clusters = (reached, clusters(self.merges()))
        return self._clusters[1]

    def clusters_of(self, streams: Iterable[bytes]) -> set[tuple[bytes, ...]]:
        """Returns the clusters that these streams belong to, each as a tuple of the streams of its participants."""
        together = self._streams_together()
        return {together.get(stream, (stream,)) for stream in streams}

    def _streams_together(self) -> Mapping[bytes, tuple[bytes, ...]]:
        """`clusters` by streams, of the participants that have one."""
        clusters_by_key = self.clusters()
        if self._together[0] is not clusters_by_key:
            subjects = self.keys.find(list(clusters_by_key))
            together = {
                tuple(subject.stream for key in cluster if (subject := subjects.get(key)) is not None)
                for cluster in clusters_by_key.values()
            }
            by_stream = {stream: cluster for cluster in together for stream in cluster}
            if len(subjects) < len(clusters_by_key):
                return by_stream  # who has no stream yet can get one
            self._together = clusters_by_key, by_stream
        return self._together[1]

    def merges(self, used: Used = ALL) -> Iterator[tuple[str, str]]:
        """Yields the survivor and the absorbed of each used merge, undone or not."""
        rows = [stored for stored in self.rows.merges() if used.has(stored)]
        subjects = self.keys.by_stream({stored.stream for stored in rows})
        for stored in rows:
            if stored.stream in subjects:  # else they were erased meanwhile
                event = open_row(subjects[stored.stream], stored, with_person=False)
                if isinstance(event, ParticipantsMerged | MergeUndone):
                    yield event.participant, event.absorbed
