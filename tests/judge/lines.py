"""One line of an event file: what it says, or why it must be refused (events.md §1)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from .catalogue import CODES, COMMON, DELIVERY, KINDS, REFERENCE
from .days import stockholm_day
from .keys import KEY, may_be_key

# reading: a line without recorded_at is recorded at the moment of import, which is later than any K in the
# past: it is known only when no K is given.
AT_IMPORT = datetime(9000, 1, 1, tzinfo=UTC)

FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"


@dataclass(frozen=True)
class Event:
    line: int
    kind: str
    participant: str
    on: date
    recorded_at: datetime
    source: str
    id: str
    by_rank: tuple[datetime, str, str] = field(repr=False)
    of_source: str | None = None
    replaces: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)
    raw: str = field(default="", repr=False)
    takes_back: tuple[str, str] | None = None
    place: "Event | None" = field(default=None, repr=False)
    """Of a replacement: the first link of its chain."""

    @property
    def name(self) -> tuple[str, str]:
        """What the event is called: unique in the log."""
        return self.source, self.id

    def get(self, key: str) -> Any:
        return self.data.get(key)

    @property
    def points_to(self) -> str:
        """The source of what this event names."""
        return self.of_source or self.source

    @property
    def known_by(self) -> str:
        """The source by which what this event begins is known."""
        return (self.place or self).source

    @property
    def ends_of(self) -> str:
        """The source of what this event ends or goes on with."""
        return (self.place or self).points_to

    @property
    def counts_under(self) -> str:
        """The key under which the event, or what it stands in the place of, came."""
        return (self.place or self).participant

    @property
    def looked_in(self) -> tuple[str, ...]:
        """The sources in which what this event mentions is looked for, the first that has it first."""
        return (self.ends_of, self.known_by, self.points_to, self.source)

    @property
    def looks_everywhere(self) -> bool:
        """reading: an event that says a source may name things of several, what one alone bears wherever it is."""
        return (self.of_source or (self.place or self).of_source) is not None


@dataclass(frozen=True)
class Reference:
    line: int
    series: str
    period: str
    value: float
    breakdown: Mapping[str, str]
    recorded_at: datetime
    name: tuple[str, str]
    raw: str


@dataclass(frozen=True)
class Delivery:
    line: int
    kinds: frozenset[str]
    first: date
    last: date | None
    units: frozenset[str] | None
    missing: Mapping[str, list[str]] = field(hash=False)
    assumed: bool
    final: bool
    source: str
    name: tuple[str, str]
    raw: str


class LineRefused(ValueError):
    """The line cannot be an event, whatever stands around it."""


def _text(value: Any) -> str:
    # reading: an empty text is a missing one.
    if not isinstance(value, str) or not value:
        raise LineRefused("no text")
    return value


def _date(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise LineRefused("no date")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise LineRefused("no day of the calendar")
    return date.fromisoformat(value)


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise LineRefused("no offset")
    if not FIRST_DAY <= value <= f"{LAST_DAY}T24":
        raise LineRefused("no instant of the calendar")
    return moment


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise LineRefused("neither true nor false")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise LineRefused("no number")
    return value


def _int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise LineRefused("no whole number")
    return value


def _money(value: Any) -> float:
    if _number(value) <= 0:
        raise LineRefused("no amount")
    return _number(value)


def _month(value: Any) -> date:
    return _date(f"{_text(value)}-01")


def _week(value: Any) -> str:
    if not re.fullmatch(r"\d{4}-W\d{2}", _text(value)):
        raise LineRefused("no week")
    _date(date.fromisocalendar(int(value[:4]), int(value[6:]), 4).isoformat())
    return _text(value)


def _period(value: Any) -> str:
    """A year, a month, a day, a quarter or a third."""
    year, _, part = _text(value).partition("-")
    if not re.fullmatch(r"Q[1-4]|T[1-3]", part):
        _date("-".join([year, *(part.split("-") if part else []), "01", "01"][:3]))
    else:
        _date(f"{year}-01-01")
    return _text(value)


def _planned(on: date, recorded_at: datetime) -> None:
    """`on` at most 400 days after the day of registration in Stockholm."""
    if (on - stockholm_day(recorded_at)).days > 400:
        raise LineRefused("too far ahead")


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise LineRefused("no list")
    return [_text(item) for item in value]


def _milestones(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise LineRefused("no list of milestones")
    return [_fields(item, "milestone_id:text! due_on:date! title:text") for item in value]


def _map(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise LineRefused("no breakdown")
    return value


TYPES: dict[str, Any] = {
    "text": _text,
    "date": _date,
    "instant": _instant,
    "bool": _bool,
    "number": _number,
    "int": _int,
    "money": _money,
    "month": _month,
    "week": _week,
    "period": _period,
    "texts": _texts,
    "milestones": _milestones,
    "map": _map,
}


def _value(kind_of: str, value: Any) -> Any:
    if kind_of in CODES:
        if not isinstance(value, str) or value not in CODES[kind_of]:
            raise LineRefused("not in its list of codes")
        return value
    try:
        return TYPES[kind_of](value)
    except ValueError as reason:
        raise LineRefused(str(reason)) from reason


def _fields(given: Mapping[str, Any], allowed: str, null: bool = False) -> dict[str, Any]:
    """Every field given, read by its type; unknown and missing ones refused. `null` only where allowed."""
    types = dict(part.split(":") for part in allowed.split())
    for name in given:
        if name not in types:
            raise LineRefused(f"unknown field {name}")
    for name, kind_of in types.items():
        if kind_of.endswith("!") and name not in given:
            raise LineRefused(f"missing field {name}")
    return {name: None if null and value is None else _value(types[name].rstrip("!"), value) for name, value in given.items()}


def _object(raw: Mapping[str, Any] | str) -> Mapping[str, Any]:
    try:
        given = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError as reason:
        raise LineRefused("no JSON") from reason
    if not isinstance(given, Mapping):
        raise LineRefused("no object")
    return {name: _alike(value) for name, value in given.items()}


SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def _alike(value: Any) -> Any:
    """Text is compared in NFC with runs of white space as one."""
    if isinstance(value, str):
        return normalize("NFC", SPACES.sub(" ", value))
    if isinstance(value, list):
        return [_alike(part) for part in value]
    return {name: _alike(part) for name, part in value.items()} if isinstance(value, dict) else value


def read_line(number: int, raw: Mapping[str, Any] | str) -> Event | Reference | Delivery:
    given = _object(raw)
    # reading: an id is derived from the line in its shortest form; of two without ids of one instant it says which wins.
    written = json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if given.get("kind") == "delivery_recorded":
        return _delivery(number, given, written)
    if given.get("kind") == "reference_value_set":
        return _reference(number, given, written)
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise LineRefused("unknown kind")
    shared = {part.split(":")[0] for part in COMMON.split()}
    if not all(may_be_key(value) for name, value in given.items() if KEY.fullmatch(name)):
        raise LineRefused("no key")
    common = _fields({name: value for name, value in given.items() if name in shared}, COMMON)
    own = {name: value for name, value in given.items() if name not in shared}
    data = _fields(own, KINDS[kind], null=kind == "circumstances_recorded")
    if kind == "particulars_recorded" and not data:
        raise LineRefused("neither sex nor born_on")
    recorded_at = common.get("recorded_at", AT_IMPORT)
    source = common.get("source", "import")
    name = common.get("id", sha256(written.encode()).hexdigest())
    _planned(common["on"], recorded_at)
    return Event(
        number,
        kind,
        common["participant"],
        common["on"],
        recorded_at,
        source,
        name,
        (recorded_at, source, name),
        common.get("of_source"),
        common.get("replaces"),
        data,
        written,
    )


def _reference(number: int, given: Mapping[str, Any], written: str) -> Reference:
    data = _fields(given, REFERENCE)
    name = (data.get("source", "import"), data.get("id", sha256(written.encode()).hexdigest()))
    return Reference(
        number,
        data["series"],
        data["period"],
        data["value"],
        data.get("breakdown", {}),
        data.get("recorded_at", AT_IMPORT),
        name,
        written,
    )


def _delivery(number: int, given: Mapping[str, Any], written: str) -> Delivery:
    data = _fields(given, DELIVERY)
    missing = {kind: _texts(names) for kind, names in data.get("missing", {}).items()}
    if not data["kinds"] or data.get("units") == [] or not {*data["kinds"], *missing} <= KINDS.keys():
        raise LineRefused("no kinds, no units or an unknown kind")
    if any(f"{name}:" not in f" {KINDS[kind]}" for kind, names in missing.items() for name in names):
        raise LineRefused("unknown field")
    recorded_at, last = data.get("recorded_at", AT_IMPORT), data.get("to")
    if last is not None and not data["from"] <= last <= stockholm_day(recorded_at):
        raise LineRefused("delivered before it was over, or over before it began")
    return Delivery(
        number,
        frozenset(data["kinds"]),
        data["from"],
        last,
        frozenset(data["units"]) if "units" in data else None,
        missing,
        data.get("assumed", False),
        data.get("final", False),
        source := data.get("source", "import"),
        (source, data.get("id", sha256(written.encode()).hexdigest())),
        written,
    )
