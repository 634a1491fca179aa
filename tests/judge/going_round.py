"""Going round, R3–R6 (measures.md §8): judged per person as of A, whatever the period asked."""

from collections import Counter
from datetime import date

from .days import Period, plus_days, plus_months
from .facts import HOLIDAY, Journey, Person, Spell
from .figures import Case, World
from .status import IMMATURE, NO, YES, stable_outcomes, stable_within

LOOK_BACK = 1095


def within(person: Person, journey: Journey) -> list[Spell]:
    """Insatser and placements belong to a journey by date. reading: by the day they began."""
    spells = person.spells["insats"] + person.spells["placement"]
    return [spell for spell in spells if journey.holds(spell.start)]


def left_out(person: Person, journey: Journey) -> bool:
    """Journeys that ended with D1, and those with nothing but holiday work in them (and something)."""
    if journey.exit is not None and journey.exit.get("reason") == "D1":
        return True
    spells = within(person, journey)
    return bool(spells) and all(spell.code in HOLIDAY for spell in spells)


def kept(person: Person) -> list[Journey]:
    return [journey for journey in person.journeys if not left_out(person, journey)]


def turns(world: World, _: Period) -> list[Case]:
    """R3: exits in [A − 1095, A] followed by a new journey without a stable outcome around the exit."""
    cases = []
    for person in world.persons:
        journeys = kept(person)
        for number, journey in enumerate(journeys):
            if journey.end is None or (world.as_of - journey.end).days > LOOK_BACK:
                continue
            outcome = YES if journeys[number + 1 :] and not stable_after(person, journey.end) else NO
            outcome = outcome if journey.stands(world.as_of) else IMMATURE
            cases.append(Case(person, journey.last.id, outcome, journey.end, journey.last))
    return cases


def stable_after(person: Person, end: date) -> bool:
    """A stable outcome whose first day is ≤ exit + 90 and last day > exit."""
    return any(first <= plus_days(end, 90) and last > end for first, last in stable_outcomes(person))


def goes_round(person: Person, as_of: date) -> bool:
    """R4. reading: the codes are of insatser and placements begun in the look-back; those outside every
    journey count too, only those of journeys left out do not."""
    first = plus_days(as_of, -LOOK_BACK)
    journeys = kept(person)
    gone = [spell for journey in person.journeys if journey not in journeys for spell in within(person, journey)]
    spells = person.spells["insats"] + person.spells["placement"]
    codes = Counter(spell.code for spell in spells if first <= spell.start and spell not in gone)
    end = journeys[-1].end
    return (
        sum(journey.start >= first for journey in journeys) >= 3
        and not stable_within(person, first, as_of)
        and (len(codes) >= 2 or any(count >= 2 for count in codes.values()))
        and (end is None or (as_of - end).days <= 180)
    )


def going_round(world: World, _: Period) -> list[Case]:
    """Cases of R4 are the persons with at least one journey (that is not left out)."""
    return [
        Case(person, person.key, YES if goes_round(person, world.as_of) else NO, world.as_of)
        for person in world.persons
        if kept(person)
    ]


def steps_of(person: Person) -> list[Spell]:
    """Insatser and placements on a ladder, by (start, step, id)."""
    spells = person.spells["insats"] + person.spells["placement"]
    steps = [spell for spell in spells if spell.get("ladder") is not None and spell.get("step") is not None]
    return sorted(steps, key=lambda spell: (spell.start, spell.get("step"), spell.id))


def stepped_up(person: Person, journey: Journey) -> bool:
    steps = [step for step in steps_of(person) if journey.holds(step.start)]
    return any(
        a.get("ladder") == b.get("ladder") and b.get("step") > a.get("step")
        for number, a in enumerate(steps)
        for b in steps[number + 1 :]
    )


def stuck_journey(person: Person, as_of: date) -> Journey | None:
    """R5. reading: no placement active, and no stable outcome with a day, between the journey's start and A."""
    for journey in kept(person):
        if journey.end is None and plus_months(journey.start, 24) <= as_of:
            placed = person.overlapping(journey.start, as_of, "placement")
            if not (placed or stepped_up(person, journey) or stable_within(person, journey.start, as_of)):
                return journey
    return None


def being_stuck(world: World, _: Period) -> list[Case]:
    return [
        Case(person, person.key, YES if stuck_journey(person, world.as_of) else NO, world.as_of)
        for person in world.persons
        if kept(person)
    ]


def repeated_insatser(world: World, period: Period) -> list[Case]:
    """R6. reading: cases are the insatser begun in the period; yes when the same code began within the 24 months
    before (same day: the lesser id first), of the same programme where both name
    one, and no plan was decided from then to the new start. Seasonal holiday work is none, and the insatser of journeys left
    out are left out with them."""
    return [
        Case(person, spell.id, YES if repeats(person, spell) else NO, spell.start, spell)
        for person in world.persons
        for spell in counting_insatser(person)
        if period.holds(spell.start) and spell.code not in HOLIDAY
    ]


def counting_insatser(person: Person) -> list[Spell]:
    gone = [spell for journey in person.journeys if left_out(person, journey) for spell in within(person, journey)]
    return [spell for spell in person.spells["insats"] if spell not in gone]


def same_before(person: Person, spell: Spell) -> list[Spell]:
    return [
        other
        for other in counting_insatser(person)
        if other.code == spell.code
        and (None in (names := (other.get("programme"), spell.get("programme"))) or names[0] == names[1])
        and other.age < spell.age
    ]


def last_before(person: Person, spell: Spell) -> Spell | None:
    return max(same_before(person, spell), key=lambda other: other.age, default=None)


def repeats(person: Person, spell: Spell) -> bool:
    earlier = [other for other in same_before(person, spell) if plus_months(other.start, 24) >= spell.start]
    plans = [plan.start for plan in person.spells["plan"]]
    return any(not any(other.start < plan <= spell.start for plan in plans) for other in earlier)
