"""The calendar of measures.md §1: whole days, months, and the periods a figure may be asked for."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def month_of(day: date) -> date:
    """A month is written as its first day."""
    return day.replace(day=1)


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def plus_months(day: date, months: int) -> date:
    """The same date so many months on, clamped to the month's last day (§2.5a)."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    return first.replace(day=min(day.day, last_day(first).day))


def plus_years(day: date, years: int) -> date:
    """§1.2: the same date next year, 29 February becoming 28 February."""
    return plus_months(day, 12 * years)


def plus_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def whole_months_between(earlier: date, later: date) -> int:
    """How many whole months lie strictly between two months."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - 1


def age_on(born: date, day: date) -> int:
    """§1.8: whoever is born on 29 February turns on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def thursday(week: str) -> date:
    """The Thursday of `YYYY-Www`: the day that decides to which month an ISO week belongs (LIN-2)."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 4)


def stockholm_day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def end_of_day(day: date) -> datetime:
    """events.md §1: K given as a date is the end of that day in Stockholm."""
    return datetime.combine(plus_days(day, 1), time(), STOCKHOLM) - timedelta(microseconds=1)


@dataclass(frozen=True)
class Period:
    first: date
    last: date

    @property
    def months(self) -> list[date]:
        months = [month_of(self.first)]
        while last_day(months[-1]) < self.last:
            months.append(plus_months(months[-1], 1))
        return months

    @property
    def is_month(self) -> bool:
        return len(self.months) == 1

    @property
    def is_year(self) -> bool:
        return len(self.months) == 12 and self.first.month == 1

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def one_month(month: date) -> Period:
    return Period(month, last_day(month))


def months_from(first: date, count: int) -> Period:
    return Period(first, last_day(plus_months(first, count - 1)))


def period_of(text: str) -> Period:
    """`2023`, `2023-03`, `2023-Q1`, `2023-T1` (four months) or `2023-01..2023-08`."""
    if ".." in text:
        first, last = (period_of(part) for part in text.split(".."))
        return Period(first.first, last.last)
    match = re.fullmatch(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|T([1-3])))?", text)
    if match is None:
        raise ValueError(f"no period: {text}")
    year, month, quarter, tertial = (int(part) if part else 0 for part in match.groups())
    if month:
        return one_month(date(year, month, 1))
    if quarter:
        return months_from(date(year, 3 * quarter - 2, 1), 3)
    if tertial:
        return months_from(date(year, 4 * tertial - 3, 1), 4)
    return months_from(date(year, 1, 1), 12)
