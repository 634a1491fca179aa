"""From the text of a worked example to its events: what tests run is what documentation prints.

A line an event: day, participant, kind, and its fields as name=value. An event that does not say otherwise is registered
at noon of its day, by the source `example`, under the number of its line.
"""

from typing import Any, get_origin

import orjson
from pydantic import ValidationError

from domain.errors import Unreadable
from domain.events import KINDS
from domain.events.event import Event


def events_of(text: str) -> list[Event]:
    """The events of an example.

    Raises `Unreadable` for a line that is no event.
    """
    lines = (line.split() for line in text.splitlines())
    return [_event(number, words) for number, words in enumerate(filter(None, lines), 1)]


def _event(number: int, words: list[str]) -> Event:
    on, participant, kind, *fields = words
    model = KINDS.get(kind)
    if model is None or not issubclass(model, Event):
        raise _unreadable(number, f"”{kind}” är inget händelseslag", f"“{kind}” is no kind of event")
    given = {name: _value(model, name, value) for name, _, value in (field.partition("=") for field in fields)}
    said = {"kind": kind, "participant": participant, "on": on} | given
    filled = {"id": str(number), "source": "example", "recorded_at": f"{on}T12:00:00+01:00"} | said
    try:
        return model.model_validate(filled, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _unreadable(number, f"{first['loc']}: {first['msg']}", f"{first['loc']}: {first['msg']}") from None


def _value(model: type[Event], name: str, value: str) -> Any:
    """Text as it stands; `null`; JSON between brackets; a list's parts between commas."""
    if value == "null":
        return None
    if value.startswith(("[", "{")):
        return orjson.loads(value)
    known = model.model_fields.get(name)
    return value.split(",") if known is not None and _is_list(known.annotation) else value


def _is_list(annotation: Any) -> bool:
    return any(get_origin(part) is tuple for part in (annotation, *getattr(annotation, "__args__", ())))


def _unreadable(number: int, why_sv: str, why_en: str) -> Unreadable:
    return Unreadable(where=f"exempel, rad {number}", why_sv=why_sv, why_en=why_en)
