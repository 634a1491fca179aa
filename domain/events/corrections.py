"""Events that correct the log itself. Contract: events.md §2, The log itself."""

from typing import Annotated, Literal

from domain.events.event import Event, FreeText, Key
from domain.events.field_labels import REASON, FieldLabel
from domain.events.sentences import given
from domain.vocabulary.text import Text


class Retracted(Event):
    kind: Literal["retracted"] = "retracted"
    text = Text("makulerad", "retracted")
    timeless = True
    personal = frozenset({"reason"})
    point_event = None
    sentence = given("event")
    event: Annotated[Key, FieldLabel("händelsen som makuleras", "the event that is retracted")]
    reason: Annotated[FreeText, REASON]
