"""From a thread to the facts of a day: circumstances and what else holds until the next, moments, follow-ups. Pure.

Rows are tuples in the order of the table's columns (projections.facts.tables), without the participant.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.events import person, support, way
from domain.events.event import Event
from domain.participant.protection import protection
from domain.participant.thread import Thread
from projections.facts.ids import Ids

Row = tuple[Any, ...]


def follow_ups(thread: Thread) -> Iterator[Row]:
    for nr, event in enumerate(thread.follow_ups):
        yield (event.on, nr, event.status, event.form, event.about, event.id)


FIELDS = tuple(name for name in person.CircumstancesRecorded.model_fields if name not in Event.model_fields)

_KEPT_AS_CIRCUMSTANCE: Mapping[type[Event], tuple[str, str]] = {
    person.WorkAbilityAssessed: ("ability", "ability"),
    person.ObstacleRecorded: ("obstacle", "obstacle"),
    person.LanguageAssessed: ("language", "level"),
    person.CaseworkerAssigned: ("caseworker", "caseworker"),
    way.CoachAssigned: ("coach", "coach"),
}
"""Moments that hold until the next of their kind: as which field, from which of theirs."""


def circumstances(thread: Thread) -> Iterator[Row]:
    """A row for each value that held: from its day until the day of the next. Of one day, the last said counts."""
    said: dict[str, list[tuple[date, str | None, str]]] = {}
    for event in thread.circumstances:
        for name in FIELDS:
            if name in event.model_fields_set:
                said.setdefault(name, []).append((event.on, _as_text(getattr(event, name)), event.id))
    for moment in thread.moments:
        if (kept := _KEPT_AS_CIRCUMSTANCE.get(moment.__class__)) is not None:
            said.setdefault(kept[0], []).append((moment.on, getattr(moment, kept[1]), moment.id))
    if thread.protecting:
        said["protection"] = [(held.from_on, held.level, held.event.id) for held in protection(thread.protecting)]
    for name, values in said.items():
        for (on, value, event_id), then in zip(values, [*values[1:], None], strict=True):
            if then is None or then[0] > on:
                yield (name, value, on, then[0] if then else None, event_id)


def _as_text(value: Any) -> str | None:
    """A circumstance's value as text; a list as its parts in order, between bars."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"|{'|'.join(sorted(value))}|" if isinstance(value, tuple) else str(value)


_MOMENTS: Mapping[type[Event], tuple[str | None, str | None, str | None]] = {
    way.AppointmentBooked: ("appointment_id", None, None),
    way.AppointmentHeld: ("appointment_id", None, None),
    way.AppointmentMissed: ("appointment_id", None, None),
    way.MappingCompleted: ("enrolment_id", None, None),
    way.Paused: ("enrolment_id", None, None),
    way.Resumed: ("enrolment_id", None, None),
    way.PreventiveAgreement: (None, "with_party", None),
    way.InsatsOffered: (None, "insats", None),
    way.StudyAdmitted: ("study_id", "programme", "shortage_occupation"),
    way.AbsenceRecorded: (None, None, "valid"),
    way.SupportRestricted: (None, "effect", None),
    way.AttendanceRecorded: (None, "week", None),
    support.SupportEnded: (None, "reason", None),
}
"""What a moment names, which code it carries and what it says yes or no to; other moments do none of these."""


def moments(thread: Thread, ids: Ids) -> Iterator[Row]:
    for event in thread.moments:
        named, code, flag = (name and getattr(event, name) for name in _MOMENTS.get(event.__class__, (None, None, None)))
        hours: tuple[float | None, float | None] = (None, None)
        if isinstance(event, way.AttendanceRecorded):
            hours = (event.planned_hours, event.attended_hours)
        if isinstance(event, way.MappingCompleted):
            named = ids.named("enrolment", event, event.enrolment_id)
        yield (event.kind, event.on, named, code, flag, *hours, event.id)
