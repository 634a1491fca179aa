"""A table as rows of cells, each with the number of the line it begins on in the table's own file."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from domain.errors import Unreadable
from domain.lines import LONGEST, BadLine
from scripts.mapping_form import Table
from scripts.reading import opened, raw_lines

Cells = list[str]


class Rows(NamedTuple):
    header: Cells
    rows: Iterator[tuple[int, Cells | BadLine]]
    """As many cells as the header has, or why the row has not."""


def open_table(path: Path, table: Table) -> Rows:
    """The table's header, and its rows to come.

    Raises `Unreadable` for what is no text in the encoding that the mapping gives, or has no rows.
    """
    _refuse_other_encoding(path, table.encoding)
    rows = _rows(path, table)
    first = next(rows, None)
    if first is None or isinstance(first[1], BadLine):
        raise Unreadable(
            where=str(path),
            why_sv="tabellen har inga rader." if first is None else "tabellens första rad går inte att läsa.",
            why_en="the table has no rows." if first is None else "the table's first row cannot be read.",
        )
    if table.header:
        return Rows(_unique(path, first[1]), _fitting(rows, len(first[1])))
    numbers = [str(number) for number in range(1, len(first[1]) + 1)]
    return Rows(numbers, _fitting(chain([first], rows), len(numbers)))


def _fitting(rows: Iterator[tuple[int, Cells | BadLine]], width: int) -> Iterator[tuple[int, Cells | BadLine]]:
    for number, cells in rows:
        if isinstance(cells, BadLine) or len(cells) == width:
            yield number, cells
        elif len(cells) > width and not any(cells[width:]):
            yield number, cells[:width]
        else:
            yield number, BadLine("wrong_columns", "", f"{len(cells)} ≠ {width}")


def _rows(path: Path, table: Table) -> Iterator[tuple[int, Cells | BadLine]]:
    delimiter = _delimiter(path, table)
    with opened(path) as file:
        texts = (raw.decode(table.encoding, "replace") for _, raw in islice(raw_lines(file), table.skip_lines, None))
        reader = csv.reader(texts, delimiter=delimiter, strict=True)
        while True:
            before = table.skip_lines + reader.line_num
            try:
                cells = [cell.strip() for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error:
                yield before + 1, BadLine("broken_row", "", f"{before + 1}–{table.skip_lines + reader.line_num}")
                continue
            if any(cells):  # spreadsheets leave rows of nothing at the end
                yield before + 1, cells


def _delimiter(path: Path, table: Table) -> str:
    if table.delimiter != "auto":
        return "\t" if table.delimiter == "tab" else table.delimiter
    with opened(path) as file:
        _, first = next(islice(raw_lines(file), table.skip_lines, None), (0, b""))
    return max(";,\t", key=first.decode(table.encoding, "replace").count)


def _unique(path: Path, header: Cells) -> Cells:
    twice = [name for name, times in Counter(header).items() if times > 1 and name]
    if twice:
        raise Unreadable(
            where=str(path),
            why_sv=f"två kolumner heter ”{twice[0]}”.",
            why_en=f"two columns are called “{twice[0]}”.",
        )
    return header


def _refuse_other_encoding(path: Path, encoding: str) -> None:
    """Read once to the end before any row is used, so that a table of the wrong encoding leaves nothing half-stored."""
    line = _first_not_in(path, encoding)
    really = "windows-1252"
    if encoding == "windows-1252":
        if line is None and (_first_not_in(path, "ascii") is None or _first_not_in(path, "utf-8")):
            return  # what is not plain ASCII and yet is whole UTF-8 is UTF-8
        really = "utf-8"
    elif line is None:
        return
    at_sv, at_en = (f"rad {line} ", f"line {line} ") if line else ("den ", "it ")
    raise Unreadable(
        where=str(path),
        why_sv=f'{at_sv}är inte text i {encoding}, som mappningen säger. Pröva encoding = "{really}" under [table].',
        why_en=f'{at_en}is no text in {encoding}, as the mapping says. Try encoding = "{really}" under [table].',
    )


def _first_not_in(path: Path, encoding: str) -> int | None:
    """The number of the first line that is not in the encoding. A line that was cut for its length is let through."""
    with opened(path) as file:
        for number, raw in raw_lines(file):
            try:
                raw.decode(encoding)
            except UnicodeDecodeError:
                if raw.endswith(b"\n") or len(raw) <= LONGEST:
                    return number
    return None
