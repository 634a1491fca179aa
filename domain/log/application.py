"""The log as the rest of the house knows it: the event-sourcing library's application over our recorder and mapper.

Commands go through `handle`; an importer hands whole batches to the recorder. Reads give events, decrypted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper

from domain.calendar import microseconds
from domain.errors import Conflict, ParticipantErased
from domain.events.event import Entry, Event, kind_of
from domain.events.lines import Line, line_of
from domain.events.person import IdentityRegistered, IdentityReplaced, MergeUndone, ParticipantsMerged
from domain.identity import one_form
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.mapper import Recorded, SealingMapper, open_row, seal_line
from domain.log.parts import whole
from domain.log.reading import Seen
from domain.log.recorder import Identity, LogRecorder
from domain.log.rows import Stored, in_log_order
from domain.log.storage.bulk import AlreadyRecorded
from domain.log.storage.reach import log_part
from domain.log.storage.retrying import retrying
from domain.log.storage.schema import MERGING
from domain.normal_form import normal_form
from domain.participant.decisions.commands import Command, Merge, is_again, meanings, words
from domain.participant.decisions.decide import decide
from domain.participant.effective import Name
from domain.participant.merging import clusters

Record = TypeVar("Record", bound=Entry)


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command came to: its event, in whose stream it stands, and whether it stood there already."""

    event: Event
    stream: bytes
    already: bool


