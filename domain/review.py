"""What is odd about a thread but happens [avvikelser]: kept, and reported (events.md §4, the second list).

Pure, and without a clock: each says from which day on it is one and from which no longer, so that those that hold as of a
day are those of a thread that ends there, whatever has happened since.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.calendar import day_of
from domain.events.event import SEALED, Event
from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.events.way import EmploymentStarted, Enrolled, PlacementStarted, Referred
from domain.fold import weave
from domain.identity import can_be
from domain.particulars import disagreeing
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
    """Everything soft about a thread, what the fold saw included; of what the fold left out nothing more is odd."""
    out = {(finding.event.source, finding.event.id) for finding in thread.hard}
    events = [event for event in thread.events if (event.source, event.id) not in out] if out else thread.events
    return [
        *(finding for finding in thread.soft if (finding.event.source, finding.event.id) not in out),
        *_of_events([*events, *thread.coming]),
        *_before_birth(thread, events),
        *_of_particulars(thread),
        *_outside_enrolment(thread),
        *_enrolments(thread),
        *_re_entries(thread),
        *_quiet(thread, events),
        *_not_followed_up(thread),
    ]


def added(history: Sequence[Event], new: Sequence[Event], day: date) -> list[Finding]:
    """What is odd as of a day only since these events of a history came."""
    names = {(event.source, event.id) for event in new}
    before = weave([event for event in history if (event.source, event.id) not in names])
    known = {finding.key for thread in before for finding in review(thread) if finding.holds_on(day)}
    after = (finding for thread in weave(history) for finding in review(thread))
    return [finding for finding in after if finding.holds_on(day) and finding.key not in known]


def _of_events(events: Sequence[Event]) -> Iterator[Finding]:
    for event in events:
        late = (day_of(event.recorded_at) - event.on).days
        if late > LATE_DAYS:
            yield Finding("registered_late", event, str(late))
        if late < 0 and not event.timeless:
            yield Finding("planned", event, "", day_of(event.recorded_at), event.on)
        if (coded := _DATED_CODES.get(event.__class__)) is not None:
            code = getattr(event, coded[1])
            if not valid_on(coded[0], code, event.on):
                yield Finding("code_not_valid", event, code)
        if isinstance(event, IdentityRegistered | IdentityReplaced) and not _can_be(event):
            yield Finding("number_not_valid", event, event.number_type)


def _before_birth(thread: Thread, events: Sequence[Event]) -> Iterator[Finding]:
    born_on = thread.particulars.born_on or date.min
    for event in events:
        if event.on < born_on and not event.timeless:
            yield Finding("before_birth", event, born_on.isoformat())


def _of_particulars(thread: Thread) -> Iterator[Finding]:
    """Sources, or keys that were merged, that say different things of who the person is."""
    for field, code in (("sex", "sexes_disagree"), ("born_on", "birth_dates_disagree")):
        for statement in disagreeing(thread.particulars, thread.statements, field):
            merged = statement.participant != thread.participant
            yield Finding(code, statement, statement.participant if merged else statement.source)


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


def _quiet(thread: Thread, events: Sequence[Event]) -> Iterator[Finding]:
    """Times when an enrolment is open, with nothing running and nothing registered: until something happens again."""
    enrolled = _number_open(thread.enrolments)
    running = _number_open([*thread.insatser, *thread.placements, *thread.studies, *thread.employments])
    for last, then in zip(events, [*events[1:], None], strict=bool(events)):
        quiet_on = last.on + timedelta(days=QUIET_DAYS + 1)
        if (then is None or then.on > quiet_on) and enrolled(last.on) and not running(last.on):
            unit = next(e.start.unit for e in reversed(thread.enrolments) if _goes_on(e, last.on))
            yield Finding("no_activity", last, unit, quiet_on, then.on if then else None)


def _number_open(spells: Sequence[Spell[Any, Any]]) -> Callable[[date], int]:
    """How many of the spells go on after a day."""
    begun = sorted(spell.began_on for spell in spells)
    ended = sorted(spell.end.on for spell in spells if spell.end is not None)
    return lambda day: bisect_right(begun, day) - bisect_right(ended, day)


def _goes_on(enrolment: Enrolment, day: date) -> bool:
    return enrolment.began_on <= day and (enrolment.end is None or day < enrolment.end.on)


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
