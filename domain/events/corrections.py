"""What corrects the log itself. Contract: events.md §2, The log itself."""

from typing import Literal

from domain.events.event import Event, Key, Text


class Retracted(Event):
    kind: Literal["retracted"] = "retracted"
    sv, en = "makulerad", "retracted"
    timeless = True
    personal = frozenset({"reason"})
    event: Key
    reason: Text