class Log(Application[UUID]):
    """Everything that has been registered, sealed; who may open it has the master key's file."""

    name = "rodtrad"

    def __init__(self, where: str, key_path: Path, *, create: bool = True) -> None:
        self.where, self.key_path = where, key_path
        with ExitStack() as opened:
            keys_engine, log_engine = whole(where, create, opened)
            self.keys, self.rows = KeyStore(keys_engine, key_path), LogRecorder(log_engine)
            self.rows.keys = self.keys
            self.id = log_part(log_engine).id  # none of a store from before ids, where nothing can be written
            self._clusters: tuple[tuple[int, int], Mapping[str, tuple[str, ...]]] = ((0, 0), {})
            super().__init__()
            self.keys.finish_erasures([fence.stream for fence in self.rows.fences()])
            opened.pop_all()  # from here on it is open; what fails before lets go of its connections

    def close(self) -> None:
        """Lets go of both databases."""
        super().close()
        self.rows.close()
        self.keys.engine.dispose()

    def construct_mapper(self) -> Mapper[UUID]:
        return SealingMapper(self.keys)

    def construct_recorder(self) -> ApplicationRecorder:
        return self.rows

    def handle(self, commands: Sequence[Command], now: datetime) -> list[CommandResult]:
        """Commands, about one participant or several: everything that they come to is registered, or nothing.

        A command that is sent again changes nothing. Raises `Refused` where the batch would add a hard finding,
        `ParticipantErased` where a participant is gone, `Conflict` where an id is taken by something else, or somebody else
        kept writing first.
        """
        return retrying(lambda: self._handle(commands, now))

    def _handle(self, commands: Sequence[Command], now: datetime) -> list[CommandResult]:
        named = {(command.source, command.id): command for command in reversed(commands)}  # one command a name
        seen, history = self._decided_on(commands)
        # After the history, so that what somebody else sends meanwhile is seen here or refused.
        there = self._already(commands, history)
        if not there.keys() <= {(event.source, event.id) for event in history}:
            raise AlreadyRecorded(which="event_key")
        new = [command for name, command in reversed(named.items()) if name not in there]
        if new:
            events = meanings(new, history, now)
            _refuse_others(named, commands, [*history, *events])
            decide(history, events)
            there |= self._save(new, events, seen)
        return [there[command.source, command.id] for command in commands]

    def _already(self, commands: Sequence[Command], history: Sequence[Event]) -> dict[Name, CommandResult]:
        """What the log holds of these commands; raises `Conflict` where it holds something else under the same name."""
        keys = [(key, command) for command in commands for key in self.keys.event_keys(command.source, command.id)]
        places = self.rows.by_event_keys(dict(keys))
        stored_already: dict[Name, CommandResult] = {}
        for (stream, version, content), command in ((places[key], command) for key, command in keys if key in places):
            subjects = self.keys.by_stream([stream]).values()
            stored = {row.version: event for row, event in self.open_streams(subjects, with_person=True)}.get(version)
            if stored is None or not (content == self.keys.content(words(command)) or is_again(command, stored, history)):
                raise Conflict(which=f"{command.source}: {command.id}")
            stored_already[command.source, command.id] = CommandResult(stored, stream, already=True)
        return stored_already

    def _decided_on(self, commands: Sequence[Command]) -> tuple[Seen, list[Event]]:
        """Every event of whom the commands are about and of all who were ever merged with them; and how far that reaches."""
        joining = [(c.participant, c.absorbed) for c in commands if isinstance(c, Merge | ParticipantsMerged | MergeUndone)]
        merging = self.rows.merging()  # before anything that rests on it
        clusters_by_key = clusters([*((key, cluster[0]) for key, cluster in self.clusters().items()), *joining])
        subjects = self.keys.find(
            sorted({key for c in commands for key in clusters_by_key.get(c.participant, (c.participant,))})
        )
        if any(subjects.get(command.participant, ...) is None for command in commands):
            raise ParticipantErased
        living = [subject for subject in subjects.values() if subject is not None]
        seen = Seen(self.rows.versions(subject.stream for subject in living), merging)
        return seen, in_log_order(self.open_streams(living, with_person=True))

    def _save(self, commands: Sequence[Command], events: Sequence[Event], seen: Seen) -> dict[Name, CommandResult]:
        subjects = self.keys.provide(sorted({event.participant for event in events}))
        versions = dict(seen.versions)
        recorded: list[Recorded] = []
        identities: list[Identity] = []
        for command, event in zip(commands, events, strict=True):
            if (subject := subjects[event.participant]) is None:  # erased by somebody else in between
                raise ParticipantErased
            versions[subject.stream] = versions.get(subject.stream, 0) + 1
            line = line_of(event, words(command))
            recorded.append(Recorded(UUID(bytes=subject.stream), versions[subject.stream], event, line))
            if isinstance(event, IdentityRegistered | IdentityReplaced):
                identities.append((self.keys.number_hash(one_form(event.number)), subject.stream))
        self.save(*recorded, identities=identities, seen=seen)
        return {
            (e.entry.source, e.entry.id): CommandResult(event, e.originator_id.bytes, already=False)
            for e, event in zip(recorded, events, strict=True)
        }

    def record(self, lines: Sequence[Line], now: datetime) -> int:
        """Lines about no participant, each into the stream of its kind, all or none; the position of the first.

        Raises `Conflict` where the log holds one of that name.
        """
        return retrying(lambda: self._record_lines(lines, now))

    def _record_lines(self, lines: Sequence[Line], now: datetime) -> int:
        streams = {line.entry.kind: self.keys.system_stream(line.entry.kind) for line in lines}
        versions = self.rows.versions([subject.stream for subject in streams.values()])
        rows = []
        for line in lines:
            subject = streams[line.entry.kind]
            versions[subject.stream] = versions.get(subject.stream, 0) + 1
            rows.append(seal_line(self.keys, subject, versions[subject.stream], line))
        try:
            return self.rows.append(rows, now=microseconds(now))
        except AlreadyRecorded as taken:
            if taken.which == "event_key":  # no later version helps
                raise Conflict(which=", ".join(line.entry.id for line in lines)) from None
            raise

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


def _refuse_others(named: Mapping[Name, Command], commands: Sequence[Command], events: Sequence[Event]) -> None:
    """Raises `Conflict` where commands of a batch have one name and do not come to the same."""
    known = {(event.source, event.id): event for event in events}
    for command in commands:
        name = (command.source, command.id)
        if words(command) != words(named[name]) and not is_again(command, known[name], events):
            raise Conflict(which=f"{command.source}: {command.id}")
