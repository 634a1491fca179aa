"""Södertälje's measures (measures.md §6)."""

from collections.abc import Callable, Iterable
from datetime import date

from .days import Period, plus_days, plus_months, plus_years
from .enkoping import establishment_ends, recorded_in_time
from .facts import AMA, Journey, Person, Spell
from .figures import Case, Wait, World, leaver, settle
from .going_round import goes_round, kept, steps_of
from .lead_times import wait_for
from .linkoping import milestones, of_plan, plan_active
from .outcomes import support_begins
from .status import IMMATURE, UNKNOWN, YES, outcome_at_exit
from .stock import yes_if

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


def _good_exits(person: Person, journey: Journey) -> list[date]:
    stands = journey.stands(person.as_of) and outcome_at_exit(person, journey) == YES
    return [journey.ended_on()] if stands else []


REACHED: dict[str, Callable[[Person, Journey], list[date]]] = {
    "plan": lambda person, _: [spell.start for spell in person.spells["plan"]],
    "insats": lambda person, _: [spell.start for spell in person.spells["insats"]],
    "placement": lambda person, _: [spell.start for spell in person.spells["placement"]],
    "ama": lambda person, _: [s.start for s in person.spells["placement"] if s.code in AMA],
    "employment": lambda person, _: [spell.start for spell in person.spells["employment"]],
    "outcome": _good_exits,
}


def from_mapping(part: str) -> Callable[[World, Period], list[Wait]]:
    """SOD-1, as a lead time. reading: from the journey's first mapping to the first such day on or after it,
    within the journey or after; a journey that ended without it goes on waiting."""

    def waits(world: World, period: Period) -> list[Wait]:
        measured = []
        for person in world.persons:
            for journey in person.journeys:
                ids = {(spell.began.known_by, spell.id) for spell in journey.enrolments}
                mapped = [
                    event.on
                    for event in person.of("mapping_completed")
                    if {(source, event.get("enrolment_id")) for source in event.looked_in} & ids
                ]
                if mapped and period.holds(min(mapped)):
                    reached = REACHED[part](person, journey)
                    measured.append(wait_for(person, journey.id, min(mapped), reached, about=journey.last))
        return measured

    return waits


def due_dates(person: Person, plan: Spell) -> dict[str, list[tuple[date, date]]]:
    """Per milestone: (on, due date) as given, in the order in which they come to stand.

    reading: what was never decided or added is no milestone, whatever is said of its date.
    """
    given = {item["milestone_id"]: [(plan.start, item["due_on"])] for item in plan.get("milestones") or []}
    for event in of_plan(person, plan, person.as_of, "milestone_added", "milestone_redated"):
        given.setdefault(event.get("milestone_id"), []).append((event.on, event.get("due_on")))
    known = milestones(person, plan, person.as_of)
    return {name: dates for name, dates in given.items() if name in known}


def milestones_due(world: World, period: Period) -> Iterable[tuple[Person, Spell, str, date, date | None]]:
    """SOD-2: milestone × due date standing (by `on`) on the day before it, due in the period.

    Not if reached more than 14 days before it, nor if the plan was no longer active on it.
    """
    for person in world.persons:
        for plan in person.spells["plan"]:
            for name, given in due_dates(person, plan).items():
                reached = min(
                    (
                        event.on
                        for event in of_plan(person, plan, person.as_of, "milestone_reached")
                        if event.get("milestone_id") == name
                    ),
                    default=None,
                )
                for due in sorted({due for _, due in given}):
                    standing = [value for on, value in given if on < due]
                    early = reached is not None and reached < plus_days(due, -14)
                    if standing and standing[-1] == due and not early and period.holds(due) and plan_active(person, plan, due):
                        yield person, plan, name, due, reached


def milestone_followed(world: World, period: Period) -> list[Case]:
    """SOD-2.followed: a follow-up of its plan (naming it or none) or reached in [due − 14, due + 14]."""
    cases = []
    for person, plan, name, due, reached in milestones_due(world, period):
        days = [
            event.on
            for event in of_plan(person, plan, person.as_of, "plan_followed_up")
            if event.get("milestone_id") in (None, name)
        ]
        days += [reached] if reached else []
        met = any(plus_days(due, -14) <= day <= plus_days(due, 14) for day in days)
        outcome = yes_if(met) if plus_days(due, 14) <= world.as_of else IMMATURE
        cases.append(Case(person, f"{plan.id}/{name}/{due}", outcome, due))
    return cases


def milestone_attained(world: World, period: Period) -> list[Case]:
    """SOD-2.attained: reached ≤ due. reading: mature when due ≤ A."""
    return [
        Case(
            person,
            f"{plan.id}/{name}/{due}",
            yes_if(reached is not None and reached <= due) if due <= world.as_of else IMMATURE,
            due,
        )
        for person, plan, name, due, reached in milestones_due(world, period)
    ]


