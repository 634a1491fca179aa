"""A report before it is written to a file: sections, paragraphs, and tables of typed cells, some with a chart.

Independent of measures and file formats. A chart belongs to its table, so that both show the same numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Literal

from projections.measuring import labels


class Absent(Enum):
    """Why a cell has no value. The reasons are distinct, and none is shown as 0."""

    NONE = "–"
    HIDDEN = labels.HIDDEN
    NOT_KNOWN = "ej känt"

    @property
    def says(self) -> str:
        """The meaning in words, where the sign is not enough."""
        return _ABSENT[self]


@dataclass(frozen=True)
class Number:
    """An unrounded value, and the number of decimals to show."""

    value: float
    decimals: int = 0
    unit: str = field(default="", compare=False)
    """The unit to show after it, where neither the row nor the column names it."""

    def __str__(self) -> str:
        shown = labels.number(self.value, self.decimals, "sv")
        return f"{shown} {self.unit}" if self.unit else shown


_ABSENT = {
    Absent.NONE: "inget värde",
    Absent.HIDDEN: labels.hidden("sv"),
    Absent.NOT_KNOWN: "går inte att veta: det som behövs är inte levererat, eller inget utfall är känt",
}
Cell = str | date | Number | Absent


def cell_text(cell: Cell) -> str:
    """Returns a cell as text."""
    return cell.value if isinstance(cell, Absent) else str(cell)


@dataclass(frozen=True)
class ReportColumn:
    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class ReferenceLine:
    """A value that all others are compared with: a baseline or a target."""

    name: str
    number: Number


@dataclass(frozen=True)
class Chart:
    """Some of a table's columns and rows as a chart."""

    kind: Literal["lines", "bars"]
    says: str
    """What the chart shows, in words: its alternative text."""
    columns: tuple[int, ...]
    rows: int
    """The number of rows drawn, from the first row of the table."""
    unit: str
    reference_lines: tuple[ReferenceLine, ...] = ()


@dataclass(frozen=True)
class ReportTable:
    """The first column names the row."""

    caption: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_note: bool = False
    """True for what must not be overlooked: a contradiction, a reservation."""


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Paragraph | ReportTable, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def tables(self) -> Iterator[ReportTable]:
        """The section's own tables, then those of its subsections."""
        yield from (block for block in self.blocks if isinstance(block, ReportTable))
        for section in self.sections:
            yield from section.tables


@dataclass(frozen=True)
class Report:
    title: str
    lead: str
    about: Sequence[tuple[str, Cell]]
    """What makes all figures reproducible: period, A, K, the log's position."""
    sections: tuple[Section, ...]
    guide: Section
    """How to read the report, with the definition of every measure in it."""
