"""A kind of event is declared once, in full and without a default: what is missing makes the class impossible."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, Literal

import pytest

import domain.events
from domain.events import EVENTS, KINDS
from domain.events.event import Event, SpellEvent, kind_of
from domain.events.field_labels import FieldLabel
from domain.events.point_events import PointEvent
from domain.events.sentences import code_list, no_sentence
from domain.participant.fold import fold
from domain.vocabulary.person_codes import Level
from domain.vocabulary.text import Text
from projections.facts.rows import add_facts, empty
from projections.facts.tables import BY_NAME
from projections.measuring.examples import events_of
from projections.movements.happenings import CODE_LISTS, EVENT_KINDS, FREE_CODES
from tests.golden.sealed import understood
from tests.golden.write import full_line

POINT_EVENTS = [model for model in EVENTS if model.point_event is not None]
REGISTERED = events_of("2020-01-01 anna participant_registered sex=K source=lifecare id=r")

LEVEL = Annotated[Level, FieldLabel("nivå", "level")]
FULL: Mapping[str, Any] = {
    "__annotations__": {"kind": Literal["made_up"], "level": LEVEL},
    "kind": "made_up",
    "text": Text("påhittad", "made up"),
    "point_event": PointEvent(code="level"),
    "sentence": no_sentence,
}


def declared(**changes: Any) -> type[Event]:
    body = {name: value for name, value in (dict(FULL) | changes).items() if value is not ...}
    return type("MadeUp", (Event,), {"__module__": __name__, **body})


def test_a_kind_that_is_declared_in_full_is_a_class() -> None:
    model = declared()
    assert kind_of(model) == "made_up"
    assert model.labels["level"].en == "level"
    assert code_list(model, "level") == "level"


@pytest.mark.parametrize("name", ["text", "point_event", "sentence"])
def test_what_a_kind_does_not_declare_has_no_default(name: str) -> None:
    with pytest.raises(TypeError, match=f"MadeUp does not declare {name}"):
        declared(**{name: ...})


def test_a_field_of_a_kind_has_no_default_label() -> None:
    with pytest.raises(TypeError, match="MadeUp: no label for level"):
        declared(__annotations__={"kind": Literal["made_up"], "level": Level})


def test_no_field_of_a_point_event_is_lost_to_the_facts_unseen() -> None:
    with pytest.raises(TypeError, match="MadeUp: nothing is declared of level in the facts"):
        declared(point_event=PointEvent())
    for shown in (PointEvent(outside=("level",)), PointEvent(holds={"language": "level"}), PointEvent(flag="level")):
        assert declared(point_event=shown).point_event == shown
    assert declared(point_event=PointEvent(), personal=frozenset({"level"})).personal == {"level"}


def test_a_point_event_shows_no_field_that_it_has_not() -> None:
    with pytest.raises(TypeError, match="MadeUp has no field hours, lvl"):
        declared(point_event=PointEvent(code="level", named="lvl", hours=("hours", "level")))


def test_every_kind_that_is_declared_in_the_catalogue_is_in_it_once() -> None:
    names = [f"domain.events.{module.name}" for module in pkgutil.iter_modules(domain.events.__path__)]
    every = {value for name in names for value in vars(import_module(name)).values() if _is_kind(value)}
    assert set(EVENTS) == every
    assert len(EVENTS) == len(every) == len({kind_of(model) for model in EVENTS})


def _is_kind(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Event) and value not in (Event, SpellEvent)


def sample(model: type[Event]) -> Event:
    entry = understood(full_line(kind_of(model))).entry
    assert isinstance(entry, Event)
    return entry.model_copy(update={"replaces": None})


@pytest.mark.parametrize("model", EVENTS, ids=kind_of)
def test_the_fold_keeps_as_point_events_those_that_are_declared_so(model: type[Event]) -> None:
    thread = fold([*REGISTERED, sample(model)])
    assert [event.__class__ for event in thread.point_events] == ([model] if model in POINT_EVENTS else [])


@pytest.mark.parametrize("model", POINT_EVENTS, ids=kind_of)
def test_every_field_that_a_point_event_declares_is_seen_in_the_facts(model: type[Event]) -> None:
    event, shown, rows = sample(model), model.point_event, empty()
    assert shown is not None
    enrolled = events_of(f"2023-01-01 anna enrolled enrolment_id={getattr(event, 'enrolment_id', 'e')} unit=A source=lifecare")
    add_facts(rows, 1, fold([*REGISTERED, *enrolled, event]))
    (row,) = (dict(zip(BY_NAME["moments"].schema, row, strict=True)) for row in rows["moments"])
    planned, attended = shown.hours or (None, None)
    for column, field in {"code": shown.code, "flag": shown.flag, "planned": planned, "attended": attended}.items():
        assert row[column] == (field and getattr(event, field))
    assert (row["named"] is None) == (shown.named is None)
    held = {(row[1], row[2]) for row in rows["circumstances"]}
    assert {(name, getattr(event, field)) for name, field in shown.holds.items()} <= held


@pytest.mark.parametrize("model", POINT_EVENTS, ids=kind_of)
def test_a_point_event_can_be_counted_and_its_code_is_of_a_list_or_free(model: type[Event]) -> None:
    kind, shown = kind_of(model), model.point_event
    assert kind in EVENT_KINDS
    assert (kind in CODE_LISTS or kind in FREE_CODES) == (shown is not None and shown.code is not None)


def test_records_declare_their_names_too() -> None:
    assert all(model.text.sv and model.text.en for model in KINDS.values())
