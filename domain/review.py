"""What is odd about a thread but happens [avvikelser]: kept, and reported (events.md §4, the second list).

Pure, and without a clock: what becomes odd only with time says from which day on.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from domain.calendar import day_of
from domain.events.event import SEALED, Event
from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.events.way import EmploymentStarted, Enrolled, PlacementStarted, Referred
from domain.identity import can_be
from domain.thread import Enrolment, Finding, Spell, Thread
from domain.vocabulary import valid_on

LATE_DAYS = 30
QUIET_DAYS = 30
FOLLOW_UP_DAYS = 90
FOLLOW_UP_EARLY, FOLLOW_UP_LATE = 7, 30
"""A follow-up from so many days before to so many after speaks of the day (measures.md §2.5b)."""

_DATED_CODES: Mapping[type[Event], tuple[str, str]] = {
    Referred: ("party", "from_party"),
    PlacementStarted: ("placement_form", "form"),
    EmploymentStarted: ("employment_form", "form"),
}
"""The kinds with a code that has been valid for a time only: its list and field."""


def review(thread: Thread) -> list[Finding]:
    """Everything soft about a thread, what the fold saw included."""
    return [
        *thread.soft,
        *_of_events(thread),
        *_outside_enrolment(thread),
        *_enrolments(thread),
        *_re_entries(thread),
        *_quiet(thread),
        *_not_followed_up(thread),
    ]


def _of_events(thread: Thread) -> Iterator[Finding]:
    for event in thread.events:
        late = (day_of(event.recorded_at) - event.on).days
        if late > LATE_DAYS:
            yield Finding("registered_late", event, str(late))
        if (coded := _DATED_CODES.get(event.__class__)) is not None:
            code = getattr(event, coded[1])
            if not valid_on(coded[0], code, event.on):
                yield Finding("code_not_valid", event, code)
        if isinstance(event, IdentityRegistered | IdentityReplaced) and not _can_be(event):
            yield Finding("number_not_valid", event, event.number_type)


def _can_be(event: IdentityRegistered | IdentityReplaced) -> bool:
    return event.number == SEALED or can_be(event.number, event.number_type)


def _outside_enrolment(thread: Thread) -> Iterator[Finding]:
    for insats in thread.insatser:
        if not any(_covers(enrolment, insats.began_on) for enrolment in thread.enrolments):
            yield Finding("outside_enrolment", insats.start, insats.start.insats_id)


def _covers(enrolment: Enrolment, day: date) -> bool:
    return enrolment.began_on <= day and (enrolment.end is None or day <= enrolment.end.on)


def _enrolments(thread: Thread) -> Iterator[Finding]:
    for number, enrolment in enumerate(thread.enrolments):
        start, end = enrolment.start, enrolment.end
        if any(_covers(other, start.on) and other.start.unit == start.unit for other in thread.enrolments[:number]):
            yield Finding("overlapping_enrolments", start, start.unit)
        if end is not None and end.reason is None and end.employment_id is None:
            yield Finding("exit_without_reason", end)


def _re_entries(thread: Thread) -> Iterator[Finding]:
    for journey in thread.journeys[1:]:
        if isinstance(first := journey.enrolments[0].start, Enrolled):
            yield Finding("is_re_entry", first)


def _quiet(thread: Thread) -> Iterator[Finding]:
    """An enrolment that is open, with nothing running and nothing registered for a time."""
    still_open = [enrolment for enrolment in thread.enrolments if enrolment.end is None]
    running: list[Spell[Any, Any]] = [*thread.insatser, *thread.placements, *thread.studies, *thread.employments]
    if still_open and all(spell.end is not None for spell in running):
        last = thread.events[-1]
        yield Finding("no_activity", last, still_open[-1].start.unit, last.on + timedelta(days=QUIET_DAYS + 1))


def _not_followed_up(thread: Thread) -> Iterator[Finding]:
    """A journey's exit whose 90-day follow-up has not come, though its time has passed."""
    for journey in thread.journeys:
        if journey.exit is None or journey.exit.end is None:
            continue
        following = thread.journeys[journey.number :]
        next_on = following[0].began_on if following else date.max
        day = journey.exit.end.on + timedelta(days=FOLLOW_UP_DAYS)
        near = (day - timedelta(days=FOLLOW_UP_EARLY), day + timedelta(days=FOLLOW_UP_LATE))
        gone = thread.deceased is not None and thread.deceased.on <= day
        if next_on > day and not gone and not any(near[0] <= said.on <= near[1] for said in thread.follow_ups):
            yield Finding("no_follow_up", journey.exit.end, "", near[1] + timedelta(days=1))
