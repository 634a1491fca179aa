"""Breakdowns and target groups on a case's reference day (measures.md §2, last paragraphs)."""

from collections.abc import Callable, Mapping
from datetime import date

from .days import age_on, plus_months
from .facts import Person, Spell
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
    return next((name for name, youngest, oldest in BANDS if youngest <= age <= oldest), None)  # before birth: in none


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


ACTIVITIES = ("insats", "placement", "employment")
OF_ACTIVITIES = ("activity", "provider", "employer", "funder", "sector", "contract", "ladder")


def own(spell: Spell, dimension: str) -> str | None:
    """What an insats, a placement or a job says of itself."""
    return spell.code if dimension == "activity" else spell.get(dimension)


def enrolment_of(case: Case | Wait) -> Spell | None:
    """reading: the enrolment active on the reference day, the one begun last, of one day the greater id."""
    return max(case.person.active(case.day, "enrolment"), key=lambda spell: spell.age, default=None)


def unit_of(case: Case | Wait) -> str | None:
    """reading: that of the spell which the case is about (a job has none), else of the enrolment of the reference day."""
    if case.about is not None and case.about.kind in ("enrolment", *ACTIVITIES):
        return case.person.unit(case.about)
    enrolment = enrolment_of(case)
    return enrolment.get("unit") if enrolment else None


def referred_by(case: Case | Wait) -> str | None:
    """reading: of the referral that the case is, or that the enrolment names: the case's own, else the reference day's."""
    about = case.about
    if about is None or about.kind not in ("enrolment", "referral"):
        about = enrolment_of(case)
    if about is not None and about.kind == "enrolment":
        about = case.person.named(about.began, "referral")
    return about.get("from_party") if about else None


def of_activities(case: Case | Wait, dimension: str) -> set[str | None]:
    """reading: what the case says of itself where it is about an insats, a placement or a job, and of what it does not
    say nothing; else those of all insatser and placements active on the reference day."""
    if case.about is not None and case.about.kind in ACTIVITIES:
        return {own(case.about, dimension)}
    return {own(spell, dimension) for spell in case.person.active(case.day, "insats", "placement")}


VALUES: dict[str, Callable[[Case | Wait], str | None]] = {
    "sex": lambda case: case.person.sex if case.person.sex in ("K", "M") else None,  # U in totals only
    "age": lambda case: age_band(case.person, case.day),
    "born": lambda case: born_in(case.person, case.day),
    "unit": unit_of,
    "referred_by": referred_by,
    "obstacle": lambda case: case.person.obstacle(case.day),
    "household_type": lambda case: case.person.circumstance("household_type", case.day),
    "area_class": lambda case: case.person.circumstance("area_class", case.day),
    "education": lambda case: case.person.circumstance("education", case.day),
}


TOOK_PART = {
    "had_insats": (("insats",), "insats"),
    "had_programme": (("insats", "placement"), "programme"),
    "had_form": (("placement",), "form"),
    "had_provider": (("insats",), "provider"),
    "had_funder": (("insats", "placement"), "funder"),
    "had_employer_sector": (("insats", "placement"), "sector"),
}


def took_part(case: Case | Wait, dimension: str) -> set[str | None]:
    """measures.md §9. reading: the journey is that of the enrolment which the case is about, else the one of the reference
    day; what is of its days, up to the reference day."""
    about = case.about
    enrolment = about if about is not None and about.kind == "enrolment" else None
    journey = next(
        (j for j in case.person.journeys if (enrolment in j.enrolments if enrolment is not None else j.holds(case.day))), None
    )
    if journey is None:
        return {None}
    kinds, field = TOOK_PART[dimension]
    last = min(case.day, journey.end or case.day)
    return {spell.get(field) for spell in case.person.overlapping(journey.start, last, *kinds)}


def parts_of(case: Case | Wait, dimension: str) -> set[str | None]:
    """The parts of a breakdown that a case belongs to; None is no part."""
    if dimension == "group":
        return {name for name, of in GROUPS.items() if of(case.person, case.day)}
    if dimension == "priority_group":
        return set(case.person.circumstance("priority_groups", case.day) or [])
    if dimension in TOOK_PART:
        return took_part(case, dimension)
    return of_activities(case, dimension) if dimension in OF_ACTIVITIES else {VALUES[dimension](case)}


def belongs(case: Case | Wait, breakdown: Mapping[str, str]) -> bool:
    return all(wanted in parts_of(case, dimension) for dimension, wanted in breakdown.items())
