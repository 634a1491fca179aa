"""What the earlier rows of a table said: the events in the log that its mapping made, each with its later corrections.

An event's first statement has the id that the mapping gives; a later one has the same id with `~2`, `~3` … after it. Other
sources, such as a caseworker, may have corrected an event as well: the source's own last statement is what the next row is
compared with, and the last link of the chain is what a correction replaces.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.intake.mapping.columns import NAME
from domain.intake.tables.form import Mapping as TableMapping
from domain.participant.effective import Name

_VERSION = re.compile(r"(.+)~(\d+)", re.DOTALL)


@dataclass(slots=True)
class Statements:
    """The statements of one event of the table, from the first."""

    versions: dict[int, Event] = field(default_factory=dict)

    @property
    def next_version(self) -> int:
        return max(self.versions, default=0) + 1


def first_id(statements: Statements) -> str:
    """Returns the id that the mapping gives the event."""
    version, event = min(statements.versions.items())
    return event.id if version == 1 else event.id.rpartition("~")[0]


class EarlierStatements:
    """The statements of all events that were opened, by the id that the mapping gives them."""

    def __init__(self, mapping: TableMapping, events: Iterable[Event], first_ids: frozenset[str]) -> None:
        """`first_ids`: ids that the mapping has given in this delivery; such an id is no later version of another."""
        self._source = mapping.source
        self._patterns = id_patterns(mapping)
        self._first_ids = first_ids
        self._events = {(event.source, event.id): event for event in events}
        self._corrected = {
            (event.named_source, event.replaces): event for event in self._events.values() if event.replaces is not None
        }
        retractions = [event for event in self._events.values() if isinstance(event, Retracted)]
        self._retracted = {(each.named_source, each.event) for each in retractions}
        self._taken_back = {(each.named_source, each.event) for each in retractions if each.source == self._source}

    @cached_property
    def by_id(self) -> Mapping[str, Statements]:
        by_id: dict[str, Statements] = {}
        for (source, name), event in self._events.items():
            if source == self._source and not isinstance(event, Retracted):
                first, version = self._version(name)
                by_id.setdefault(first, Statements()).versions[version] = event
        return by_id

    def is_of_table(self, statements: Statements) -> bool:
        """Returns whether the mapping can have made the event, by its kind and the form of its id."""
        kind = next(iter(statements.versions.values())).kind
        return any(pattern.fullmatch(first_id(statements)) for pattern in self._patterns.get(kind, ()))

    def last_link(self, statements: Statements) -> Event:
        """Returns the event that stands in the place of the statements, whichever source it came from."""
        event = statements.versions[max(statements.versions)]
        passed: set[Name] = set()
        while (after := self._corrected.get((event.source, event.id))) is not None and (after.source, after.id) not in passed:
            passed.add((after.source, after.id))
            event = after
        return event

    def last_own(self, statements: Statements) -> Event:
        """Returns what the source itself said last."""
        event = own = statements.versions[max(statements.versions)]
        last = self.last_link(statements)
        while event is not last:
            event = self._corrected[event.source, event.id]
            own = event if event.source == self._source else own
        return own

    def is_retracted(self, statements: Statements) -> bool:
        """Returns whether anybody has retracted the event."""
        return self._is_among(statements, self._retracted)

    def is_taken_back(self, statements: Statements) -> bool:
        """Returns whether the source itself has retracted the event: its row was gone."""
        return self._is_among(statements, self._taken_back)

    def _is_among(self, statements: Statements, retracted: set[Name]) -> bool:
        last, own = self.last_link(statements), statements.versions[max(statements.versions)]
        return (last.source, last.id) in retracted or (own.source, own.id) in retracted

    def _version(self, name: str) -> tuple[str, int]:
        match = None if name in self._first_ids else _VERSION.fullmatch(name)
        return (match[1], int(match[2])) if match else (name, 1)


def id_patterns(mapping: TableMapping) -> dict[str, list[re.Pattern[str]]]:
    """Returns the forms of the ids that a mapping gives its events, by kind; not of those it gives once for a person."""
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for event in mapping.events:
        parts = NAME.split(str(event.fields.get("id", "")))
        if not event.once:
            form = ".+".join(map(re.escape, parts[::2]))
            patterns.setdefault(event.kind, []).append(re.compile(form, re.DOTALL))
    return patterns
