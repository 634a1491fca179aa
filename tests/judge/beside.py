"""What measures.md wants shown beside a measure, as parts of their own, and §8's R7 and R8."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from .days import Period, last_day, plus_days, plus_months, stockholm_day
from .enkoping import MUNICIPAL, WITHOUT_WAGE, able_with_support
from .facts import Journey, Person, Spell
from .figures import Case, Wait, World, leaver, settle
from .going_round import LOOK_BACK, counting_insatser, kept, steps_of
from .lead_times import wait_for
from .outcomes import exit_case, exits
from .sodertalje import due_dates, milestones_due
from .status import IMMATURE, YES, adult, work_ability
from .stock import stock, yes_if


def by_obstacle(person: Person, day: date) -> bool:
    """§2.9: never assessed, so that the obstacle says it."""
    return person.latest("work_ability_assessed", day) is None


def support_to_work_by_proxy(world: World, period: Period) -> list[Case]:
    """ENK-3.proxy: of the cases of ENK-3."""
    return [
        Case(p, p.key, yes_if(by_obstacle(p, period.last)), period.last)
        for p in world.persons
        if adult(p, period.last) and any(month in p.support_months for month in period.months) and work_ability(p, period.last)
    ]


def active_by_proxy(world: World, month: Period) -> list[Case]:
    """ENK-4.proxy: of the cases of ENK-4."""
    return stock(world, month, able_with_support(month), lambda p: yes_if(by_obstacle(p, month.last)))


def municipal_places(world: World, month: Period) -> list[Case]:
    """ENK-6.placements: placements without wage with a municipal sector, active on the month's last day."""
    return [
        Case(person, spell.id, YES, month.last, spell)
        for person in world.persons
        for spell in person.active(month.last, "placement")
        if spell.code in WITHOUT_WAGE and spell.get("sector") in MUNICIPAL
    ]


def children(world: World, period: Period) -> list[Case]:
    """LIN-9.children. reading: a parent's children at their last exit in the period, once a person."""
    last: dict[str, tuple[Person, Journey]] = {}
    for person, journey in exits(world, period):
        if (person.circumstance("children", journey.ended_on()) or 0) > 0:
            last[person.key] = (person, journey)
    return [
        replace(
            exit_case(p, j, YES if j.stands(world.as_of) else IMMATURE),
            amount=p.circumstance("children", j.ended_on()),
        )
        for p, j in last.values()
    ]


def redated(world: World, period: Period) -> list[Case]:
    """SOD-2.redated: whether the due date that stood the day before it was said after the milestone's first."""
    cases = []
    for person, plan, name, due, _ in milestones_due(world, period):
        given = due_dates(person, plan)[name]
        stated_on = max(on for on, stated in given if stated == due and on < due)
        outcome = yes_if(stated_on > given[0][0]) if due <= world.as_of else IMMATURE
        cases.append(Case(person, f"{plan.id}/{name}/{due}", outcome, due))
    return cases


def compared(world: World, period: Period) -> list[Case]:
    """SOD-3.as_expected: of placements that ended in the period, told within 30 days after."""
    cases = []
    for person in world.persons:
        for spell in person.spells["placement"]:
            if spell.end is None or spell.ended is None or not period.holds(spell.end):
                continue
            last = plus_days(spell.end, 30)
            recorded_in_time = spell.ended.get("as_expected") is not None and stockholm_day(spell.ended.recorded_at) <= last
            outcome = yes_if(recorded_in_time) if last <= world.as_of else IMMATURE
            cases.append(Case(person, spell.id, outcome, spell.end, spell))
    return cases


def on_ladder(person: Person, step: Spell) -> list[Spell]:
    return [other for other in steps_of(person) if other.get("ladder") == step.get("ladder")]


def steps_begun(world: World, period: Period) -> list[tuple[Person, Spell, list[Spell], list[Spell]]]:
    """Each step begun in the period with those before and after it on its ladder."""
    begun = []
    for person in world.persons:
        for step in steps_of(person):
            if period.holds(step.start):
                ladder = on_ladder(person, step)
                at = ladder.index(step)
                begun.append((person, step, ladder[:at], ladder[at + 1 :]))
    return begun


def stepping_down(world: World, period: Period) -> list[Case]:
    cases = []
    for person, step, _, later in steps_begun(world, period):
        last = plus_months(step.start, 12)
        down = any(other.start <= last and other.get("step") < step.get("step") for other in later[:1])
        outcome = settle(world, yes_if(down) if last <= world.as_of else IMMATURE, leaver(person, step.start, last))
        cases.append(Case(person, step.id, outcome, step.start, step))
    return cases


def entering(world: World, period: Period) -> list[Case]:
    return [Case(p, s.id, YES, s.start, s) for p, s, before, _ in steps_begun(world, period) if not before]


def leaving(world: World, period: Period) -> list[Case]:
    """SOD-5.exits. reading: the step has ended, and none follows it on the ladder."""
    return [Case(p, s.id, YES, s.start, s) for p, s, _, later in steps_begun(world, period) if s.end is not None and not later]


def days_in_step(world: World, period: Period) -> list[Wait]:
    """SOD-5.days. §1.1: days inside a spell are end − start + 1, so far at A and until a leaver left alike."""
    waits = [wait_for(p, s.id, s.start, [s.end] if s.end else [], about=s) for p, s, _, _ in steps_begun(world, period)]
    return [replace(wait, days=wait.days + 1) for wait in waits]


