"""Computes a period's value and its bounds from the counts in its windows (measures.md §1.4 and §1.7)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.participant.folding import RULES, Rules
from projections.measuring.counts import Counts, WindowCounts
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.measuring.survival import LeadTimes
from projections.worlds.world import World

Divisor = Callable[[Period], float | None]
"""Returns the reference value that a month's count is divided by."""


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


def aggregate(
    measure: Measure, world: World, period: Period, by_window: Mapping[str, WindowCounts], divisor: Divisor
) -> Aggregate:
    """Returns the value of the period's only window (itself or its last month), or the mean or sum of its months."""
    alone = _each(measure, world, period, by_window, divisor)
    if len(alone) == 1:
        return next(iter(alone.values()))
    return _together(measure, [month for month in alone.values() if month.value is not None])


def counted_windows(
    measure: Measure, world: World, period: Period, by_window: Mapping[str, WindowCounts], divisor: Divisor
) -> Iterator[str]:
    """Returns the windows whose cases the period counts: of several months only those that have a value (§1.7)."""
    alone = _each(measure, world, period, by_window, divisor)
    return (label for label, month in alone.items() if len(alone) == 1 or month.value is not None)


def _each(
    measure: Measure, world: World, period: Period, by_window: Mapping[str, WindowCounts], divisor: Divisor
) -> dict[str, Aggregate]:
    """Returns each window of the period computed separately."""
    return {span.label: _window(measure, world, span, by_window[span.label], divisor) for span in measure.spans(period)}


def _window(measure: Measure, world: World, span: Period, counts: WindowCounts, divisor: Divisor) -> Aggregate:
    if isinstance(counts, LeadTimes):
        return Aggregate(counts.median, lead=counts)
    if measure.whole:
        return _alone(measure, counts, has_value=True)
    return _month(measure, counts, is_over(measure, world, span), divisor, span)


def _together(measure: Measure, months: list[Aggregate]) -> Aggregate:
    """Returns the mean or the sum of the months that have a value; counts are sums over those months."""
    counts = sum((month.counts or Counts() for month in months), Counts())
    numerator = sum(month.numerator or 0 for month in months)
    is_rate = measure.shape == "share" or measure.per is not None
    denominator = sum(month.denominator or 0 for month in months) if is_rate else None
    if not months:
        return Aggregate(None, counts, numerator=numerator, denominator=denominator)
    value = sum(month.value or 0.0 for month in months)
    if measure.year == "sum":
        upper = sum(month.upper or 0.0 for month in months)
        return Aggregate(value, counts, value, upper, numerator=numerator)
    mean = value / len(months)
    return Aggregate(mean, counts, mean, numerator=numerator, denominator=denominator)


def _month(measure: Measure, counts: Counts, has_value: bool, divisor: Divisor, month: Period) -> Aggregate:
    alone = _alone(measure, counts, has_value)
    if measure.per is None or not has_value:
        return alone
    whole = divisor(month)
    value = 100 * counts.yes / whole if whole else None
    return Aggregate(value, counts, value, value, numerator=counts.yes, denominator=whole)


def _alone(measure: Measure, counts: Counts, has_value: bool) -> Aggregate:
    """Computes one window: a count is its yes cases, a share is yes of all judged; None if the denominator is empty."""
    if measure.shape == "share":
        return _share(counts, has_value)
    if measure.shape == "count":
        numerator: float = counts.yes
        upper = numerator + counts.unknown
    else:
        numerator = upper = counts.amount / measure.scale if measure.scale > 1 else counts.amount
    denominator = counts.yes if measure.shape == "mean" else None
    if not has_value or denominator == 0:
        return Aggregate(None, counts, numerator=numerator, denominator=denominator)
    value = numerator / denominator if denominator else numerator
    return Aggregate(value, counts, value, upper / denominator if denominator else upper, None, numerator, denominator)


def _share(counts: Counts, has_value: bool) -> Aggregate:
    if not has_value or not counts.judged:
        return Aggregate(None, counts, numerator=counts.yes, denominator=counts.judged)
    value = 100 * counts.yes / counts.judged
    upper = 100 * (counts.yes + counts.unknown) / counts.judged
    coverage = 100 * (counts.yes + counts.no) / counts.judged
    return Aggregate(value, counts, value, upper, coverage, counts.yes, counts.judged)


def is_over(measure: Measure, world: World, month: Period) -> bool:
    """Whether a monthly value exists: A has reached the month's last day, for a count also its window's end (§1.7)."""
    last = month.last_on if measure.shape == "share" else window_end(measure, month, world.rules)
    return last <= world.as_of


def window_end(measure: Measure, period: Period, rules: Rules = RULES) -> date:
    """Returns the last day on which a case of the period can mature (§1.6)."""
    last = measure.last_case(period) if measure.last_case else period.last_on
    return measure.window.ends(last, measure.parameters, rules)
