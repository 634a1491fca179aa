"""From the bytes of one line of an event file to an event, or the reason why it is none (events.md §1).

A line is JSON, one object. What it leaves out is filled in here: the source, the id (from the whole line), and the
instant of registration, which the caller gives (no clock here).
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from domain.events import KINDS
from domain.events.event import Entry, Event, fields_given
from domain.identity import is_number
from domain.reasons import reason

LONGEST = 1_000_000
"""Bytes; a longer line is refused unread."""
REFUSED = "_refused"
"""The field that a refused line is given, to tell why; who sends the line again need not take it away."""
REFUSED_MARK = b'"_refused"'


class BadLine(Exception):
    """A line that is no event; `field`, a code and the reasons in both languages."""

    def __init__(self, code: str, field: str = "", detail: str = "") -> None:
        self.code, self.field = code, field
        self.sv, self.en = reason(code, field, detail)
        super().__init__(self.sv)


_KEYS = ("participant", "absorbed")
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_code",
    "no_particulars": "no_particulars",
}


@dataclass(slots=True)
class Line:
    """A line that was understood."""

    entry: Entry
    given: dict[str, Any]
    """What the line said, with its defaults filled in; what is stored."""
    canonical: bytes
    """What the line said, its fields in order: the same content gives the same bytes."""
    dated: bool
    """Whether the line itself said when it was registered."""


def read_line(raw: bytes, now: datetime) -> Line:
    """Understand one line.

    Raises `BadLine` for what is no JSON object, an unknown kind or field, a missing field, a code that is not in its
    list, a date that is no date, a null where none may stand, a participant who is called by an identity number.
    """
    raw = mended(raw)
    given = _object(raw)
    kind = given.get("kind")
    if kind is None:
        raise BadLine("missing", "kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise BadLine("unknown_kind", "kind", str(kind))
    _no_null(given, kind)
    canonical = orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    dated = "recorded_at" in given
    if "id" not in given or not dated:
        given.setdefault("id", "rad-" + sha256(canonical).hexdigest()[:32])
        given.setdefault("recorded_at", now.isoformat())
        raw = orjson.dumps(given)
    try:
        entry = model.__pydantic_validator__.validate_json(raw)
    except ValidationError as error:
        raise _first_of(error) from None
    _no_identity(given)
    given.setdefault("source", entry.source)
    return Line(entry, given, canonical, dated)


def line_of(entry: Entry, said: bytes) -> Line:
    """The line of what a command came to; `said`: the command's own bytes, which tell whether it is said again."""
    return Line(entry, {"kind": entry.kind, "source": entry.source, **fields_given(entry)}, said, dated=True)


def mended(raw: bytes) -> bytes:
    """The line itself, where it comes from a file of refused lines: without what was told of its refusal.

    Text that was no JSON stands there as `raw`, and is read as the line it was.
    """
    if REFUSED_MARK not in raw:
        return raw
    try:
        given = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw
    if not isinstance(given, dict) or REFUSED not in given:
        return raw
    told = given.pop(REFUSED)
    if not given and isinstance(told, dict) and isinstance(text := told.get("raw"), str):
        return text.encode()
    return orjson.dumps(given)


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST:
        raise BadLine("too_long")
    try:
        given = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise BadLine("wrong_encoding") from None
        raise BadLine("no_json", "", str(error.pos + 1)) from None
    if not isinstance(given, dict):
        raise BadLine("no_object")
    return given


def _no_null(given: dict[str, Any], kind: str) -> None:
    """`null` clears a circumstance; elsewhere it says nothing and may not stand."""
    if None in given.values() and (kind != "circumstances_recorded" or _nulls(given) & set(Event.model_fields)):
        raise BadLine("null", min(_nulls(given)))


def _nulls(given: dict[str, Any]) -> set[str]:
    return {field for field, value in given.items() if value is None}


def _no_identity(given: dict[str, Any]) -> None:
    """Keys stand in clear, in facts and in answers; identity numbers never may. The refusal does not repeat the number."""
    for field in _KEYS:
        if field in given and is_number(given[field]):
            raise BadLine("identity_as_key", field)


def _first_of(error: ValidationError) -> BadLine:
    """The first thing that is wrong, in our words; the others show when it has been mended."""
    fault = error.errors(include_url=False, include_context=True)[0]
    return told(fault["type"], ".".join(str(part) for part in fault["loc"]), str(fault["input"]))


def told(fault: str, field: str, given: str) -> BadLine:
    """A fault as the models call it, in our words."""
    code = _CODES.get(fault)
    if code is None and fault.startswith("date_"):
        code = "no_date"
    elif code is None and fault.startswith(("datetime_", "timezone_")):
        code = "no_instant"
    return BadLine(code or "bad_value", field, given[:80] if code != "missing" else "")
