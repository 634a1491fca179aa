"""What a table can tell at all: the kinds of events that a delivery of it speaks of, and the fields that it never fills."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path

from domain.events import KINDS
from domain.events.event import Event
from domain.events.records import STATEMENTS
from domain.intake.mapping.columns import NAME
from domain.intake.tables.form import Entries, EventForm, Mapping, Taken, Value
from domain.intake.tables.opening import open_table

Fields = MappingOf[str, Sequence[str]]
"""Fields by kind."""
_ALIKE = {"enrolled": "re_entered", "re_entered": "enrolled"}
"""What is one fact under two names (events.md §2): a table that tells one of them has no other way to tell the other."""


@dataclass(frozen=True)
class TableContents:
    """What files can tell; of event files nothing is known but by reading them."""

    kinds: Sequence[str] = ()
    missing: Fields = field(default_factory=dict)
    """The fields that some of the files never fill."""


def contents(mapping: Mapping, files: Sequence[Path]) -> TableContents:
    """Returns what tables can tell."""
    return by_headers(mapping, [open_table(path, mapping.table)[0] for path in files])


def by_headers(mapping: Mapping, headers: Iterable[Collection[str]]) -> TableContents:
    """Returns what tables can tell by their mapping and their headers."""
    kinds: dict[str, None] = {}
    missing: dict[str, list[str]] = {}
    for header in headers:
        for kind, never_filled in _of_table(mapping, header):
            kinds[kind] = None
            missing[kind] = list(dict.fromkeys([*missing.get(kind, ()), *never_filled]))
    kinds |= {name: None for kind, name in _ALIKE.items() if kind in kinds}
    return TableContents([*kinds], {kind: names for kind, names in missing.items() if names})


def going_on(kinds: Iterable[str], others: Iterable[str]) -> set[str]:
    """Returns those of the others that tell how something goes on that these kinds began: its end, for instance.

    A table that has rows of it and no such event says that there was none.
    """
    begun = {name for kind in kinds for name in _names_of(kind)}
    return {kind for kind in others if begun & _names_of(kind)}


def _names_of(kind: str) -> set[str]:
    return {name for name, of in KINDS[kind].model_fields.items() if name.endswith("_id") and of.is_required()}


def missing_too(stated: Fields, others: Fields) -> dict[str, list[str]]:
    """Returns the fields that somebody states to be missing, and beside them others."""
    return {kind: list(dict.fromkeys([*stated.get(kind, ()), *others.get(kind, ())])) for kind in {**stated, **others}}


def _of_table(mapping: Mapping, header: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yields the kinds that the table can tell, each with the fields that it never fills.

    Of statements these are all that the mapping does not read. Of other kinds it is a column that the table lacks: what a
    mapping leaves out is what its system does not have, such as the track of studies that are no sfi.
    """
    columns = mapping.table.columns.items()
    lacking = {name for name, column in columns if column.optional and not {*column.parts(name)} <= {*header}}
    possible = [event for event in mapping.events if issubclass(KINDS[event.kind], Event) and _can_be(event, lacking)]
    for kind in dict.fromkeys(event.kind for event in possible):
        of_kind = [event for event in possible if event.kind == kind]
        filled = {name for event in of_kind for name in _filled(event, lacking)}
        read = KINDS[kind].model_fields if kind in STATEMENTS else {name: None for event in of_kind for name in event.fields}
        yield kind, [name for name in read if name not in filled and name not in Event.model_fields]


def _can_be(event: EventForm, lacking: set[str]) -> bool:
    """Whether a table that lacks these columns, which are then empty, can have such an event."""
    required = {name for name, of in KINDS[event.kind].model_fields.items() if of.is_required() and name != "recorded_at"}
    filled = {*_filled(event, lacking)}
    asks = any(name in lacking and condition != "" for name, condition in event.when.items())
    return not asks and all(name in filled for name in event.fields if name in required)


def _filled(event: EventForm, lacking: set[str]) -> Iterator[str]:
    for name, value in event.fields.items():
        has_default = isinstance(value, Taken) and value.otherwise is not None
        if has_default or not lacking.intersection(names_in(value)):
            yield name


def names_in(value: Value | None) -> Iterator[str]:
    """Yields the names of the columns that a mapping's value is read from."""
    if isinstance(value, Entries):
        for part in value.entries.values():
            yield from names_in(part)
    elif isinstance(value, Taken):
        yield from (name for name in (value.column, value.next) if name)
    elif isinstance(value, str):
        yield from NAME.findall(value)
