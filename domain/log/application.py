"""The log as used by all other modules: handles commands, records and erasures, and reads the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import Conflict, ParticipantErased
from domain.events.event import Event
from domain.events.lines import Line, line_of
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.log.batch import WriteBatch
from domain.log.mapper import ERASURES
from domain.log.reading import Seen
from domain.log.rows import in_log_order
from domain.log.sealed_log import SealedLog
from domain.log.storage.bulk import AlreadyRecorded
from domain.participant.decisions.commands import Command, Merge, is_again, meanings, words
from domain.participant.decisions.decide import decide
from domain.participant.effective import Name
from domain.participant.merging import clusters


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The result of a command: its event, its stream, and whether it was already recorded."""

    event: Event
    stream: bytes
    already: bool


@dataclass(slots=True)
class _Handled(WriteBatch):
    """The rows of the new commands, and the result of every command."""

    results: dict[Name, CommandResult] = field(default_factory=dict)


class Log(SealedLog):
    """The sealed log of all registered entries; opening it requires the master key file."""

    name = "rodtrad"

    def handle(self, commands: Sequence[Command], now: datetime) -> list[CommandResult]:
        """Registers the events of commands about any number of participants, all or nothing.

        A repeated command changes nothing. Raises `Refused` if the batch would add a hard finding, `ParticipantErased` if
        a participant is erased, and `Conflict` if an id is already used for something else or if other processes keep
        writing first.
        """
        results = self.write(lambda: self._handled(commands, now), now).results
        return [results[command.source, command.id] for command in commands]

    def _handled(self, commands: Sequence[Command], now: datetime) -> _Handled:
        named = {(command.source, command.id): command for command in reversed(commands)}  # one command per name
        seen, history = self._decided_on(commands)
        # After reading the history, so that a concurrent write is either seen here or causes a retry.
        handled = _Handled(dict(seen.versions), seen=seen, results=self._already(commands, history))
        if not handled.results.keys() <= {(event.source, event.id) for event in history}:
            raise AlreadyRecorded(which="event_key")
        new = [command for name, command in reversed(named.items()) if name not in handled.results]
        if new:
            events = meanings(new, history, now)
            _refuse_others(named, commands, [*history, *events])
            decide(history, events)
            self._add(new, events, handled)
        return handled

    def _already(self, commands: Sequence[Command], history: Sequence[Event]) -> dict[Name, CommandResult]:
        """Returns the results of commands already in the log. Raises `Conflict` if a name is used for other content."""
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
        """Returns all events of the commands' participants and all ever merged with them, and the state they were read at."""
        joining = [(c.participant, c.absorbed) for c in commands if isinstance(c, Merge | ParticipantsMerged | MergeUndone)]
        merging = self.rows.merging()  # before the reads that depend on it
        clusters_by_key = clusters([*((key, cluster[0]) for key, cluster in self.clusters().items()), *joining])
        subjects = self.keys.find(
            sorted({key for c in commands for key in clusters_by_key.get(c.participant, (c.participant,))})
        )
        if any(subjects.get(command.participant, ...) is None for command in commands):
            raise ParticipantErased
        living = [subject for subject in subjects.values() if subject is not None]
        seen = Seen(self.rows.versions(subject.stream for subject in living), merging)
        return seen, in_log_order(self.open_streams(living, with_person=True))

    def _add(self, commands: Sequence[Command], events: Sequence[Event], handled: _Handled) -> None:
        subjects = self.keys.provide(sorted({event.participant for event in events}))
        for command, event in zip(commands, events, strict=True):
            if (subject := subjects[event.participant]) is None:  # erased by another process meanwhile
                raise ParticipantErased
            handled.add(self.keys, subject, line_of(event, words(command)))
            handled.results[command.source, command.id] = CommandResult(event, subject.stream, already=False)

    def record(self, lines: Sequence[Line], now: datetime) -> int:
        """Records lines that are not about a participant, each in the stream of its kind, all or none.

        Returns the position of the first. Raises `Conflict` if a name is already in the log or repeated.
        """
        return self.write(lambda: self._records_batch(lines), now).position

    def _records_batch(self, lines: Sequence[Line]) -> WriteBatch:
        event_keys = {self.keys.event_key(line.entry.source, line.entry.id) for line in lines}
        if len(event_keys) < len(lines) or self.rows.by_event_keys(event_keys):
            raise Conflict(which=", ".join(line.entry.id for line in lines))
        streams = {line.entry.kind: self.keys.system_stream(line.entry.kind) for line in lines}
        batch = WriteBatch(self.rows.versions([subject.stream for subject in streams.values()]))
        for line in lines:
            batch.add(self.keys, streams[line.entry.kind], line)
        return batch

    def add_erasure(self, batch: WriteBatch, names: Sequence[str], line: Line) -> None:
        """Adds a permanent erasure to a batch: the rows are deleted, the keys destroyed, and fences recorded.

        Unused names are also fenced, so that they can never be used.
        """
        register = self.keys.system_stream(ERASURES)
        if register.stream not in batch.versions:
            batch.versions |= self.rows.versions([register.stream])
        subjects = self.keys.provide(names).values()
        batch.erase(self.keys, register, line, [subject for subject in subjects if subject is not None])


def _refuse_others(named: Mapping[Name, Command], commands: Sequence[Command], events: Sequence[Event]) -> None:
    """Raises `Conflict` if commands of a batch share a name but have different content."""
    known = {(event.source, event.id): event for event in events}
    for command in commands:
        name = (command.source, command.id)
        if words(command) != words(named[name]) and not is_again(command, known[name], events):
            raise Conflict(which=f"{command.source}: {command.id}")
