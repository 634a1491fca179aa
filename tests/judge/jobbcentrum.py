"""Enköping's results of Jobbcentrum 2020 (measures.md §4: ENK-JC1 to JC5)."""

from collections.abc import Callable
from dataclasses import replace

from .days import Period, month_of, plus_months
from .facts import Journey, Person, Spell
from .figures import Case, World, leaver, of_several, settle
from .outcomes import exits
from .status import YES, outcome_at_exit
from .stock import yes_if


def exits_by_person(world: World, period: Period, unit: str | None) -> dict[str, list[tuple[Person, Journey]]]:
    by_person: dict[str, list[tuple[Person, Journey]]] = {}
    for person, journey in exits(world, period):
        if unit in (None, journey.last.get("unit")):
            by_person.setdefault(person.key, []).append((person, journey))
    return by_person


def _settled(world: World, person: Person, journey: Journey) -> str:
    """§1.5: for an outcome at exit e = w = the exit day."""
    day = journey.ended_on()
    has_left = journey.stands(world.as_of) and leaver(person, day, day, journey.exit)
    return settle(world, outcome_at_exit(person, journey), has_left)


def to_work_or_study(unit: str | None = None) -> Callable[[World, Period], list[Case]]:
    """ENK-JC1: persons; any of their exits in the period has outcome yes.

    reading: the day of a person judged by several exits is the period's last, the enrolment that of the first to decide.
    """

    def cases(world: World, period: Period) -> list[Case]:
        counted = []
        for key, pairs in exits_by_person(world, period, unit).items():
            rows = [Case(p, key, _settled(world, p, j), j.ended_on(), j.last) for p, j in pairs]
            case = of_several(pairs[0][0], key, period.last, rows)
            first = next(row for row in rows if row.outcome == case.outcome)
            counted.append(replace(case, about=first.about))
        return counted

    return cases


def of_them_with_support(unit: str | None = None) -> Callable[[World, Period], list[Case]]:
    """ENK-JC2: by their first exit with outcome yes: a support month among the exit's month and the three
    before, or the month that journey began."""

    def cases(world: World, period: Period) -> list[Case]:
        counted = []
        for key, pairs in exits_by_person(world, period, unit).items():
            for person, journey in [(p, j) for p, j in pairs if _settled(world, p, j) == YES][:1]:
                exit_month = month_of(journey.ended_on())
                months = [plus_months(exit_month, -back) for back in range(4)] + [month_of(journey.start)]
                outcome = yes_if(any(month in person.support_months for month in months))
                counted.append(Case(person, key, outcome, journey.ended_on(), journey.last))
        return counted

    return cases


def first_of(person: Person, spells: list[Spell], period: Period) -> list[Case]:
    """reading: the case of a person with several is about the first."""
    return [Case(person, person.key, YES, period.last, min(spells, key=lambda spell: spell.age))] if spells else []


def holiday_jobs(world: World, period: Period) -> list[Case]:
    """ENK-JC4: persons with a `feriearbete` placement begun June–August of the period."""
    cases = []
    for person in world.persons:
        begun = [s for s in person.spells["placement"] if s.code == "feriearbete" and period.holds(s.start)]
        cases += first_of(person, [spell for spell in begun if spell.start.month in (6, 7, 8)], period)
    return cases


def extended_holiday_jobs(world: World, period: Period) -> list[Case]:
    """ENK-JC5: `forlangd_ferietjanst` begun in the period and active on its last day, or on A if that is before."""
    cases, day = [], min(period.last, world.as_of)
    for person in world.persons:
        active = [s for s in person.active(day, "placement") if s.code == "forlangd_ferietjanst"]
        cases += first_of(person, [spell for spell in active if period.holds(spell.start)], period)
    return cases
