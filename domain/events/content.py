"""Defines "already in the log": whether two entries with the same source and id have equal content or conflict
(events.md §1). Files, tables, records and commands all use this rule.

The canonical content is compared: parsed field values, not their spelling. 20, 20.0 and 2e1 are the same
number, texts are compared in their normal form, field order is ignored, and an explicit default equals an
omitted one; but where `null` clears a circumstance, it differs from an omitted field.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from domain.events.event import Entry
from domain.events.person import CircumstancesRecorded
from domain.normal_form import normal_form


def same_content(given: Entry, stored: Entry, *, dated: bool) -> bool:
    """Whether two entries have equal content. `dated`: the registration time was given, not filled in, and is compared."""
    if given.__class__ is not stored.__class__ or (dated and given.recorded_at != stored.recorded_at):
        return False
    return _content(given) == _content(stored)


def _content(entry: Entry) -> dict[str, Any]:
    fields = {name: _canonical(getattr(entry, name)) for name in entry.__class__.model_fields if name != "recorded_at"}
    given = entry.model_fields_set if isinstance(entry, CircumstancesRecorded) else frozenset[str]()
    return {**fields, "cleared": {name for name in given if getattr(entry, name) is None}, "impossible": entry.impossible}


def _canonical(value: Any) -> Any:
    if isinstance(value, str):
        return normal_form(value)
    if isinstance(value, bool):  # since Python treats a bool as a number
        return (bool, value)
    if isinstance(value, BaseModel):
        return {name: _canonical(getattr(value, name)) for name in value.__class__.model_fields}
    if isinstance(value, Mapping):
        return {normal_form(name): _canonical(part) for name, part in value.items()}
    return [_canonical(part) for part in value] if isinstance(value, list | tuple) else value
