"""A mapping compiled for the columns of a table, which converts a row to its event lines."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from domain.calendar import LAST_DAY, STOCKHOLM
from domain.events import KINDS
from domain.events.lines import BadLine, BadLines, read_line
from domain.intake.mapping.columns import TableColumns, TableRow, ValueReader
from domain.intake.mapping.identity import Bearer, Identity
from domain.intake.mapping.origin import OfPerson, Origin, TableLine, in_columns
from domain.intake.mapping.registration_times import instant_of, names_column, recorded_by
from domain.intake.tables.form import EventForm, Mapping, Taken
from domain.participant.particulars import NOT_STATED

REGISTERED = "participant_registered"
NO_CLOCK = dt.datetime.combine(LAST_DAY, dt.time.max, STOCKHOLM)
"""Later than every time of registration: used to read a table without importing it."""


@dataclass(slots=True)
class _Event:
    kind: str
    once: bool
    applies: Callable[[TableRow], bool]
    fields: list[tuple[str, ValueReader, bool]]
    """Field name, value reader, and whether the kind requires the field."""
    recorded: Callable[[TableRow, str], str | None] | None
    """Returns the time of registration from the row and the event's day. None, or a result of None: the time of import."""
    is_dated: Callable[[TableRow], bool] | None
    """Returns whether the row itself says when it was registered; None if that is always worked out."""
    origin: Origin
    done: set[str] = field(default_factory=set)
    """The participants that already have the event, if it occurs once for each participant."""


class MappingPlan:
    def __init__(self, mapping: Mapping, columns: TableColumns, now: dt.datetime = NO_CLOCK) -> None:
        self._source, self._now = mapping.source, now
        self._events = [_worked_out(n, event, mapping, columns, now) for n, event in enumerate(mapping.events, start=1)]
        changed_at = mapping.delivery.changed_at if mapping.delivery is not None else None
        self._changed_at = None if changed_at is None else columns.value_reader(changed_at, "delivery.changed_at")
        self._is_full = mapping.delivery is not None and mapping.delivery.full
        self._silent = columns.holds(mapping.no_event, "no_event") if mapping.no_event else lambda _: False
        self._all_once = all(event.once for event in self._events)
        judged = next((name for event in mapping.events for name in event.when), "")
        self._judged = columns.value_reader(f"{{{judged}}}", "when") if judged else ValueReader(lambda _: "")

    def lines(self, persons: Sequence[TableRow | BadLine]) -> list[TableLine]:
        """Returns the lines of a row, read for each of its persons, all or none.

        Raises `BadLine` with all faults of the row, and their columns in its `field`.
        """
        faults = [row for row in persons if isinstance(row, BadLine)]
        due = [(event, row) for row in persons if isinstance(row, TableRow) for event in self._due(row, faults)]
        lines: list[TableLine] = []
        for event, row in due:
            as_line = OfPerson if event.once else TableLine
            own = [as_line(orjson.dumps(line), event.origin) for line in self._lines(event, row, faults)]
            if self._is_full and (self._changed_at is not None or event.is_dated is not None):
                self._date(own, event, row, faults)
            lines += own
        if faults:
            raise BadLines([*faults, *_faults_of(lines, self._now)])
        for event, row in due:
            if event.once:
                event.done.add(row.participant)
        return lines

    def ids(self, persons: Sequence[TableRow | BadLine]) -> frozenset[str] | None:
        """Returns the ids that a faulty row's events would have, or None if they cannot be read."""
        ids: set[str] = set()
        for row in persons:
            if isinstance(row, BadLine):
                return None
            for event in self._events:
                try:
                    ids.add(str(next(reader for name, reader, _ in event.fields if name == "id").take(row)))
                except BadLine:
                    return None
        return frozenset(ids)

    def _date(self, lines: Sequence[TableLine], event: _Event, row: TableRow, faults: list[BadLine]) -> None:
        """Notes in the lines when their row was registered and changed, as far as it says so itself."""
        changed_at = None
        try:
            if self._changed_at is not None and (given := self._changed_at.take(row)) is not None:
                changed_at = instant_of(str(given), self._changed_at.label)
            is_dated = event.is_dated is not None and event.is_dated(row)
        except BadLine as fault:
            faults.append(fault)
            return
        for line in lines:
            line.changed_at, line.is_dated = changed_at, is_dated

    def _due(self, row: TableRow, faults: list[BadLine]) -> list[_Event]:
        due: list[_Event] = []
        for event in self._events:
            try:
                if self._is_due(event, row):
                    due.append(event)
            except BadLine as fault:
                faults.append(fault)
        if not (faults or self._all_once or any(not event.once for event in due) or self._silent(row)):
            faults.append(BadLine("unmapped_row", self._judged.label, str(self._judged.take(row) or "")))
        return due

    def _is_due(self, event: _Event, row: TableRow) -> bool:
        """Returns whether the event applies. Who is registered already, by any system, is not again: at most complemented."""
        if row.participant in event.done:
            return False
        if event.kind == REGISTERED and (known := _known_bearer(row)) and not known.lacks:
            return False
        return event.applies(row)

    def _lines(self, event: _Event, row: TableRow, faults: list[BadLine]) -> list[dict[str, Any]]:
        line = self._line(event, row, faults)
        if event.kind != REGISTERED or row.identity is None:
            return [line]
        if (known := _known_bearer(row)) is not None:
            return _complement(line, known)
        return [line, _identity_line(line, row.identity)]

    def _line(self, event: _Event, row: TableRow, faults: list[BadLine]) -> dict[str, Any]:
        line: dict[str, Any] = {"kind": event.kind, "participant": row.participant, "source": self._source}
        if not row.participant:
            del line["participant"]
        for name, reader, required in event.fields:
            try:
                value = reader.take(row)
                if value is None and required:
                    raise BadLine("missing_column_value", reader.label, f"{event.kind}.{name}")
            except BadLine as fault:
                faults.append(fault)
            else:
                if value is not None:
                    line[name] = value
        try:
            if event.recorded is not None and (recorded_at := event.recorded(row, line.get("on", ""))):
                line["recorded_at"] = recorded_at
        except BadLine as fault:
            faults.append(fault)
        return line


