"""Enköping's goals 2020–2022 (measures.md §4: ENK-1 to 10)."""

from collections.abc import Callable
from datetime import date

from .days import Period, plus_days, plus_months, stockholm_day, thursday
from .facts import AMA, MUNICIPAL, Person, Spell, SupportSpell
from .figures import Case, World, leaver, of_several, settle
from .groups import newly_arrived
from .outcomes import exits_of
from .status import (
    IMMATURE,
    UNKNOWN,
    YES,
    adult,
    counted_study,
    employment_on,
    of_age,
    outcome_at_exit,
    status,
    work_ability,
)
from .stock import stock, supported_adult, yes_if

WITHOUT_WAGE = frozenset({"praktik", "arbetstraning", "sprakpraktik", "apl"})
SUBSIDISED = frozenset(
    {
        "nystartsjobb",
        "introduktionsjobb",
        "etableringsjobb",
        "lonebidrag",
        "yrkesintroduktion",
        "traineejobb",
        "beredskap_privat",
    }
)


def establishment_ends(person: Person, period: Period) -> date | None:
    """reading: establishment_to as last given up to A."""
    last = person.circumstance("establishment_to", person.as_of)
    return last if isinstance(last, date) and period.holds(last) else None


def after_establishment(by_employment: bool) -> Callable[[World, Period], list[Case]]:
    """ENK-1 [N00973]: `scb90` yes on establishment_to + 90. reading: education duty on establishment_to."""

    def cases(world: World, period: Period) -> list[Case]:
        counted = []
        for person in world.persons:
            end = establishment_ends(person, period)
            if end is not None and person.circumstance("education_duty", end) is True:
                last = plus_days(end, 90)
                outcome = status(person, last, "scb90", by_employment) if last <= world.as_of else IMMATURE
                counted.append(Case(person, person.key, settle(world, outcome, leaver(person, end, last)), end))
        return counted

    return cases


def idle_youth(world: World, month: Period) -> list[Case]:
    """ENK-2: persons 18–25 known to somebody; counted: nothing active on the month's last day."""

    def among(person: Person) -> bool:
        known = person.active(month.last, "enrolment") or person.supported(month.first)
        return of_age(person, month.last, 18, 25) and (bool(known) or person.circumstance("in_kaa", month.last) is True)

    def idle(person: Person) -> str:
        busy = person.active(month.last, "employment", "insats", "placement")
        return yes_if(not busy and not any(counted_study(s) for s in person.active(month.last, "study")))

    return stock(world, month, among, idle)


def from_support_to_work(world: World, period: Period) -> list[Case]:
    """ENK-3: adults with work ability (period's last day) and a support month in the period."""
    cases = []
    for person in world.persons:
        supported = any(month in person.support_months for month in period.months)
        if adult(person, period.last) and supported and work_ability(person, period.last):
            ended = [s for s in person.support_spells if period.holds(s.end) and s.ended(world.as_of)]
            rows = [Case(person, person.key, _support_ended(world, person, spell), spell.end) for spell in ended]
            cases.append(of_several(person, person.key, period.last, rows))
    return cases


def _support_ended(world: World, person: Person, spell: SupportSpell) -> str:
    """A journey exit within ±62 days with outcome yes, or KAS on the day after; else that day's no or unknown.

    reading: an exit within ±62 days that does not stand yet, or whose outcome is immature, makes the case
    immature unless something else says yes. The leaver is judged by death and moving, not by an exit's reason.
    """
    last = plus_days(spell.end, 62)
    has_left = leaver(person, spell.end, last)
    if last > world.as_of:
        return settle(world, IMMATURE, has_left)
    near = exits_of(person, Period(plus_days(spell.end, -62), last))
    after = status(person, plus_days(spell.end, 1))
    outcomes = [after, *(outcome_at_exit(person, journey) for journey in near)]
    outcome = next((candidate for candidate in (YES, IMMATURE) if candidate in outcomes), after)
    return settle(world, outcome, has_left)


def able_with_support(month: Period) -> Callable[[Person], bool]:
    return lambda person: supported_adult(month)(person) and work_ability(person, month.last) is True


def active_recipients(world: World, month: Period) -> list[Case]:
    """ENK-4: an insats, placement or study active on any day of m, any source."""
    return stock(
        world,
        month,
        able_with_support(month),
        lambda person: yes_if(bool(person.overlapping(month.first, month.last, "insats", "placement", "study"))),
    )


