"""What one line of the log is, whatever its kind: who, what day, registered when and where, and what it corrects.

An event happened on a day (`on`), was registered at its source at an instant (`recorded_at`), and stands at a position
in the log. The three are never mixed. Contract: events.md §1.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.text import normal_form

YEAR = r"(?:19\d\d|20\d\d|2100)"
"""The years from `FIRST_DAY` to `LAST_DAY`."""
_LONG_YEARS = [str(year) for year in range(FIRST_DAY.year, LAST_DAY.year + 1) if date(year, 12, 28).isocalendar().week == 53]
"""Those that have a week 53."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(normal_form)]
"""An id or key given by a source: stable, never an identity number; in the one form of all that look like it."""
LONGEST_TEXT = 10_000
"""Characters."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(normal_form)]
"""Free text or a name; always in the person part."""
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY, json_schema_extra={"pattern": f"^{YEAR}-"})]
Instant = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2101, 1, 1, tzinfo=UTC))]
Month = Annotated[str, StringConstraints(pattern=rf"^{YEAR}-(0[1-9]|1[0-2])$")]
Hours = Annotated[float, Field(ge=0, le=168)]
Percent = Annotated[float, Field(gt=0, le=100)]
Count = Annotated[int, Field(ge=0, le=50)]
Step = Annotated[int, Field(ge=1, le=99)]
Week = Annotated[str, StringConstraints(pattern=rf"^({YEAR}-W(0[1-9]|[1-4]\d|5[0-2])|({'|'.join(_LONG_YEARS)})-W53)$")]


def _in_whole_ore(amount: float) -> float:
    if round(amount * 100) != round(amount * 100, 6):
        raise ValueError("an amount has at most two decimals")
    return amount


Amount = Annotated[float, Field(gt=0, le=1e9), AfterValidator(_in_whole_ore)]
"""SEK, with at most two decimals."""

SEALED = "[förseglat]"
"""What a person field reads as while its part of the event has not been opened: it was given, its text is not shown."""

START, WITHIN, DURING, END = range(4)
"""The order of judging within a day: what begins first, what ends last (events.md §4)."""


class Entry(BaseModel):
    """A line of the log about anything."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    version: ClassVar[int] = 1
    """The version of this kind's shape; an older stored shape is lifted by `domain.events.upcast`."""
    sv: ClassVar[str]
    en: ClassVar[str]
    personal: ClassVar[frozenset[str]] = frozenset()
    """Fields that are sealed in the person part: names, identity numbers, free text (events.md §3, last lines)."""

    impossible: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Of one that was stored though it cannot be so: what it said in which fields (`domain.events.impossible`)."""

    kind: str
    recorded_at: Instant
    id: Key
    source: Key = "import"
    by: Key | None = None


class Event(Entry):
    """Something that happened to a participant."""

    rank: ClassVar[int] = DURING
    timeless: ClassVar[bool] = False
    """Whether it holds whatever its day: who a person is was so before anybody wrote it down (measures.md §1.9), and
    corrections, merges and erasures take effect as they are registered (events.md §1)."""
    names: ClassVar[tuple[str, ...]] = ()
    """The required id fields: what a replacement must share with what it replaces."""

    participant: Key
    on: Day
    replaces: Key | None = None
    of_source: Key | None = None

    @property
    def named_source(self) -> str:
        """The source of what this event names: its own, unless it says another."""
        return self.of_source or self.source


def kind_of(model: type[Entry]) -> str:
    """The stored name of a kind, for ever; never a class path (docs/decisions/0008)."""
    (name,) = get_args(model.model_fields["kind"].annotation)
    return str(name)


def required_ids(model: type[Entry]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in model.model_fields.items()
        if field.is_required() and (name.endswith("_id") or name == "absorbed")
    )


def keys_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """The keys, units and ids that an entry gives, each with its field; not those of events that it corrects."""
    for name in key_fields(entry.__class__):
        value = getattr(entry, name)
        if isinstance(value, str):
            yield name, value
        elif value is not None:
            for nr, part in enumerate(value):
                yield from ((f"{name}.{nr}", part),) if isinstance(part, str) else _keys_of_part(f"{name}.{nr}", part)


def _keys_of_part(place: str, part: BaseModel) -> Iterator[tuple[str, str]]:
    return ((f"{place}.{name}", getattr(part, name)) for name in key_fields(part.__class__))


@cache
def key_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that hold keys, alone, in a list or in the parts of a list."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(name for name in model.model_fields if name not in ("replaces", "event") and _has_key(hints[name]))


def _has_key(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(key_fields(annotation))
    return bool(annotation == Key) or any(map(_has_key, get_args(annotation)))


def fields_given(entry: Entry) -> dict[str, Any]:
    """What the source filled in, as JSON values, in the catalogue's order; what an export writes."""
    return entry.model_dump(mode="json", exclude_unset=True)
