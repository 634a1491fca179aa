"""Turns what a full delivery changes into lines: corrections of what rows said before, retractions of rows that are gone."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from domain.calendar import day_of
from domain.events.content import same_content
from domain.events.event import Event, fields_given
from domain.events.lines import BadLine, read_line
from domain.intake.bins import Numbered
from domain.intake.mapping.origin import TableLine
from domain.intake.snapshots.comparing import Comparing, TableEvent
from domain.intake.snapshots.statements import Statements, first_id
from domain.intake.sources import WITHOUT_ROW

REASON = "raden finns inte längre i källans tabell"


@dataclass(slots=True)
class Differences:
    """The lines of what changed and of what is gone, and what of the rest is the same after all."""

    corrections: list[Numbered]
    retractions: list[Numbered]
    same: int = 0


class Differing:
    """`extracted_at`: when the table was extracted, which is when its source knew of what changed in it."""

    def __init__(self, comparing: Comparing, extracted_at: datetime, now: datetime) -> None:
        self._comparison = comparing.result
        self._given = {event.id: event for event in self._comparison.changed}
        self._earlier = comparing.opened(self._given)
        self._extracted_at, self._now = extracted_at, now
        self._result = Differences([], [])
        self._gone = 0
        self._same_names = comparing.same_names(self._earlier.by_id)

    def differences(self, unreadable: frozenset[str] | None) -> Differences:
        """Returns the differences. `unreadable`: the ids of events whose rows cannot be read; None if those are unknown too."""
        for name, statements in self._earlier.by_id.items():
            if name in self._given:
                self._of_changed(self._given[name], statements)
            elif name in self._same_names:
                self._of_same(statements)
            elif unreadable is not None and name not in unreadable and self._earlier.is_of_table(statements):
                self._of_gone(statements)
        return self._result

    def _of_changed(self, given: TableEvent, statements: Statements) -> None:
        try:
            entry = read_line(bytes(given.line), self._now).entry
        except BadLine:  # the import refuses it as it stands
            self._result.corrections.append((given.number, given.line))
            return
        assert isinstance(entry, Event)
        self._correct(given.number, given.line, entry, statements)

    def _of_same(self, statements: Statements) -> None:
        """The row says again what it said first: after a correction, or after it was gone."""
        first = statements.versions[1]
        fields = {"kind": first.kind, **fields_given(first)}
        self._correct(self._next_number(), TableLine(orjson.dumps(fields)), first, statements)

    def _correct(self, number: int, line: TableLine, entry: Event, statements: Statements) -> None:
        """Adds the correction of what the source said last, unless it says the same."""
        last = self._earlier.last_own(statements)
        if _says_the_same(entry, last) and not self._earlier.is_taken_back(statements):
            self._result.same += number < WITHOUT_ROW  # a line that is the same as its entry is counted already
            return
        at = line.changed_at or self._extracted_at.isoformat()
        if last.replaces is not None and datetime.fromisoformat(at) < last.recorded_at:
            self._result.same += 1  # an older row never undoes a newer
            return
        in_place_of = self._earlier.last_link(statements)
        fields = orjson.loads(bytes(line)) | {"id": f"{first_id(statements)}~{statements.next_version}", "recorded_at": at}
        if _is_of_same_spell(entry, in_place_of):
            fields |= _naming("replaces", in_place_of, entry.source)
        elif not self._earlier.is_retracted(statements):
            self._result.corrections.append((number, self._retraction(in_place_of, entry.source, at)))
        self._result.corrections.append((number, line.saying(fields)))

    def _of_gone(self, statements: Statements) -> None:
        if self._earlier.is_retracted(statements):
            return
        own, last = self._earlier.last_own(statements), self._earlier.last_link(statements)
        if own.recorded_at > self._extracted_at and own.replaces is not None:
            return
        line = self._retraction(last, own.source, self._extracted_at.isoformat())
        self._result.retractions.append((self._next_number(), line))

    def _retraction(self, event: Event, source: str, at: str) -> TableLine:
        line: dict[str, Any] = {"kind": "retracted", "participant": event.participant, "source": source}
        name = sha256(f"{event.source}|{event.id}".encode()).hexdigest()[:32]
        on = day_of(datetime.fromisoformat(at)).isoformat()
        line |= {"id": f"retracted-{name}", "on": on, "recorded_at": at, "reason": REASON}
        return TableLine(orjson.dumps(line | _naming("event", event, source)))

    def _next_number(self) -> int:
        self._gone += 1
        return WITHOUT_ROW + self._gone


def _naming(field: str, event: Event, source: str) -> dict[str, str]:
    return {field: event.id} | ({"of_source": event.source} if event.source != source else {})


def _is_of_same_spell(entry: Event, last: Event) -> bool:
    """Returns whether one event can replace the other: of the same participant and kind, with the same ids of spells."""
    return (
        entry.participant == last.participant
        and entry.__class__ is last.__class__
        and all(getattr(entry, name) == getattr(last, name) for name in entry.names)
    )


def _says_the_same(entry: Event, last: Event) -> bool:
    """Returns whether two statements have the same content, apart from their names and when they were registered."""
    if entry.__class__ is not last.__class__ or entry.participant != last.participant:
        return False
    alike = last.model_copy(update={"id": entry.id, "replaces": entry.replaces, "of_source": entry.of_source, "by": entry.by})
    return same_content(entry, alike, dated=False)
