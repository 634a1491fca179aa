"""Which figures of one measure add up to which: over the parts of a breakdown, and over periods within periods.

Only the key of each figure is used: its period and its part.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from domain.calendar import months_between
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period

CellKey = tuple[str, frozenset[tuple[str, str]]]
"""A figure's period and its part of a breakdown; the empty part is the whole."""


CONDITIONS = "conditions"
"""In place of a breakdown: the part of a population that meets further conditions."""


def overlaps(name: str) -> bool:
    """Whether the parts of a breakdown cannot be summed."""
    return name == CONDITIONS or BREAKDOWNS[name].overlapping


@dataclass(frozen=True)
class Decomposition:
    """A total, and the figures that are its parts."""

    total: CellKey
    parts: tuple[CellKey, ...]
    complete: bool = True
    """False if some of the total is in none of the parts."""
    over_time: bool = False


def over_parts(keys: Collection[CellKey]) -> Iterator[Decomposition]:
    """Yields the parts of each breakdown, within each part of the others. Persons without a part are in the total only."""
    parts_of: dict[tuple[CellKey, str], list[CellKey]] = {}
    for label, part in keys:
        for name, value in part:
            total = (label, part - {(name, value)})
            if total in keys and not overlaps(name):
                parts_of.setdefault((total, name), []).append((label, part))
    for (total, _), parts in parts_of.items():
        yield Decomposition(total, tuple(parts))


def overlapping_parts(keys: Collection[CellKey]) -> Iterator[tuple[CellKey, CellKey]]:
    """Yields each part of a breakdown whose parts overlap, after the total that it is in: who is not in it follows."""
    for label, part in keys:
        for name, value in sorted(part):
            total = (label, part - {(name, value)})
            if total in keys and overlaps(name):
                yield total, (label, part)


def over_periods(measure: Measure, keys: Collection[CellKey], empty: Collection[CellKey]) -> Iterator[Decomposition]:
    """Yields the periods within each period. `empty`: keys that add nothing to a longer period."""
    for part, periods in _by_part(keys):
        if measure.year in ("december", "as_of"):
            yield from _alike(measure, periods, part)
        else:
            for whole in periods:
                for within, complete in _within(whole, periods):
                    parts = tuple(
                        (inner.label, part) for inner in within if (inner.label, part) not in empty or _length(whole) == 1
                    )
                    yield Decomposition((whole.label, part), parts, complete, over_time=True)


def _by_part(keys: Collection[CellKey]) -> Iterator[tuple[frozenset[tuple[str, str]], list[Period]]]:
    """Yields the periods of each part, longest first: of two that differ little the shorter is suppressed, the next stays."""
    for part in dict.fromkeys(part for _, part in keys):
        periods = (period(label) for label, of in keys if of == part)
        yield part, sorted(periods, key=lambda span: (-_length(span), span))


def within_each_other(measure: Measure, keys: Collection[CellKey]) -> Iterator[tuple[CellKey, CellKey]]:
    """Yields each pair of keys where the second is within the first, if longer periods of the measure hold more."""
    if measure.year not in ("december", "as_of"):
        for part, periods in _by_part(keys):
            for whole, inner in permutations(periods, 2):
                if _is_within(inner, whole) and _length(inner) < _length(whole):
                    yield (whole.label, part), (inner.label, part)


def headlines(keys: Collection[CellKey]) -> Iterator[CellKey]:
    """Yields the totals that are published first: periods within no other, and the same months of another year."""
    wholes = {each: period(each[0]) for each in keys if not each[1]}
    outermost = [
        outer for outer in wholes.values() if not any(other != outer and _is_within(outer, other) for other in wholes.values())
    ]
    for each, of in wholes.items():
        if any(_same_months(of, outer) for outer in outermost):
            yield each


def _same_months(span: Period, other: Period) -> bool:
    """Whether both are the same months, of any year."""
    return span.first_on.month == other.first_on.month and _length(span) == _length(other)


def _alike(measure: Measure, periods: Sequence[Period], part: frozenset[tuple[str, str]]) -> Iterator[Decomposition]:
    """Yields the periods whose value is that of the same month (`december`) or the same day (`as_of`)."""
    firsts: dict[object, Period] = {}
    for span in periods:
        other = firsts.setdefault(span.last_on if measure.year == "december" else None, span)
        if other is not span:
            yield Decomposition((span.label, part), ((other.label, part),), over_time=True)


def _within(whole: Period, periods: Sequence[Period]) -> Iterator[tuple[list[Period], bool]]:
    """Yields sets of periods within one that do not overlap, longest first, until each is in a set or within a member of one;
    and whether the set fills the whole period."""
    inside = sorted((span for span in periods if _is_within(span, whole)), key=lambda span: (-_length(span), span))
    uncovered = inside
    while uncovered:
        chosen: list[Period] = []
        for span in (*uncovered, *inside):
            if not any(span.first_on <= other.last_on and other.first_on <= span.last_on for other in chosen):
                chosen.append(span)
        yield sorted(chosen), sum(map(_length, chosen)) == _length(whole)
        uncovered = [span for span in uncovered if span not in chosen and not any(_is_within(span, other) for other in chosen)]


def _is_within(span: Period, whole: Period) -> bool:
    """Whether one is within the other. Of two labels for the same months, the first in order is within the other."""
    if (span.first_on, span.last_on) == (whole.first_on, whole.last_on):
        return span.label < whole.label
    return whole.first_on <= span.first_on and span.last_on <= whole.last_on


def _length(span: Period) -> int:
    """The number of months."""
    return months_between(span.first_on, span.last_on)
