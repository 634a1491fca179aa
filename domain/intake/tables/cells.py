"""Parses a cell of a table as text, a date, a month or a number, in the form that the mapping defines for the column."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from domain.calendar import STOCKHOLM, day_of, month_end
from domain.events.lines import BadLine
from domain.intake.tables.form import MappedColumn

Reader = Callable[[str], str | int | float | None]
"""Returns the value of a cell, None if it is empty. Dates are ISO text. Raises `BadLine`."""


class Typed(str):
    """A number or date cell of a spreadsheet, as text: 1234.5 or 2024-01-31, independent of the column's text form."""

    __slots__ = ()


def text(cell: str) -> str | None:
    return cell or None


def reader_of(name: str, column: MappedColumn) -> Reader:
    """Returns the reader of a column's cells; results are cached, since the same dates and numbers are frequent."""
    if column.number is not None:
        return lru_cache(10_000, typed=True)(_number_reader(name, column.number))
    forms = [form] if isinstance(form := column.date or column.month or [], str) else form
    if not forms:
        return text
    return lru_cache(10_000, typed=True)(_date_reader(name, column, [_day_reader(form, column) for form in forms]))


DayReader = Callable[[str], date | None]
"""Returns the day of a cell; None if it is not in this form. Raises `ValueError` if the day does not exist."""


def _date_reader(name: str, column: MappedColumn, readers: list[DayReader]) -> Reader:
    of_spreadsheet = [*readers, _day_reader("YYYY-MM-DD", column)]

    def read(cell: str) -> str | None:
        if not cell:
            return None
        try:
            day = next((day for read in (of_spreadsheet if isinstance(cell, Typed) else readers) if (day := read(cell))), None)
        except ValueError:
            day = None
        if day is None:
            raise BadLine("bad_date", name, cell)
        if column.month is not None:
            return day.isoformat()[:7]
        return None if column.open_from and day >= column.open_from else day.isoformat()

    return read


def _day_reader(form: str, column: MappedColumn) -> DayReader:
    if form == INSTANT:
        return _day_of_instant
    pattern = _pattern(form)

    def read(cell: str) -> date | None:
        match = pattern.fullmatch(cell)
        return _day(match.groupdict(), column) if match else None

    return read


def _day(parts: dict[str, str], column: MappedColumn) -> date:
    year = int(parts["year"]) if "year" in parts else _in_hundred_years(int(parts["two"]), column.pivot or 0)
    day = date(year, int(parts["month"]), int(parts.get("day") or 1))
    return month_end(day) if "day" not in parts and column.day == "last" else day


def _in_hundred_years(two_digits: int, pivot: int) -> int:
    return pivot + (two_digits - pivot) % 100


def _day_of_instant(cell: str) -> date | None:
    """Returns the day of an ISO instant; without an offset it is in Stockholm time. None if it is not an instant."""
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return day_of(at if at.tzinfo else at.replace(tzinfo=STOCKHOLM))


INSTANT = "instant"
_SIGNS = (
    ("YYYY", r"(?P<year>\\d{4})"),
    ("YY", r"(?P<two>\\d{2})"),
    ("MM", r"(?P<month>\\d{2})"),
    ("DD", r"(?P<day>\\d{2})"),
    (r"\bM\b", r"(?P<month>\\d{1,2})"),
    (r"\bD\b", r"(?P<day>\\d{1,2})"),
)


def _pattern(form: str) -> re.Pattern[str]:
    """Returns the pattern of a form: ÅÅÅÅ, ÅÅ, MM and DD are digits, other text is literal; a time of day may follow."""
    pattern = re.escape(form).replace("Å", "Y")
    for sign, group in _SIGNS:
        pattern = re.sub(sign, group, pattern, count=1)
    return re.compile(pattern + r"(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)


_MOST = 10**18
"""The largest absolute value of a number in a line."""


def _number_reader(name: str, sign: str) -> Reader:
    forms = {decimal: re.compile(rf"[-−]?\d+(?:{re.escape(decimal)}\d+)?", re.ASCII) for decimal in (sign, ".")}

    def read(cell: str) -> int | float | None:
        if not cell:
            return None
        decimal = "." if isinstance(cell, Typed) else sign
        digits = "".join(cell.split())
        plain = digits.replace("−", "-").replace(decimal, ".")
        if not forms[decimal].fullmatch(digits) or abs(float(plain)) > _MOST:
            raise BadLine("bad_number", name, cell)
        return float(plain) if "." in plain else int(plain)

    return read
