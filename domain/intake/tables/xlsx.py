"""Reads a table on a sheet of a workbook (.xlsx): dates as dates, numbers as displayed, rows by their number in the sheet."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from os.path import isfile
from pathlib import Path
from zipfile import is_zipfile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from domain.errors import Unreadable
from domain.intake.tables.cells import Typed
from domain.intake.tables.form import MappedTable
from domain.intake.tables.rows import Numbered, unreadable
from domain.intake.tables.xlsx_gate import refuse_unsafe
from domain.normal_form import on_one_line
from domain.vocabulary.text import Text

Held = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def is_workbook(path: Path) -> bool:
    """Returns whether the file is a zip file, by its content, not its name."""
    return isfile(path) and is_zipfile(path)


def sheet_rows(path: Path, table: MappedTable) -> Iterator[Numbered]:
    """Yields the rows of the sheet, including the header. Raises `Unreadable`, for an unsafe workbook before parsing it."""
    for number, held in enumerate(held_rows(path, table)[1][table.skip_lines :], table.skip_lines + 1):
        cells = [_cell(value) for value in held]
        if any(cells):
            yield number, cells


def held_rows(path: Path, table: MappedTable) -> tuple[str, list[list[Held]]]:
    """Returns the sheet's name, and all its rows with typed values. Raises as `sheet_rows`."""
    refuse_unsafe(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        name = _sheet(path, workbook, table.sheet)
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise unreadable(path, Text("arbetsboken går inte att läsa", "the workbook cannot be read")) from None
    return name, rows


def _sheet(path: Path, workbook: CalamineWorkbook, wanted: str | None) -> str:
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    alike = [name for name in names if on_one_line(name) == wanted]
    if alike:
        return alike[0]
    if wanted is None and len(names) == 1:
        return names[0]
    raise _which(path, wanted, ", ".join(names))


def _which(path: Path, wanted: str | None, names: str) -> Unreadable:
    if wanted is None:
        return unreadable(
            path,
            Text(
                f'arbetsboken har flera blad. Skriv vilket i mappningen: sheet = "…" under [table]. De som finns: {names}',
                f'the workbook has several sheets. Say which in the mapping: sheet = "…" under [table]. There are: {names}',
            ),
        )
    return unreadable(
        path,
        Text(
            f"bladet ”{wanted}”, som mappningen läser, finns inte. De som finns: {names}",
            f"there is no sheet “{wanted}”, which the mapping reads. There are: {names}",
        ),
    )


def _cell(held: Held) -> str:
    return on_one_line(held) if isinstance(held, str) else text_of(held)


def text_of(held: Held) -> str:
    """Returns a text unchanged, and a number or date as text."""
    if isinstance(held, str):
        return held
    if isinstance(held, bool):
        return "SANT" if held else "FALSKT"  # as a Swedish spreadsheet displays it
    if isinstance(held, int | float):
        return Typed(_number(held))
    if isinstance(held, dt.datetime) and held.time() == dt.time():
        return Typed(held.date().isoformat())
    return Typed(str(held) if isinstance(held, dt.timedelta) else held.isoformat())


def _number(held: float) -> str:
    """Formats a number with the 15 digits that a spreadsheet keeps: 0.1 + 0.2 is 0.3, and integers have no decimals."""
    return format(Decimal(format(held, ".15g")), "f")
