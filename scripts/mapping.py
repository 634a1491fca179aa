"""From the rows of a table to event lines, as a mapping says: each row gives its lines, or the reason why it cannot.

Pure conversion, streamed: what the lines mean is judged by the import. In memory are one row and the one after it, the
keys of the persons that have been seen, and the tables that are joined by person.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

from domain.errors import Unreadable
from domain.lines import BadLine
from scripts.columns import Columns, Named, Row
from scripts.joining import Joined
from scripts.mapping_form import Mapping, Taken
from scripts.plan import Plan
from scripts.tables import open_table


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that gives no events: its line in the table, the column, a code and the reasons in both languages."""

    number: int
    field: str
    code: str
    sv: str
    en: str


def table_lines(path: Path, mapping: Mapping, tables: dict[str, Path] | None = None) -> Iterator[tuple[int, bytes | BadRow]]:
    """The table's event lines as JSON, each with the number of the row it comes from; a row may give several.

    `tables`: the files of the tables that the mapping joins. Raises `Unreadable` at the first step, before any line,
    for a table that is not as the mapping says.
    """
    joined = Joined(mapping, tables or {})
    columns, rows = _opened(path, mapping, joined)
    plan = Plan(mapping, columns)
    if _looks_ahead(mapping):
        _refuse_scattered(path, _opened(path, mapping, joined)[1])
    for (number, row), (_, after) in pairwise(chain(rows, [(0, Row("", ()))])):
        try:
            lines = plan.lines(_before(row, after))
        except BadLine as bad:
            yield number, BadRow(number, bad.field, bad.code, bad.sv, bad.en)
        else:
            for line in lines:
                yield number, line


Read = Iterator[tuple[int, Row | BadLine]]


def _opened(path: Path, mapping: Mapping, joined: Joined) -> tuple[Columns, Read]:
    header, rows = open_table(path, mapping.table)
    columns = Columns(path, mapping.codes, Named("", header, mapping.table.columns), *joined.named)
    key, label = columns.found(mapping.participant, "participant")

    def read() -> Read:
        for number, cells in rows:
            try:
                if isinstance(cells, BadLine):
                    raise cells
                participant = key(Row("", cells))
                if participant is None:
                    raise BadLine("missing_column_value", label, "participant")
                yield number, Row(str(participant), [*cells, *joined.cells_of(str(participant))])
            except BadLine as bad:
                yield number, bad

    return columns, read()


def _before(row: Row | BadLine, after: Row | BadLine) -> Row:
    """The row, knowing what comes after it of the same person."""
    if isinstance(row, BadLine):
        raise row
    if isinstance(after, BadLine):
        return replace(row, after=after)
    return replace(row, after=after.cells) if after.participant == row.participant else row


def _looks_ahead(mapping: Mapping) -> bool:
    values = [value for event in mapping.events for value in event.fields.values()]
    return any(isinstance(value, Taken) and value.next is not None for value in values)


def _refuse_scattered(path: Path, rows: Read) -> None:
    """Where the next row decides, a person's rows must stand together; seen before any line is given."""
    seen: set[str] = set()
    current = None
    for number, row in rows:
        if isinstance(row, BadLine) or row.participant == current:
            continue
        if row.participant in seen:
            raise Unreadable(
                where=str(path),
                why_sv=f"rad {number}: personens rader står inte samlade. Sortera tabellen på person och datum.",
                why_en=f"line {number}: the person's rows do not stand together. Sort the table by person and date.",
            )
        current = row.participant
        seen.add(current)
