"""What stands in one cell of a table: text, a date, a month or a number, as the mapping says its column is written."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from domain.calendar import month_end
from domain.lines import BadLine
from scripts.mapping.form import Column

Reader = Callable[[str], str | int | float | None]
"""From a cell to its value, None if it is empty. Dates are ISO text. Raises `BadLine`."""


class Typed(str):
    """A number or a date that a spreadsheet holds as such: written as 1234.5 or 2024-01-31, whatever form texts have."""

    __slots__ = ()


def text(cell: str) -> str | None:
    return cell or None


def reader_of(name: str, column: Column) -> Reader:
    """How the cells of a column are read; the same dates come again and again, so each is worked out once."""
    if column.number is not None:
        return lru_cache(10_000, typed=True)(_number_reader(name, column.number))
    forms = [form] if isinstance(form := column.date or column.month or [], str) else form
    if not forms:
        return text
    return lru_cache(10_000, typed=True)(_date_reader(name, column, [_pattern(form) for form in forms]))


def _date_reader(name: str, column: Column, patterns: list[re.Pattern[str]]) -> Reader:
    open_from = column.open_from or date.max

    def read(cell: str) -> str | None:
        if not cell:
            return None
        allowed = [*patterns, _ISO] if isinstance(cell, Typed) else patterns
        found = next((match for pattern in allowed if (match := pattern.fullmatch(cell))), None)
        try:
            day = _day(found, column) if found else None
        except ValueError:
            day = None
        if day is None:
            raise BadLine("bad_date", name, cell[:80])
        if column.month is not None:
            return day.isoformat()[:7]
        return None if day >= open_from else day.isoformat()

    return read


def _day(found: re.Match[str], column: Column) -> date:
    parts = found.groupdict()
    day = date(int(parts["year"]), int(parts["month"]), int(parts.get("day") or 1))
    return month_end(day) if "day" not in parts and column.day == "last" else day


_SIGNS = (
    ("YYYY", r"(?P<year>\\d{4})"),
    ("MM", r"(?P<month>\\d{2})"),
    ("DD", r"(?P<day>\\d{2})"),
    (r"\bM\b", r"(?P<month>\\d{1,2})"),
    (r"\bD\b", r"(?P<day>\\d{1,2})"),
)


def _pattern(form: str) -> re.Pattern[str]:
    """ÅÅÅÅ, MM and DD are digits, the rest stands as it is; spreadsheets like to add a time of day."""
    pattern = re.escape(form).replace("Å", "Y")
    for sign, group in _SIGNS:
        pattern = re.sub(sign, group, pattern, count=1)
    return re.compile(pattern + r"(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)


_ISO = _pattern("YYYY-MM-DD")


def _number_reader(name: str, sign: str) -> Reader:
    forms = {decimal: re.compile(rf"[-−]?\d+(?:{re.escape(decimal)}\d+)?", re.ASCII) for decimal in (sign, ".")}

    def read(cell: str) -> int | float | None:
        if not cell:
            return None
        decimal = "." if isinstance(cell, Typed) else sign
        digits = "".join(cell.split())
        if not forms[decimal].fullmatch(digits):
            raise BadLine("bad_number", name, cell[:80])
        plain = digits.replace("−", "-").replace(decimal, ".")
        return float(plain) if "." in plain else int(plain)

    return read
