"""The JSON Schema of a line of an event file: a kind of the catalogue, with Swedish titles and descriptions."""

from collections.abc import Mapping
from typing import Any

from domain.events import KINDS
from domain.events.event import Entry, Event
from domain.events.field_labels import FieldLabel, labels_of
from domain.events.way import Milestone
from domain.vocabulary.code_lists import LABELS, list_name

_DEFAULTED = ("id", "recorded_at")
"""Fields that a line may omit although every event has them."""
_PARTS: Mapping[str, Mapping[str, FieldLabel]] = {Milestone.__name__: labels_of(Milestone)}
"""Field labels of the objects in a list within a line, by model name."""


def line_schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "En rad i en händelsefil",
        "description": "Ett JSON-objekt per rad, UTF-8. Datum är svensk tid.",
        "type": "object",
        "required": ["kind"],
        "oneOf": [_of(kind, model) for kind, model in KINDS.items()],
    }


def _of(kind: str, model: type[Entry]) -> dict[str, Any]:
    schema = model.model_json_schema()
    parts: Mapping[str, Any] = schema.get("$defs", {})
    nullable = kind == "circumstances_recorded"
    properties = {
        name: _field(model.labels[name], field, parts, nullable and name not in Event.model_fields)
        for name, field in schema["properties"].items()
    }
    properties["kind"] = {"const": kind, "description": model.labels["kind"].sv}
    return {
        "title": model.text.sv,
        "type": "object",
        "properties": properties,
        "required": ["kind", *(name for name in schema["required"] if name not in _DEFAULTED)],
        "additionalProperties": False,
        **({"anyOf": schema["anyOf"]} if "anyOf" in schema else {}),
    }


def _field(label: FieldLabel, field: dict[str, Any], parts: Mapping[str, Any], nullable: bool) -> dict[str, Any]:
    """Returns a field's schema with the label of every code; null is allowed only if it clears a circumstance."""
    schema = {key: value for key, value in field.items() if key not in ("title", "default", "anyOf")}
    choices = [choice for choice in field.get("anyOf", ()) if choice != {"type": "null"}]
    schema |= choices[0] if choices else {}
    if "items" in schema and "$ref" in schema["items"]:
        name = schema["items"]["$ref"].rsplit("/", 1)[1]
        schema["items"] = _part(_PARTS[name], parts[name], parts)
    schema["description"] = _description(label, schema)
    if field.get("default") is not None and not isinstance(field["default"], list):
        schema["default"] = field["default"]
    return {"description": schema.pop("description"), "anyOf": [schema, {"type": "null"}]} if nullable else schema


def _part(labels: Mapping[str, FieldLabel], schema: dict[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: _field(labels[name], field, parts, nullable=False) for name, field in schema["properties"].items()}
    return {"type": "object", "properties": properties, "required": schema["required"], "additionalProperties": False}


def _description(label: FieldLabel, field: Mapping[str, Any]) -> str:
    words = LABELS.get(list_name(field.get("enum", ())) or "")
    codes = ". " + "; ".join(f"{code}: {words[code].sv}" for code in field["enum"]) if words else ""
    return label.sv + codes
