"""Computes a period's value and its bounds from the counts in its windows (measures.md §1.4 and §1.7)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import polars as pl

from domain.participant.folding import RULES, Rules
from projections.measuring.counts import COUNTED, Counts, Part, People, WindowCounts, people
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.measuring.survival import LeadTimes
from projections.rules.lacking import Gap
from projections.worlds.world import World

Divisor = Callable[[Period], float | None]
"""Returns the reference value that a month's count is divided by."""
Gaps = Mapping[str, Gap]
"""What is not known of each window's cases; empty in an undeclared World."""
_KNOWN: Gaps = {}
_NO_GAP = Gap()


@dataclass(frozen=True)
class Aggregate:
    """A value with its counts, bounds and coverage."""

    value: float | None
    counts: Counts | None = None
    lower: float | None = None
    upper: float | None = None
    coverage: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    lead: LeadTimes | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields that a figure has of it."""
        counts = {name: getattr(self.counts, name, None) for name in COUNTED}
        return counts | {part.name: getattr(self, part.name) for part in fields(self) if part.name != "counts"}


def aggregate(
    measure: Measure,
    world: World,
    period: Period,
    by_window: Mapping[str, WindowCounts],
    divisor: Divisor,
    gaps: Gaps = _KNOWN,
) -> Aggregate:
    """Returns the value of the period's only window (itself or its last month), or the mean or sum of its months."""
    alone = _each(measure, world, period, by_window, divisor, gaps)
    if len(alone) == 1:
        return next(iter(alone.values()))
    together = _together(measure, [month for month in alone.values() if month.value is not None], bool(gaps))
    left_out = (gap for label, month in alone.items() if month.value is None and (gap := gaps.get(label)) is not None)
    return replace(together, lower=None, upper=None) if any(gap.any for gap in left_out) else together


def counted_windows(
    measure: Measure,
    world: World,
    period: Period,
    by_window: Mapping[str, WindowCounts],
    divisor: Divisor,
    gaps: Gaps = _KNOWN,
) -> Iterator[str]:
    """Returns the windows whose cases the period counts: of several months only those that have a value (§1.7)."""
    alone = _each(measure, world, period, by_window, divisor, gaps)
    return (label for label, month in alone.items() if len(alone) == 1 or month.value is not None)


def _each(
    measure: Measure,
    world: World,
    period: Period,
    by_window: Mapping[str, WindowCounts],
    divisor: Divisor,
    gaps: Gaps,
) -> dict[str, Aggregate]:
    """Returns each window of the period computed separately."""
    return {
        span.label: _window(measure, world, span, by_window[span.label], divisor, gaps.get(span.label, Gap()))
        for span in measure.spans(period)
    }


def _window(
    measure: Measure, world: World, span: Period, counts: WindowCounts, divisor: Divisor, gap: Gap = _NO_GAP
) -> Aggregate:
    if isinstance(counts, LeadTimes):
        return Aggregate(None if gap.population == "none" else counts.median, lead=counts)
    has_value = measure.whole or is_over(measure, world, span)
    if gap.any:
        has_value = has_value and gap.population != "none" and (counts != Counts() or not gap.undetermined)
    if measure.whole:
        return _alone(measure, counts, has_value, gap)
    return _month(measure, counts, has_value, divisor, span, gap)


def _together(measure: Measure, months: list[Aggregate], declared: bool = False) -> Aggregate:
    """Returns the mean or the sum of the months that have a value; counts are sums over those months."""
    counts = sum((month.counts or Counts() for month in months), Counts())
    numerator = sum(month.numerator or 0 for month in months)
    is_rate = measure.shape == "share" or measure.per is not None
    denominator = sum(month.denominator or 0 for month in months) if is_rate else None
    if not months:
        return Aggregate(None, counts, numerator=numerator, denominator=denominator)
    value = sum(month.value or 0.0 for month in months)
    lower, upper = _bounds_together(months) if declared else (value, sum(month.upper or 0.0 for month in months))
    if measure.year == "sum":
        return Aggregate(value, counts, lower, upper, numerator=numerator)
    number = len(months)
    mean = value / number
    if declared:
        lower, upper = (None if bound is None else bound / number for bound in (lower, upper))
        return Aggregate(mean, counts, lower, upper, numerator=numerator, denominator=denominator)
    return Aggregate(mean, counts, mean, numerator=numerator, denominator=denominator)