def came_into_kaa(person: Person) -> list[date]:
    """SOD-9.kaa: the days on which in_kaa became true: it was not the day before."""
    recorded_days = sorted({event.on for event in person.of("circumstances_recorded") if "in_kaa" in event.data})
    return [
        day
        for day in recorded_days
        if person.circumstance("in_kaa", day) is True and person.circumstance("in_kaa", plus_days(day, -1)) is not True
    ]


def agreements(person: Person) -> list[date]:
    """SOD-9.preventive: each agreement is a case of its own (§7)."""
    return [event.on for event in person.of("preventive_agreement")]


def coaches(person: Person, journey: Journey) -> list[tuple[date, str]]:
    """The coaches assigned in a journey; of several of one day the one that counts (events.md §1)."""
    by_day = {event.on: event.get("coach") for event in person.of("coach_assigned") if journey.holds(event.on)}
    return sorted(by_day.items())


def active_journeys(world: World, period: Period) -> list[tuple[Person, Journey]]:
    return [
        (person, journey)
        for person in world.persons
        for journey in person.journeys
        if journey.start <= period.last and (journey.end is None or period.first <= journey.end)
    ]


def without_coach(world: World, period: Period) -> list[Case]:
    """SOD-10.without: days of the journey before its first coach."""
    cases = []
    for person, journey in active_journeys(world, period):
        assigned = coaches(person, journey)
        until = assigned[0][0] if assigned else plus_days(journey.end or world.as_of, 1)
        day = journey.end or period.last
        cases.append(Case(person, journey.id, YES, day, journey.last, (until - journey.start).days))
    return cases


def coach_changes(world: World, period: Period) -> list[Case]:
    """SOD-10.changes. reading: for each 365 days, a shorter journey as 365, to two decimals."""
    cases = []
    for person, journey in active_journeys(world, period):
        names = [coach for _, coach in coaches(person, journey)]
        changes = sum(a != b for a, b in pairwise(names))
        days = max(((journey.end or world.as_of) - journey.start).days + 1, 365)
        day = journey.end or period.last
        amount = int(100 * changes * 365 / days + 0.5) / 100
        cases.append(Case(person, journey.id, YES, day, journey.last, amount))
    return cases


def journey_of(person: Person, referral: Spell) -> Journey | None:
    """The journey that a referral led to. reading: the first, where several enrolments name it."""
    return next(
        (
            journey
            for journey in person.journeys
            if any(person.named(spell.began, "referral") is referral for spell in journey.enrolments)
        ),
        None,
    )


def sent_back(world: World, period: Period) -> list[Case]:
    """R7 A→B→A. reading: a party that refers the person again within 24 months had got them back; not `self`, not
    to the same journey, and not to a journey that is left out."""
    cases = []
    for person in world.persons:
        counting = [
            (referral, journey_of(person, referral))
            for referral in person.spells["referral"]
            if referral.get("from_party") != "self"
        ]
        counting = [(r, j) for r, j in counting if j is None or j in kept(person)]
        for referral, journey in counting:
            if not period.holds(referral.start):
                continue
            again = any(
                other.get("from_party") == referral.get("from_party")
                and other.age < referral.age
                and plus_months(other.start, 24) >= referral.start
                and (there is None or there != journey)
                for other, there in counting
            )
            cases.append(Case(person, referral.id, yes_if(again), referral.start, referral))
    return cases


def _covered(spells: list[Spell], first: date, last: date) -> set[date]:
    days = set()
    for spell in spells:
        begin, end = max(spell.start, first), min(spell.end or last, last)
        days |= {plus_days(begin, n) for n in range((end - begin).days + 1)}
    return days


def days_in_insatser(person: Person, first: date, last: date) -> float:
    return len(_covered(counting_insatser(person), first, last))


def days_without(person: Person, first: date, last: date) -> float:
    enrolled = [spell for journey in kept(person) for spell in journey.enrolments]
    return len(_covered(enrolled, first, last) - _covered(counting_insatser(person), first, last))


def providers(person: Person, first: date, last: date) -> float:
    lately = [spell for spell in counting_insatser(person) if spell.overlaps(first, last)]
    return len({spell.get("provider") for spell in lately} - {None})


def support_months(person: Person, first: date, _: date) -> float:
    """reading: months that end in the look-back or after."""
    return sum(last_day(month) >= first for month in person.support_months)


def support_paid(person: Person, first: date, _: date) -> float:
    return sum(event.get("amount") for event in person.of("support_paid") if last_day(event.get("month")) >= first)


LOADS = {
    "insats_days": days_in_insatser,
    "days_without": days_without,
    "providers": providers,
    "months": support_months,
    "sek": support_paid,
}


def load(name: str) -> Callable[[World, Period], list[Case]]:
    """R8, of persons with a journey that is not left out, in [A − 1095, A]."""

    def cases(world: World, _: Period) -> list[Case]:
        first = plus_days(world.as_of, -LOOK_BACK)
        return [
            Case(person, person.key, YES, world.as_of, None, LOADS[name](person, first, world.as_of))
            for person in world.persons
            if kept(person)
        ]

    return cases
