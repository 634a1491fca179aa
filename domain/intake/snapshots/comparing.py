"""Compares a full delivery with what its table said before: what is new, what changed, what is gone, what is the same.

Every entry of the kinds that the mapping gives is known by its event key and content hash alone. A line of the delivery that
has both is the same, and neither is opened. Only what matches no line is: entries of other tables, what changed, what is gone,
and earlier corrections. So the cost is that of reading the table, and the log is the only memory of what a table said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import orjson

from domain.events.corrections import Retracted
from domain.events.event import Event, kind_of
from domain.events.lines import BadLine
from domain.events.person import IdentityRegistered, ParticipantRegistered
from domain.intake.bins import Numbered
from domain.intake.mapping.origin import TableLine
from domain.intake.refusal import Refusal
from domain.intake.snapshots.statements import EarlierStatements
from domain.intake.tables.form import Mapping
from domain.log.application import Log
from domain.log.mapper import open_row
from domain.normal_form import normal_form

KEPT = 200_000
"""The number of new lines that are kept in memory; where there are more, the table is read again instead."""
_REGISTERING = frozenset({kind_of(ParticipantRegistered), kind_of(IdentityRegistered)})
"""The kinds that every table of a source may give of a person: what they add is judged with the person's other events."""
_CONTENT = 16
_OPENED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class TableEvent:
    """A line of the delivery that is not the same as before."""

    number: int
    line: TableLine
    id: str


@dataclass(slots=True)
class Comparison:
    """How the lines of a delivery compare with the log. `changed`: lines that say otherwise than an entry of their name."""

    new: list[Numbered] = field(default_factory=list)
    new_count: int = 0
    changed: list[TableEvent] = field(default_factory=list)
    same: dict[bytes, int] = field(default_factory=dict)
    """The position of the entry that each line of the same name and content is."""
    repeated: list[Refusal] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Whether all new lines are in memory."""
        return self.new_count == len(self.new)


class Comparing:
    def __init__(self, log: Log, mapping: Mapping) -> None:
        self._log, self._mapping = log, mapping
        kinds = {event.kind for event in mapping.events if not event.once and event.kind not in _REGISTERING}
        self._unmatched = {
            key: content + position.to_bytes(8) for key, content, position in log.rows.contents([*kinds, kind_of(Retracted)])
        }
        once = {event.kind for event in mapping.events} - kinds | _REGISTERING
        self._once = {key: content for key, content, _ in log.rows.contents([*once])}
        self._given: dict[bytes, bytes] = {}
        """The content of each line of the delivery, by event key."""
        self.result = Comparison()

    def take(self, number: int, line: TableLine) -> None:
        """Compares a line of the delivery with the log."""
        kind, name, key, content = self._identified(line)
        if kind in _REGISTERING or key in self._once:
            if self._once.get(key) != content:
                self._add(number, line)
            return
        first = self._given.setdefault(key, content)
        if first is not content:
            if first != content:
                self.result.repeated.append(Refusal.of_fault((number, line), BadLine("repeated", "id")))
            return
        stored = self._unmatched.pop(key, None)
        if stored is None:
            self._add(number, line)
        elif stored[:_CONTENT] == content:
            self.result.same[key] = int.from_bytes(stored[_CONTENT:])
        else:
            self._unmatched[key] = stored  # to be opened
            self.result.changed.append(TableEvent(number, line, name))

    def is_unchanged(self, line: TableLine) -> bool:
        """Returns whether a line, read again, is not to be taken as new."""
        kind, _, key, content = self._identified(line)
        if kind in _REGISTERING or key in self._once:
            return self._once.get(key) == content
        return key in self.result.same or key in self._unmatched

    def _identified(self, line: TableLine) -> tuple[str, str, bytes, bytes]:
        """Returns a line's kind, id, event key and content hash."""
        fields = orjson.loads(bytes(line))
        name = normal_form(fields["id"])
        key = self._log.keys.event_key(normal_form(fields["source"]), name)
        return fields["kind"], name, key, self._log.keys.content(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))

    def opened(self, given: Iterable[str]) -> EarlierStatements:
        """Opens the entries that match no line. `given`: the ids of the lines that differ from an entry of their name."""
        positions = [int.from_bytes(stored[_CONTENT:]) for stored in self._unmatched.values()]
        events = [event for event in self._open(positions) if self._concerns(event)]
        first_ids = frozenset(given)
        return EarlierStatements(self._mapping, [*events, *self._corrected_though_same(events)], first_ids)

    def same_names(self, names: Iterable[str]) -> frozenset[str]:
        """Returns those of the ids whose line is the same as the entry of its name."""
        key = self._log.keys.event_key
        return frozenset(name for name in names if key(self._mapping.source, name) in self.result.same)

    def _concerns(self, event: Event) -> bool:
        return self._mapping.source in (event.source, event.of_source)

    def _corrected_though_same(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yields the entries that a line is the same as, but of which something later was said."""
        names = {name for event in events for name in _named_by(event)}
        keys = (self._log.keys.event_key(self._mapping.source, name) for name in names)
        return self._open([self.result.same[key] for key in keys if key in self.result.same])

    def _open(self, positions: list[int]) -> Iterator[Event]:
        rows = self._log.rows.at(positions)
        while some := list(islice(rows, _OPENED_AT_ONCE)):
            subjects = self._log.keys.by_stream({row.stream for row in some})
            for row in some:
                if (subject := subjects.get(row.stream)) is not None:
                    event = open_row(subject, row, with_person=True)
                    assert isinstance(event, Event)
                    yield event

    def _add(self, number: int, line: TableLine) -> None:
        self.result.new_count += 1
        if self.result.is_kept or len(self.result.new) < KEPT:
            self.result.new.append((number, line))


def _named_by(event: Event) -> list[str]:
    """Returns the ids of the earlier statements that an event may be about."""
    named = event.event if isinstance(event, Retracted) else event.replaces
    own = [event.id.rpartition("~")[0]] if "~" in event.id else []
    return [name for name in (named, *own, *([named.rpartition("~")[0]] if named and "~" in named else [])) if name]
