"""Soft findings [avvikelser]: odd but possible; the events are kept and reported (events.md §4, the second list).

Pure, and without a clock: each finding states the first day it holds and the first day it no longer holds, so that the
findings as of a day equal those of a thread that ends on that day, whatever happened later.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, takewhile
from typing import Any

from domain.calendar import day_of, plus_months
from domain.events.event import SEALED, Event
from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.events.way import EmploymentStarted, Enrolled, PlacementStarted, Referred
from domain.identity import can_be
from domain.participant import follow_ups
from domain.participant.findings import EXTENDED_HOLIDAY_MONTHS, LATE_DAYS, QUIET_DAYS
from domain.participant.fold import fold_cluster
from domain.participant.particulars import disagreeing
from domain.participant.thread import Enrolment, Finding, Spell, Thread
from domain.vocabulary.code_lists import EXTENDED_HOLIDAY, valid_on

_NUMBERED = (IdentityRegistered, IdentityReplaced)
_QUIET = timedelta(days=QUIET_DAYS + 1)
_DATED_CODES: Mapping[type[Event], tuple[str, str]] = {
    Referred: ("party", "from_party"),
    PlacementStarted: ("placement_form", "form"),
    EmploymentStarted: ("employment_form", "form"),
}
"""Kinds with a code that is valid only for a period: its list and field."""


def soft_findings(thread: Thread) -> list[Finding]:
    """Returns all soft findings of a thread, including the fold's own; events that the fold left out give no others."""
    out = {(finding.event.source, finding.event.id) for finding in thread.hard}
    events = [event for event in thread.events if (event.source, event.id) not in out] if out else thread.events
    return [
        *(finding for finding in thread.soft if (finding.event.source, finding.event.id) not in out),
        *_of_events(thread, [*events, *thread.coming]),
        *_before_birth(thread, events),
        *_of_particulars(thread),
        *_outside_enrolment(thread),
        *_enrolments(thread),
        *_re_entries(thread),
        *_quiet(thread, events),
        *_not_followed_up(thread),
        *_long_holiday_work(thread),
    ]


def added(history: Sequence[Event], new: Sequence[Event], day: date) -> list[Finding]:
    """Returns the soft findings as of a day that these new events added."""
    names = {(event.source, event.id) for event in new}
    before = fold_cluster([event for event in history if (event.source, event.id) not in names])
    known = {finding.key for thread in before for finding in soft_findings(thread) if finding.holds_on(day)}
    after = (finding for thread in fold_cluster(history) for finding in soft_findings(thread))
    return [finding for finding in after if finding.holds_on(day) and finding.key not in known]


def _of_events(thread: Thread, events: Sequence[Event]) -> Iterator[Finding]:
    """Late means late when first registered: a replacement counts from the first link of its chain.

    The measure of registration delay uses the same rule (`projections.exports.ocel.registrations`).
    """
    for event in events:
        lag = _lag(event)
        first = event if event.replaces is None else thread.origins.get((event.source, event.id))
        if first is not None and (late := lag if first is event else _lag(first)) > LATE_DAYS:
            yield Finding("registered_late", first, str(late), event.on)
        if lag < 0 and not event.timeless:
            yield Finding("planned", event, "", day_of(event.recorded_at), event.on)
        if (coded := _DATED_CODES.get(event.__class__)) is not None:
            code = getattr(event, coded[1])
            if not valid_on(coded[0], code, event.on):
                yield Finding("code_not_valid", event, code)
        if event.__class__ in _NUMBERED:
            yield from _of_number(event)


def _lag(event: Event) -> int:
    return (day_of(event.recorded_at) - event.on).days


def _before_birth(thread: Thread, events: Sequence[Event]) -> Iterator[Finding]:
    born_on = thread.particulars.born_on or date.min
    for event in takewhile(lambda event: event.on < born_on, events):
        if not event.timeless:
            yield Finding("before_birth", event, born_on.isoformat())


def _of_particulars(thread: Thread) -> Iterator[Finding]:
    """Sources or merged keys whose statements about the person disagree."""
    for field, code in (("sex", "sexes_disagree"), ("born_on", "birth_dates_disagree")):
        for statement in disagreeing(thread.particulars, thread.statements, field):
            merged = statement.participant != thread.participant
            yield Finding(code, statement, statement.participant if merged else statement.source)


def _of_number(event: Any) -> Iterator[Finding]:
    """`event`: an `IdentityRegistered` or `IdentityReplaced`."""
    if event.number != SEALED and not can_be(event.number, event.number_type):
        yield Finding("number_not_valid", event, event.number_type)


