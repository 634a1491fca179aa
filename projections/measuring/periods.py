"""The periods that a figure can have: month, quarter, tertial, year, or consecutive months."""

import re
from dataclasses import dataclass
from datetime import date

from domain.calendar import month_end, months_between, plus_months
from domain.errors import Unknown
from domain.vocabulary.text import Text


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, both inclusive, and the label."""

    first_on: date
    last_on: date
    label: str

    @property
    def months(self) -> list["Period"]:
        """Its months, in order."""
        return [month(plus_months(self.first_on, number)) for number in range(months_between(self.first_on, self.last_on))]

    @property
    def is_year(self) -> bool:
        return len(self.label) == 4


def month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, month_end(day), f"{first:%Y-%m}")


def period(label: str) -> Period:
    """Parses `2023`, `2023-04`, `2023-Q2`, `2023-T1` or `2023-01..2023-08`.

    Raises `Unknown` for any other label.
    """
    if label.count("..") == 1:
        first, _, last = label.partition("..")
        begin, end = period(first), period(last)
        if begin.first_on <= end.last_on:
            return Period(begin.first_on, end.last_on, label)
    elif match := re.fullmatch(r"([0-9]{4})(?:-(?:Q([1-4])|T([1-3])|(0[1-9]|1[0-2])))?", label):
        year, quarter, tertial, month_number = match.groups()
        if int(year) >= 1900:
            return Period(*_span(int(year), quarter, tertial, month_number), label)
    raise Unknown(
        what=Text("Perioden", "period"),
        name=label,
        hint=Text(
            "Skriv till exempel 2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.",
            "Write for example 2023, 2023-04, 2023-Q2, 2023-T1 or 2023-01..2023-08.",
        ),
    )


def _span(year: int, quarter: str | None, tertial: str | None, month_number: str | None) -> tuple[date, date]:
    length, which = 12, 1
    if quarter:
        length, which = 3, int(quarter)
    elif tertial:
        length, which = 4, int(tertial)
    elif month_number:
        length, which = 1, int(month_number)
    first = date(year, (which - 1) * length + 1, 1)
    return first, month_end(plus_months(first, length - 1))
