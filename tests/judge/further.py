"""measures.md §7 LT13 and LT14, and the further demands of §9."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .beside import steps_begun
from .days import Period, age_on, last_day, plus_days, plus_months, plus_years
from .facts import Person, SupportSpell
from .figures import Case, Wait, World, leaver, settle
from .lead_times import new_visits, turned_down, wait_for
from .linkoping import plan_active
from .outcomes import exits
from .sodertalje import LEVELS
from .status import IMMATURE, UNKNOWN, YES, adult, status
from .stock import month_name, yes_if


def spell_ends(person: Person, in_work: bool = False) -> list[date]:
    """The ends of support spells. `in_work`: with KAS yes on the day after."""
    ends = [spell.end for spell in person.support_spells if spell.ended(person.as_of)]
    return [end for end in ends if not in_work or status(person, plus_days(end, 1)) == YES]


def to_self_support(in_work: bool) -> Callable[[World, Period], list[Wait]]:
    """LT13. reading: the support spell of an application is the first that ends on or after its day; `.work` waits past
    those that end otherwise. Withdrawn as in LT2."""

    def waits(world: World, period: Period) -> list[Wait]:
        return [
            wait_for(person, event.get("application_id"), event.on, spell_ends(person, in_work), turned_down(person, event))
            for person, event in new_visits(world, period)
        ]

    return waits


def through_support(world: World, period: Period) -> list[Wait]:
    """LT13.first_month and LT14. reading: a month paid ahead begins on its first day."""

    def begun(spell: SupportSpell) -> bool:
        return period.holds(spell.start) and spell.start <= world.as_of

    return [
        wait_for(person, spell.start.isoformat()[:7], spell.start, spell_ends(person))
        for person in world.persons
        for spell in person.support_spells
        if begun(spell)
    ]


@dataclass
class Home:
    """Those of one household on a month's last day: everyone, and who of them has support in the month."""

    members: list[Person]
    supported: list[Person]

    def children(self, day: date) -> tuple[Person, int | None]:
        """reading: the greatest number that a member with support has stated; of equal ones the least key."""
        stated = [(person, person.circumstance("children", day)) for person in self.supported]
        return min(stated, key=lambda each: (-1 if each[1] is None else -each[1] - 2, each[0].key))


def homes(world: World, month: Period) -> list[Home]:
    """reading: who has no household recorded is one of their own."""
    by_name: dict[tuple[str, str], Home] = {}
    for person in world.persons:
        household = person.circumstance("household", month.last)
        name = ("alone", person.key) if household is None else ("home", str(household))
        home = by_name.setdefault(name, Home([], []))
        home.members.append(person)
        if person.supported(month.first):
            home.supported.append(person)
    return [home for home in by_name.values() if home.supported]


def children_with_support(world: World, month: Period) -> list[Case]:
    """KIDS-SUPPORT; never recorded: unknown (§1.9)."""
    cases = []
    for home in homes(world, month):
        person, number = home.children(month.last)
        outcome = UNKNOWN if number is None else YES
        cases.append(Case(person, month_name(month), outcome, month.last, None, number or 0))
    return cases


def residents_with_support(world: World, month: Period) -> list[Case]:
    """UPP-0.all. reading: the household's registered members, and of its children those that are not registered."""
    cases = []
    for home in homes(world, month):
        cases += [Case(member, f"{month_name(month)} registered", YES, month.last) for member in home.members]
        person, number = home.children(month.last)
        young = sum(member.born is not None and age_on(member.born, month.last) < 18 for member in home.members)
        if number is None:
            cases.append(Case(person, f"{month_name(month)} unknown 1", UNKNOWN, month.last))
        else:
            children = range(1, number - young + 1)
            cases += [Case(person, f"{month_name(month)} child {nr}", YES, month.last) for nr in children]
    return cases


def planned_homes(world: World, month: Period) -> list[Case]:
    """UPP-22. reading: the case is that of the member with support who has the least key; whoever has no plan and no known
    age may be an adult."""
    cases = []
    for home in homes(world, month):
        unplanned = [p for p in home.supported if not any(plan_active(p, plan, month.last) for plan in p.spells["plan"])]
        if any(adult(person, month.last) for person in home.supported):
            outcome = yes_if(not any(adult(person, month.last) for person in unplanned))
            if outcome == YES and any(person.born is None for person in unplanned):
                outcome = UNKNOWN
            cases.append(Case(min(home.supported, key=lambda person: person.key), month_name(month), outcome, month.last))
    return cases


def _is_sick(obstacle: str | None) -> bool:
    return obstacle is not None and obstacle.startswith("sick_certified_")


def sick_leave_begun(person: Person) -> list[date]:
    """The days on which the obstacle became sick_certified_*."""
    days = sorted({event.on for event in person.of("obstacle_recorded")})
    return [day for day in days if _is_sick(person.obstacle(day)) and not _is_sick(person.obstacle(plus_days(day, -1)))]