def _outside_enrolment(thread: Thread) -> Iterator[Finding]:
    began = sorted(enrolment.began_on for enrolment in thread.enrolments)
    ended = sorted(enrolment.end.on for enrolment in thread.enrolments if enrolment.end is not None)
    for insats in thread.insatser:
        if bisect_right(began, insats.began_on) == bisect_left(ended, insats.began_on):
            yield Finding("outside_enrolment", insats.start, insats.start.insats_id)


def _enrolments(thread: Thread) -> Iterator[Finding]:
    """In order of beginning. The outcome of an exit without a reason may come from a job, once the job is known."""
    jobs_known = {id(finding.event): finding.until_on for finding in thread.soft if finding.code == "names_nothing_known"}
    open_to: dict[str, date] = {}
    for enrolment in thread.enrolments:
        start, end = enrolment.start, enrolment.end
        until = open_to.get(start.unit, date.min)
        if start.on <= until:
            yield Finding("overlapping_enrolments", start, start.unit)
        open_to[start.unit] = max(until, end.on if end else date.max)
        if end is not None and end.reason is None and (end.employment_id is None or id(end) in jobs_known):
            yield Finding("exit_without_reason", end, until_on=jobs_known.get(id(end)))


def _re_entries(thread: Thread) -> Iterator[Finding]:
    for journey in thread.journeys[1:]:
        if isinstance(first := journey.enrolments[0].start, Enrolled):
            yield Finding("is_re_entry", first)


def _quiet(thread: Thread, events: Sequence[Event]) -> Iterator[Finding]:
    """Periods when an enrolment is open with nothing running and nothing registered, until the next event."""
    pairs = [(last, then.on) for last, then in pairwise(events) if then.on > last.on + _QUIET]
    gaps = [*pairs, *((last, None) for last in events[-1:])]
    running = _number_open([*thread.insatser, *thread.placements, *thread.studies, *thread.employments])
    units = _units(thread.enrolments, (last.on for last, _ in gaps))
    for (last, then_on), unit in zip(gaps, units, strict=True):
        if unit is not None and not running(last.on):
            yield Finding("no_activity", last, unit, last.on + _QUIET, then_on)


def _number_open(spells: Sequence[Spell[Any, Any]]) -> Callable[[date], int]:
    """Returns a function that counts the spells open after a day."""
    begun = sorted(spell.began_on for spell in spells)
    ended = sorted(spell.end.on for spell in spells if spell.end is not None)
    return lambda day: bisect_right(begun, day) - bisect_right(ended, day)


def _units(enrolments: Sequence[Enrolment], days: Iterable[date]) -> Iterator[str | None]:
    """For each day, in order: the unit of the latest begun enrolment that is open after it, or None."""
    begun: list[Enrolment] = []
    later = deque(enrolments)
    for day in days:
        while later and later[0].began_on <= day:
            begun.append(later.popleft())
        while begun and (end := begun[-1].end) is not None and end.on <= day:
            begun.pop()
        yield begun[-1].start.unit if begun else None


def _not_followed_up(thread: Thread) -> Iterator[Finding]:
    """Journey exits without a follow-up after the follow-up window has passed."""
    followed = [event.on for event in thread.follow_ups]
    for journey, following in pairwise((*thread.journeys, None)):
        if journey is None or journey.exit is None or journey.exit.end is None:
            continue
        next_on = following.began_on if following else date.max
        day = follow_ups.due_on(journey.exit.end.on)
        first_on, last_on = follow_ups.window(day)
        gone = thread.deceased is not None and thread.deceased.on <= day
        if next_on > day and not gone and bisect_left(followed, first_on) == bisect_right(followed, last_on):
            yield Finding("no_follow_up", journey.exit.end, "", last_on + timedelta(days=1))


def _long_holiday_work(thread: Thread) -> Iterator[Finding]:
    """Extended holiday work that goes on past its longest, from the first day that it does."""
    extended: list[tuple[Spell[Any, Any], str]] = [
        *((spell, spell.start.insats_id) for spell in thread.insatser if spell.start.insats in EXTENDED_HOLIDAY),
        *((spell, spell.start.placement_id) for spell in thread.placements if spell.start.form in EXTENDED_HOLIDAY),
    ]
    for spell, own_id in extended:
        too_long_on = plus_months(spell.began_on, EXTENDED_HOLIDAY_MONTHS)
        if spell.end is None or spell.end.on >= too_long_on:
            yield Finding("extended_holiday_long", spell.start, own_id, too_long_on)
