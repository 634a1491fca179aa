"""Lead times LT1–LT12 (measures.md §7): from a start event in the period to the first end on or after it."""

from collections.abc import Callable, Iterable
from datetime import date

from .days import Period
from .facts import AMA, Person, Spell
from .figures import Wait, World
from .going_round import steps_of
from .lines import Event
from .status import REGULAR

INSATS_UNIT = "UJC-A"  # LT2 ◊
ACTIVITIES = ("insats", "placement", "study")  # LT3


def first_from(days: Iterable[date], start: date) -> date | None:
    return min((day for day in days if day >= start), default=None)


def wait_for(
    person: Person,
    unit: str,
    start: date,
    ends: Iterable[date],
    withdrawn: Iterable[date] = (),
    about: Spell | None = None,
) -> Wait:
    """An end on the day of a withdrawal counts as completed; the dead and those who moved out are withdrawn."""
    done = first_from(ends, start)
    left_on = first_from([*withdrawn, *(event.on for event in person.of("deceased", "moved_out"))], start)
    if done is not None and (left_on is None or done <= left_on):
        return Wait(person, unit, "done", start, (done - start).days, about)
    if left_on is not None:
        return Wait(person, unit, "withdrawn", start, (left_on - start).days, about)
    return Wait(person, unit, "waiting", start, (person.as_of - start).days, about)


def new_visits(world: World, period: Period) -> list[tuple[Person, Event]]:
    """`support_applied`, new visit (true unless said otherwise)."""
    return [
        (person, event)
        for person in world.persons
        for event in person.of("support_applied")
        if period.holds(event.on) and event.get("new_visit") is not False
    ]


def of_application(person: Person, application: Event, kind: str, outcome: str | None = None) -> list[date]:
    """reading: what names the application: same id, and same source (or of_source)."""
    return [
        event.on
        for event in person.of(kind)
        if event.get("application_id") == application.get("application_id")
        and application.known_by in event.looked_in
        and outcome in (None, event.get("outcome"))
    ]


def turned_down(person: Person, application: Event) -> list[date]:
    """LT2: withdrawn = application_withdrawn or decided denied."""
    return [
        *of_application(person, application, "application_withdrawn"),
        *of_application(person, application, "support_decided", "denied"),
    ]


def to_decision(world: World, period: Period) -> list[Wait]:
    return [
        wait_for(
            person,
            event.get("application_id"),
            event.on,
            of_application(person, event, "support_decided"),
            of_application(person, event, "application_withdrawn"),
        )
        for person, event in new_visits(world, period)
    ]


def to_spells(
    kinds: tuple[str, ...], unit: str | None, whose: Callable[[Person, date], bool]
) -> Callable[[World, Period], list[Wait]]:
    """LT2 and LT3: under way = such a spell active the day before; of several applications each its own case."""

    def waits(world: World, period: Period) -> list[Wait]:
        return [
            to_first(person, event.get("application_id"), event.on, kinds, unit, turned_down(person, event))
            for person, event in new_visits(world, period)
            if whose(person, event.on)
        ]

    return waits


def from_days(starts: Callable[[Person], list[date]]) -> Callable[[World, Period], list[Wait]]:
    """SOD-9.kaa and .preventive: LT3 from a day of the person's own, which nothing but leaving withdraws."""

    def waits(world: World, period: Period) -> list[Wait]:
        return [
            to_first(person, day.isoformat(), day, ACTIVITIES, None, [])
            for person in world.persons
            for day in starts(person)
            if period.holds(day)
        ]

    return waits


def to_first(person: Person, name: str, start: date, kinds: tuple[str, ...], unit: str | None, withdrawn: list[date]) -> Wait:
    spells = [s for kind in kinds for s in person.spells[kind] if unit in (None, person.unit(s))]
    if any(spell.active(date.fromordinal(start.toordinal() - 1)) for spell in spells):
        return Wait(person, name, "under_way", start, 0)
    return wait_for(person, name, start, [spell.start for spell in spells], withdrawn)


