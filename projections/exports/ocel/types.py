"""The event types of the object-centric log: the objects, codes and numbers of each kind of event.

Derived from the event models, once per model. Names, identity numbers, free text and staff are excluded; of dates
of birth only the year is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from domain.events import EVENTS
from domain.events.event import END, START, Event, kind_of
from domain.events.person import CircumstancesRecorded, ProtectionSet

THINGS: Final[Mapping[str, str]] = {
    f"{name}_id": name
    for name in (
        "enrolment", "referral", "insats", "placement", "study", "employment",
        "plan", "milestone", "application", "appointment",
    )
} | {"previous_enrolment_id": "enrolment"}  # fmt: skip
"""The fields that name a participant's objects, with the type of each."""
SHARED: Final[Mapping[str, str]] = {"unit": "unit", "to_unit": "unit", "household": "household"}
"""The fields that name objects shared by participants."""
PARTICIPANT = "participant"

_YEARS: Final[Mapping[str, str]] = {"born_on": "born_year", "youngest_child_born_on": "youngest_child_born_year"}
_LEFT_OUT: Final = frozenset({"absorbed", "about", "caseworker", "coach", "event", "milestones", "protected"})
_PROTECTION: Final = {"level": "protection"}
"""The export name of the field of `ProtectionSet`, since its own name is not specific enough."""
_WHO: Final[Mapping[str, str]] = {"sex": "string", "born_year": "integer", "protection": "string"}
"""Attributes of a participant that come from all registered events together, not from a single event."""
_TYPES: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", float: "float", date: "time"}


@dataclass(frozen=True)
class Shape:
    """A kind of event as the export describes it."""

    kind: str
    owner: str | None
    """The field that names the object it starts, changes or ends; None: it concerns only the participant."""
    role: str
    """The relation to that object: begins, ends, concerns."""
    things: tuple[str, ...]
    shared: tuple[str, ...]
    attributes: Mapping[str, tuple[str, str]]
    """By field: the name and type of the attribute."""
    changes: bool
    """Whether the event's attributes also become attributes of its object."""

    @property
    def owner_type(self) -> str:
        return THINGS[self.owner] if self.owner else PARTICIPANT


@cache
def shape_of(model: type[Event]) -> Shape:
    kind = kind_of(model)
    fields = [name for name in model.model_fields if name not in Event.model_fields and name not in model.personal]
    own = [name for name in model.names if name in THINGS]
    owner = own[-1] if own else None
    own_fields = [name for name in fields if not (name in THINGS or name in SHARED or name in _LEFT_OUT)]
    called = {**_YEARS, **_names_held(model), **(_PROTECTION if model is ProtectionSet else {})}
    return Shape(
        kind,
        owner,
        {START: "begins", END: "ends"}.get(model.rank, "concerns"),
        tuple(name for name in fields if name in THINGS and name != owner),
        tuple(name for name in fields if name in SHARED),
        {name: (called.get(name, name), _type(model, name)) for name in own_fields},
        owner is not None or model is CircumstancesRecorded or bool(_names_held(model)),
    )


def _names_held(model: type[Event]) -> Mapping[str, str]:
    """Returns, by field, the name of the state that the event sets for the participant."""
    return {field: name for name, field in model.point_event.holds.items()} if model.point_event else {}


def _type(model: type[Event], field: str) -> str:
    if field in _YEARS:
        return "integer"
    return next(
        (name for plain, name in _TYPES.items() if plain in _plain_types(model.model_fields[field].annotation)), "string"
    )


def _plain_types(annotation: Any) -> set[Any]:
    """Returns the plain types of a field, without constraints."""
    if get_origin(annotation) is Literal:
        return {str}
    parts = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return set().union(*map(_plain_types, parts)) if parts else {annotation}


def attributes(event: Event, shape: Shape) -> Iterator[tuple[str, Any]]:
    """Yields the name and value of each attribute that the event has."""
    for field, (name, type_) in shape.attributes.items():
        value = getattr(event, field)
        if value is not None:
            yield name, _plain(value, field, type_)


def changes(event: Event, shape: Shape) -> Iterator[tuple[str, Any]]:
    """Yields the attributes that an event sets on its object. A circumstance is a string, since it can be cleared."""
    if not isinstance(event, CircumstancesRecorded):
        yield from attributes(event, shape) if shape.changes else ()
        return
    values = dict(attributes(event, shape))
    for field, (name, _) in shape.attributes.items():
        if field in event.model_fields_set:
            yield name, _as_text(values.get(name, ""))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Any, field: str, type_: str) -> Any:
    if field in _YEARS:
        return value.year
    if type_ == "time":
        return instant(value)
    return "|".join(value) if isinstance(value, tuple) else value


def instant(day: date, order: int = 0) -> str:
    """Returns a day as a timestamp in the required format; `order` adds milliseconds, to order events of the same day."""
    return f"{day.isoformat()}T00:00:{order // 1000:02}.{order % 1000:03}Z"


def event_types() -> list[dict[str, Any]]:
    registered = (("source", "string"), ("recorded_at", "time"))
    shapes = map(shape_of, EVENTS)
    return [{"name": shape.kind, "attributes": _declared([*shape.attributes.values(), *registered])} for shape in shapes]


def object_types() -> list[dict[str, Any]]:
    """Returns every object type with the attributes that its events can set."""
    attributes_of: dict[str, dict[str, str]] = {name: {} for name in (PARTICIPANT, *THINGS.values(), *SHARED.values())}
    for shape in map(shape_of, EVENTS):
        if shape.changes:
            attributes_of[shape.owner_type].update(_declared_changes(shape))
    attributes_of["milestone"]["due_on"] = "time"
    attributes_of[PARTICIPANT].update(_WHO)
    return [{"name": name, "attributes": _declared(attributes.items())} for name, attributes in attributes_of.items()]


def _declared_changes(shape: Shape) -> Iterable[tuple[str, str]]:
    attributes = shape.attributes.values()
    return [(name, "string") for name, _ in attributes] if shape.kind == kind_of(CircumstancesRecorded) else attributes


def _declared(named: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "type": type_} for name, type_ in named]
