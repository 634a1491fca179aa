"""Enköping's results of Jobbcentrum 2020 (measures.md §4: ENK-JC1 to JC5)."""

from collections.abc import Callable

from .days import Period, month_of, plus_months
from .facts import Journey, Person
from .figures import Case, World, by_several, leaver, settle
from .outcomes import exits
from .status import YES, outcome_at_exit
from .stock import yes_if


def exits_by_person(world: World, period: Period, unit: str | None) -> dict[str, list[tuple[Person, Journey]]]:
    found: dict[str, list[tuple[Person, Journey]]] = {}
    for person, journey in exits(world, period):
        if unit in (None, journey.last.get("unit")):
            found.setdefault(person.key, []).append((person, journey))
    return found


def _settled(world: World, person: Person, journey: Journey) -> str:
    """§1.5: for an outcome at exit e = w = the exit day."""
    day = journey.ended_on()
    return settle(world, outcome_at_exit(person, journey), leaver(person, day, day, journey.exit))


def to_work_or_study(unit: str | None = None) -> Callable[[World, Period], list[Case]]:
    """ENK-JC1: persons; any of their exits in the period has outcome yes.

    reading: the day of a person judged by several exits is the period's last.
    """

    def cases(world: World, period: Period) -> list[Case]:
        return [
            Case(pairs[0][0], key, by_several([_settled(world, p, j) for p, j in pairs]), period.last, unit)
            for key, pairs in exits_by_person(world, period, unit).items()
        ]

    return cases


def of_them_with_support(unit: str | None = None) -> Callable[[World, Period], list[Case]]:
    """ENK-JC2: by their first exit with outcome yes: a support month among the exit's month and the three
    before, or the month that journey began."""

    def cases(world: World, period: Period) -> list[Case]:
        found = []
        for key, pairs in exits_by_person(world, period, unit).items():
            for person, journey in [(p, j) for p, j in pairs if _settled(world, p, j) == YES][:1]:
                exit_month = month_of(journey.ended_on())
                months = [plus_months(exit_month, -back) for back in range(4)] + [month_of(journey.start)]
                outcome = yes_if(any(month in person.support_months for month in months))
                found.append(Case(person, key, outcome, journey.ended_on(), journey.last.get("unit")))
        return found

    return cases


def holiday_jobs(world: World, period: Period) -> list[Case]:
    """ENK-JC4: persons with a `feriearbete` placement begun June–August of the period."""
    return [
        Case(person, person.key, YES, period.last)
        for person in world.persons
        if any(
            s.code == "feriearbete" and period.holds(s.start) and s.start.month in (6, 7, 8) for s in person.spells["placement"]
        )
    ]


def extended_holiday_jobs(world: World, period: Period) -> list[Case]:
    """ENK-JC5: `forlangd_ferietjanst` active on A, and begun in the period. reading: persons."""
    return [
        Case(person, person.key, YES, period.last)
        for person in world.persons
        if any(s.code == "forlangd_ferietjanst" and period.holds(s.start) for s in person.active(world.as_of, "placement"))
    ]