def can_be_placed(person: Person, day: date) -> bool:
    """LT2: latest obstacle `unemployed_*`, `missing`, or never recorded."""
    obstacle = person.obstacle(day)
    return obstacle is None or obstacle == "missing" or obstacle.startswith("unemployed_")


def anybody(_person: Person, _day: date) -> bool:
    return True


def to_event(kind: str) -> Callable[[World, Period], list[Wait]]:
    """LT4. reading: both parts run from the application; withdrawn as in LT2."""

    def waits(world: World, period: Period) -> list[Wait]:
        return [
            wait_for(person, event.get("application_id"), event.on, [e.on for e in person.of(kind)], turned_down(person, event))
            for person, event in new_visits(world, period)
        ]

    return waits


def enrolments_naming(person: Person, referral: Event) -> list[Event]:
    """reading: same id, and the referral's source is the enrolment's own or the one it points to."""
    return [
        event
        for event in person.of("enrolled", "re_entered")
        if event.get("referral_id") == referral.get("referral_id") and referral.known_by in event.looked_in
    ]


def _mapped(person: Person, referral: Event) -> list[date]:
    named = {(e.known_by, e.get("enrolment_id")) for e in enrolments_naming(person, referral)}
    return [
        event.on
        for event in person.of("mapping_completed")
        if {(source, event.get("enrolment_id")) for source in event.looked_in} & named
    ]


FROM_REFERRAL: dict[str, Callable[[Person, Event], list[date]]] = {
    "a": lambda person, referral: [event.on for event in enrolments_naming(person, referral)],
    "b": _mapped,
    "c": lambda person, _: [spell.start for spell in person.spells["plan"]],
    "d": lambda person, _: [spell.start for spell in person.spells["insats"]],
    "e": lambda person, _: [spell.start for spell in person.spells["placement"]],
    "f": lambda person, _: [spell.start for spell in person.spells["employment"]],
}


def from_referral(part: str) -> Callable[[World, Period], list[Wait]]:
    """LT5a–f. reading: withdrawn = the referral closed."""

    def waits(world: World, period: Period) -> list[Wait]:
        measured = []
        for person in world.persons:
            for spell in person.spells["referral"]:
                if period.holds(spell.start):
                    closed = [spell.end] if spell.end else []
                    ends = FROM_REFERRAL[part](person, spell.began)
                    measured.append(wait_for(person, spell.id, spell.start, ends, closed, spell))
        return measured

    return waits


def through_journey(world: World, period: Period) -> list[Wait]:
    """LT6: journey start → its exit, which is none until it stands (§1.3)."""
    return [
        wait_for(
            person,
            journey.id,
            journey.start,
            [journey.ended_on()] if journey.stands(world.as_of) else [],
            about=journey.last,
        )
        for person in world.persons
        for journey in person.journeys
        if period.holds(journey.start)
    ]


def to_next_journey(world: World, period: Period) -> list[Wait]:
    """LT9: journey exit → next journey's start."""
    return [
        wait_for(
            person,
            journey.last.id,
            journey.ended_on(),
            [other.start for other in person.journeys[number + 1 :]],
            about=journey.last,
        )
        for person in world.persons
        for number, journey in enumerate(person.journeys)
        if period.holds(journey.end) and journey.stands(world.as_of)
    ]


def to_higher_step(world: World, period: Period) -> list[Wait]:
    """LT10: step start → next higher step's start on the ladder."""
    return [
        wait_for(
            person,
            step.id,
            step.start,
            [
                other.start
                for other in steps_of(person)
                if other.get("ladder") == step.get("ladder") and other.get("step") > step.get("step")
            ],
            about=step,
        )
        for person in world.persons
        for step in steps_of(person)
        if period.holds(step.start)
    ]


def from_ama_to_job(world: World, period: Period) -> list[Wait]:
    """LT12: AMA placement start → first employment with an open-market form, on or after."""
    return [
        wait_for(
            person,
            spell.id,
            spell.start,
            [job.start for job in person.spells["employment"] if job.get("form") in REGULAR],
            about=spell,
        )
        for person in world.persons
        for spell in person.spells["placement"]
        if spell.code in AMA and period.holds(spell.start)
    ]