def purpose_known(world: World, period: Period) -> list[Case]:
    """SOD-3: purpose, need and expected_outcome given and recorded on or before the start day."""
    return [
        Case(
            person,
            spell.id,
            yes_if(recorded_in_time(spell) and all(spell.get(f) for f in ("purpose", "need", "expected_outcome"))),
            spell.start,
            spell,
        )
        for person in world.persons
        for spell in person.spells["placement"]
        if period.holds(spell.start)
    ]


def trained_supervisors(world: World, period: Period) -> list[Case]:
    """SOD-4; never recorded: unknown (§1.9)."""
    cases = []
    for person in world.persons:
        for spell in person.overlapping(period.first, period.last, "placement"):
            trained = spell.get("supervisor_trained")
            outcome = UNKNOWN if trained is None else yes_if(trained)
            cases.append(Case(person, spell.id, outcome, spell.start, spell))
    return cases


def stepping_up(world: World, period: Period) -> list[Case]:
    """SOD-5: the next step on the ladder (by start, step, id) begins within 12 months of this start, higher."""
    cases = []
    for person in world.persons:
        for step in steps_of(person):
            if not period.holds(step.start):
                continue
            ladder = [other for other in steps_of(person) if other.get("ladder") == step.get("ladder")]
            following = ladder[ladder.index(step) + 1 :][:1]
            last = plus_months(step.start, 12)
            up = any(other.start <= last and other.get("step") > step.get("step") for other in following)
            outcome = yes_if(up) if last <= world.as_of else IMMATURE
            outcome = settle(world, outcome, leaver(person, step.start, last))
            cases.append(Case(person, step.id, outcome, step.start, step))
    return cases


def motivated(world: World, period: Period) -> list[Case]:
    """SOD-7: persons flagged by R4 at the start of the period. reading: as of its first day, none before that day
    has come; the 30 days begin with it."""
    if period.first > world.as_of:
        return []
    earlier = {person.key: person for person in world.earlier(period.first).persons}
    cases = []
    for person in world.persons:
        then = earlier[person.key]
        if kept(then) and goes_round(then, period.first):
            last = plus_days(period.first, 30)
            begun = any(
                s.code in ("motivation", "daily_activity") and period.first <= s.start <= last for s in person.spells["insats"]
            )
            outcome = yes_if(begun) if last <= world.as_of else IMMATURE
            outcome = settle(world, outcome, leaver(person, period.first, last))
            cases.append(Case(person, person.key, outcome, period.first))
    return cases


def prevented(world: World, period: Period) -> list[Case]:
    """SOD-8: no support month within 12 months after the establishment. reading: beginning in (e, e + 1 year];
    the agreement is on or before e."""
    cases = []
    for person in world.persons:
        end = establishment_ends(person, period)
        if end is not None and any(event.on <= end for event in person.of("preventive_agreement")):
            last = plus_years(end, 1)
            outcome = yes_if(not support_begins(person, end, last)) if last <= world.as_of else IMMATURE
            cases.append(Case(person, person.key, settle(world, outcome, leaver(person, end, last)), end))
    return cases


def one_coach(world: World, period: Period) -> list[Case]:
    """SOD-10. reading: the coaches assigned from the journey's first day to its last (or A), each once; of several of
    one day the one that counts (events.md §1)."""
    cases = []
    for person in world.persons:
        for journey in person.journeys:
            if journey.start <= period.last and (journey.end is None or period.first <= journey.end):
                by_day = {e.on: e.get("coach") for e in person.of("coach_assigned") if journey.holds(e.on)}
                coaches = set(by_day.values())
                day = journey.end or period.last
                cases.append(Case(person, journey.id, yes_if(len(coaches) == 1), day, journey.last))
    return cases


def under_contract(world: World, period: Period) -> list[Case]:
    """SOD-12: placements and employments with a contract begun in the period."""
    return [
        Case(person, spell.id, YES, spell.start, spell)
        for person in world.persons
        for spell in person.spells["placement"] + person.spells["employment"]
        if spell.get("contract") is not None and period.holds(spell.start)
    ]


def language_gained(world: World, period: Period) -> list[Case]:
    """SOD-13: a higher level assessed by end + 30 days. reading: than the latest before the insats' start, in an
    assessment on or after that start."""
    cases = []
    for person in world.persons:
        for spell in person.spells["insats"]:
            before = person.latest("language_assessed", plus_days(spell.start, -1))
            if spell.end is None or before is None or not period.holds(spell.end):
                continue
            last, level = plus_days(spell.end, 30), LEVELS.index(before.get("level"))
            assessed = {e.on: e.get("level") for e in person.of("language_assessed") if spell.start <= e.on <= last}
            higher = any(LEVELS.index(reached) > level for reached in assessed.values())
            outcome = yes_if(higher) if last <= world.as_of else IMMATURE
            outcome = settle(world, outcome, leaver(person, spell.end, last))
            cases.append(Case(person, spell.id, outcome, spell.end, spell))
    return cases
