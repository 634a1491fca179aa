"""Parses the text of a worked example into events, so that tests run what the documentation prints.

One line per event: day, participant, kind, and its fields as name=value. By default an event is registered at noon of
its day, by the source `example`, with its line number as id. A reference value's participant is `-`.
"""

from collections.abc import Iterator
from typing import Any, get_origin

import orjson
from pydantic import ValidationError

from domain.errors import Unreadable
from domain.events import KINDS
from domain.events.event import Entry, Event
from domain.events.records import ReferenceValueSet
from domain.vocabulary.text import Text


def events_of(text: str) -> list[Event]:
    """Returns the events of an example.

    Raises `Unreadable` if a line is not an event.
    """
    return [entry for entry in _entries(text) if isinstance(entry, Event)]


def references_of(text: str) -> list[ReferenceValueSet]:
    """Returns the reference values of an example."""
    return [entry for entry in _entries(text) if isinstance(entry, ReferenceValueSet)]


def _entries(text: str) -> Iterator[Entry]:
    lines = (line.split() for line in text.splitlines())
    return (_entry(number, words) for number, words in enumerate(filter(None, lines), 1))


def _entry(number: int, words: list[str]) -> Entry:
    on, participant, kind, *fields = words
    model = KINDS.get(kind)
    if model is None:
        raise _unreadable(number, f"”{kind}” är inget händelseslag", f"“{kind}” is no kind of event")
    given = {name: _value(model, name, value) for name, _, value in (field.partition("=") for field in fields)}
    about = {"participant": participant, "on": on} if issubclass(model, Event) else {}
    attributes = {"kind": kind, **about, **given}
    filled = {"id": str(number), "source": "example", "recorded_at": f"{on}T12:00:00+01:00"} | attributes
    try:
        return model.model_validate(filled, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _unreadable(number, f"{first['loc']}: {first['msg']}", f"{first['loc']}: {first['msg']}") from None


def _value(model: type[Entry], name: str, value: str) -> Any:
    """Parses text as it is, `null`, JSON in brackets, or a list with commas between its items."""
    if value == "null":
        return None
    if value.startswith(("[", "{")):
        return orjson.loads(value)
    known = model.model_fields.get(name)
    return value.split(",") if known is not None and _is_list(known.annotation) else value


def _is_list(annotation: Any) -> bool:
    return any(get_origin(part) is tuple for part in (annotation, *getattr(annotation, "__args__", ())))


def _unreadable(number: int, why_sv: str, why_en: str) -> Unreadable:
    return Unreadable(where=f"exempel, rad {number}", why=Text(why_sv, why_en))
