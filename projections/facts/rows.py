"""From a thread to its facts: rows for each table, with dates and codes only; nothing depends on today.

Pure. The only reader of threads among the projections; measures read tables. Rows are tuples in the order of the table's
columns (projections.facts.tables).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from domain.calendar import day_of
from domain.events.event import Event
from domain.participant.soft_findings import soft_findings
from domain.participant.thread import Activity, Finding, Spell, Thread
from projections.facts.ids import Ids
from projections.facts.rows_of_days import Row, circumstances, follow_ups, moments
from projections.facts.tables import TABLES

Rows = dict[str, list[Row]]
"""The rows of each table, by its name."""


def empty() -> Rows:
    return {table.name: [] for table in TABLES}


def add_facts(rows: Rows, pid: int, thread: Thread, streams: Mapping[str, str] = MappingProxyType({})) -> None:
    """Adds the rows of one participant, if registered and not erased; `streams`: the log stream of each of its keys."""
    if thread.registration is not None and thread.erased is None:
        ids = Ids(thread)
        rows["keys"].extend((pid, key, streams.get(key)) for key in thread.keys)
        for name, of in _FACTS.items():
            _add(rows[name], pid, of(thread))
        for name, named in _NAMING.items():
            _add(rows[name], pid, named(thread, ids))


def _add(rows: list[Row], pid: int, of_thread: Iterable[Row]) -> None:
    for row in of_thread:
        rows.append((pid, *row))  # noqa: PERF401 a generator for each table of each participant costs more


def _registered_on(event: Event | None) -> date | None:
    return day_of(event.recorded_at) if event else None


def _span(spell: Spell[Any, Any]) -> Row:
    start, end = spell.start, spell.end
    return (start.on, end.on, start.id, end.id) if end else (start.on, None, start.id, None)


def _participant(thread: Thread) -> Iterator[Row]:
    registration, deceased = thread.registration, thread.deceased
    if registration is not None:
        yield (
            thread.participant,
            thread.particulars.sex,
            thread.particulars.born_on,
            registration.id,
            deceased.on if deceased else None,
            deceased.id if deceased else None,
        )


def _enrolments(thread: Thread, ids: Ids) -> Iterator[Row]:
    for spell in thread.enrolments:
        start, end = spell.start, spell.end
        own = ids.own("enrolment", start, start.enrolment_id)
        exit_ = (end.reason, ids.named("employment", end, end.employment_id)) if end else (None, None)
        yield (*_span(spell), spell.journey, own, start.unit, ids.named("referral", start, start.referral_id), *exit_)


def _referrals(thread: Thread, ids: Ids) -> Iterator[Row]:
    for spell in thread.referrals:
        start, end = spell.start, spell.end
        own = ids.own("referral", start, start.referral_id)
        yield (*_span(spell), own, start.from_party, start.to_unit, end.outcome if end else None)


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
            start.programme,
            start.sector,
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
            start.employer,
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
            start.programme,
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


def _employments(thread: Thread, ids: Ids) -> Iterator[Row]:
    for spell in thread.employments:
        s = spell.start
        yield (*_span(spell), ids.own("employment", s, s.employment_id), s.form, s.extent, s.occupation, s.sector, s.contract)


def _plans(thread: Thread, ids: Ids) -> Iterator[Row]:
    for plan in thread.plans:
        yield (*_span(plan), ids.own("plan", plan.start, plan.start.plan_id), plan.start.goal, plan.start.valid_until)


def _milestones(thread: Thread, ids: Ids) -> Iterator[Row]:
    """Yields a row for each due date of a milestone: from the day it was stated until the day of the next."""
    for plan in thread.plans:
        own = ids.own("plan", plan.start, plan.start.plan_id)
        for milestone in plan.milestones.values():
            reached = (milestone.reached.on, milestone.reached.id) if milestone.reached else (None, None)
            due_dates = milestone.due
            for (due_on, event), then in zip(due_dates, [*due_dates[1:], None], strict=True):
                until = then[1].on if then else None
                yield (own, milestone.milestone_id, due_on, event.on, until, event.id, *reached)


def _plan_follow_ups(thread: Thread, ids: Ids) -> Iterator[Row]:
    for plan in thread.plans:
        own = ids.own("plan", plan.start, plan.start.plan_id)
        for event in plan.followed_up:
            yield (own, event.milestone_id, event.on, event.id)


def _applications(thread: Thread, ids: Ids) -> Iterator[Row]:
    for spell in thread.applications:
        start, end = spell.start, spell.end
        ended = (end.on, end.id) if end else (None, None)
        yield (ids.own("application", start, start.application_id), start.new_visit, start.on, start.id, *ended)


def _decisions(thread: Thread, ids: Ids) -> Iterator[Row]:
    for spell in thread.applications:
        own = ids.own("application", spell.start, spell.start.application_id)
        for event in spell.decisions:
            yield (own, event.on, event.outcome, event.id)


def _payments(thread: Thread) -> Iterator[Row]:
    for event in thread.payments:
        year, month = event.month.split("-")
        yield (date(int(year), int(month), 1), event.on, round(event.amount * 100), event.role, event.id)


def _findings(thread: Thread) -> Iterator[Row]:
    for hard, findings in ((True, thread.hard), (False, soft_findings(thread))):
        for finding in findings:
            yield _finding(finding, hard)


def _finding(finding: Finding, hard: bool) -> Row:
    event = finding.event
    days = (event.on, finding.from_on, finding.until_on)
    return (finding.code, hard, event.kind, *days, event.id, event.source, finding.detail)


_FACTS: Mapping[str, Callable[[Thread], Iterator[Row]]] = {
    "participants": _participant,
    "insatser": _insatser,
    "placements": _placements,
    "studies": _studies,
    "support_payments": _payments,
    "follow_ups": follow_ups,
    "circumstances": circumstances,
    "findings": _findings,
}
_NAMING: Mapping[str, Callable[[Thread, Ids], Iterator[Row]]] = {
    "enrolments": _enrolments,
    "referrals": _referrals,
    "employments": _employments,
    "plans": _plans,
    "milestones": _milestones,
    "plan_follow_ups": _plan_follow_ups,
    "applications": _applications,
    "decisions": _decisions,
    "moments": moments,
}
"""The tables whose rows name spells, their own or others."""
