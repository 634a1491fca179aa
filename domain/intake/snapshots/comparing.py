"""Compares a full delivery with what its table said before: what is new, what changed, what is gone, what is the same.

Every entry of the kinds that the mapping gives is known by its event key and content hash alone. A line of the delivery that
has both is the same, and neither is opened. Only what matches no line is: entries of other tables, what changed, what is gone,
and earlier corrections. So the cost is that of reading the table, and the log is the only memory of what a table said.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson

from domain.events.corrections import Retracted
from domain.events.event import Event, kind_of
from domain.events.lines import BadLine
from domain.events.person import IdentityRegistered, ParticipantRegistered
from domain.intake.bins import LinesOnDisk
from domain.intake.mapping.origin import TableLine
from domain.intake.refusal import Refusal
from domain.intake.snapshots.erased import erased_in
from domain.intake.snapshots.registered import Extracted, in_utc
from domain.intake.snapshots.statements import EarlierStatements
from domain.intake.tables.form import Mapping
from domain.log.application import Log
from domain.log.mapper import open_row
from domain.normal_form import normal_form

_REGISTERING = frozenset({kind_of(ParticipantRegistered), kind_of(IdentityRegistered)})
"""The kinds that every table of a source may give of a person: what they add is judged with the person's other events."""
_CONTENT = 16
_NUMBER = 8
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

    new: LinesOnDisk
    changed: list[TableEvent] = field(default_factory=list)
    same: dict[bytes, int] = field(default_factory=dict)
    """The position of the entry that each line of the same name and content is."""
    repeated: list[Refusal] = field(default_factory=list)
    of_erased: int = 0
    """The number of lines about participants that are erased: they are not taken in, and nobody is told of whom."""


class Comparing:
    """`extracted`: when this delivery of the table and its last full one were extracted."""

    def __init__(self, log: Log, mapping: Mapping, extracted: Extracted, new: LinesOnDisk) -> None:
        self._log, self._mapping, self._extracted = log, mapping, extracted
        kinds = {event.kind for event in mapping.events if not event.once and event.kind not in _REGISTERING}
        self._unmatched = dict(self._stored([*kinds, kind_of(Retracted)]))
        self._once = dict(self._stored([*{event.kind for event in mapping.events} - kinds | _REGISTERING]))
        self._given: dict[bytes, bytes] = {}
        """The content of each line of the delivery, by event key."""
        self._is_erased = erased_in(log)
        self.result = Comparison(new)

    def _stored(self, kinds: Sequence[str]) -> Iterator[tuple[bytes, bytes]]:
        """Yields the event key of each entry, with its content hash, time of registration and position in one text."""
        for key, content, recorded_at, position in self._log.rows.contents(kinds):
            yield key, content + recorded_at.to_bytes(_NUMBER, signed=True) + position.to_bytes(_NUMBER)

    def take(self, number: int, line: TableLine) -> None:
        """Compares a line of the delivery with the log."""
        given = orjson.loads(bytes(line))
        name = normal_form(given["id"])
        if self._is_erased(given.get("participant", "")):
            self.result.of_erased += 1
            return
        key = self._log.keys.event_key(normal_form(given["source"]), name)
        content = self._content(given)
        if given["kind"] in _REGISTERING or key in self._once:
            if (once := self._once.get(key)) is None or not self._is_same(given, content, once):
                self.result.new.put((number, self._extracted.dated(line, given)))
            return
        first = self._given.setdefault(key, content)
        if first is not content:
            if first != content:
                self.result.repeated.append(Refusal.of_fault((number, line), BadLine("repeated", "id")))
            return
        stored = self._unmatched.pop(key, None)
        if stored is None:
            self.result.new.put((number, self._extracted.dated(line, given)))
        elif self._is_same(given, content, stored):
            self.result.same[key] = _position(stored)
        else:
            self._unmatched[key] = stored  # to be opened
            self.result.changed.append(TableEvent(number, line, name))

    def _content(self, given: MappingOf[str, Any]) -> bytes:
        return self._log.keys.content(orjson.dumps(given, option=orjson.OPT_SORT_KEYS))

    def _is_same(self, given: MappingOf[str, Any], content: bytes, stored: bytes) -> bool:
        """Returns whether a line is the stored entry: when it was registered may have been stored otherwise, or not at all."""
        if (before := stored[:_CONTENT]) == content:
            return True
        undated = {name: value for name, value in given.items() if name != "recorded_at"}
        at = int.from_bytes(stored[_CONTENT:-_NUMBER], signed=True)
        return before in (self._content(undated | {"recorded_at": in_utc(at)}), self._content(undated))

    def opened(self, given: Iterable[str]) -> EarlierStatements:
        """Opens the entries that match no line. `given`: the ids of the lines that differ from an entry of their name."""
        positions = [*map(_position, self._unmatched.values())]
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


def _position(stored: bytes) -> int:
    return int.from_bytes(stored[-_NUMBER:])


def _named_by(event: Event) -> list[str]:
    """Returns the ids of the earlier statements that an event may be about."""
    named = event.event if isinstance(event, Retracted) else event.replaces
    own = [event.id.rpartition("~")[0]] if "~" in event.id else []
    return [name for name in (named, *own, *([named.rpartition("~")[0]] if named and "~" in named else [])) if name]
