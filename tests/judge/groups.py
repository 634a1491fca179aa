"""Breakdowns and target groups on a case's reference day (measures.md §2, last paragraphs)."""

from collections.abc import Callable, Mapping
from datetime import date

from .days import age_on, plus_months
from .facts import Person
from .figures import Case, Wait
from .status import of_age

LONG_TERM_MONTHS = 10

BANDS = (("≤19", 0, 19), ("20–24", 20, 24), ("25–29", 25, 29), ("30–44", 30, 44), ("45–64", 45, 64), ("65+", 65, 200))


def support_months_back(person: Person, month: date, count: int) -> list[date]:
    """The support months among m − count + 1 … m."""
    return [m for m in (plus_months(month, -back) for back in range(count)) if m in person.support_months]


def long_term(person: Person, month: date) -> bool:
    """UPP-1.2: at least 10 support months among m − 11 … m."""
    return len(support_months_back(person, month, 12)) >= LONG_TERM_MONTHS


def newly_arrived(person: Person, day: date) -> bool:
    """Reference day within establishment_from–to. reading: both known; both days are inside."""
    first, last = (person.circumstance(f"establishment_{end}", day) for end in ("from", "to"))
    return first is not None and last is not None and first <= day <= last


def age_band(person: Person, day: date) -> str | None:
    if person.born is None:
        return None
    age = age_on(person.born, day)
    return next(name for name, youngest, oldest in BANDS if youngest <= age <= oldest)


def born_in(person: Person, day: date) -> str | None:
    foreign = person.circumstance("foreign_born", day)
    return None if foreign is None else "abroad" if foreign else "sweden"


GROUPS: dict[str, Callable[[Person, date], bool]] = {
    "18-25": lambda p, d: of_age(p, d, 18, 25),
    "-29": lambda p, d: of_age(p, d, 0, 29),
    "18-29": lambda p, d: of_age(p, d, 18, 29),
    "19-24": lambda p, d: of_age(p, d, 19, 24),
    "17-19": lambda p, d: of_age(p, d, 17, 19),
    "newly_arrived": newly_arrived,
    "with_support": lambda p, d: p.supported(d),
    "kaa": lambda p, d: p.circumstance("in_kaa", d) is True,
    "foreign_born_women_short_education": lambda p, d: (
        p.sex == "K" and p.circumstance("foreign_born", d) is True and p.circumstance("education", d) in ("none", "compulsory")
    ),
    "single_with_children": lambda p, d: p.circumstance("household_type", d) in ("4", "6"),
    "parents": lambda p, d: (p.circumstance("children", d) or 0) > 0,
    "long_term": lambda p, d: long_term(p, d.replace(day=1)),
}


def value_of(case: Case | Wait, dimension: str) -> str | None:
    person, day = case.person, case.day
    if dimension == "sex":
        return person.sex if person.sex in ("K", "M") else None  # U in totals only
    if dimension == "age":
        return age_band(person, day)
    if dimension == "born":
        return born_in(person, day)
    if dimension == "unit":
        return case.where
    if dimension == "obstacle":
        return person.obstacle(day)
    if dimension not in ("household_type", "area_class", "education"):
        raise ValueError(f"the judge cannot break down by {dimension}")
    value = person.circumstance(dimension, day)
    return None if value is None else str(value)


def belongs(case: Case | Wait, breakdown: Mapping[str, str]) -> bool:
    for dimension, wanted in breakdown.items():
        if dimension == "group":
            if not GROUPS[wanted](case.person, case.day):
                return False
        elif dimension == "priority_group":
            if wanted not in (case.person.circumstance("priority_groups", case.day) or []):
                return False
        elif value_of(case, dimension) != wanted:
            return False
    return True
