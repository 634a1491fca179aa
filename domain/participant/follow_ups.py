"""The follow-up of a journey's exit [uppföljning]: when it is due, and which days a follow-up covers (measures.md §2.5b).

Findings, data health and the status on a day use these numbers; they are defined nowhere else.
"""

from datetime import date, timedelta

DAYS_AFTER_EXIT = 90
"""A follow-up concerns the day this many days after the exit."""
DAYS_BEFORE, DAYS_AFTER = 7, 30
"""A follow-up covers a day if it is dated from this many days before the day to this many after it."""


def due_on(exit_on: date) -> date:
    return exit_on + timedelta(days=DAYS_AFTER_EXIT)


def window(day: date) -> tuple[date, date]:
    """Returns the first and the last date of a follow-up that covers a day."""
    return day - timedelta(days=DAYS_BEFORE), day + timedelta(days=DAYS_AFTER)
