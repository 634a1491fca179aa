"""Writes the refused rows of tables as a table with the reasons added; once corrected, the same mapping reads it.

The rows are read again, unprocessed: a text file results in a text file with the same delimiter and encoding, a workbook in
a workbook with dates as dates. The columns of reasons are ignored when the table is sent again.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook

from domain.intake.tables.form import MappedTable
from domain.intake.tables.reading import opened, raw_lines
from domain.intake.tables.rows import REASON_OF_ROW, REASONS, without_reason
from domain.intake.tables.text import Broken, delimiter_of, raw_rows
from domain.intake.tables.xlsx import Held, held_rows, is_workbook, text_of
from domain.normal_form import on_one_line
from domain.vocabulary.text import Text

HeldRow = list[Held]
_AS_SHOWN = {dt.date: "yyyy-mm-dd", dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.time: "hh:mm:ss", dt.timedelta: "[h]:mm:ss"}


class Reason(NamedTuple):
    """The reason why a row was refused, and the row's file and number."""

    row: str
    text: Text


class _Part(NamedTuple):
    """The header and the refused rows of a file."""

    header: HeldRow
    rows: list[tuple[HeldRow, Reason]]


def refused_table(table: MappedTable, refused: Sequence[tuple[Path, Mapping[int, Reason]]]) -> bytes:
    """Returns the table of refused rows. `refused`: each file with its reasons by row number; the first sets the format."""
    parts = [_part(path, table, reasons) for path, reasons in refused]
    rows = list(_with_reasons(parts, table))
    first, _ = refused[0]
    if is_workbook(first):
        name, held = held_rows(first, table)
        return _as_workbook(name, [*held[: table.skip_lines], *rows])
    out = io.StringIO(_above(first, table), newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, delimiter=delimiter_of(first, table), lineterminator="\r\n")
    writer.writerows([text_of(cell) for cell in row] for row in rows)
    return out.getvalue().encode(table.encoding, "replace")


def _part(path: Path, table: MappedTable, reasons: Mapping[int, Reason]) -> _Part:
    rows = _rows(path, table)
    header = next(rows, (0, []))[1] if table.header else []
    own = [at for at, cell in enumerate(header) if text_of(cell) not in REASONS]
    refused = [(row, reasons[number]) for number, row in rows if number in reasons]
    if not table.header:
        return _Part([], [(row[: len(without_reason([text_of(cell) for cell in row]))], reason) for row, reason in refused])
    width = len(header)
    return _Part(
        [header[at] for at in own],
        [([*(row[at] if at < len(row) else "" for at in own), *row[width:]], reason) for row, reason in refused],
    )


def _rows(path: Path, table: MappedTable) -> Iterator[tuple[int, HeldRow]]:
    """Yields the rows that are not empty, with typed values; for a broken row of a text file, its text as a single cell."""
    if is_workbook(path):
        held = ((number, row) for number, row in enumerate(held_rows(path, table)[1], 1) if number > table.skip_lines)
        yield from ((number, row) for number, row in held if any(text_of(cell).strip() for cell in row))
        return
    for number, cells in raw_rows(path, table):
        if isinstance(cells, Broken):
            yield number, ["".join(cells)]
        elif any(cell.strip() for cell in cells):
            yield number, [*cells]


def _with_reasons(parts: Sequence[_Part], table: MappedTable) -> Iterator[HeldRow]:
    """Yields the header and the rows of all files, in the columns of the first file plus extra columns of the others."""
    if not table.header:
        yield from (
            [*row, f"{REASON_OF_ROW} {reason.text.sv} / {reason.text.en}"] for part in parts for row, reason in part.rows
        )
        return
    header = {on_one_line(text_of(cell)): cell for part in parts for cell in part.header}
    alike = all(part.header == parts[0].header for part in parts)
    columns = parts[0].header if alike else list(header.values())
    yield [*columns, *REASONS]
    for part in parts:
        names = [on_one_line(text_of(cell)) for cell in part.header]
        for row, reason in part.rows:
            cells = dict(zip(names, row, strict=False))
            own = row[: len(names)] if alike else [cells.get(name, "") for name in header]
            yield [*own, reason.row, reason.text.sv, reason.text.en, *row[len(names) :]]


def _above(path: Path, table: MappedTable) -> str:
    """Returns the lines of a text file above its header."""
    with opened(path) as file:
        return "".join(raw.decode(table.encoding, "replace") for _, raw in islice(raw_lines(file), table.skip_lines))


def _as_workbook(name: str, rows: Sequence[HeldRow]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet(name)
        forms = {kind: book.add_format({"num_format": form}) for kind, form in _AS_SHOWN.items()}
        for at, row in enumerate(rows):
            for column, held in enumerate(row):
                write = sheet.write_string if isinstance(held, str) else sheet.write  # a text must not become a formula
                write(at, column, held, forms.get(type(held)))
    return out.getvalue()
