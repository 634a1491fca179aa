"""The log as the rest of the house knows it: the event-sourcing library's application over our recorder and mapper.

Commands go through `register`; an importer hands whole batches to the recorder. Reads give events, decrypted.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper

from domain.decisions import decide
from domain.errors import Conflict, Erased
from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.kinship import clusters
from domain.lines import Line
from domain.log.database import open_engine
from domain.log.keys import KeyStore, Subject
from domain.log.mapper import SealingMapper, open_row, seal_line
from domain.log.recorder import LogRecorder
from domain.log.rows import Stored
from domain.log.schema import MERGING
from domain.log.upgrade import upgrade

Result = TypeVar("Result")
ATTEMPTS = 10


class Log(Application[UUID]):
    """Everything that has been registered, sealed; who may open it has the master key's file."""

    name = "rodtrad"

    def __init__(self, where: str, key_path: Path, *, create: bool = True) -> None:
        self.where, self.key_path = where, key_path
        keys_engine, log_engine = (open_engine(where, store, create=create) for store in ("keys", "log"))
        upgrade(keys_engine, "keys")
        upgrade(log_engine, "log")
        self.keys = KeyStore(keys_engine, key_path)
        self.rows = LogRecorder(log_engine)
        self._kin: tuple[tuple[int, int], Mapping[str, tuple[str, ...]]] = ((0, 0), {})
        super().__init__()
        self._finish_erasures()

    def construct_mapper(self) -> Mapper[UUID]:
        return SealingMapper(self.keys)

    def construct_recorder(self) -> ApplicationRecorder:
        return self.rows

    def register(self, lines: Sequence[Line], now: datetime) -> None:
        """A batch of commands about one participant: all are registered, or none.

        Raises `Refused` where the batch would add a hard finding, `Erased` where the participant is gone, `Conflict`
        where an id is taken, or somebody else kept writing first.
        """
        events = [line.entry for line in lines if isinstance(line.entry, Event)]
        name = events[0].participant
        retrying(lambda: self._register(name, lines, events, now))

    def _register(self, name: str, lines: Sequence[Line], events: Sequence[Event], now: datetime) -> None:
        cluster = self.clusters().get(name, (name,))
        decide(self.events_of(cluster), events)
        subject = self.keys.provide([name])[name]
        if subject is None:
            raise Erased
        version = self.rows.versions([subject.stream]).get(subject.stream, 0)
        rows = [seal_line(self.keys, subject, version + nr, line) for nr, line in enumerate(lines, 1)]
        self.rows.append(rows, now=microseconds(now))

    def history(self, participant: str) -> list[Event]:
        """Every event of a participant and of all who were ever merged with them, names and texts included."""
        return self.events_of(self.clusters().get(participant, (participant,)), with_person=True)

    def events_of(self, keys: Iterable[str], with_person: bool = False) -> list[Event]:
        subjects = [subject for subject in self.keys.find(list(keys)).values() if subject is not None]
        return [event for _, event in self.open_streams(subjects, with_person)]

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
        if self._kin[0] != reached:
            self._kin = (reached, clusters(self.merges()))
        return self._kin[1]

    def merges(self) -> Iterator[tuple[str, str]]:
        subjects = self.keys.by_stream(self.rows.kinds(MERGING)).values()
        for _, event in self.open_streams(subjects):
            if isinstance(event, ParticipantsMerged | MergeUndone):
                yield event.participant, event.absorbed

    def erase(self, names: Sequence[str], line: Line, now: datetime) -> int:
        """Erase participants for good: their rows go, their keys are destroyed, a fence stands; the position of it.

        The fence goes first, so that a crash in between is finished at the next start and never undone.
        """
        subjects = [subject for subject in self.keys.find(list(names)).values() if subject is not None]
        register = self.keys.system_stream("erasures")
        version = self.rows.versions([register.stream]).get(register.stream, 0) + 1
        row = seal_line(self.keys, register, version, line)
        gone = [(subject.stream, self.keys.name_hash(subject.name)) for subject in subjects]
        position = self.rows.erase(gone, row, now=microseconds(now))
        self.keys.destroy([stream for stream, _ in gone])
        return position

    def _finish_erasures(self) -> None:
        """After a crash, or a key store restored from a copy: what is fenced has no key."""
        fenced = [fence.stream for fence in self.rows.fences()]
        if fenced and (left := list(self.keys.by_stream(fenced))):
            self.keys.destroy(left)


def retrying(attempt: Callable[[], Result]) -> Result:
    """Try again where somebody else wrote first; what was decided is decided anew on what they wrote."""
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except Conflict:
            if number == ATTEMPTS - 1:
                raise
            time.sleep(0.005 * number)
    raise AssertionError("unreachable")


def microseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000_000)
