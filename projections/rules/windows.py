"""How long a case waits before it can be judged, as read by the steps, by a figure's status and by the sentences.

measures.md §1.2, §1.3 and §1.6. Also which days a follow-up applies to (§2.5b), as columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import polars as pl

from domain.participant import follow_ups
from domain.participant.folding import RULES, Rules
from domain.vocabulary.plurals import counted, counted_in_words
from domain.vocabulary.text import Lang
from projections.facts.days import after, days_after
from projections.rules.scope import Length, Value


@dataclass(frozen=True)
class MeasureWindow:
    """The time from a case's day to the last day on which the case can mature."""

    length: Length = 0
    parameter: str = ""
    """The parameter that sets the number of days, if any."""
    exits: Literal["", "own", "near"] = ""
    """Whether a case is itself an exit that must stand (`own`), or is judged by exits `near` its day that must stand."""
    support_gap: str = ""
    """For support spells: the parameter that sets how many whole months without support end a spell (§2.3)."""

    def length_by(self, values: Mapping[str, Value]) -> Length:
        """Returns the length with the given parameter values."""
        return int(values[self.parameter]) if self.parameter else self.length

    def stated(self, values: Mapping[str, Value], rules: Rules = RULES) -> Length:
        """Returns the length that a definition states: an exit that must stand waits at least as long as journeys chain."""
        length = self.length_by(values)
        return max(length, rules.journey_gap_days) if self.exits == "own" and isinstance(length, int) else length

    def ends(self, day: date, values: Mapping[str, Value], rules: Rules) -> date:
        """Returns the last day on which a case of that day can mature.

        The contract's window around a spell's end allows for the default journey gap; with a longer gap, the window is
        longer by the difference.
        """
        over = _after(day, self.length_by(values))
        waits = [over]
        if self.exits == "own":
            waits.append(day + timedelta(days=rules.journey_gap_days))
        if self.exits == "near":
            waits.append(over + timedelta(days=max(0, rules.journey_gap_days - RULES.journey_gap_days)))
        if self.support_gap:
            waits.append(_months_over(day, int(values[self.support_gap])))
        return max(waits)


AT_ONCE = MeasureWindow()
"""A case can be judged on its own day."""


def speaks_of(day: pl.Expr) -> pl.Expr:
    """Whether the follow-up on `on` is near enough to a day to apply to it (§2.5b)."""
    return pl.col("on").is_between(days_after(day, -follow_ups.DAYS_BEFORE), last_follow_up_day(day))


def last_follow_up_day(day: pl.Expr) -> pl.Expr:
    """Returns the last day of a follow-up that applies to a day."""
    return days_after(day, follow_ups.DAYS_AFTER)


@cache
def _after(day: date, length: Length) -> date:
    end: date = pl.select(after(pl.lit(day), length)).item()
    return end


@cache
def _months_over(day: date, months: int) -> date:
    """Returns the last day of the period of `months` whole months after the day's own month."""
    end: date = pl.select(pl.lit(day).dt.month_start().dt.offset_by(f"{months}mo").dt.month_end()).item()
    return end


def by_date(length: str) -> tuple[int, str]:
    """Parses a number and its noun: `6mo` is 6 months, `1y` is 1 year."""
    return (int(length.removesuffix("mo")), "month") if length.endswith("mo") else (int(length.removesuffix("y")), "year")


def in_text(length: Length, lang: Lang) -> str:
    """Formats a length for a sentence: `90 dagar`, `sex månader`, `ett år`."""
    return counted(length, "day", lang) if isinstance(length, int) else counted_in_words(*by_date(length), lang)
