"""Limits on the size of one question. A larger question is refused with the reason, in every interface.

The whole answer is held in memory: figures grow with the product of the breakdowns' parts, cases with the months.
"""

from collections.abc import Collection, Sequence

from domain.errors import BadQuestion
from domain.vocabulary.text import Text
from projections.measuring.periods import Period, period

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The first and last year of the events' calendar (events.md §1, Dates)."""
MOST_BREAKDOWNS = 3
MOST_PERIODS = 360
MOST_MONTHS = 360
"""Over all periods together: thirty years."""
MOST_FIGURES = 5_000
"""For one measure. With 5,000 participants about 260 MB; minutes in the disclosure gate if many figures are small."""
MOST_MONTHS_OF_KNOWLEDGE = 120
"""Each month is a separate World."""
MOST_REVISIONS = 2_400
"""Months of knowledge times periods."""
MOST_SETTINGS = 200
"""Combinations of parameter values in a sensitivity table."""
MOST_DAYS = 100
"""Number of days after a start in one table."""


def few_breakdowns(names: Collection[str], part: str = "by") -> None:
    """Raises `BadQuestion` above the limit, like the other functions here; `part` names the part of the question."""
    _at_most(MOST_BREAKDOWNS, len(names), part, "uppdelningar", "breakdowns")


def few_periods(periods: Sequence[Period]) -> None:
    for each in periods:
        if each.last_on.year > LAST_YEAR:
            why = f"{each.label} slutar efter {LAST_YEAR}.", f"{each.label} ends after {LAST_YEAR}."
            raise BadQuestion(part="period", why=Text(why[0], why[1]))
    _at_most(MOST_PERIODS, len(periods), "period", "perioder", "periods")
    months = {month.first_on for each in periods for month in each.months}
    _at_most(MOST_MONTHS, len(months), "period", "månader", "months")


def bounded_period(label: str) -> Period:
    """Parses the label of a requested period. Raises `Unknown` if it is not a period, `BadQuestion` above the limits."""
    bounded = period(label)
    few_periods([bounded])
    return bounded


def few_figures(count: int) -> None:
    """Called while the figures are computed: the number of parts depends on the cases."""
    if count > MOST_FIGURES:
        raise BadQuestion(
            part="by",
            why=Text(
                f"fler än {MOST_FIGURES} siffror (delar × perioder); fråga efter färre uppdelningar eller perioder.",
                f"more than {MOST_FIGURES} figures (parts × periods); ask for fewer breakdowns or periods.",
            ),
        )


def few_revisions(known: Sequence[Period], periods: Sequence[Period]) -> None:
    _at_most(MOST_MONTHS_OF_KNOWLEDGE, len(known), "to-month", "månader med kunskap", "months of knowledge")
    _at_most(
        MOST_REVISIONS,
        len(known) * len(periods),
        "to-month",
        "månader med kunskap × perioder",
        "months of knowledge × periods",
    )


def few_settings(count: int) -> None:
    _at_most(MOST_SETTINGS, count, "vary", "kombinationer", "combinations")


def few_days(count: int) -> None:
    _at_most(MOST_DAYS, count, "days", "dagar", "days")


def _at_most(most: int, count: int, part: str, sv: str, en: str) -> None:
    if count > most:
        raise BadQuestion(part=part, why=Text(f"{count} {sv}, högst {most}.", f"{count} {en}, at most {most}."))
