"""Arithmetic on calendar dates, as the measures reckon it (measures.md §1). Knows no clock."""

from calendar import monthrange
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Every date that is registered lies between them (events.md §1, Dates)."""


def month_number(day: date) -> int:
    """The day's month, counted so that two months that follow one another differ by one, over New Year too."""
    return day.year * 12 + day.month - 1


def months_between(first: date, last: date) -> int:
    """How many months the days from the first to the last lie in."""
    return month_number(last) - month_number(first) + 1


def plus_months(day: date, months: int) -> date:
    """The same day of the month, so many months on; clamped to that month's last day."""
    year, month = divmod(month_number(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def in_stockholm(at: datetime) -> datetime:
    """An instant by Stockholm's clock; one at the calendar's ends, which has no day there, keeps its own clock."""
    try:
        return at.astimezone(STOCKHOLM)
    except OverflowError:
        return at


def day_of(at: datetime) -> date:
    """The day of an instant: Stockholm's, whatever its offset (events.md §1, Dates). The one place that says so."""
    return in_stockholm(at).date()


def instant(given: str) -> datetime:
    """A date is the end of that day in Stockholm; an instant without an offset is one in Stockholm. Raises `ValueError`."""
    if len(given) == len("2024-01-31"):
        return end_of_day(date.fromisoformat(given))
    at = datetime.fromisoformat(given)
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Stockholm: what K is when it is given as a date (events.md §1)."""
    return datetime.combine(day, time.max, STOCKHOLM)


def microseconds(at: datetime) -> int:
    """Since 1970, UTC: an instant as the log has it."""
    return round(at.timestamp() * 1_000_000)
