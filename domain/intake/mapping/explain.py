"""Explains how a mapping converts a table, before any import: its first rows, its codes, and its unused columns."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from domain.events.lines import BadLine
from domain.intake.mapping.columns import TableColumns, TableRow, words_in
from domain.intake.mapping.conversion import BadRow, converted
from domain.intake.mapping.identity import Bearer, Lookup
from domain.intake.mapping.plan import NO_CLOCK
from domain.intake.tables.form import Mapping, Taken, Tested
from domain.intake.tables.repeating import as_written, stem
from domain.intake.tables.text import delimiter_of
from domain.intake.tables.xlsx import is_workbook

COUNTED = 1000
"""The number of rows whose codes are counted."""
HIDDEN = "•••"
"""Replaces an identity number."""


@dataclass(frozen=True, slots=True)
class RowExplanation:
    number: int
    events: Sequence[MappingOf[str, Any]]
    refused: BadLine | BadRow | None


@dataclass(frozen=True, slots=True)
class Coded:
    """The words of a column that code tables translate."""

    column: str
    tables: Sequence[str]
    mapped: Counter[tuple[str, str]]
    """Counts by word and its code."""
    unmapped: Counter[str]


@dataclass(slots=True)
class MappingExplanation:
    file: str
    delimiter: str | None
    """None for a workbook."""
    encoding: str
    columns: Sequence[str]
    unused: Sequence[str]
    rows: list[RowExplanation] = field(default_factory=list)
    """The first rows."""
    counted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    codes: Sequence[Coded] = ()


Weigh = Callable[[Sequence[tuple[int, bytes]]], MappingOf[int, BadRow]]
"""Takes numbered lines of rows, and returns the refused rows by number."""


def explain_mapping(
    path: Path,
    mapping: Mapping,
    tables: MappingOf[str, Path] | None = None,
    rows: int = 5,
    weigh: Weigh = lambda _: {},
    now: datetime = NO_CLOCK,
) -> MappingExplanation:
    """Explains the table's first rows, without looking up or showing any identity number. Raises `Unreadable`.

    `weigh`: judges the lines as an import does; without it every line that can be written counts as accepted.
    """
    columns, read = converted(path, mapping, tables or {}, _made_up(), now)
    first = list(islice(read, COUNTED))
    form, own = mapping.table, as_written(columns.own, mapping.table.repeat)
    delimiter = None if is_workbook(path) else delimiter_of(path, form)
    unused = _unused(columns, own, form.repeat)
    result = MappingExplanation(path.name, delimiter, form.encoding, own, unused, counted=len(first))
    refusals = weigh([(number, line) for number, _, lines in first if not isinstance(lines, BadLine) for line in lines])
    for number, _, lines in first:
        refused = lines if isinstance(lines, BadLine) else refusals.get(number)
        written = [] if refused or isinstance(lines, BadLine) else lines
        events = [_hiding(orjson.loads(bytes(line))) for line in written]
        result.kinds.update(event["kind"] for event in events)
        result.reasons.update([refused.code] if refused else [])
        if len(result.rows) < rows:
            result.rows.append(RowExplanation(number, events, refused))
    result.codes = _codes_read([row for _, readings, _ in first for row in readings], columns, mapping)
    return result


def _made_up() -> Lookup:
    seen: dict[str, Bearer] = {}
    return lambda numbers: {
        number: seen.setdefault(number, Bearer(f"person-{len(seen) + 1}", registered=False)) for number in numbers
    }


def _hiding(event: dict[str, Any]) -> dict[str, Any]:
    return {name: HIDDEN if name == "number" else value for name, value in event.items()}


def _unused(columns: TableColumns, own: Sequence[str], endings: Sequence[str]) -> list[str]:
    """Returns the columns that are never read. A column that is read without its ending counts as read."""
    read = {name for at, name in enumerate(columns.own) if at in columns.used}
    return [name for name in own if name not in read and stem(name, endings) not in read]


def _separator(column: str, mapping: Mapping) -> str | None:
    """Returns the separator of the words in a column whose words are each translated by a code table, or None."""
    values = [value for event in mapping.events for value in event.fields.values() if isinstance(value, Taken)]
    return next((value.separator for value in values if value.separator and value.codes and value.column == column), None)


def _through(mapping: Mapping) -> dict[str, tuple[set[str], set[str]]]:
    """Maps each column with code tables to the names of the tables, and to the words that conditions name directly."""
    through: dict[str, tuple[set[str], set[str]]] = {}
    for column, codes in _codes_of(mapping):
        through.setdefault(column, (set(), set()))[0].add(codes)
    for condition in [mapping.no_event, *(event.when for event in mapping.events)]:
        for column, wanted in condition.items():
            if column in through and not isinstance(wanted, Tested):
                through[column][1].update([wanted] if isinstance(wanted, str) else wanted)
    return through


def _codes_of(mapping: Mapping) -> Iterable[tuple[str, str]]:
    for event in mapping.events:
        for value in event.fields.values():
            if isinstance(value, Taken) and value.codes and (column := value.column or value.next):
                yield column, value.codes
        for column, condition in event.when.items():
            if isinstance(condition, Tested) and condition.codes:
                yield column, condition.codes


def _codes_read(rows: Sequence[TableRow], columns: TableColumns, mapping: Mapping) -> list[Coded]:
    return [_coded(column, codes, words, rows, columns, mapping) for column, (codes, words) in _through(mapping).items()]


def _coded(
    column: str, tables: set[str], words: set[str], rows: Sequence[TableRow], columns: TableColumns, mapping: Mapping
) -> Coded:
    take = columns.value_reader(f"{{{column}}}", "codes").take
    coded = Coded(column, sorted(tables), Counter(), Counter())
    known = {word.casefold(): str(code) for name in sorted(tables) for word, code in mapping.codes[name].items()}
    named = {word.casefold() for word in words}
    words_of = words_in(_separator(column, mapping))
    for row in rows:
        try:
            cell = take(row)
        except BadLine:
            continue
        for word in words_of(cell):
            if word.casefold() in known:
                coded.mapped[word, known[word.casefold()]] += 1
            elif word.casefold() not in named:
                coded.unmapped[word] += 1
    return coded
