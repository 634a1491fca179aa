"""Reads stored events with impossible values: a date outside the calendar, a week the year lacks, a negative amount.

Such values are no longer accepted, but a log may hold them. The events are opened anyway: faulty optional fields are
removed, and faulty required fields get a stand-in that is not counted. `Entry.impossible` holds the original values.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from domain.calendar import FIRST_DAY, LAST_DAY, day_of
from domain.events.event import Entry, Event
from domain.events.person import ParticularsRecorded
from domain.events.repeating import HIDDEN, repeatable

_STAND_INS: Mapping[str, Any] = {
    "due_on": FIRST_DAY.isoformat(),
    "month": "1900-01",
    "week": "1900-W01",
    "period": "1900",
    "amount": 0.01,
    "planned_hours": 0,
    "attended_hours": 0,
    "value": 0,
    "as_of": FIRST_DAY.isoformat(),
}
"""Stand-ins for required fields with limits, except the date and the instant that all events have."""
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def opened_all_the_same(model: type[Entry], stored: Mapping[str, Any], recorded_at: int, error: ValidationError) -> Entry:
    """Builds an entry from stored fields that its model rejects. `recorded_at`: microseconds, as in the row.

    Raises the error if it is of any other kind.
    """
    faults = error.errors(include_url=False, include_context=False)
    at = _within_calendar(recorded_at)
    stand_ins = {**_STAND_INS, "recorded_at": at.isoformat(), "on": day_of(at).isoformat()}
    given = dict(stored)
    for name, parts in _parts_by_field(fault["loc"] for fault in faults).items():
        if parts:
            given[name] = [part for nr, part in enumerate(given[name]) if nr not in parts]
        elif not model.model_fields[name].is_required():
            del given[name]
        elif name in stand_ins:
            given[name] = stand_ins[name]
        else:
            raise error
    if model is ParticularsRecorded:
        given.setdefault("sex", "U")  # which means not known
    entry: Entry = model.__pydantic_validator__.validate_python(given, strict=False)
    entry.__dict__["impossible"] = {
        ".".join(map(str, fault["loc"])): _shown(str(fault["loc"][0]), fault["input"], model) for fault in faults
    }
    return entry


def _shown(field: str, value: object, model: type[Entry]) -> str:
    """Returns a field's value as an error may repeat it: a finding has more readers than the person's thread."""
    return HIDDEN if field in model.personal else repeatable(str(value))


def _parts_by_field(places: Iterable[tuple[int | str, ...]]) -> Mapping[str, set[int]]:
    """Returns the faulty element numbers by field; empty for a field that is not a list."""
    by_field: dict[str, set[int]] = {}
    for name, *within in places:
        by_field.setdefault(str(name), set()).update(part for part in within[:1] if isinstance(part, int))
    return by_field


def _within_calendar(microseconds: int) -> datetime:
    """Clamps an instant to the first and last day of the calendar."""
    first, last = ((datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - _EPOCH) for day in (FIRST_DAY, LAST_DAY))
    ends = (first // _MICROSECOND, last // _MICROSECOND)
    return _EPOCH + min(max(microseconds, ends[0]), ends[1]) * _MICROSECOND


def has_required_fields(event: Event) -> bool:
    """Whether an event still has the fields its kind requires: if not, it is not counted."""
    fields = event.__class__.model_fields
    needed = {name for name in event.impossible if name in fields and fields[name].is_required()}
    return needed <= ({"on", "recorded_at"} if event.timeless else {"recorded_at"})