def _bounds_together(months: list[Aggregate]) -> tuple[float | None, float | None]:
    """Returns the sums of the months' bounds; None if a month has none."""
    lower, upper = (
        [bound for bound in bounds if bound is not None] for bounds in zip(*((m.lower, m.upper) for m in months), strict=True)
    )
    return sum(lower) if len(lower) == len(months) else None, sum(upper) if len(upper) == len(months) else None


def _month(measure: Measure, counts: Counts, has_value: bool, divisor: Divisor, month: Period, gap: Gap) -> Aggregate:
    alone = _alone(measure, counts, has_value, gap)
    if measure.per is None or not has_value:
        return alone
    whole = divisor(month)
    value = 100 * counts.yes / whole if whole else None
    upper = 100 * (counts.yes + counts.unknown + gap.undetermined) / whole if whole and gap.any else value
    return Aggregate(value, counts, value, upper, numerator=counts.yes, denominator=whole)


def _alone(measure: Measure, counts: Counts, has_value: bool, gap: Gap = _NO_GAP) -> Aggregate:
    """Computes one window: a count is its yes cases, a share is yes of all judged; None if the denominator is empty."""
    if measure.shape == "share":
        return _share(counts, has_value, gap)
    upper: float | None
    if measure.shape == "count":
        numerator: float = counts.yes
        upper = numerator + counts.unknown + gap.undetermined
    else:
        numerator = upper = counts.amount / measure.scale if measure.scale > 1 else counts.amount
    denominator = counts.yes if measure.shape == "mean" else None
    if not has_value or denominator == 0:
        return Aggregate(None, counts, numerator=numerator, denominator=denominator)
    value = numerator / denominator if denominator else numerator
    if gap.of_cases and measure.shape in ("sum", "mean"):  # what is not known may be of any amount
        return Aggregate(value, counts, None, None, None, numerator, denominator)
    return Aggregate(value, counts, value, upper / denominator if denominator else upper, None, numerator, denominator)


def _share(counts: Counts, has_value: bool, gap: Gap) -> Aggregate:
    """Undetermined units would have been cases: the bounds take them in (§11.5)."""
    if not has_value or not counts.judged:
        return Aggregate(None, counts, numerator=counts.yes, denominator=counts.judged)
    value = 100 * counts.yes / counts.judged
    every = counts.judged + gap.undetermined
    lower, upper = 100 * counts.yes / every, 100 * (counts.yes + counts.unknown + gap.undetermined) / every
    coverage = 100 * (counts.yes + counts.no) / counts.judged
    return Aggregate(value, counts, lower, upper, coverage, counts.yes, counts.judged)


def is_over(measure: Measure, world: World, month: Period) -> bool:
    """Whether a monthly value exists: A has reached the month's last day, for a count also its window's end (§1.7)."""
    last = month.last_on if measure.shape == "share" else window_end(measure, month, world.rules)
    return last <= world.as_of


def window_end(measure: Measure, period: Period, rules: Rules = RULES) -> date:
    """Returns the last day on which a case of the period can mature (§1.6)."""
    last = measure.last_case(period) if measure.last_case else period.last_on
    return measure.window.ends(last, measure.parameters, rules)


def status_by_days(measure: Measure, world: World, period: Period) -> str:
    """Final once A and K have reached the last day on which a case can mature plus the grace days (§1.6)."""
    settled = (world.coordinates.known_on - window_end(measure, period, world.rules)).days >= measure.grace_days
    return "final" if settled else "preliminary"


def people_of_months(
    measure: Measure, world: World, periods: Sequence[Period], rows: pl.DataFrame, names: Part, undetermined: pl.DataFrame
) -> dict[str, Mapping[Part, People]]:
    """Returns the number of persons in each period's months, where a person can be in several of them."""
    together = measure.year in ("mean", "sum") and measure.shape != "lead_time"
    by_period: dict[str, Mapping[Part, People]] = {period.label: {} for period in periods}
    for period in periods:
        if together and len(period.months) > 1:
            over = [month.label for month in period.months if is_over(measure, world, month)]
            by_period[period.label] = people(rows, names, over, undetermined)
    return by_period
