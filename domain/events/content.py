"""What "already in the log" means: of two entries of one source and id, whether the later says the same or is a conflict
(events.md §1). Files, tables, records and commands are all judged by this, and by nothing else.

What counts is the canonical content: the values as their fields are read, not as they were spelt. 20, 20.0 and 2e1 are one
number, texts are compared in their normal form, the order of fields is nothing, and a default that is written out is the
same as one that is left out; but where `null` clears a circumstance, it is not the same as nothing.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from domain.events.event import Entry
from domain.events.person import CircumstancesRecorded
from domain.normal_form import normal_form


def same_content(given: Entry, stored: Entry, *, dated: bool) -> bool:
    """Whether what is given is what is stored. `dated`: when it was registered was given too, not filled in, and counts."""
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
    if isinstance(value, bool):  # which Python holds for a number
        return (bool, value)
    if isinstance(value, BaseModel):
        return {name: _canonical(getattr(value, name)) for name in value.__class__.model_fields}
    if isinstance(value, Mapping):
        return {normal_form(name): _canonical(part) for name, part in value.items()}
    return [_canonical(part) for part in value] if isinstance(value, list | tuple) else value
