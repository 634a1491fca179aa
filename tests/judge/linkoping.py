"""Linköping's measures (measures.md §5)."""

from collections.abc import Callable
from datetime import date

from .days import Period, age_on, plus_days, thursday
from .enkoping import hours_in
from .facts import AMA, Person, Spell
from .figures import Case, World, leaver, of_several, settle
from .lead_times import new_visits
from .lines import Event
from .status import IMMATURE, YES, adult
from .stock import month_name, stock, supported_adult, yes_if


def plan_active(person: Person, plan: Spell, day: date) -> bool:
    """§2.2: until its end or `valid_until`, whichever is first."""
    valid_until = plan.get("valid_until")
    return plan.active(day) and (valid_until is None or day <= valid_until)


def of_plan(person: Person, plan: Spell, day: date, *kinds: str) -> list[Event]:
    """What was registered about the plan up to a day."""
    return [
        event
        for event in person.of(*kinds)
        if event.on <= day and event.get("plan_id") == plan.id and event.ends_of == plan.began.known_by
    ]


def milestones(person: Person, plan: Spell, day: date) -> set[str]:
    decided = {item["milestone_id"] for item in plan.get("milestones") or []}
    return decided | {event.get("milestone_id") for event in of_plan(person, plan, day, "milestone_added")}


def milestone_alive(person: Person, plan: Spell, day: date) -> bool:
    """Tier 3: a milestone that is open, or was reached in the last 90 days (on ≥ day − 90)."""
    reached = of_plan(person, plan, day, "milestone_reached")
    days = [
        min((event.on for event in reached if event.get("milestone_id") == name), default=None)
        for name in milestones(person, plan, day)
    ]
    return any(when is None or when >= plus_days(day, -90) for when in days)


def tier(person: Person, plan: Spell, day: date) -> int:
    """LIN-1: four tiers, each within the one before, of one and the same plan."""
    if not plan_active(person, plan, day):
        return 0
    if plan.get("goal") not in ("work", "study"):
        return 1
    if not milestone_alive(person, plan, day):
        return 2
    followed = [plan.start, *(event.on for event in of_plan(person, plan, day, "plan_followed_up"))]
    return 4 if max(followed) >= plus_days(day, -90) else 3


def planned(wanted: int) -> Callable[[World, Period], list[Case]]:
    """LIN-1: adults with a support month in m or an open enrolment on its last day."""

    def cases(world: World, month: Period) -> list[Case]:
        def among(person: Person) -> bool:
            enrolled = person.active(month.last, "enrolment")
            return adult(person, month.last) and (person.supported(month.first) or bool(enrolled))

        def reached(person: Person) -> str:
            tiers = [tier(person, plan, month.last) for plan in person.spells["plan"]]
            return yes_if(max(tiers, default=0) >= wanted)

        return stock(world, month, among, reached)

    return cases


def full_time(field: str, enrolled: bool = False) -> Callable[[World, Period], list[Case]]:
    """LIN-2: at least 40 hours (30 if the youngest child is under 8) in at least 3 of the month's ISO weeks.

    reading: "with an enrolment" (part `.enrolled`) is one active on any day of m; hours of one week add up; a week
    without a record has none; the child's age is that on the week's Thursday.
    """

    def cases(world: World, month: Period) -> list[Case]:
        def enough(person: Person) -> str:
            weeks = {event.get("week") for event in person.of("attendance_recorded")}
            full = [
                week
                for week in weeks
                if month.holds(thursday(week)) and hours_in(person, week, field) >= _hours(person, thursday(week))
            ]
            return yes_if(len(full) >= 3)

        def among(person: Person) -> bool:
            there = bool(person.overlapping(month.first, month.last, "enrolment"))
            return supported_adult(month)(person) and (there or not enrolled)

        return stock(world, month, among, enough)

    return cases


def _hours(person: Person, day: date) -> int:
    child = person.circumstance("youngest_child_born_on", day)
    return 30 if child is not None and age_on(child, day) < 8 else 40


def same_day(kind: str) -> Callable[[World, Period], list[Case]]:
    """LIN-4: new visits; an appointment booked, an insats offered the same day."""

    def cases(world: World, period: Period) -> list[Case]:
        return [
            Case(person, event.get("application_id"), yes_if(any(other.on == event.on for other in person.of(kind))), event.on)
            for person, event in new_visits(world, period)
        ]

    return cases


def support_paid(amount: bool) -> Callable[[World, Period], list[Case]]:
    """LIN-6.months and .sek: the months that support was for, once a person and month; all SEK for them."""

    def cases(world: World, month: Period) -> list[Case]:
        counted = []
        for person in world.persons:
            paid = [e.get("amount") for e in person.of("support_paid") if e.get("month") == month.first]
            if paid:
                counted.append(Case(person, month_name(month), YES, month.last, None, sum(paid) if amount else 1))
        return counted

    return cases


def days_absent(person: Person, month: Period) -> list[date]:
    return [e.on for e in person.of("absence_recorded") if month.holds(e.on) and e.get("valid") is False]


def absent(world: World, month: Period) -> list[Case]:
    """LIN-7.persons: the persons with an absence that is not valid."""
    return stock(world, month, lambda person: bool(days_absent(person, month)), lambda _: YES)


def restricted(world: World, month: Period) -> list[Case]:
    """LIN-7.restricted: of them yes when `support_restricted` follows within 60 days (window 60) after any of the
    absences. reading: the same day included."""
    cases = []
    for person in world.persons:
        days = days_absent(person, month)
        rows = [Case(person, person.key, _restricted(world, person, day), day) for day in days]
        if days:
            cases.append(of_several(person, month_name(month), month.last, rows))
    return cases


def _restricted(world: World, person: Person, day: date) -> str:
    last = plus_days(day, 60)
    restricted = any(day <= event.on <= last for event in person.of("support_restricted"))
    outcome = yes_if(restricted) if last <= world.as_of else IMMATURE
    return settle(world, outcome, leaver(person, day, last))


def places_used(world: World, month: Period) -> list[Case]:
    """LIN-8. reading: the number of placements; per employer and against places_offered are shown beside it."""
    return [
        Case(person, spell.id, YES, month.last, spell)
        for person in world.persons
        for spell in person.overlapping(month.first, month.last, "placement")
        if spell.code in AMA or spell.code == "praktik"
    ]
