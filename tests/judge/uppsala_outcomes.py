"""Uppsala's measures of what came of it (measures.md §3: UPP-2.1, 2.3, 3, 4 and UPP-1000)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from .days import Period, last_day, plus_days, plus_months, plus_years
from .facts import AMA, MUNICIPAL, Person, Spell, SupportSpell
from .figures import Case, World, leaver, of_several, settle
from .groups import long_term
from .outcomes import at_exit, exits_of, returned_to_support
from .status import EXCLUDED, IMMATURE, NO, UNKNOWN, YES, adult, outcome_at_exit, status
from .stock import yes_if


def last_ama_of_month(person: Person, month: Period) -> Spell | None:
    """UPP-2.1: a person's last in the month; of one day the later start, then the greater id."""
    ended = [s for s in person.spells["placement"] if s.code in AMA and month.holds(s.end)]
    return max(ended, key=lambda spell: (spell.end or date.min, spell.age), default=None)


def _each_day(end: date, first: int, last: int) -> Iterator[date]:
    return (plus_days(end, days) for days in range(first, last + 1))


def any_day(statuses: Sequence[str]) -> str:
    """UPP-2.1b, c. reading: a yes on any day is a yes, also while another day is immature; "not decided so"
    holds for what comes otherwise."""
    if YES in statuses:
        return YES
    if IMMATURE in statuses:
        return IMMATURE
    return NO if set(statuses) == {NO} else UNKNOWN


def every_day(statuses: Sequence[str]) -> str:
    """UPP-2.1d. reading: immature while any day is."""
    return next((outcome for outcome in (IMMATURE, NO, UNKNOWN) if outcome in statuses), YES)


AFTER_AMA: dict[str, tuple[int, Callable[[Person, date], str]]] = {
    "": (90, lambda p, end: status(p, plus_days(end, 90))),
    "b": (14, lambda p, end: any_day([status(p, day) for day in _each_day(end, 0, 14)])),
    "c": (90, lambda p, end: any_day([status(p, day) for day in _each_day(end, 1, 90)])),
    "d": (90, lambda p, end: every_day([status(p, day) for day in _each_day(end, 14, 90)])),
}


def after_ama(variant: str) -> Callable[[World, Period], list[Case]]:
    """UPP-2.1 and its variants."""
    window, outcome = AFTER_AMA[variant]

    def cases(world: World, month: Period) -> list[Case]:
        counted = []
        for person in world.persons:
            spell = last_ama_of_month(person, month)
            if spell is not None and spell.end is not None:
                last = plus_days(spell.end, window)
                result = outcome(person, spell.end) if last <= world.as_of else IMMATURE
                result = settle(world, result, leaver(person, spell.end, last))
                counted.append(Case(person, spell.id, result, spell.end, spell))
        return counted

    return cases


def ended_support(person: Person, period: Period) -> list[SupportSpell]:
    """Support spells that ended in the period, of adults at the end."""
    return [
        spell
        for spell in person.support_spells
        if period.holds(spell.end) and spell.ended(person.as_of) and adult(person, spell.end)
    ]


def not_returned(world: World, period: Period) -> list[Case]:
    """UPP-2.3m, and UPP-2.3 on January–June of the year before. reading: a person's first of those that count."""
    cases = []
    for person in world.persons:
        for spell in ended_support(person, period)[:1]:
            last = plus_years(spell.end, 1)
            outcome = yes_if(not returned_to_support(person, spell.end)) if last <= world.as_of else IMMATURE
            outcome = settle(world, outcome, leaver(person, spell.end, last))
            cases.append(Case(person, spell.start.isoformat()[:7], outcome, spell.end))
    return cases


def not_returned_cohort(world: World, year: Period) -> list[Case]:
    """UPP-2.3 [U31462]."""
    before = plus_years(year.first, -1)
    return not_returned(world, Period(before, last_day(plus_months(before, 5))))


def language_support(external: bool) -> Callable[[World, Period], list[Case]]:
    """UPP-3.1. Where the sector of an insats was not recorded, whether it is external is unknown."""

    def outcome(spell: Spell) -> str:
        if not external:
            return YES
        return UNKNOWN if spell.get("sector") is None else yes_if(spell.get("sector") not in MUNICIPAL)

    def cases(world: World, period: Period) -> list[Case]:
        return [
            Case(person, spell.id, outcome(spell), spell.start, spell)
            for person in world.persons
            for spell in person.overlapping(period.first, period.last, "insats", "placement")
            if (spell.code == "language_training" or spell.get("language_support") is True)
            and (spell.kind == "placement" or spell.get("workplace") is not None)
        ]

    return cases


