"""A report before it is written: sections, paragraphs, and tables of typed cells, some of them with a chart.

Knows no measure and no file format. A chart belongs to its table, so that both have the same numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from projections.measuring import labels


class Absent(Enum):
    """Why a cell holds no value: each is its own, and never 0."""

    NONE = "–"
    HIDDEN = labels.HIDDEN

    @property
    def says(self) -> str:
        """In words, where a sign will not do."""
        return "inget värde" if self is Absent.NONE else labels.hidden("sv")


@dataclass(frozen=True)
class Number:
    """A value as it is, and how many decimals the eye wants."""

    value: float
    decimals: int = 0

    def __str__(self) -> str:
        return labels.number(self.value, self.decimals, "sv")


Cell = str | date | Number | Absent


def cell_text(cell: Cell) -> str:
    """A cell as text."""
    return cell.value if isinstance(cell, Absent) else str(cell)


@dataclass(frozen=True)
class ReportColumn:
    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class ReferenceLine:
    """A value that all others are held against: a baseline or a target."""

    name: str
    number: Number


@dataclass(frozen=True)
class Chart:
    """Some of a table's columns and rows as a chart."""

    kind: Literal["lines", "bars"]
    says: str
    """What there is to see, in words: the chart's alternative text."""
    columns: tuple[int, ...]
    rows: int
    """The table's first so many rows."""
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
    """What must not be read past: a contradiction, a reservation."""


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Paragraph | ReportTable, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def tables(self) -> Iterator[ReportTable]:
        """Its own, and those of the sections in it."""
        yield from (block for block in self.blocks if isinstance(block, ReportTable))
        for section in self.sections:
            yield from section.tables


@dataclass(frozen=True)
class Report:
    title: str
    lead: str
    about: Sequence[tuple[str, Cell]]
    """What makes all its figures reproducible: period, A, K, the log's position."""
    sections: tuple[Section, ...]
    guide: Section
    """How it is to be read, with the definition of every measure in it."""
