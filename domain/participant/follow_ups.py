"""The follow-up of a journey's exit [uppföljning]: when it is due, and which days a follow-up speaks of (measures.md §2.5b).

The findings, the health of the data and the status on a day read these numbers, and nothing else says them.
"""

from datetime import date, timedelta

DAYS_AFTER_EXIT = 90
"""How many days after the exit the day lies that the follow-up is about."""
DAYS_BEFORE, DAYS_AFTER = 7, 30
"""A follow-up from so many days before a day to so many after it speaks of that day."""


def due_on(exit_on: date) -> date:
    return exit_on + timedelta(days=DAYS_AFTER_EXIT)


def window(day: date) -> tuple[date, date]:
    """The first and the last day of a follow-up that speaks of a day."""
    return day - timedelta(days=DAYS_BEFORE), day + timedelta(days=DAYS_AFTER)
