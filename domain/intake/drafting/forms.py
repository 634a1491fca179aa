"""The forms of a column's values: of dates, months and numbers, as far as the values show them."""

from collections.abc import Sequence

from domain.events.lines import BadLine
from domain.intake.tables.cells import INSTANT, Reader, Typed, reader_of
from domain.intake.tables.form import MappedColumn

_DATES = (
    "ÅÅÅÅ-MM-DD",
    "ÅÅÅÅMMDD",
    "ÅÅÅÅ/MM/DD",
    "ÅÅÅÅ.MM.DD",
    "D.M.ÅÅÅÅ",
    "D/M/ÅÅÅÅ",
    "M/D/ÅÅÅÅ",
    "D-M-ÅÅÅÅ",
    "D/M ÅÅÅÅ",
    INSTANT,
)
_MONTHS = ("ÅÅÅÅ-MM", "ÅÅÅÅMM", "ÅÅÅÅ-M", "MM/ÅÅÅÅ", "ÅÅÅÅ/MM")
_OPPOSED = {"D/M/ÅÅÅÅ", "M/D/ÅÅÅÅ"}
"""Two forms that many days fit alike."""


def date_forms(values: Sequence[str]) -> list[str]:
    """Returns the forms that the values are dates in; several that fit alike, if the values do not show which."""
    written = [value for value in values if not isinstance(value, Typed)]
    whole = [form for form in _DATES if reads_all(MappedColumn(date=form), written)]
    if whole:
        return [form for form in whole if form in _OPPOSED and written] or whole[:1]
    return [form for form in _DATES if any(_reads(MappedColumn(date=form), value) for value in written)][:3]


def are_dates(values: Sequence[str]) -> bool:
    forms = date_forms(values)
    return bool(forms) and reads_all(MappedColumn(date=forms), values)


def month_form(values: Sequence[str]) -> str | None:
    return next((form for form in _MONTHS if reads_all(MappedColumn(month=form), values)), None)


def decimal_sign(values: Sequence[str]) -> str | None:
    """Returns the sign in which the values are numbers."""
    return next((sign for sign in (",", ".") if reads_all(MappedColumn(number=sign), values)), None)


def reads_all(column: MappedColumn, values: Sequence[str]) -> bool:
    """Returns whether every value can be read as the column says."""
    read = reader_of("", column)
    return all(_is_read(read, value) for value in values)


def _reads(column: MappedColumn, value: str) -> bool:
    return _is_read(reader_of("", column), value)


def _is_read(read: Reader, value: str) -> bool:
    try:
        read(value)
    except BadLine:
        return False
    return True
