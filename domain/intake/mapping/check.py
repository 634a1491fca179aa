"""Checks that a mapping's schema cannot express: its kinds, fields and codes must be in the event catalogue."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from itertools import chain
from typing import Any

import orjson
from pydantic import ValidationError

from domain.events import KINDS
from domain.events.event import Entry, Event, key_fields, kind_of
from domain.events.limits import fault_of_key
from domain.events.reasons import reason
from domain.events.records import ReferenceValueSet
from domain.identity import without_numbers
from domain.intake.mapping.check_columns import Fault, faults_of_column
from domain.intake.mapping.columns import NAME
from domain.intake.tables.form import Condition, DeliveryForm, Entries, EventForm, Mapping, Taken, Tested, Value
from domain.vocabulary.text import Text

_NOT_AMONG_FIELDS = frozenset({"kind", "participant", "source"})
"""Fields set for the whole mapping or in the event's heading, not among the event's fields."""
_FILLED_IN = _NOT_AMONG_FIELDS | {"id", "recorded_at"}
_OF_SOMEBODY = frozenset(kind for kind, model in KINDS.items() if issubclass(model, Event))
_OF_NOBODY = frozenset({kind_of(ReferenceValueSet)})
"""The kinds of entries about no participant that a table may hold."""


def faults(mapping: Mapping) -> Iterator[Fault]:
    """Yields all faults of a mapping, in the order of the file."""
    for name, table in chain([("table", mapping.table)], ((f"tables.{n}", t) for n, t in mapping.tables.items())):
        for alias, column in table.columns.items():
            yield from faults_of_column(f"{name}.columns.{alias}", column)
    yield from _of_key("source", "source", mapping.source)
    yield from _of_whom(mapping)
    yield from _of_conditions("no_event", mapping.no_event, mapping)
    yield from _of_braces("recorded_at", mapping.recorded_at)
    if isinstance(mapping.recorded_at, Taken):
        yield from _of_taken("recorded_at", mapping.recorded_at, mapping)
        if mapping.recorded_at.days_after is not None and _is_of_nobody(mapping):
            yield Fault(
                "recorded_at", Text("days_after utgår från on, som saknas här", "days_after is from on, which is not here")
            )
    if mapping.delivery is not None:
        yield from _of_delivery(mapping.delivery, mapping)
    yield from _of_events(mapping)


def _of_events(mapping: Mapping) -> Iterator[Fault]:
    kinds = [event.kind for event in mapping.events if "id" not in event.fields]
    for number, event in enumerate(mapping.events, start=1):
        yield from _of_event(f"events[{number}]", event, mapping)
        if "id" not in event.fields and kinds.count(event.kind) > 1:
            yield Fault(
                f"events[{number}].fields.id",
                Text(
                    f"saknas; två händelser av slaget ”{event.kind}” måste ha var sitt id",
                    f"is missing; two events of the kind “{event.kind}” need an id each",
                ),
            )


def _of_whom(mapping: Mapping) -> Iterator[Fault]:
    whose = [("", mapping), *((f"tables.{name}.", table) for name, table in mapping.tables.items())]
    for place, table in whose:
        yield from _of_braces(f"{place}participant", table.participant)
        if (table.participant is None) == (table.identity is None) and not (table is mapping and _is_of_nobody(mapping)):
            yield Fault(
                f"{place}participant", Text("ange en av participant och identity", "give one of participant and identity")
            )
    if mapping.identity is not None and all(event.kind != "participant_registered" for event in mapping.events):
        yield Fault(
            "identity",
            Text(
                "registrerar ingen; lägg till en händelse (participant_registered)",
                "registers nobody; add an event (participant_registered)",
            ),
        )


def _of_delivery(delivery: DeliveryForm, mapping: Mapping) -> Iterator[Fault]:
    own = {event.kind for event in mapping.events}
    for number, kind in enumerate(delivery.kinds, start=1):
        if kind not in own:
            yield Fault(f"delivery.kinds[{number}]", Text(f"mappningen ger inget ”{kind}”", f"the mapping gives no “{kind}”"))
    yield from _of_key("delivery.table", "id", delivery.table)
    if delivery.full and _is_of_nobody(mapping):
        yield Fault("delivery.full", Text("gäller tabeller om personer", "is for tables about persons"))
    if isinstance(delivery.changed_at, Taken):
        yield from _of_taken("delivery.changed_at", delivery.changed_at, mapping)
    yield from _of_braces("delivery.changed_at", delivery.changed_at)
    for number, event in enumerate(mapping.events, start=1):
        if delivery.full and not event.once and _is_nameless(event):
            yield Fault(
                f"events[{number}].fields.id",
                Text(
                    "börjar inte med ett fast ord och ett streck; i en hel leverans måste varje rad kännas igen nästa gång",
                    "does not begin with a fixed word and a hyphen; in a full delivery each row must be known the next time",
                ),
            )


def _is_nameless(event: EventForm) -> bool:
    name = event.fields.get("id")
    return not (isinstance(name, str) and _PREFIXED.match(name)) or "{#}" in str(name)


_PREFIXED = re.compile(r"[^{}]*[^{}\W][^{}]*-")


def _is_of_nobody(mapping: Mapping) -> bool:
    """Whether the rows are about no participant, such as reference values."""
    return mapping.whose == "" and all(event.kind in _OF_NOBODY for event in mapping.events)


def _of_event(place: str, event: EventForm, mapping: Mapping) -> Iterator[Fault]:
    model = KINDS.get(event.kind)
    if model is None or event.kind not in (_OF_NOBODY if _is_of_nobody(mapping) else _OF_SOMEBODY):
        yield Fault(f"{place}.kind", reason("unknown_kind", "kind", event.kind))
        return
    yield from _of_conditions(f"{place}.when", event.when, mapping)
    for field, info in model.model_fields.items():
        if info.is_required() and field not in event.fields and field not in _FILLED_IN:
            yield Fault(
                f"{place}.fields.{field}", Text(f"saknas; {event.kind} kräver det", f"is missing; {event.kind} needs it")
            )
    for field, value in event.fields.items():
        here = f"{place}.fields.{field}"
        if field not in model.model_fields or field in _NOT_AMONG_FIELDS:
            yield Fault(here, Text(f"händelseslaget {event.kind} har inget sådant fält", f"{event.kind} has no such field"))
        else:
            yield from _of_value(here, model, field, value, mapping)


def _of_value(place: str, model: type[Entry], field: str, value: Value, mapping: Mapping) -> Iterator[Fault]:
    if isinstance(value, Entries):
        yield from _unfit(place, model, field, dict.fromkeys(value.entries, "-"))
        for name, part in value.entries.items():
            yield from _of_part(f"{place}.{name}", part, mapping)
    elif isinstance(value, Taken):
        yield from _of_taken(place, value, mapping)
        if value.separator and any(_unfit(place, model, field, [])):
            yield Fault(place, Text("separator hör till fält som är listor", "separator is only for fields that are lists"))
        for constant in _constants(value, mapping.codes):
            yield from _unfit(place, model, field, constant)
    else:
        yield from _of_plain(place, model, field, value)


def _of_part(place: str, part: object, mapping: Mapping) -> Iterator[Fault]:
    """Checks a part of a value with several: a text with names in braces, or one that is looked for."""
    if isinstance(part, Taken):
        yield from _of_taken(place, part, mapping)
    else:
        yield from _of_braces(place, part)


def _of_plain(place: str, model: type[Entry], field: str, value: Any) -> Iterator[Fault]:
    """Checks a text with names in braces, or a constant."""
    if isinstance(value, str) and _BRACE.search(value):
        yield from _of_braces(place, value)
    elif field != "recorded_at":
        yield from _unfit(place, model, field, value)


_BRACE = re.compile(r"[{}]")


def _of_braces(place: str, value: object) -> Iterator[Fault]:
    """Checks that every brace belongs to a name in braces; any other brace is an error."""
    if isinstance(value, str) and _BRACE.search(NAME.sub("", value)):
        yield Fault(
            place, Text("en klammer { } saknar sin andra hälft, eller är tom", "a brace { } lacks its other half, or is empty")
        )


def _of_key(place: str, field: str, key: object) -> Iterator[Fault]:
    if isinstance(key, str) and (code := fault_of_key(key)) is not None:
        yield Fault(place, reason(code, field))


def _of_taken(place: str, value: Taken, mapping: Mapping) -> Iterator[Fault]:
    column = None if value.days_after is not None and value.next is None else value.column
    if sum(way is not None for way in (column, value.next, value.days_after)) != 1:
        yield Fault(place, Text("ange en av column, next och days_after", "give one of column, next and days_after"))
    if value.days_after is not None and not place.endswith("recorded_at"):
        yield Fault(place, Text("days_after gäller bara recorded_at", "days_after is only for recorded_at"))
    if value.shared and (not mapping.table.repeat or value.codes is not None):
        yield Fault(
            place,
            Text("shared hör till repeat under [table], utan codes", "shared goes with repeat under [table], without codes"),
        )
    yield from _unknown_codes(place, value.codes, mapping)


def _of_conditions(place: str, conditions: MappingOf[str, Condition], mapping: Mapping) -> Iterator[Fault]:
    for column, condition in conditions.items():
        if isinstance(condition, Tested):
            if (condition.unlike is None) == (condition.codes is None):
                yield Fault(f"{place}.{column}", Text("ange en av not och codes", "give one of not and codes"))
            yield from _unknown_codes(f"{place}.{column}", condition.codes, mapping)


def _unknown_codes(place: str, name: str | None, mapping: Mapping) -> Iterator[Fault]:
    if name is not None and name not in mapping.codes:
        have = ", ".join(mapping.codes) or "–"
        yield Fault(
            place,
            Text(
                f"kodtabellen [codes.{name}] finns inte (de som finns: {have})",
                f"there is no code table [codes.{name}] (there are: {have})",
            ),
        )


def _constants(value: Taken, codes: MappingOf[str, MappingOf[str, Any]]) -> Iterator[Any]:
    for code in codes.get(value.codes or "", {}).values():
        yield [code] if value.separator else code
    if value.otherwise is not None:
        yield value.otherwise


def _unfit(place: str, model: type[Entry], field: str, value: Any) -> Iterator[Fault]:
    """Checks that the catalogue allows the constant in the field, ignoring errors about other fields."""
    try:
        model.model_validate_json(orjson.dumps({field: value}))
    except ValidationError as error:
        if any(fault["loc"][:1] == (field,) for fault in error.errors()):
            yield Fault(place, reason("bad_value", field, without_numbers(str(value))[:80]))
    if field in key_fields(model):
        for key in value if isinstance(value, list) else [value]:
            yield from _of_key(place, field, key)
