"""Which figures of one measure add up to which: over the parts of a breakdown, and over periods within periods.

What is known of the figures is only which there are: a period and a part each.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period

Which = tuple[str, frozenset[tuple[str, str]]]
"""A figure's period and its part of a breakdown; the empty part is the whole."""


@dataclass(frozen=True)
class Adding:
    """A figure, and others that are parts of it."""

    whole: Which
    parts: tuple[Which, ...]
    all_told: bool = True
    """Else something that no figure tells is a part of it too."""
    over_time: bool = False


def over_parts(there: Collection[Which]) -> Iterator[Adding]:
    """The parts of each breakdown, within each part of the others. Those who have no part are in the whole alone."""
    found: dict[tuple[Which, str], list[Which]] = {}
    for label, part in there:
        for name, value in part:
            whole = (label, part - {(name, value)})
            if whole in there and not BREAKDOWNS[name].overlapping:
                found.setdefault((whole, name), []).append((label, part))
    for (whole, _), parts in found.items():
        yield Adding(whole, tuple(parts))


def over_periods(measure: Measure, there: Collection[Which], empty: Collection[Which]) -> Iterator[Adding]:
    """The periods within each period. `empty`: those that count for nothing in a longer one."""
    for part, periods in _by_part(there):
        if measure.year in ("december", "as_of"):
            yield from _alike(measure, periods, part)
        else:
            for whole in periods:
                for within, all_told in _within(whole, periods):
                    parts = tuple((one.label, part) for one in within if (one.label, part) not in empty or _length(whole) == 1)
                    yield Adding((whole.label, part), parts, all_told, over_time=True)


def _by_part(there: Collection[Which]) -> Iterator[tuple[frozenset[tuple[str, str]], list[Period]]]:
    """The periods of each part, the longest first: where little lies between two, the shorter goes, and the one after stays."""
    for part in dict.fromkeys(part for _, part in there):
        periods = (period(label) for label, of in there if of == part)
        yield part, sorted(periods, key=lambda one: (-_length(one), one))


def within_each_other(measure: Measure, there: Collection[Which]) -> Iterator[tuple[Which, Which]]:
    """Each two of which the second is within the first, where longer periods hold more."""
    if measure.year not in ("december", "as_of"):
        for part, periods in _by_part(there):
            for whole, one in permutations(periods, 2):
                if _is_within(one, whole) and _length(one) < _length(whole):
                    yield (whole.label, part), (one.label, part)


def headlines(there: Collection[Which]) -> Iterator[Which]:
    """The wholes that are told first of all: of periods within no other, and of the same months of another year."""
    wholes = {each: period(each[0]) for each in there if not each[1]}
    outermost = [
        one for one in wholes.values() if not any(other != one and _is_within(one, other) for other in wholes.values())
    ]
    for each, of in wholes.items():
        if any(_same_months(of, one) for one in outermost):
            yield each


def _same_months(one: Period, other: Period) -> bool:
    """Whether they are the same months, of whatever year."""
    return one.first_on.month == other.first_on.month and _length(one) == _length(other)


def _alike(measure: Measure, periods: Sequence[Period], part: frozenset[tuple[str, str]]) -> Iterator[Adding]:
    """Periods whose value is that of one and the same month, or day."""
    first: dict[object, Period] = {}
    for one in periods:
        other = first.setdefault(one.last_on if measure.year == "december" else None, one)
        if other is not one:
            yield Adding((one.label, part), ((other.label, part),), over_time=True)


def _within(whole: Period, periods: Sequence[Period]) -> Iterator[tuple[list[Period], bool]]:
    """Sets of periods within one that do not overlap, the longest first, until each is in a set or within a member of one;
    and whether they fill it."""
    inside = sorted((one for one in periods if _is_within(one, whole)), key=lambda one: (-_length(one), one))
    left = inside
    while left:
        chosen: list[Period] = []
        for one in (*left, *inside):
            if not any(one.first_on <= other.last_on and other.first_on <= one.last_on for other in chosen):
                chosen.append(one)
        yield sorted(chosen), sum(map(_length, chosen)) == _length(whole)
        left = [one for one in left if one not in chosen and not any(_is_within(one, other) for other in chosen)]


def _is_within(one: Period, whole: Period) -> bool:
    """Of two names for the same months one holds the other."""
    if (one.first_on, one.last_on) == (whole.first_on, whole.last_on):
        return one.label < whole.label
    return whole.first_on <= one.first_on and one.last_on <= whole.last_on


def _length(one: Period) -> int:
    """In months."""
    return (one.last_on.year - one.first_on.year) * 12 + one.last_on.month - one.first_on.month + 1
