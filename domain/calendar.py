"""Arithmetic on calendar dates, as the measures reckon it (measures.md §1). Knows no clock."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def plus_months(day: date, months: int) -> date:
    """The same day of the month, so many months on; clamped to that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Stockholm: what K is when it is given as a date (events.md §1)."""
    return datetime.combine(day + timedelta(days=1), time.min, STOCKHOLM) - timedelta(microseconds=1)
