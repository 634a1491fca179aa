"""Parses one line of an event file into an event, or gives the reason for its refusal (events.md §1).

A line is one JSON object. Omitted fields are filled in here: the source, the id (from the whole line), and the
registration time, which the caller passes (no clock here).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from domain.events import KINDS
from domain.events.event import Entry, Event, fields_given
from domain.events.limits import DEEPEST, fault_of, fault_of_delivery, is_deeper, is_too_large
from domain.events.reasons import reason
from domain.events.records import DeliveryRecorded
from domain.events.repeating import repeatable, repeatable_place
from domain.identity import without_numbers
from domain.normal_form import is_plain
from domain.vocabulary.text import Text

LONGEST = 1_000_000
"""In bytes; a longer line is refused without being parsed."""
REFUSED = "_refused"
"""The field that holds the reason in a refused line; it need not be removed before the line is sent again."""
REFUSED_MARK = b'"_refused"'
_OWN_DETAIL = ("no_json", "too_many", "too_few", "text_too_long", "missing_column_value", "wrong_columns", "broken_row")
"""The codes whose detail is ours; the detail of all other codes is input."""


class BadLine(Exception):
    """A line that is not an event; `field`, a code and the reason."""

    others: Sequence["BadLine"] = ()
    """The other faults of the line."""

    def __init__(self, code: str, field: str = "", detail: str = "") -> None:
        self.code, self.field = code, without_numbers(field)
        self.detail = detail if code in _OWN_DETAIL or not detail else repeatable(detail)
        self.text = reason(code, self.field, self.detail)
        super().__init__(self.text.sv)

    def of_field(self, name: str) -> "BadLine":
        """Returns the same fault, under the field's name in the input."""
        return BadLine(self.code, name, self.detail)


class BadLines(BadLine):
    """Several faults of one line or row, reported at once; has the first fault's code. `each`: their sentences."""

    def __init__(self, faults: Sequence[BadLine]) -> None:
        self.each = tuple(dict.fromkeys(fault.text for fault in faults))
        self.code = faults[0].code
        self.field = ", ".join(dict.fromkeys(fault.field for fault in faults if fault.field))
        self.text = Text.joined(" ", self.each)
        Exception.__init__(self, self.text.sv)


_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_BEYOND = {
    "greater_than_equal": "before_calendar",
    "less_than_equal": "after_calendar",
    "less_than": "after_calendar",
}
_WITH_A_PATTERN = {"week": "no_week", "month": "no_month", "period": "no_period"}
PERSONAL = frozenset(name for model in KINDS.values() for name in model.personal)
"""The fields whose values are not repeated in refusals."""
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_code",
}
_BOUNDS = {"too_long": "too_many", "too_short": "too_few", "string_too_long": "text_too_long"}
"""Violations of a minimum or maximum length."""


@dataclass(slots=True)
class Line:
    """A parsed line."""

    entry: Entry
    given: dict[str, Any]
    """The fields of the line, with its defaults filled in; these are stored."""
    canonical: bytes
    """The line with its fields in order: equal content gives equal bytes."""
    dated: bool
    """Whether the line itself stated its registration time."""


def read_line(raw: bytes, now: datetime) -> Line:
    """Parses one line.

    Raises `BadLine` if it is not a JSON object, for an unknown kind or field, a missing field, a code that is not in its
    list, an invalid date or one outside the calendar, a registration or event too far ahead of `now`, a null where
    none is allowed, and a key that is an identity number or not a valid key.
    """
    raw = mended(raw)
    given = _object(raw)
    model = _model_of(given.get("kind"))
    if b"null" in raw:
        _no_null(given)
    canonical = b"%b" % orjson.dumps(given, option=orjson.OPT_SORT_KEYS)  # a copy: the first keeps room for more
    dated = "recorded_at" in given
    if "id" not in given or not dated:
        given.setdefault("id", "rad-" + sha256(canonical).hexdigest()[:32])
        given.setdefault("recorded_at", now.isoformat())
        raw = orjson.dumps(given)
    try:
        entry = model.__pydantic_validator__.validate_json(raw)
    except ValidationError as error:
        raise _first_of(error) from None
    if not (is_plain(raw) or _is_normal(given, entry)):
        return read_line(orjson.dumps(_as_read(orjson.loads(canonical), entry)), now)
    check_limits(entry, now)
    given.setdefault("source", entry.source)
    return Line(entry, given, canonical, dated)


def _is_normal(given: Mapping[str, Any], entry: BaseModel) -> bool:
    held = entry.__dict__
    for name, value in given.items():
        kind = value.__class__
        if kind is str:
            if value != held[name] and held[name].__class__ is str:
                return False
        elif kind is list and _value_as_read(value, held[name]) != value:
            return False
    return True


def _as_read(given: Mapping[str, Any], entry: BaseModel) -> dict[str, Any]:
    """Returns the given fields with every key and text in normal form, as they are stored and compared."""
    held = entry.__dict__
    return {name: _value_as_read(value, held[name]) for name, value in given.items()}