def _finished(person: Person, period: Period) -> list[Spell]:
    return [
        s
        for s in person.spells["study"]
        if s.get("programme") == "yrkes"
        and period.holds(s.end)
        and s.ended is not None
        and s.ended.get("result") == "completed"
    ]


def _half_year_after(world: World, person: Person, study: Spell, definition: str, match: bool) -> str:
    end = study.end or world.as_of
    day = plus_months(end, 6)
    outcome = status(person, day, definition, by_employment=True) if day <= world.as_of else IMMATURE
    if match and outcome == YES:
        outcome = _same_occupation(person, study, day, definition)
    return settle(world, outcome, leaver(person, end, day))


def _same_occupation(person: Person, study: Spell, day: date, definition: str) -> str:
    """reading: of the jobs active that day one is enough; an occupation not recorded on either side: unknown."""
    jobs = [job.get("occupation") for job in person.active(day, "employment")]
    known = [job[:3] for job in jobs if job is not None]
    if study.get("occupation") is None or employment_on(person, day, definition) != YES or not known:
        return UNKNOWN
    return yes_if(study.get("occupation")[:3] in known)


def after_training(match: bool, definition: str = "regular") -> Callable[[World, Period], list[Case]]:
    """ENK-5.work and .match. reading: of "regular or KAS ◊" regular is the default; studies are no work; .match
    has the cases of .work that came out as work (of them)."""

    def cases(world: World, period: Period) -> list[Case]:
        counted = []
        for person in world.persons:
            studies = _finished(person, period)
            if match:
                studies = [s for s in studies if _half_year_after(world, person, s, definition, False) == YES]
            rows = [
                Case(person, person.key, _half_year_after(world, person, study, definition, match), study.end or world.as_of)
                for study in studies
            ]
            if studies:
                counted.append(of_several(person, person.key, period.last, rows))
        return counted

    return cases


def subsidised_by_municipality(world: World, month: Period) -> list[Case]:
    """ENK-6: AMA placements + subsidised employments with a municipal sector, active on the last day."""
    return [
        Case(person, spell.id, YES, month.last, spell)
        for person in world.persons
        for spell in person.active(month.last, "placement", "employment")
        if spell.get("sector") in MUNICIPAL and spell.code in AMA | SUBSIDISED
    ]


def with_plan(world: World, month: Period) -> list[Case]:
    """ENK-7: a plan active on the month's last day."""

    def planned(person: Person) -> str:
        plans = person.active(month.last, "plan")
        return yes_if(any((plan.get("valid_until") or month.last) >= month.last for plan in plans))

    return stock(world, month, lambda person: bool(person.active(month.last, "enrolment")), planned)


def full_weeks(field: str) -> Callable[[World, Period], list[Case]]:
    """ENK-8. reading: an ISO week belongs to the period that holds its Thursday, and duty is that of that day;
    several records of one week are several activities, so their hours add up."""

    def cases(world: World, period: Period) -> list[Case]:
        counted = []
        for person in world.persons:
            for week in sorted({event.get("week") for event in person.of("attendance_recorded")}):
                day = thursday(week)
                if period.holds(day) and person.circumstance("education_duty", day) is True:
                    counted.append(Case(person, week, yes_if(hours_in(person, week, field) >= 40), day))
        return counted

    return cases


def hours_in(person: Person, week: str, field: str) -> float:
    return sum(float(e.get(field)) for e in person.of("attendance_recorded") if e.get("week") == week)


def training_in_establishment(world: World, month: Period) -> list[Case]:
    """ENK-9. reading: "the last 3 months" are m and the two before it."""

    def trained(person: Person) -> str:
        spells = person.overlapping(plus_months(month.first, -2), month.last, "insats", "placement")
        kinds = ("work_training", "work_practice")
        return yes_if(any(spell.kind == "placement" or spell.code in kinds for spell in spells))

    return stock(world, month, lambda person: newly_arrived(person, month.last), trained)


def unemployed_recipients(world: World, month: Period) -> list[Case]:
    """ENK-10: latest obstacle `unemployed_*`; none known: unknown (§1.9)."""

    def unemployed(person: Person) -> str:
        obstacle = person.obstacle(month.last)
        return UNKNOWN if obstacle in (None, "missing") else yes_if(str(obstacle).startswith("unemployed_"))

    return stock(world, month, supported_adult(month), unemployed)


def recorded_in_time(spell: Spell) -> bool:
    return stockholm_day(spell.began.recorded_at) <= spell.start
