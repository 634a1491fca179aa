"""Uppsala's measures of who has support, an insats or a place (measures.md §3: UPP-0 to 1.6 and 2.2)."""

from collections.abc import Callable
from itertools import pairwise

from .days import Period, whole_months_between
from .facts import Person
from .figures import Case, World
from .groups import LONG_TERM_MONTHS, long_term, support_months_back
from .status import UNKNOWN, YES, adult, of_age
from .stock import month_name, stock, supported_adult, yes_if

UNIT = "UJC-A"  # ◊


def recipients(world: World, month: Period) -> list[Case]:
    """UPP-0: to be divided by reference population_18plus."""
    return stock(world, month, supported_adult(month), lambda _: YES)


def active_at_unit(world: World, month: Period) -> list[Case]:
    """UPP-1.1: an insats other than `mapping` ◊ overlaps the month. reading: of several enrolments there, the case is
    about the one begun last."""
    cases = []
    for person in world.persons:
        there = [spell for spell in person.active(month.last, "enrolment") if spell.get("unit") == UNIT]
        if there:
            insatser = person.overlapping(month.first, month.last, "insats")
            outcome = yes_if(any(spell.code != "mapping" for spell in insatser))
            about = max(there, key=lambda spell: spell.age)
            cases.append(Case(person, month_name(month), outcome, month.last, about))
    return cases


def long_term_share(world: World, month: Period) -> list[Case]:
    """UPP-1.2."""
    return stock(world, month, supported_adult(month), lambda p: yes_if(long_term(p, month.first)))


def long_term_in_year(world: World, year: Period) -> list[Case]:
    """UPP-1.2y [N31814]: adults (31 December) with a support month in the year; at least 10 of them."""

    def months(person: Person) -> int:
        return sum(month in person.support_months for month in year.months)

    return [
        Case(p, p.key, yes_if(months(p) >= LONG_TERM_MONTHS), year.last)
        for p in world.persons
        if adult(p, year.last) and months(p)
    ]


def very_long_term(world: World, month: Period) -> list[Case]:
    """UPP-1.2v [U31801]: at least 27 of the last 36 months, no gap over 2 months.

    reading: a gap lies between two support months of the 36; what comes before the first is none.
    """

    def enough(person: Person) -> str:
        months = sorted(support_months_back(person, month.first, 36))
        gaps = [whole_months_between(a, b) for a, b in pairwise(months)]
        return yes_if(len(months) >= 27 and max(gaps, default=0) <= 2)

    return stock(world, month, supported_adult(month), enough)


def admitted_to_shortage(world: World, period: Period) -> list[Case]:
    """UPP-1.3: the person's first such admission in the period; priority groups never recorded: unknown."""
    cases = []
    for person in world.persons:
        admissions = [
            event
            for event in person.of("study_admitted")
            if period.holds(event.on) and event.get("programme") == "yrkes" and event.get("shortage_occupation") is True
        ]
        if admissions:
            groups = person.circumstance("priority_groups", admissions[0].on)
            outcome = UNKNOWN if groups is None else yes_if(len(groups) > 0)
            cases.append(Case(person, admissions[0].get("study_id"), outcome, admissions[0].on))
    return cases


def in_exposed_area(world: World, month: Period) -> list[Case]:
    """UPP-1.4."""

    def area(person: Person) -> str:
        area_class = person.circumstance("area_class", month.last)
        return UNKNOWN if area_class is None else yes_if(area_class in ("1", "2"))

    return stock(world, month, lambda p: p.supported(month.first), area)


def youth_talks(kind: str) -> Callable[[World, Period], list[Case]]:
    """UPP-1.5. reading: a household is those with the same `household` on the period's last day; without one
    the person's own support months decide."""

    def cases(world: World, period: Period) -> list[Case]:
        def household(person: Person) -> str | None:
            household_id = person.circumstance("household", period.last)
            return None if household_id is None else str(household_id)

        def supported(person: Person) -> bool:
            home = household(person)
            members = [p for p in world.persons if p is person or (home is not None and household(p) == home)]
            return any(month in member.support_months for member in members for month in period.months)

        return [
            Case(p, p.key, yes_if(any(period.holds(e.on) for e in p.of(kind))), period.last)
            for p in world.persons
            if of_age(p, period.last, 17, 19) and supported(p)
        ]

    return cases


def young_recipients(world: World, month: Period) -> list[Case]:
    """UPP-1.6."""
    return stock(
        world,
        month,
        lambda p: of_age(p, month.last, 19, 24) and p.supported(month.first),
        lambda _: YES,
    )


def sick_certified(world: World, month: Period) -> list[Case]:
    """UPP-2.2: obstacle at month end."""

    def sick(person: Person) -> str:
        obstacle = person.obstacle(month.last)
        return UNKNOWN if obstacle in (None, "missing") else yes_if(str(obstacle).startswith("sick_certified_"))

    return stock(world, month, supported_adult(month), sick)
