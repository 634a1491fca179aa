"""Limits on lines that no single field checks: nesting depth, number size, dates ahead, what cannot be a key or delivered.

The limits of a single field are in its type (`domain.events.event`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from unicodedata import category

from domain.calendar import day_of
from domain.events.event import Entry, Event, key_fields, keys_in
from domain.events.records import DeliveryRecorded
from domain.events.repeating import repeatable_place
from domain.identity import is_number
from domain.normal_form import is_blank

DEEPEST = 32
"""The maximum nesting depth of JSON."""
LARGEST = 2**63 - 1
AHEAD_DAYS = 400
"""Planned events are registered at most this many days ahead; later dates are mistyped years (events.md §1, Dates)."""
CLOCKS_APART = timedelta(days=1)
"""How far a source's clock may be ahead of ours."""
_DATES_APART = 2
"""An instant's dates at any two offsets differ by at most so many days. Dates compare quickly, and decide of most entries."""
_CONTROLS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that are invisible, displayed differently on each machine, or affect adjacent text."""
_JOINERS = "\u200c\u200d"
"""Format characters that are part of words in some scripts."""


Fault = tuple[str, str, str]
"""The reason's code, the field and its value."""


def fault_of(entry: Entry, now: datetime) -> Fault | None:
    """Returns why an entry is refused; keys and texts are not repeated."""
    held = entry.__dict__
    for name in key_fields(entry.__class__):
        value = held[name]
        if value.__class__ is str and fault_of_key(value) is None:  # as nearly all are
            continue
        for field, key in keys_in(name, value):
            if (code := fault_of_key(key)) is not None:
                return code, field, ""
    for field in entry.personal:
        if "\0" in str(getattr(entry, field)):
            return "control_character", field, ""
    recorded_on = entry.recorded_at.toordinal()
    if recorded_on > now.toordinal() - _DATES_APART and entry.recorded_at > now + CLOCKS_APART:
        return "recorded_ahead", "recorded_at", entry.recorded_at.isoformat()
    if isinstance(entry, Event) and entry.on.toordinal() - recorded_on > AHEAD_DAYS - _DATES_APART and _is_too_far(entry):
        return "too_far_ahead", "on", entry.on.isoformat()
    return None


def _is_too_far(event: Event) -> bool:
    return (event.on - day_of(event.recorded_at)).days > AHEAD_DAYS


def fault_of_delivery(delivery: DeliveryRecorded, models: Mapping[str, type[Entry]]) -> Fault | None:
    """Returns why a delivery is refused. `models`: the catalogue's kinds; only events of participants are delivered."""
    fields = {kind: model.model_fields for kind, model in models.items() if issubclass(model, Event)}
    named = [(f"kinds.{nr}", kind) for nr, kind in enumerate(delivery.kinds)] + [("missing", kind) for kind in delivery.missing]
    for place, kind in named:
        if kind not in fields:
            return "unknown_kind", place, kind
    for kind, names in delivery.missing.items():
        for name in names:
            if name not in fields[kind] or name in Event.model_fields:
                return "unknown_field", repeatable_place(f"missing.{kind}.{name}"), ""
    return _fault_of_days(delivery)


def _fault_of_days(delivery: DeliveryRecorded) -> Fault | None:
    if delivery.to is None:
        return None
    if delivery.to < delivery.from_on:
        return "ends_before_it_begins", "to", delivery.to.isoformat()
    if delivery.to > day_of(delivery.recorded_at):
        return "delivered_ahead", "to", delivery.to.isoformat()
    return None


@lru_cache(100_000)
def fault_of_key(key: str) -> str | None:
    """Keys are stored in clear in facts and answers: none may be an identity number, and every character must be visible."""
    if is_number(key):
        return "identity_as_key"
    if key.isascii() and key.isprintable() and key.strip(" "):  # nothing below can be wrong
        return None
    if is_blank(key):
        return "blank_key"
    unseen = not key.isprintable() and any(category(char) in _CONTROLS and char not in _JOINERS for char in key)
    return "control_character" if unseen else None


def is_deeper(value: Any, levels: int = DEEPEST) -> bool:
    """Whether JSON is nested deeper than `levels`."""
    return isinstance(value, dict | list) and (levels == 0 or any(is_deeper(part, levels - 1) for part in _parts(value)))


def is_too_large(value: Any) -> bool:
    """Whether JSON contains a number beyond 64 bits."""
    if isinstance(value, dict | list):
        return any(map(is_too_large, _parts(value)))
    return isinstance(value, int | float) and abs(value) > LARGEST


def _parts(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
