"""How much can be asked at once. Beyond it a question is refused with the reason, whichever face it comes by.

An answer is held in memory whole: figures grow with the product of the parts of their breakdowns, cases with the months.
"""

from collections.abc import Collection, Sequence

from domain.errors import BadQuestion
from domain.vocabulary.text import Text
from projections.measuring.periods import Period, period

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Of the calendar that events have (events.md §1, Dates)."""
MOST_BREAKDOWNS = 3
MOST_PERIODS = 360
MOST_MONTHS = 360
"""In all periods together: thirty years."""
MOST_FIGURES = 5_000
"""Of one measure. Of 5,000 participants some 260 MB; in the disclosure gate, where many are small, minutes."""
MOST_MONTHS_OF_KNOWLEDGE = 120
"""Each is a World of its own."""
MOST_REVISIONS = 2_400
"""Months of knowledge times periods."""
MOST_SETTINGS = 200
"""Ways of setting the parameters of a sensitivity table."""
MOST_DAYS = 100
"""Days after a start that one table can have."""


def few_breakdowns(names: Collection[str], part: str = "by") -> None:
    """Raises `BadQuestion`, as do the others here; `part` is what the part of the question is called."""
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
    """A period that somebody asks about. Raises also `Unknown`, for what is none."""
    bounded = period(label)
    few_periods([bounded])
    return bounded


def few_figures(count: int) -> None:
    """Counted while the figures are computed: how many parts there are depends on the cases."""
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
