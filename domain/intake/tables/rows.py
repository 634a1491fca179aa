"""What a table is read as, whatever file it stands in: a header and rows of cells, each with its number in the file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from domain.errors import Unreadable
from domain.events.lines import REFUSED, BadLine
from domain.events.repeating import repeatable_place
from domain.vocabulary.text import Text

REASONS = (f"{REFUSED}_row", REFUSED, f"{REFUSED}_en")
"""The columns that a table of refused rows has more: which row it was, and why."""
REASON_OF_ROW = f"{REFUSED}:"
"""What the last cell of a refused row begins with, where the table has no header."""

Cells = list[str]
Numbered = tuple[int, Cells | BadLine]
"""As many cells as the header has, or why the row has not."""


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
    """What columns are called, as an error may repeat it: where headings are missing, it is a row of somebody."""
    return ", ".join(dict.fromkeys(repeatable_place(name) for name in names if name))