def completed_training(world: World, period: Period) -> list[Case]:
    """UPP-3.2: ended `completed` by planned end + 60 days ◊ (window 60)."""
    cases = []
    for person in world.persons:
        for spell in person.spells["study"]:
            planned = spell.get("planned_end_on")
            if spell.get("programme") == "yrkes" and period.holds(planned):
                last = plus_days(planned, 60)
                outcome = yes_if(completed_by(spell, last)) if last <= world.as_of else IMMATURE
                cases.append(Case(person, spell.id, settle(world, outcome, leaver(person, planned, last)), planned))
    return cases


def completed_by(spell: Spell, day: date) -> bool:
    return spell.ended is not None and spell.end is not None and spell.ended.get("result") == "completed" and spell.end <= day


def early_sfi(person: Person) -> list[Spell]:
    return [s for s in person.spells["study"] if s.get("programme") == "sfi" and s.get("track") in ("1", "2")]


def exits_with_sfi(world: World, month: Period) -> list[Case]:
    """UPP-4.1: an sfi study, track 1–2, begun on or before the exit."""
    cases = at_exit("kas")(world, month)
    return [case for case in cases if any(study.start <= case.day for study in early_sfi(case.person))]


def single_mothers_in_ama(world: World, period: Period) -> list[Case]:
    """UPP-4.2: household type 6 on the start day; 9 or none: unknown."""
    cases = []
    for person in world.persons:
        for spell in person.spells["placement"]:
            if spell.code in AMA and period.holds(spell.start):
                household = person.circumstance("household_type", spell.start)
                outcome = UNKNOWN if household in (None, "9") else yes_if(household == "6")
                cases.append(Case(person, spell.id, outcome, spell.start, spell))
    return cases


def sfi_within_frame(world: World, period: Period) -> list[Case]:
    """UPP-4.3: frame time = start + 3 years ◊; who moved out in it without having completed is excluded."""
    cases = []
    for person in world.persons:
        for spell in early_sfi(person):
            frame = plus_years(spell.start, 3)
            if not period.holds(frame):
                continue
            done = completed_by(spell, frame)
            moved = any(spell.start <= event.on <= frame for event in person.of("moved_out"))
            outcome = EXCLUDED if moved and not done else yes_if(done)
            cases.append(Case(person, spell.id, outcome if frame <= world.as_of else IMMATURE, frame))
    return cases


def _exit_nearest(person: Person, end: date) -> str:
    near = exits_of(person, Period(plus_days(end, -62), plus_days(end, 62)))
    if not near:
        return UNKNOWN
    # reading: of two exits equally near the later one decides.
    nearest = min(near, key=lambda j: (abs((j.ended_on() - end).days), -j.ended_on().toordinal()))
    return outcome_at_exit(person, nearest)


def self_supporting(world: World, period: Period) -> list[Case]:
    """UPP-1000.gross. reading: by the KAS outcome at the nearest exit within ±62 days; no such exit: unknown;
    window 62 days after the spell's end; of several spells one yes is enough. No age is named."""
    cases = []
    for person in world.persons:
        ended = [s for s in person.support_spells if period.holds(s.end) and s.ended(world.as_of)]
        rows = []
        for spell in ended:
            last = plus_days(spell.end, 62)
            outcome = _exit_nearest(person, spell.end) if last <= world.as_of else IMMATURE
            rows.append(Case(person, person.key, settle(world, outcome, leaver(person, spell.end, last)), spell.end))
        if ended:
            cases.append(of_several(person, person.key, period.last, rows))
    return cases


def back_in_support(world: World, period: Period) -> list[Case]:
    """UPP-1000.returns. reading: persons with a support spell that begins in the period within one year after
    the end of an earlier one."""
    cases = []
    for person in world.persons:
        pairs = pairwise(person.support_spells)
        if any(period.holds(b.start) and b.start <= plus_years(a.end, 1) for a, b in pairs):
            cases.append(Case(person, person.key, YES, period.last))
    return cases


def newly_long_term(world: World, period: Period) -> list[Case]:
    """UPP-1000.net's third part. reading: long-term (UPP-1.2) at the period's last month, and not in the month
    before the period."""
    before, final = plus_months(period.first, -1), plus_months(period.first, len(period.months) - 1)
    return [
        Case(person, person.key, YES, period.last)
        for person in world.persons
        if long_term(person, final)
        and not (before in person.support_months and long_term(person, before))
        and final in person.support_months
    ]
