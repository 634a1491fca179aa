"""The first rows of a table, read without any mapping: its form, its headings, and the values of each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from domain.errors import Unreadable
from domain.events.lines import BadLine
from domain.intake.tables.form import MappedTable
from domain.intake.tables.opening import check_table, open_table
from domain.intake.tables.text import delimiter_of
from domain.intake.tables.xlsx import is_workbook

ROWS = 2000
"""The number of rows whose values are looked at."""
_DELIMITERS: Mapping[str, str] = {"\t": "tab", ";": ";", ",": ","}
_ABOVE = 6
"""The maximum number of lines above the headings that are looked past."""


@dataclass(frozen=True, slots=True)
class Sample:
    form: MappedTable
    values: Mapping[str, Sequence[str]]
    """The different values of each column that are not empty, in the order of the table."""


def sample_of(path: Path, repeat: Sequence[str] = ()) -> Sample:
    """Reads the beginning of a table. `repeat`: the endings of each person's columns. Raises `Unreadable`."""
    check_table(path)
    form = _form(path).model_copy(update={"repeat": list(repeat)})
    header, rows = open_table(path, form)
    values: dict[str, dict[str, None]] = {name: {} for name in header}
    for _, cells in islice(rows, ROWS):
        if not isinstance(cells, BadLine):
            for name, cell in zip(header, cells, strict=True):
                if cell:
                    values[name].setdefault(cell)
    return Sample(form, {name: list(of) for name, of in values.items()})


def _form(path: Path) -> MappedTable:
    """Returns the form in which the table can be read: its encoding, delimiter and the lines above its headings."""
    if is_workbook(path):
        return _below_title(path, MappedTable())
    try:
        form = _below_title(path, MappedTable())
    except Unreadable:
        form = _below_title(path, MappedTable(encoding="windows-1252"))
    return form.model_copy(update={"delimiter": _DELIMITERS[delimiter_of(path, form)]})


def _below_title(path: Path, form: MappedTable) -> MappedTable:
    for skipped in range(_ABOVE):
        below = form.model_copy(update={"skip_lines": skipped})
        try:
            header, _ = open_table(path, below)
        except Unreadable:
            if skipped:
                break
            raise
        if sum(map(bool, header)) > 1:
            return below
    return form