def _value_as_read(value: Any, held: Any) -> Any:
    if value.__class__ is str:
        return held if held.__class__ is str else value
    if value.__class__ is list:
        return [_value_as_read(part, own) for part, own in zip(value, held, strict=True)]
    return _as_read(value, held) if isinstance(held, BaseModel) else value


def check_limits(entry: Entry, now: datetime) -> None:
    """Raises `BadLine` for limits that no single field checks."""
    fault = fault_of(entry, now)
    if fault is None and isinstance(entry, DeliveryRecorded):
        fault = fault_of_delivery(entry, KINDS)
    if fault is not None:
        raise BadLine(*fault)


def line_of(entry: Entry, canonical: bytes) -> Line:
    """The line that a command resolves to; `canonical`: the command's own bytes, which identify it when it is sent again."""
    return Line(entry, {"kind": entry.kind, "source": entry.source, **fields_given(entry)}, canonical, dated=True)


def mended(raw: bytes) -> bytes:
    """Removes the refusal's reasons from a line of a file of refused lines; other lines are returned unchanged.

    Text that was not JSON is stored as `raw`, and is returned as the original line.
    """
    if REFUSED_MARK not in raw:
        return raw
    try:
        given = orjson.loads(bytes(raw))  # `bytes`, since tables pass a subclass of it
    except orjson.JSONDecodeError:
        return raw
    if not isinstance(given, dict) or REFUSED not in given or is_deeper(given):
        return raw
    refusal = given.pop(REFUSED)
    if not given and isinstance(refusal, dict) and isinstance(text := refusal.get("raw"), str):
        return text.encode()
    return orjson.dumps(given)


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST:
        raise BadLine("too_long")
    try:
        given = orjson.loads(bytes(raw))  # `bytes`, since tables pass a subclass of it
    except orjson.JSONDecodeError as error:
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise BadLine("wrong_encoding") from None
        raise BadLine("no_json", "", str(error.pos + 1)) from None
    if not isinstance(given, dict):
        raise BadLine("no_object")
    if raw.count(b"[") + raw.count(b"{") > DEEPEST and is_deeper(given):
        raise BadLine("too_deep")
    for name, value in given.items():
        if value.__class__ is not str and is_too_large(value):  # nearly all values are texts
            raise BadLine("too_large", repeatable_place(name))
    return given


def _model_of(kind: object) -> type[Entry]:
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is not None:
        return model
    if kind is None:
        raise BadLine("missing", "kind")
    if isinstance(kind, list | dict):
        raise BadLine("bad_form", "kind")
    raise BadLine("unknown_kind", "kind", str(kind))


def _no_null(given: dict[str, Any]) -> None:
    """`null` clears a circumstance; in all other fields it is refused."""
    if None in given.values() and (given["kind"] != "circumstances_recorded" or _nulls(given) & set(Event.model_fields)):
        raise BadLine("null", repeatable_place(min(_nulls(given))))


def _nulls(given: dict[str, Any]) -> set[str]:
    return {field for field, value in given.items() if value is None}


def _first_of(error: ValidationError) -> BadLine:
    """Returns the first fault, in our words, with the others attached."""
    faults = error.errors(include_url=False, include_context=True)
    first, *others = (bad_line(each, ".".join(map(str, each["loc"]))) for each in faults)
    first.others = others
    return first


def bad_line(fault: Mapping[str, Any], field: str) -> BadLine:
    """Converts a pydantic fault to our words; lists, objects and personal values are not repeated."""
    kind, value, name, field = fault["type"], fault.get("input"), field.rpartition(".")[2], repeatable_place(field)
    if kind == "no_particulars":
        return BadLine(kind, "sex, born_on")
    if kind in _BOUNDS:
        return BadLine(_BOUNDS[kind], field, str(fault["ctx"]["min_length" if kind == "too_short" else "max_length"]))
    given = "" if value is None else str(value)
    code = _CODES.get(kind) or _code_of(kind, name, given) or ("bad_personal_value" if name in PERSONAL else "bad_value")
    if code in _REPEATING and isinstance(value, list | dict):
        return BadLine("bad_form", field)
    return BadLine(code, field, given if code in _REPEATING else "")


_REPEATING = frozenset({"unknown_code", "no_date", "no_instant", "bad_value", *_BEYOND.values(), *_WITH_A_PATTERN.values()})
"""The codes whose sentences repeat the input value."""


def _code_of(kind: str, name: str, given: str) -> str | None:
    if kind.startswith("date_"):
        return "no_date"
    if kind.startswith(("datetime_", "timezone_")):
        return "no_instant"
    if kind in _BEYOND and _DATED.match(given):
        return _BEYOND[kind]
    return _WITH_A_PATTERN.get(name) if kind in ("string_pattern_mismatch", "value_error") else None
