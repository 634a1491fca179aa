"""Arithmetic on calendar dates, as the measures define it (measures.md §1). Has no clock."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""All registered dates lie in this range (events.md §1, Dates)."""


def month_number(day: date) -> int:
    """Returns the month's serial number; consecutive months differ by one, also across New Year."""
    return day.year * 12 + day.month - 1


def months_between(first: date, last: date) -> int:
    """Returns the number of calendar months that the days from `first` to `last` fall in."""
    return month_number(last) - month_number(first) + 1


def plus_months(day: date, months: int) -> date:
    """Returns the same day of the month, `months` months later; clamped to that month's last day."""
    year, month = divmod(month_number(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def in_stockholm(at: datetime) -> datetime:
    """Converts an instant to Stockholm time; one outside the supported range keeps its own time zone."""
    try:
        return at.astimezone(STOCKHOLM)
    except OverflowError:
        return at


_UTC, _EAST = timedelta(0), timedelta(hours=3)
"""Two offsets; Stockholm's is always between them (3 hours in 1945)."""


def day_of(at: datetime) -> date:
    """Returns an instant's date in Stockholm, whatever its offset (events.md §1, Dates). Defined only here.

    A conversion is slow. Between two offsets that differ by at most three hours, an instant in the day keeps its date.
    """
    offset = at.utcoffset()
    if offset is not None and _UTC <= offset <= _EAST and 3 <= at.hour < 21:
        return at.date()
    return in_stockholm(at).date()


def instant(given: str) -> datetime:
    """Parses a date as the end of that day in Stockholm, or an instant; no offset means Stockholm. Raises `ValueError`."""
    if len(given) == len("2024-01-31"):
        return end_of_day(date.fromisoformat(given))
    at = datetime.fromisoformat(given)
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


def end_of_day(day: date) -> datetime:
    """Returns the last instant of a day in Stockholm: the value of K when it is given as a date (events.md §1)."""
    return datetime.combine(day, time.max, STOCKHOLM)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970, UTC: the log's form of an instant."""
    return round(at.timestamp() * 1_000_000)


def instant_of(microseconds: int) -> datetime:
    """Returns the instant that the log stores."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)