def _faults_of(lines: Sequence[TableLine], now: dt.datetime) -> Iterator[BadLine]:
    """Yields further faults of incomplete lines, except missing fields, which may be missing only due to a reading error."""
    for line in lines:
        try:
            read_line(bytes(line), now)
        except BadLine as fault:
            every = (each for each in (fault, *fault.others) if each.code not in _FOR_WANT)
            yield from (each.of_field(in_columns(line, each.field)) for each in every)


_FOR_WANT = frozenset({"missing", "no_particulars"})


def _known_bearer(row: TableRow) -> Bearer | None:
    return row.identity.bearer if row.identity is not None and row.identity.bearer.registered else None


def _complement(registration: dict[str, Any], known: Bearer) -> list[dict[str, Any]]:
    """Returns the line of what a registration says that nothing states of its bearer yet, if anything."""
    new = {name: value for name, value in registration.items() if name in known.lacks and value != NOT_STATED}
    shared: dict[str, Any] = {name: registration[name] for name in ("participant", "source", "on") if name in registration}
    name = f"particulars-{registration['participant']}-" + "-".join(new)
    return [{"kind": "particulars_recorded", **shared, "id": name, **new}] if new else []


def _identity_line(registration: dict[str, Any], identity: Identity) -> dict[str, Any]:
    """Returns the line that registers the identity number, on the day of the participant's registration."""
    shared_fields = {
        name: registration[name] for name in ("participant", "source", "on", "recorded_at") if name in registration
    }
    about = {"number": identity.number, "number_type": identity.number_type}
    return {
        "kind": "identity_registered",
        **shared_fields,
        "id": f"identity_registered-{shared_fields['participant']}",
        **about,
    }


def _worked_out(number: int, event: EventForm, mapping: Mapping, columns: TableColumns, now: dt.datetime) -> _Event:
    place = f"events[{number}]"
    values = {"id": _usual_id(event, mapping), **event.fields}
    recorded_at = values.pop("recorded_at", mapping.recorded_at)
    model = KINDS[event.kind].model_fields
    readers = {name: columns.value_reader(value, f"{place}.fields.{name}") for name, value in values.items()}
    days_after = recorded_at.days_after if isinstance(recorded_at, Taken) else None
    given = columns.value_reader(recorded_at, f"{place}.fields.recorded_at") if names_column(recorded_at) else None
    if recorded_at is None or days_after is not None:
        registered = readers["on"]
    else:
        registered = columns.value_reader(recorded_at, f"{place}.fields.recorded_at")
    whose = columns.value_reader(mapping.whose, "participant")
    origins = {**readers, "recorded_at": registered, "participant": whose, "number": whose, "number_type": whose}
    return _Event(
        event.kind,
        event.once,
        columns.holds(event.when, f"{place}.when"),
        [(name, of, model[name].is_required()) for name, of in readers.items()],
        None if recorded_at is None else recorded_by(registered, days_after, now, given),
        _dated(given if days_after is not None or recorded_at is None else registered),
        {name: of.label or f"{event.kind}.{name}" for name, of in origins.items()},
    )


def _dated(registered: ValueReader | None) -> Callable[[TableRow], bool] | None:
    """`registered`: reads when a row was registered; from the columns of its label, or a constant if it has none."""
    if registered is None or not registered.label:
        return None
    return lambda row: registered.take(row) is not None


def _usual_id(event: EventForm, mapping: Mapping) -> str:
    """Returns the template of the default id, so that the same row sent again has the same event id."""
    whose = mapping.participant or f"{{{mapping.identity}}}"
    return f"{event.kind}-{whose if event.once else '{#}'}"
