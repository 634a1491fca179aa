"""The time of registration of an event from a table: from a column, or days after the event, or that of the import."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import TypeGuard

from domain.calendar import FIRST_DAY, STOCKHOLM
from domain.events.lines import BadLine
from domain.intake.mapping.columns import TableRow, ValueReader
from domain.intake.tables.form import Taken, Value


def names_column(recorded_at: Value | None) -> TypeGuard[Taken]:
    """Returns whether a time of registration is in a column, and computed only where that is empty."""
    return isinstance(recorded_at, Taken) and recorded_at.days_after is not None and recorded_at.column is not None


def recorded_by(
    reader: ValueReader, days_after: int | None, now: dt.datetime, given: ValueReader | None
) -> Callable[[TableRow, str], str | None]:
    """`given`: the column of the times of registration, if they are computed only where it is empty."""
    if days_after is not None and given is not None:
        return lambda row, on: (
            _days_after(on, days_after, now) if (at := given.take(row)) is None else instant_of(str(at), given.label)
        )
    if days_after is not None:
        return lambda _, on: _days_after(on, days_after, now)

    def recorded(row: TableRow, _: str) -> str:
        given = reader.take(row)
        if given is None:
            raise BadLine("missing_column_value", reader.label, "recorded_at")
        return instant_of(str(given), reader.label)

    return recorded


@lru_cache(10_000)
def _days_after(on: str, days: int, now: dt.datetime) -> str | None:
    """Returns the time of registration, or None if it is in the future: planned events are registered at import.

    Returns None also for an invalid day, which is reported when the line is read.
    """
    try:
        at = dt.datetime.combine(dt.date.fromisoformat(on) + dt.timedelta(days=days), dt.time(12), STOCKHOLM)
    except (ValueError, OverflowError):
        return None
    return at.isoformat() if at.date() >= FIRST_DAY and at <= now else None


@lru_cache(10_000)
def instant_of(given: str, column: str) -> str:
    """Returns an instant as ISO text, in Stockholm time if it has no offset; a day without time is read as noon."""
    try:
        if len(given) == len("1993-07-01"):
            at = dt.datetime.combine(dt.date.fromisoformat(given), dt.time(12), STOCKHOLM)
        else:
            at = dt.datetime.fromisoformat(given)
            at = at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise BadLine("no_instant", column, given) from None
    if at.date() < FIRST_DAY:
        raise BadLine("before_calendar", column, given)
    return at.isoformat()
