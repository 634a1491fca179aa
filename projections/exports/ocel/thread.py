"""One participant's thread as object-centric events: the events in order, and the objects they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.events.event import START, Event
from domain.events.way import PlanDecided
from domain.participant.names import Names
from domain.participant.protection import protection
from domain.participant.thread import Thread
from projections.exports.naming import Naming
from projections.exports.ocel.threads import StreamThread
from projections.exports.ocel.types import PARTICIPANT, SHARED, THINGS, Shape, attributes, changes, instant, shape_of

Record = dict[str, Any]


def _qualifier(field_name: str) -> str:
    return field_name.removesuffix("_id")


@dataclass
class Things:
    """The objects that a participant's events refer to: each once, with its attributes and when they were set."""

    who: str
    naming: Naming
    known: Names[str]
    objects: dict[str, Record] = field(default_factory=dict)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    @property
    def participant(self) -> str:
        return f"{PARTICIPANT}:{self.who}"

    def add(self, type_: str, name: str) -> str:
        key = f"{type_}:{name}"
        self.objects.setdefault(key, {"id": key, "type": type_, "attributes": [], "relationships": []})
        return key

    def begin(self, type_: str, event: Event, name: str) -> None:
        """Adds the object that an event starts or, if its start is not known, names as its own."""
        if self.own(type_, event, name) is None:
            unique = f"{name} ({self.known.source(event)})" if (type_, name) in self._taken else name
            self._taken.add((type_, name))
            self.known.give(type_, event, name, self.add(type_, self.called(unique)))

    def called(self, name: str) -> str:
        """Returns a name for a participant's object that is unique across participants."""
        return f"{self.who}/{name}" if self.naming.by_keys else self.naming.thing(self.who, name)

    def own(self, type_: str, event: Event, name: str) -> str | None:
        """Returns the event's own object, or None; for an event that is not a start, also an object that it mentions."""
        thing = self.known.own(type_, event, name)
        return thing if thing is not None or event.rank == START else self.known.mentioned(type_, event, name)

    def find(self, type_: str, event: Event, name: str | None) -> str | None:
        return None if name is None else self.known.mentioned(type_, event, name)

    def relate(self, thing: str, other: str, qualifier: str) -> None:
        link = {"objectId": other, "qualifier": qualifier}
        if thing != other and link not in self.objects[thing]["relationships"]:
            self.objects[thing]["relationships"].append(link)

    def set_attribute(self, thing: str, name: str, value: Any, time: str) -> None:
        self.objects[thing]["attributes"].append({"name": name, "value": value, "time": time})


def events_and_objects(stream_thread: StreamThread, as_of: date, naming: Naming) -> tuple[list[Record], list[Record]]:
    """Returns the events of a participant up to `as_of`, and their objects."""
    things = Things(
        naming.person(stream_thread.thread.participant, stream_thread.stream), naming, Names(stream_thread.thread.origins)
    )
    things.add(PARTICIPANT, things.who)
    events = [event for event in stream_thread.thread.events if event.on <= as_of]
    _describe_participant(things, stream_thread.thread, instant(min((event.on for event in events), default=as_of)), as_of)
    for event in events:
        _begin(things, event)
    records = [_event(things, event, time, name) for event, time, name in _in_order(events)]
    return records, list(things.objects.values())


def _describe_participant(things: Things, thread: Thread, first: str, as_of: date) -> None:
    """Sets sex and birth year once, and the protection level from each day that it changes."""
    things.set_attribute(things.participant, "sex", thread.particulars.sex, first)
    if thread.particulars.born_on is not None:
        things.set_attribute(things.participant, "born_year", thread.particulars.born_on.year, first)
    for held in protection(thread.protecting):
        if held.from_on <= as_of:
            things.set_attribute(things.participant, "protection", held.level, instant(held.from_on))


def _begin(things: Things, event: Event) -> None:
    shape = shape_of(event.__class__)
    if shape.owner is not None:
        things.begin(THINGS[shape.owner], event, str(_named(event, shape.owner)))
    if isinstance(event, PlanDecided):
        for milestone in event.milestones:
            things.begin("milestone", event, f"{event.plan_id}/{milestone.milestone_id}")


def _named(event: Event, field_name: str) -> str | None:
    """Returns the id in a field of an event; the id of a milestone is prefixed by its plan's."""
    name: str | None = getattr(event, field_name)
    plan: str | None = getattr(event, "plan_id", None)
    return f"{plan}/{name}" if field_name == "milestone_id" and name is not None else name


def _in_order(events: list[Event]) -> Iterator[tuple[Event, str, str]]:
    """Yields each event with its time (events of the same day in order) and a unique name."""
    taken: set[str] = set()
    day, order = date.min, 0
    for event in events:
        order = order + 1 if event.on == day else 0
        day = event.on
        name = f"{event.id} ({event.source})" if event.id in taken else event.id
        taken.add(event.id)
        yield event, instant(day, order), name


def _event(things: Things, event: Event, time: str, name: str) -> Record:
    shape = shape_of(event.__class__)
    values = list(attributes(event, shape))
    links = [(things.participant, PARTICIPANT), *_links(things, event, shape)]
    for attribute, value in changes(event, shape):
        things.set_attribute(links[1][0] if shape.owner else things.participant, attribute, value, time)
    if isinstance(event, PlanDecided):
        links += _milestones(things, event, time)
    values += [("source", event.source), ("recorded_at", event.recorded_at.isoformat(timespec="milliseconds"))]
    return {
        "id": things.called(name),
        "type": shape.kind,
        "time": time,
        "attributes": [{"name": attribute, "value": value} for attribute, value in values],
        "relationships": [{"objectId": thing, "qualifier": qualifier} for thing, qualifier in dict.fromkeys(links)],
    }


def _links(things: Things, event: Event, shape: Shape) -> Iterator[tuple[str, str]]:
    """Yields the objects of an event, its own first, and relates them to one another."""
    own = things.participant
    if shape.owner is not None:
        begun = things.own(THINGS[shape.owner], event, str(_named(event, shape.owner)))
        assert begun is not None  # `_begin` has added the own object of every event
        own = begun
        things.relate(own, things.participant, PARTICIPANT)
        yield own, shape.role
    for named in shape.things:
        if (other := things.find(THINGS[named], event, _named(event, named))) is not None:
            things.relate(own, other, _qualifier(named))
            yield other, _qualifier(named)
    for named in shape.shared:
        if (name := getattr(event, named)) is not None:
            called = things.naming.shared(name) if named == "household" else name
            other = things.add(SHARED[named], called)
            things.relate(own, other, named)
            yield other, named


def _milestones(things: Things, event: PlanDecided, time: str) -> list[tuple[str, str]]:
    plan = things.own("plan", event, event.plan_id)
    links = []
    for milestone in event.milestones:
        thing = things.own("milestone", event, f"{event.plan_id}/{milestone.milestone_id}")
        assert plan is not None
        assert thing is not None
        things.relate(thing, plan, "plan")
        things.set_attribute(thing, "due_on", instant(milestone.due_on), time)
        links.append((thing, "begins"))
    return links
