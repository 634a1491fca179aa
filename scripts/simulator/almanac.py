"""The town's days, weeks and months as numbers, and how an event file writes them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_NOON: Final = time(12, tzinfo=ZoneInfo("Europe/Stockholm"))
_YEARS_BEFORE: Final = 3
"""People have a past: an establishment that began before the log did."""
_YEARS_AFTER: Final = 4
"""Plans and studies reach past the last day, and what happened on it is registered later."""
_OPENS, OFFICE_SECONDS = 8 * 3600, 9 * 3600
CLOCK: Final = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(_OPENS, _OPENS + OFFICE_SECONDS)]
"""The office hours by the second; what is registered is registered in them."""


@dataclass(frozen=True, slots=True)
class Month:
    label: str
    first: int
    last: int
    payday: int


class Almanac:
    """Day numbers count from a day before the log; `first` and `last` are the days it is about."""

    def __init__(self, first_year: int, last_year: int) -> None:
        zero, end = date(first_year - _YEARS_BEFORE, 1, 1), date(last_year + _YEARS_AFTER, 12, 31)
        days = [zero + timedelta(n) for n in range((end - zero).days + 1)]
        self.zero = zero
        self.first_year, self.last_year = first_year, last_year
        self.iso = [day.isoformat() for day in days]
        self.offset = [datetime.combine(day, _NOON).isoformat()[-6:] for day in days]
        self.office = [n + (8 - day.isoweekday()) * (day.isoweekday() > 5) for n, day in enumerate(days)]
        """For each day the first from it on that the office is open."""
        self.week = ["{}-W{:02d}".format(*day.isocalendar()[:2]) for day in days]
        self.first, self.last = self.day(date(first_year, 1, 1)), self.day(date(last_year, 12, 31))
        starts = [self.day(date(y, m, 1)) for y in range(first_year, last_year + 1) for m in range(1, 13)]
        ends = [*(day - 1 for day in starts[1:]), self.last]
        self.months = [Month(self.iso[a][:7], a, b, a + 26) for a, b in zip(starts, ends, strict=True)]

    def day(self, day: date) -> int:
        return (day - self.zero).days

    def date(self, day: int) -> date:
        return self.zero + timedelta(day)

    def year(self, day: int) -> int:
        return int(self.iso[day][:4])

    def month_number(self, day: int) -> int:
        """The number of a day's month, from the first month of the log."""
        return (int(self.iso[day][:4]) - self.first_year) * 12 + int(self.iso[day][5:7]) - 1

    def instant(self, at: int) -> str:
        """An office second, counted over all office hours since day 0, as a time of registration."""
        day, second = divmod(at, OFFICE_SECONDS)
        return f"{self.iso[day]}T{CLOCK[second]}{self.offset[day]}"
