"""What no line may say though each of its fields would take it: how deep, how large, how far ahead, and what is no key.

The limits of a single field stand in its type (`domain.events.event`).
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from unicodedata import category

from domain.calendar import day_of
from domain.events.event import Entry, Event, keys_of
from domain.identity import is_number
from domain.normal_form import is_blank

DEEPEST = 32
"""Levels that JSON may be nested in."""
LARGEST = 2**63 - 1
LONG_NUMBER = re.compile(rb"\d{19}|\d[eE]")
"""What every number beyond `LARGEST` has in it, and little else."""
AHEAD_DAYS = 400
"""What is planned is registered at most so long ahead; later is a mistyped year (events.md §1, Dates)."""
CLOCKS_APART = timedelta(days=1)
"""So far a source's clock may be ahead of ours."""
_CONTROLS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""The categories of what is shown as nothing, or otherwise on each machine, or turns or hides what stands beside it."""
_JOINERS = "\u200c\u200d"
"""Characters of format that words of some scripts are written with."""


def fault_of(entry: Entry, now: datetime) -> tuple[str, str, str] | None:
    """Why an entry cannot be taken in: the reason's code, the field and what stands there; keys and texts are not repeated."""
    for field, key in keys_of(entry):
        if (code := fault_of_key(key)) is not None:
            return code, field, ""
    for field in entry.personal:
        if "\0" in str(getattr(entry, field)):
            return "control_character", field, ""
    if entry.recorded_at > now + CLOCKS_APART:
        return "recorded_ahead", "recorded_at", entry.recorded_at.isoformat()
    if isinstance(entry, Event) and (entry.on - day_of(entry.recorded_at)).days > AHEAD_DAYS:
        return "too_far_ahead", "on", entry.on.isoformat()
    return None


@lru_cache(100_000)
def fault_of_key(key: str) -> str | None:
    """Keys stand in clear, in facts and in answers: none is an identity number, and each can be seen."""
    if is_number(key):
        return "identity_as_key"
    if is_blank(key):
        return "blank_key"
    unseen = not key.isprintable() and any(category(char) in _CONTROLS and char not in _JOINERS for char in key)
    return "control_character" if unseen else None


def is_deeper(value: Any, levels: int = DEEPEST) -> bool:
    """Whether JSON is nested in more than so many levels."""
    return isinstance(value, dict | list) and (levels == 0 or any(is_deeper(part, levels - 1) for part in _parts(value)))


def is_too_large(value: Any) -> bool:
    """Whether a number beyond 64 bits stands in JSON."""
    if isinstance(value, int | float):
        return abs(value) > LARGEST
    return isinstance(value, dict | list) and any(map(is_too_large, _parts(value)))


def _parts(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
