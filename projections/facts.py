"""From a thread to its facts: rows for each table, dates and codes only, nothing that depends on today.

Pure. The only reader of threads among the projections; measures see tables. Rows are tuples in the order of the table's
columns (projections.tables).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from domain.calendar import STOCKHOLM
from domain.events import person, support, way
from domain.events.event import Event
from domain.review import review
from domain.thread import Activity, Finding, Spell, Thread
from projections.tables import TABLES

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
"""For each table its rows."""


def empty() -> Rows:
    return {table.name: [] for table in TABLES}


def add_facts(rows: Rows, pid: int, thread: Thread, streams: Mapping[str, str] = MappingProxyType({})) -> None:
    """Add the rows of one participant; `streams`: in which stream of the log each of its keys stands."""
    if thread.registration is not None and thread.erased is None:
        rows["keys"].extend((pid, key, streams.get(key)) for key in thread.keys)
        for name, of in _FACTS.items():
            rows[name].extend((pid, *row) for row in of(thread))


def _registered_on(event: Event | None) -> date | None:
    return event.recorded_at.astimezone(STOCKHOLM).date() if event else None


def _span(spell: Spell[Any, Any]) -> Row:
    start, end = spell.start, spell.end
    return (start.on, end.on, start.id, end.id) if end else (start.on, None, start.id, None)


def _participant(thread: Thread) -> Iterator[Row]:
    registration, deceased = thread.registration, thread.deceased
    if registration is not None:
        yield (
            thread.participant,
            registration.sex,
            registration.born_on,
            registration.protected,
            registration.id,
            deceased.on if deceased else None,
            deceased.id if deceased else None,
        )


def _enrolments(thread: Thread) -> Iterator[Row]:
    for spell in thread.enrolments:
        start, end = spell.start, spell.end
        exit_ = (end.reason, end.employment_id) if end else (None, None)
        yield (*_span(spell), spell.journey, start.enrolment_id, start.unit, start.referral_id, *exit_)


def _referrals(thread: Thread) -> Iterator[Row]:
    for spell in thread.referrals:
        start, end = spell.start, spell.end
        yield (*_span(spell), start.referral_id, start.from_party, start.to_unit, end.outcome if end else None)


def _result(spell: Activity[Any, Any]) -> Row:
    end = spell.end
    return (end.result, end.as_expected, _registered_on(end)) if end else (None, None, None)


def _insatser(thread: Thread) -> Iterator[Row]:
    for spell in thread.insatser:
        start = spell.start
        yield (
            *_span(spell),
            start.insats_id,
            start.insats,
            spell.unit,
            spell.unit_from,
            start.provider,
            start.funder,
            start.language_support,
            start.workplace is not None,
            start.hours_per_week,
            start.ladder,
            start.step,
            *_result(spell),
        )


def _placements(thread: Thread) -> Iterator[Row]:
    for spell in thread.placements:
        start = spell.start
        yield (
            *_span(spell),
            start.placement_id,
            start.form,
            start.sector,
            spell.unit,
            spell.unit_from,
            start.funder,
            start.contract,
            start.need,
            start.purpose is not None,
            start.expected_outcome is not None,
            start.supervisor_trained,
            start.language_support,
            start.hours_per_week,
            start.ladder,
            start.step,
            _registered_on(start),
            *_result(spell),
        )


def _studies(thread: Thread) -> Iterator[Row]:
    for spell in thread.studies:
        start = spell.start
        yield (
            *_span(spell),
            start.study_id,
            start.programme,
            start.track,
            start.shortage_occupation,
            start.student_aid,
            start.planned_end_on,
            start.occupation,
            spell.end.result if spell.end else None,
        )


def _employments(thread: Thread) -> Iterator[Row]:
    for spell in thread.employments:
        s = spell.start
        yield (*_span(spell), s.employment_id, s.form, s.extent, s.occupation, s.sector, s.contract)


def _plans(thread: Thread) -> Iterator[Row]:
    for plan in thread.plans:
        yield (*_span(plan), plan.start.plan_id, plan.start.goal, plan.start.valid_until)


def _milestones(thread: Thread) -> Iterator[Row]:
    """A row for each due date that a milestone has had: from the day it was said until the next was."""
    for plan in thread.plans:
        for milestone in plan.milestones.values():
            reached = (milestone.reached.on, milestone.reached.id) if milestone.reached else (None, None)
            said = milestone.due
            for (due_on, event), then in zip(said, [*said[1:], None], strict=True):
                until = then[1].on if then else None
                yield (plan.start.plan_id, milestone.milestone_id, due_on, event.on, until, event.id, *reached)


def _plan_follow_ups(thread: Thread) -> Iterator[Row]:
    for plan in thread.plans:
        for event in plan.followed_up:
            yield (event.plan_id, event.milestone_id, event.on, event.id)


def _applications(thread: Thread) -> Iterator[Row]:
    for spell in thread.applications:
        start, end = spell.start, spell.end
        ended = (end.on, end.id) if end else (None, None)
        yield (start.application_id, start.new_visit, start.on, start.id, *ended)


def _decisions(thread: Thread) -> Iterator[Row]:
    for spell in thread.applications:
        for event in spell.decisions:
            yield (event.application_id, event.on, event.outcome, event.id)


def _payments(thread: Thread) -> Iterator[Row]:
    for event in thread.payments:
        year, month = event.month.split("-")
        yield (date(int(year), int(month), 1), event.on, round(event.amount * 100), event.role, event.id)


def _follow_ups(thread: Thread) -> Iterator[Row]:
    for nr, event in enumerate(thread.follow_ups):
        yield (event.on, nr, event.status, event.form, event.about, event.id)


FIELDS = tuple(name for name in person.CircumstancesRecorded.model_fields if name not in Event.model_fields)

_KEPT_AS_CIRCUMSTANCE: Mapping[type[Event], tuple[str, str]] = {
    person.WorkAbilityAssessed: ("ability", "ability"),
    person.ObstacleRecorded: ("obstacle", "obstacle"),
    person.LanguageAssessed: ("language", "level"),
    person.ProtectionSet: ("protection", "level"),
    person.CaseworkerAssigned: ("caseworker", "caseworker"),
    way.CoachAssigned: ("coach", "coach"),
}
"""Moments that hold until the next of their kind: as which field, from which of theirs."""


def _circumstances(thread: Thread) -> Iterator[Row]:
    """A row for each value that held: from its day until the day of the next. Of one day, the last said counts."""
    said: dict[str, list[tuple[date, str | None, str]]] = {}
    for event in thread.circumstances:
        for name in FIELDS:
            if name in event.model_fields_set:
                said.setdefault(name, []).append((event.on, _as_text(getattr(event, name)), event.id))
    for moment in thread.moments:
        if (kept := _KEPT_AS_CIRCUMSTANCE.get(moment.__class__)) is not None:
            said.setdefault(kept[0], []).append((moment.on, getattr(moment, kept[1]), moment.id))
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


_MOMENTS: Mapping[type[Event], tuple[str | None, str | None]] = {
    way.AppointmentBooked: ("appointment_id", None),
    way.AppointmentHeld: ("appointment_id", None),
    way.AppointmentMissed: ("appointment_id", None),
    way.MappingCompleted: ("enrolment_id", None),
    way.Paused: ("enrolment_id", None),
    way.Resumed: ("enrolment_id", None),
    way.PreventiveAgreement: (None, "with_party"),
    way.InsatsOffered: (None, "insats"),
    way.StudyAdmitted: ("study_id", "programme"),
    way.SupportRestricted: (None, "effect"),
    way.AttendanceRecorded: (None, "week"),
    support.SupportEnded: (None, "reason"),
}
"""What a moment names and which code it carries; other moments carry neither."""


def _moments(thread: Thread) -> Iterator[Row]:
    for event in thread.moments:
        named, code = _MOMENTS.get(event.__class__, (None, None))
        hours: tuple[float | None, float | None] = (None, None)
        if isinstance(event, way.AttendanceRecorded):
            hours = (event.planned_hours, event.attended_hours)
        code_value = getattr(event, code) if code else _flagged(event)
        yield (event.kind, event.on, getattr(event, named) if named else None, code_value, *hours, event.id)


def _flagged(event: Event) -> str | None:
    return ("valid" if event.valid else "not_valid") if isinstance(event, way.AbsenceRecorded) else None


def _findings(thread: Thread) -> Iterator[Row]:
    for hard, findings in ((True, thread.hard), (False, review(thread))):
        for finding in findings:
            yield _finding(finding, hard)


def _finding(finding: Finding, hard: bool) -> Row:
    event = finding.event
    return (finding.code, hard, event.kind, event.on, finding.certain_on, event.id, event.source, finding.detail)


_FACTS: Mapping[str, Callable[[Thread], Iterator[Row]]] = {
    "participants": _participant,
    "enrolments": _enrolments,
    "referrals": _referrals,
    "insatser": _insatser,
    "placements": _placements,
    "studies": _studies,
    "employments": _employments,
    "plans": _plans,
    "milestones": _milestones,
    "plan_follow_ups": _plan_follow_ups,
    "applications": _applications,
    "decisions": _decisions,
    "support_payments": _payments,
    "follow_ups": _follow_ups,
    "circumstances": _circumstances,
    "moments": _moments,
    "findings": _findings,
}
