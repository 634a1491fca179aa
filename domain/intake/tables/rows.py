"""The common form of tables from any file: a header and rows of cells, each row with its number in the file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from domain.errors import Unreadable
from domain.events.lines import REFUSED, BadLine
from domain.events.repeating import repeatable_place
from domain.vocabulary.text import Text

REASONS = (f"{REFUSED}_row", REFUSED, f"{REFUSED}_en")
"""The extra columns of a table of refused rows: the row, and the reasons."""
REASON_OF_ROW = f"{REFUSED}:"
"""The prefix of the last cell of a refused row, if the table has no header."""

Cells = list[str]
Numbered = tuple[int, Cells | BadLine]
"""The row's number, and as many cells as the header has, or why the row does not have them."""


class Rows(NamedTuple):
    header: Cells
    rows: Iterator[Numbered]


def without_reason(cells: Cells) -> Cells:
    return cells[:-1] if cells and cells[-1].startswith(REASON_OF_ROW) else cells


def unreadable(path: Path, why: Text) -> Unreadable:
    return Unreadable(where=str(path), why=Text.of(lambda lang: f"{why[lang]}."))


def no_column(path: Path, name: str, place: str, have: Iterable[str]) -> Unreadable:
    names = repeatable_names(have)
    return unreadable(
        path,
        Text(
            f"kolumnen ”{name}”, som mappningen läser ({place}), finns inte. De som finns: {names}. "
            "Står rubrikerna på tabellens första rad?",
            f"there is no column “{name}”, which the mapping reads ({place}). There are: {names}. "
            "Are the headings on the table's first row?",
        ),
    )


def repeatable_names(names: Iterable[str]) -> str:
    """Joins column names in a form that is safe in an error: without headings, they may be a person's data."""
    return ", ".join(dict.fromkeys(repeatable_place(name) for name in names if name))
