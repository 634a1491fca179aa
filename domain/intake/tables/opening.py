"""Opens a table in a text file or workbook: its header, and an iterator over its rows."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from domain.events.lines import BadLine
from domain.intake.tables.form import MappedTable
from domain.intake.tables.reading import check
from domain.intake.tables.repeating import each_person
from domain.intake.tables.rows import REASONS, Cells, Numbered, Rows, repeatable_names, unreadable, without_reason
from domain.intake.tables.text import text_rows
from domain.intake.tables.xlsx import is_workbook, sheet_rows
from domain.intake.tables.xlsx_gate import refuse_unsafe
from domain.vocabulary.text import Text


def open_table(path: Path, table: MappedTable) -> Rows:
    """Returns the table's header and an iterator over its rows.

    Raises `Unreadable` if the file cannot be read as the mapping defines, or has no rows.
    """
    rows = sheet_rows(path, table) if is_workbook(path) else text_rows(path, table)
    first = next(rows, None)
    if first is None:
        raise unreadable(path, Text("tabellen har inga rader", "the table has no rows"))
    if isinstance(first[1], BadLine):
        raise unreadable(path, Text("tabellens första rad går inte att läsa", "the table's first row cannot be read"))
    if table.header:
        read = _with_header(path, first[1], rows)
    else:
        header = [str(number) for number in range(1, len(without_reason(first[1])) + 1)]
        plain = ((n, cells if isinstance(cells, BadLine) else without_reason(cells)) for n, cells in chain([first], rows))
        read = Rows(header, _fitting(plain, len(header)))
    return each_person(read, table.repeat)


def _with_header(path: Path, header: Cells, rows: Iterator[Numbered]) -> Rows:
    """Returns the table without the columns of refusal reasons, if it has them."""
    own = [at for at, name in enumerate(header) if name not in REASONS]
    fitting = _fitting(rows, len(header))
    if len(own) < len(header):
        fitting = ((n, cells if isinstance(cells, BadLine) else [cells[at] for at in own]) for n, cells in fitting)
    return Rows(_unique(path, [header[at] for at in own]), fitting)


def check_table(path: Path) -> None:
    """Checks that the file can be a table, before anything of it is stored. Raises `Unreadable`."""
    if is_workbook(path):
        refuse_unsafe(path)
    else:
        check(path)


def _fitting(rows: Iterator[Numbered], width: int) -> Iterator[Numbered]:
    for number, cells in rows:
        if isinstance(cells, BadLine) or len(cells) == width:
            yield number, cells
        elif len(cells) > width and not any(cells[width:]):
            yield number, cells[:width]
        else:
            yield number, BadLine("wrong_columns", "", f"{len(cells)} ≠ {width}")


def _unique(path: Path, header: Cells) -> Cells:
    twice = next((name for name, times in Counter(header).items() if times > 1 and name), None)
    if twice is not None:
        first, second, *_ = (number for number, name in enumerate(header, 1) if name == twice)
        name = repeatable_names([twice])
        sv = f"kolumnerna {first} och {second} heter lika: ”{name}”"
        raise unreadable(path, Text(sv, f"columns {first} and {second} are called alike: “{name}”"))
    return header
