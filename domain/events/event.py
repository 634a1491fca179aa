"""The fields that entries of every kind have: participant, day, registration time and source, and corrected event.

An event happened on a day (`on`), was registered at its source at an instant (`recorded_at`), and has a position
in the log. The three are never mixed. Contract: events.md §1.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.events.field_labels import FieldLabel, labels_of
from domain.events.point_events import PointEvent
from domain.normal_form import normal_form
from domain.vocabulary.text import Lang, Text

YEAR = r"(?:19\d\d|20\d\d|2100)"
"""The years from `FIRST_DAY` to `LAST_DAY`."""
_LONG_YEARS = [str(year) for year in range(FIRST_DAY.year, LAST_DAY.year + 1) if date(year, 12, 28).isocalendar().week == 53]
"""The years that have a week 53."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(normal_form)]
"""An id or key given by a source: stable, never an identity number; normalized, so that keys that look alike are equal."""
LONGEST_TEXT = 10_000
"""In characters."""
FreeText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(normal_form)]
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
"""The value of a person field that was given but has not been opened."""

START, WITHIN, DURING, END = range(4)
"""The order in which events of one day are judged: starts first, ends last (events.md §4)."""


class Entry(BaseModel):
    """An entry of the log, of any kind. What each kind must declare has no default: without it the class cannot be created."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)
    """Each kind's validator is built when its first entry is read: most processes read few kinds, and many read none."""

    version: ClassVar[int] = 1
    """The version of this kind's shape; `domain.events.upcast` upgrades older stored shapes."""
    text: ClassVar[Text]
    """The name of the kind."""
    personal: ClassVar[frozenset[str]] = frozenset()
    """Fields that are sealed in the person part: names, identity numbers, free text (events.md §3, last lines)."""

    impossible: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Impossible values that a stored entry had, by field (`domain.events.impossible`)."""

    labels: ClassVar[Mapping[str, FieldLabel]] = MappingProxyType({})
    """The label of each field; set by `labels_of`, which has no default."""

    kind: Annotated[str, FieldLabel("händelseslag", "kind of event")]
    recorded_at: Annotated[
        Instant, FieldLabel("registreringstid i källan, med tidszon", "when the source registered it, with an offset")
    ]
    id: Annotated[Key, FieldLabel("källans id för händelsen", "the source's id of the event")]
    source: Annotated[Key, FieldLabel("systemet som händelsen kommer från", "the system it came from")] = "import"
    by: Annotated[Key | None, FieldLabel("vem som registrerade, pseudonymt", "who registered it, pseudonymous")] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Raises `TypeError` for an incompletely declared kind, so that its module cannot be imported."""
        cls.labels = labels_of(cls)
        cls._declares("text")

    @classmethod
    def _declares(cls, *names: str) -> None:
        """A class whose `kind` is `str` is a base class and need not declare anything."""
        missing = [name for name in names if not hasattr(cls, name)]
        if missing and cls.model_fields["kind"].annotation is not str:
            raise TypeError(f"{cls.__name__} does not declare {', '.join(missing)}")


class Event(Entry):
    """Something that happened to a participant; each kind is a subclass, which declares everything that is shown of it."""

    rank: ClassVar[int] = DURING
    timeless: ClassVar[bool] = False
    """Whether it holds whatever its date: who a person is was true before it was recorded (measures.md §1.9), and
    corrections, merges and erasures take effect when they are registered (events.md §1)."""
    names: ClassVar[tuple[str, ...]] = ()
    """The required id fields: a replacement must share these with the event it replaces."""
    point_event: ClassVar[PointEvent | None]
    """How the facts store the kind. None: its own handler stores it in a spell or a statement."""
    sentence: ClassVar[Callable[[Any, Lang], str]]
    """What a timeline shows of an event in addition to its kind and day (`domain.events.sentences`)."""

    participant: Annotated[
        Key,
        FieldLabel("deltagarens nyckel i källan, aldrig ett personnummer", "the participant's key, never an identity number"),
    ]
    on: Annotated[Day, FieldLabel("händelsedatum, i svensk tid", "the day it happened, in Stockholm")]
    replaces: Annotated[
        Key | None,
        FieldLabel("id för den tidigare händelse som denna rättar", "id of the earlier event that this one corrects"),
    ] = None
    of_source: Annotated[
        Key | None, FieldLabel("källan till det som händelsen nämner", "the source of what the event names")
    ] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        super().__pydantic_init_subclass__()
        cls._declares("point_event", "sentence")
        cls.names = required_ids(cls)
        if (declared := getattr(cls, "point_event", None)) is not None:
            declared.check(cls.__name__, cls.model_fields.keys() - Event.model_fields.keys(), cls.personal)

    @property
    def named_source(self) -> str:
        """The source of what this event names: its own, unless `of_source` is given."""
        return self.of_source or self.source


def kind_of(model: type[Entry]) -> str:
    """Returns the permanent stored name of a kind; never a class path (docs/decisions/0008)."""
    (name,) = get_args(model.model_fields["kind"].annotation)
    return str(name)


def required_ids(model: type[Entry]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in model.model_fields.items()
        if field.is_required() and (name.endswith("_id") or name == "absorbed")
    )


def keys_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yields the keys, units and ids of an entry, each with its field; not the ids of events that it corrects."""
    for name in key_fields(entry.__class__):
        yield from keys_in(name, entry.__dict__[name])


def keys_in(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yields the keys in the value of a field that holds keys, each with its place."""
    if isinstance(value, str):
        yield field, value
    elif value is not None:
        for nr, part in enumerate(value):
            yield from ((f"{field}.{nr}", part),) if isinstance(part, str) else _keys_of_part(f"{field}.{nr}", part)


def _keys_of_part(place: str, part: BaseModel) -> Iterator[tuple[str, str]]:
    return ((f"{place}.{name}", getattr(part, name)) for name in key_fields(part.__class__))


@cache
def key_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Returns the fields that hold keys: directly, in a list, or in the elements of a list."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(name for name in model.model_fields if name not in ("replaces", "event") and _has_key(hints[name]))


def _has_key(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(key_fields(annotation))
    """A field's label comes after the constraints that make a text a key."""
    parts = get_args(annotation)
    return parts[: len(get_args(Key))] == get_args(Key) or any(map(_has_key, parts))


def fields_given(entry: Entry) -> dict[str, Any]:
    """Returns the fields that the source filled in, as JSON values, in the catalogue's order; exports write these."""
    return entry.model_dump(mode="json", exclude_unset=True)


class SpellEvent(Event):
    """A kind that begins, continues or ends a spell; a timeline shows it as part of the spell."""

    point_event = None

    def sentence(self, _: Lang) -> str:
        return ""
