"""How long a case waits before it can be judged: one noun, read by the steps, by a figure's status and by the sentences.

measures.md §1.2, §1.3 and §1.6. And which days a follow-up speaks of (§2.5b), as columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
    """From the day that a case is of to the last day on which it can mature."""

    length: Length = 0
    parameter: str = ""
    """The parameter that says how many days, where one does."""
    exits: Literal["", "own", "near"] = ""
    """Whether a case is an exit, which has to stand, or is judged by exits near its day, which have to."""
    support_gap: str = ""
    """Of cases that are support spells: the parameter that says how many whole months without support end one (§2.3)."""

    def length_by(self, values: Mapping[str, Value]) -> Length:
        """As the parameters are set."""
        return int(values[self.parameter]) if self.parameter else self.length

    def stated(self, values: Mapping[str, Value], rules: Rules = RULES) -> Length:
        """The length that a definition states: an exit that has to stand waits for as long as journeys chain."""
        length = self.length_by(values)
        return max(length, rules.journey_gap_days) if self.exits == "own" and isinstance(length, int) else length

    def ends(self, day: date, values: Mapping[str, Value], rules: Rules) -> date:
        """The last day on which a case of that day can mature.

        The contract's window around a spell's end allows for exits that stand as they usually do; where journeys chain for
        longer it is longer by as much.
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
    """Whether the follow-up on `on` is near enough to a day to say what held on it (§2.5b)."""
    return pl.col("on").is_between(days_after(day, -follow_ups.DAYS_BEFORE), last_follow_up_day(day))


def last_follow_up_day(day: pl.Expr) -> pl.Expr:
    """The last day of a follow-up that speaks of a day."""
    return days_after(day, follow_ups.DAYS_AFTER)


def _after(day: date, length: Length) -> date:
    end: date = pl.select(after(pl.lit(day), length)).item()
    return end


def _months_over(day: date, months: int) -> date:
    """The last day of so many whole months after a day's own."""
    end: date = pl.select(pl.lit(day).dt.month_start().dt.offset_by(f"{months}mo").dt.month_end()).item()
    return end


def by_date(length: str) -> tuple[int, str]:
    """How many of what: `6mo` is 6 months, `1y` is 1 year."""
    return (int(length.removesuffix("mo")), "month") if length.endswith("mo") else (int(length.removesuffix("y")), "year")


def in_text(length: Length, lang: Lang) -> str:
    """As a sentence has it: `90 dagar`, `sex månader`, `ett år`."""
    return counted(length, "day", lang) if isinstance(length, int) else counted_in_words(*by_date(length), lang)
