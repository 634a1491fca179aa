"""Converts the rows of a table to event lines with a mapping: each row returns its lines, or the reason for refusing it.

Streamed conversion only: the import judges the lines. Memory contains the current and the next row, the keys of the
persons seen so far, and the tables joined by person.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path

from domain.errors import Unreadable
from domain.events.lines import BadLine
from domain.intake.mapping.columns import Named, TableColumns, TableRow
from domain.intake.mapping.identity import Exchange, Lookup, nobody_looks_up
from domain.intake.mapping.joining import Joined
from domain.intake.mapping.origin import TableLine
from domain.intake.mapping.plan import NO_CLOCK, MappingPlan
from domain.intake.tables.form import Mapping, Taken
from domain.intake.tables.opening import open_table
from domain.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be converted: its line in the table, the column, a code and the reasons in both languages."""

    number: int
    field: str
    code: str
    text: Text
    ids: frozenset[str] | None = None
    """The ids that the row's events would have; None if they cannot be read either."""


class FaultyRow(BadLine):
    """The faults of a row, with the ids that its events would have."""

    def __init__(self, fault: BadLine, ids: frozenset[str] | None) -> None:
        self.code, self.field, self.text, self.ids = fault.code, fault.field, fault.text, ids
        Exception.__init__(self, fault.text.sv)


def table_lines(
    path: Path,
    mapping: Mapping,
    tables: dict[str, Path] | None = None,
    lookup: Lookup = nobody_looks_up,
    now: datetime = NO_CLOCK,
) -> Iterator[tuple[int, TableLine | BadRow]]:
    """Yields the table's event lines as JSON, each with the number of its row; see `table_rows`."""
    for number, row in table_rows(path, mapping, tables, lookup, now):
        yield from [(number, row)] if isinstance(row, BadRow) else ((number, line) for line in row)


def table_rows(
    path: Path,
    mapping: Mapping,
    tables: dict[str, Path] | None = None,
    lookup: Lookup = nobody_looks_up,
    now: datetime = NO_CLOCK,
) -> Iterator[tuple[int, list[TableLine] | BadRow]]:
    """Yields each row's number and its event lines as JSON: several, or an empty list; or a `BadRow`.

    Lines that a table has once for a person, and that belong to no single row, are `OfPerson`.

    `tables`: the files of the tables that the mapping joins. `lookup`: returns the bearer of an identity number, if the
    mapping reads any. `now`: the latest time of registration that is computed. Raises `Unreadable` at the first step,
    before any line, if the table does not match the mapping.
    """
    for number, _, lines in converted(path, mapping, tables or {}, lookup, now)[1]:
        yield number, _bad_row(number, lines) if isinstance(lines, FaultyRow) else lines


def _bad_row(number: int, row: FaultyRow) -> BadRow:
    return BadRow(number, row.field, row.code, row.text, row.ids)


Read = Iterator[tuple[int, TableRow | BadLine]]
"""Each row's number and the row, once for each of its persons."""
Converted = Iterator[tuple[int, Sequence[TableRow], list[TableLine] | FaultyRow]]
"""Each row's number, its readings (a reading per person), and its lines or the fault."""


def converted(
    path: Path, mapping: Mapping, tables: MappingOf[str, Path], lookup: Lookup, now: datetime
) -> tuple[TableColumns, Converted]:
    """Returns the table's columns, and an iterator over the converted rows."""
    joined = Joined(mapping, tables, lookup)
    columns, rows = _opened(path, mapping, joined, lookup)
    plan = MappingPlan(mapping, columns, now)
    if _looks_ahead(mapping):
        _refuse_scattered(path, _opened(path, mapping, joined, lookup)[1])
        rows = _looking_ahead(rows)
    return columns, _converted(rows, plan)


def _converted(rows: Read, plan: MappingPlan) -> Converted:
    for number, group in groupby(rows, itemgetter(0)):
        persons = [row for _, row in group]
        readable = [row for row in persons if isinstance(row, TableRow)]
        try:
            yield number, readable, plan.lines(persons)
        except BadLine as bad:
            yield number, readable, FaultyRow(bad, plan.ids(persons))


def _opened(path: Path, mapping: Mapping, joined: Joined, lookup: Lookup) -> tuple[TableColumns, Read]:
    """Returns the columns that the mapping can name, and the rows, joined and with keys instead of identity numbers."""
    header, rows = open_table(path, mapping.table)
    numbers = Exchange(path, header, mapping.table, mapping.identity, lookup)
    own = Named("", header, mapping.table.columns, mapping.table.repeat, mapping.identity)
    columns = TableColumns(path, mapping.codes, own, *joined.named)
    key, label = columns.value_reader(mapping.whose, "participant")

    def read() -> Read:
        for number, exchanged in numbers.rows(rows):
            try:
                if isinstance(exchanged, BadLine):
                    raise exchanged
                identity, named = exchanged
                row = TableRow("", named, identity=identity)
                if (participant := key(row)) is None:
                    raise BadLine("missing_column_value", label, "participant")
                row.participant = str(participant)
                row.cells = [*named, *joined.cells_of(row.participant)]
                yield number, row
            except BadLine as bad:
                yield number, bad

    return columns, read()


def _looking_ahead(rows: Read) -> Read:
    """Yields the rows, each with the same person's next row."""
    for (number, row), (_, after) in pairwise(chain(rows, [(0, TableRow("", []))])):
        yield number, _before(row, after)


def _before(row: TableRow | BadLine, after: TableRow | BadLine) -> TableRow | BadLine:
    """Returns the row with the same person's next row in `after`, if the next row is about that person."""
    if isinstance(row, BadLine):
        return row
    if isinstance(after, BadLine):
        return replace(row, after=after)
    return replace(row, after=after.cells) if after.participant == row.participant else row


def _looks_ahead(mapping: Mapping) -> bool:
    values = [value for event in mapping.events for value in event.fields.values()]
    return any(isinstance(value, Taken) and value.next is not None for value in values)


def _refuse_scattered(path: Path, rows: Read) -> None:
    """Raises `Unreadable` if a person's rows are not consecutive, which values from the next row require."""
    seen: set[str] = set()
    current = None
    for number, row in rows:
        if isinstance(row, BadLine) or row.participant == current:
            continue
        if row.participant in seen:
            raise Unreadable(
                where=str(path),
                why=Text(
                    f"rad {number}: personens rader står inte samlade. Sortera tabellen på person och datum.",
                    f"line {number}: the person's rows do not stand together. Sort the table by person and date.",
                ),
            )
        current = row.participant
        seen.add(current)
