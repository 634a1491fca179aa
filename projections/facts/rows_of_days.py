"""From a thread to the facts of a day: circumstances and other values that hold until the next, moments, follow-ups. Pure.

Rows are tuples in the order of the table's columns (projections.facts.tables), without the participant.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from domain.events import person, way
from domain.events.event import Event
from domain.events.point_events import PointEvent
from domain.participant.protection import protection
from domain.participant.thread import Thread
from projections.facts.ids import Ids

Row = tuple[Any, ...]


def follow_ups(thread: Thread) -> Iterator[Row]:
    for nr, event in enumerate(thread.follow_ups):
        yield (event.on, nr, event.status, event.form, event.about, event.id)


FIELDS = tuple(name for name in person.CircumstancesRecorded.model_fields if name not in Event.model_fields)


def circumstances(thread: Thread) -> Iterator[Row]:
    """Yields a row for each value: from its day until the day of the next. Of several on one day, the last stated counts."""
    stated: dict[str, list[tuple[date, str | None, str]]] = {}
    for event in thread.circumstances:
        given = event.model_fields_set
        for name in (name for name in FIELDS if name in given):
            stated.setdefault(name, []).append((event.on, _as_text(getattr(event, name)), event.id))
    for moment in thread.point_events:
        for name, field in _declared(moment).holds.items():
            stated.setdefault(name, []).append((moment.on, getattr(moment, field), moment.id))
    if thread.protecting:
        stated["protection"] = [(held.from_on, held.level, held.event.id) for held in protection(thread.protecting)]
    for name, values in stated.items():
        for (on, value, event_id), (until, _, _) in pairwise(values):
            if until > on:
                yield (name, value, on, until, event_id)
        on, value, event_id = values[-1]
        yield (name, value, on, None, event_id)


def _declared(event: Event) -> PointEvent:
    """Returns the declaration of a point event: only kinds that have one are kept as moments."""
    assert event.point_event is not None
    return event.point_event


def _columns(shown: PointEvent) -> Row:
    """Returns the fields with what is named, the code, the flag, and the planned and attended hours, or None for each."""
    return (shown.named, shown.code, shown.flag, *(shown.hours or (None, None)))


def _as_text(value: Any) -> str | None:
    """Returns a circumstance's value as text; a list as its sorted parts between bars."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"|{'|'.join(sorted(value))}|" if isinstance(value, tuple) else str(value)


def moments(thread: Thread, ids: Ids) -> Iterator[Row]:
    for event in thread.point_events:
        named, code, flag, planned, attended = [name and getattr(event, name) for name in _columns(_declared(event))]
        if isinstance(event, way.MappingCompleted):
            named = ids.named("enrolment", event, event.enrolment_id)
        yield (event.kind, event.on, named, code, flag, planned, attended, event.id)