def compensated(world: World, period: Period) -> list[Case]:
    """UPP-10: an obstacle sickness_compensation_* that holds from a day in (day, day + 1 year]."""
    cases = []
    for person in world.persons:
        for day in sick_leave_begun(person):
            if not period.holds(day):
                continue
            last = plus_years(day, 1)
            later = {event.on for event in person.of("obstacle_recorded") if day < event.on <= last}
            met = any((person.obstacle(on) or "").startswith("sickness_compensation_") for on in later)
            outcome = yes_if(met) if last <= world.as_of else IMMATURE
            cases.append(Case(person, day.isoformat(), settle(world, outcome, leaver(person, day, last)), day))
    return cases


def exits_to_other_support(world: World, period: Period) -> list[Case]:
    """UPP-10.exits."""
    cases = []
    for person, journey in exits(world, period):
        reason = journey.exit.get("reason") if journey.exit else None
        outcome = UNKNOWN if reason is None else yes_if(reason in ("C2", "C3", "C4"))
        outcome = outcome if journey.stands(world.as_of) else IMMATURE
        cases.append(Case(person, journey.last.id, outcome, journey.ended_on(), journey.last))
    return cases


def meetings(world: World, period: Period) -> list[Case]:
    """UPP-11: a case a person and month with support; immature while the month is not over."""
    cases = []
    for person in world.persons:
        for month in sorted(person.support_months & set(period.months)):
            last = last_day(month)
            number = sum(month <= event.on <= last for event in person.of("appointment_held"))
            cases.append(Case(person, month.isoformat()[:7], YES if last <= world.as_of else IMMATURE, last, None, number))
    return cases


# events.md §3, ladders: the lengths and rules of the templates.
LENGTHS: dict[tuple[str, int], tuple[Callable[[date], date], Callable[[date], date]]] = {
    ("telge_tillvaxt", 1): (lambda day: day, lambda day: plus_days(day, 28)),
    ("telge_tillvaxt", 2): (lambda day: plus_months(day, 6), lambda day: plus_months(day, 12)),
    ("koksbitrade", 1): (lambda day: plus_months(day, 3), lambda day: plus_months(day, 4)),
    ("vard_omsorg", 3): (lambda day: plus_months(day, 1), lambda day: plus_months(day, 3)),
}
GOALS = {
    "telge_tillvaxt": {"permanent", "fixed_term", "hourly", "self_employed"},
    "koksbitrade": {"permanent"},
    "vard_omsorg": {"hourly", "permanent"},
}


def to_goal(world: World, period: Period) -> list[Wait]:
    """SOD-5.goal: from the first step on a ladder whose goal is an employment to the first such employment."""
    return [
        wait_for(p, s.id, s.start, [j.start for j in p.spells["employment"] if j.get("form") in GOALS[s.get("ladder")]], (), s)
        for p, s, before, _ in steps_begun(world, period)
        if not before and s.get("ladder") in GOALS
    ]


def as_long_as_template(world: World, period: Period) -> list[Case]:
    """SOD-5.length. reading: judged when a year has passed since the step began, the length of the longest template."""
    cases = []
    for person, step, _, _ in steps_begun(world, period):
        length = LENGTHS.get((step.get("ladder"), step.get("step")))
        if length is None:
            continue
        earliest, latest = (bound(step.start) for bound in length)
        met = step.end is not None and earliest <= plus_days(step.end, 1) <= latest
        last = plus_years(step.start, 1)
        outcome = yes_if(met) if last <= world.as_of else IMMATURE
        cases.append(Case(person, step.id, settle(world, outcome, leaver(person, step.start, last)), step.start, step))
    return cases


def below_entry_rule(world: World, period: Period) -> list[Case]:
    """SOD-5.entry: B1 for vard_omsorg 2; 18–29 years for who enters telge_tillvaxt."""
    cases = []
    for person, step, before, _ in steps_begun(world, period):
        if (step.get("ladder"), step.get("step")) == ("vard_omsorg", 2):
            assessed = person.latest("language_assessed", step.start)
            outcome = UNKNOWN if assessed is None else yes_if(LEVELS.index(assessed.get("level")) < LEVELS.index("B1"))
        elif step.get("ladder") == "telge_tillvaxt" and not before:
            outcome = UNKNOWN if person.born is None else yes_if(not 18 <= age_on(person.born, step.start) <= 29)
        else:
            continue
        cases.append(Case(person, step.id, outcome, step.start, step))
    return cases


def places_in_use(world: World, month: Period) -> list[Case]:
    """SOD-4.places: to be divided by reference places_offered."""
    return [
        Case(person, spell.id, YES, month.last, spell)
        for person in world.persons
        for spell in person.active(month.last, "placement")
    ]
