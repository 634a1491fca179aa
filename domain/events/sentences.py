"""The sentence a timeline shows in addition to an event's kind and day; kinds declare one of these forms (`Event.sentence`)."""

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from domain.events.event import Event
from domain.vocabulary.code_lists import label, list_name
from domain.vocabulary.text import Lang, Text

Sentence = Callable[[Any, Lang], str]


def no_sentence(_: Event, __: Lang) -> str:
    """Returns nothing: the kind and the day are enough."""
    return ""


def given(*fields: str) -> Sentence:
    """A sentence of those of the fields that were given."""
    return lambda event, _: ", ".join(str(value) for name in fields if (value := getattr(event, name)) is not None)


def code_label(field: str) -> Sentence:
    """A sentence with a code's label."""
    return lambda event, lang: "" if getattr(event, field) is None else _value(event, field, lang)


def all_given(event: Event, lang: Lang) -> str:
    """Each given field with its label; a field given as null is cleared."""
    own = [name for name in event.__class__.model_fields if name in event.model_fields_set and name not in Event.model_fields]
    return ", ".join(f"{event.labels[name][lang]}: {_value(event, name, lang)}" for name in own)


def _value(event: Event, field: str, lang: Lang) -> str:
    value = getattr(event, field)
    if value is None:
        return Text("uppgiften borttagen", "cleared")[lang]
    if isinstance(value, bool):
        return (Text("ja", "yes") if value else Text("nej", "no"))[lang]
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    codes = code_list(event.__class__, field)
    return str(value) if codes is None else label(codes, value, lang)


@cache
def code_list(model: type[BaseModel], field: str) -> str | None:
    """Returns the name of the closed list that a field's codes are from, if any."""
    return list_name(_codes(model.model_fields[field].annotation))


def _codes(annotation: Any) -> frozenset[Any]:
    parts = get_args(annotation)
    return frozenset(parts) if get_origin(annotation) is Literal else frozenset[Any]().union(*map(_codes, parts))
