"""The periods and days that are offered to those who may not see persons: a fixed family, so that none differ by little.

Months, quarters, tertials, half-years and years; as of the last day of a month, or the day that is today; known by the end
of such a day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from domain.calendar import day_of, month_end
from domain.errors import BadQuestion
from domain.vocabulary.text import Text
from projections.measuring.periods import Period, period
from projections.worlds.coordinates import Coordinates

LENGTHS = (1, 3, 4, 6, 12)
"""The months of a period that is offered; it begins where a year is divided by them."""


def check_offered(periods: Iterable[Period], at: Coordinates, today: date) -> None:
    """Raises `BadQuestion` for a period or a day that is not offered, with the nearest that is."""
    for each in periods:
        if not is_offered(each):
            near = nearest(each)
            raise BadQuestion(
                part="period",
                why=Text(
                    f"{each.label} lämnas inte ut till den som inte får se personer; närmast är {near}.",
                    f"{each.label} is not released to whoever may not see persons; the nearest is {near}.",
                ),
            )
    check_day(at.as_of, "as_of", today)
    if at.known_at is not None:
        check_day(day_of(at.known_at), "known_at", today)


def check_day(day: date, part: str, today: date) -> None:
    """Raises `BadQuestion` for a day that is neither the last of its month nor today."""
    if day not in (month_end(day), today):
        before = latest_offered(day)
        raise BadQuestion(
            part=part,
            why=Text(
                f"{day} lämnas inte ut till den som inte får se personer, bara månaders sista dag; närmast är {before}.",
                f"{day} is not released to whoever may not see persons, only the last day of a month; the nearest is {before}.",
            ),
        )


def latest_offered(today: date) -> date:
    """Returns the last day that is offered: the last day of a month that is over."""
    return month_end(today) if today == month_end(today) else today.replace(day=1) - timedelta(days=1)


def label_of(months: Period) -> str:
    """Returns the one label of a period, whichever of its labels it was requested for by."""
    if is_offered(months):
        return _label(months.first_on, len(months.months))
    return f"{months.first_on:%Y-%m}..{months.last_on:%Y-%m}"


def is_offered(requested: Period) -> bool:
    months = len(requested.months)
    return months in LENGTHS and (requested.first_on.month - 1) % months == 0


def nearest(requested: Period) -> str:
    """Returns the offered period with the most months in common with another, and the fewest others; the first of several."""
    months = {month.first_on for month in requested.months}
    years = range(requested.first_on.year, requested.last_on.year + 1)
    offered = [
        (first, length) for length in LENGTHS for year in years for first in (date(year, m, 1) for m in range(1, 13, length))
    ]
    return min(
        (_label(first, length) for first, length in offered),
        key=lambda label: (len(months ^ {month.first_on for month in period(label).months}), label),
    )


def _label(first: date, length: int) -> str:
    number = (first.month - 1) // length + 1
    if length == 6:
        return f"{first:%Y-%m}..{first.year}-{first.month + 5:02}"
    return {1: f"{first:%Y-%m}", 3: f"{first.year}-Q{number}", 4: f"{first.year}-T{number}", 12: str(first.year)}[length]
