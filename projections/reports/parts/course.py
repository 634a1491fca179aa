"""Which way a value has gone since its baseline: told only where nothing that is not known could turn it."""

from collections.abc import Mapping
from typing import Literal

from projections.measuring.figures import Figure
from projections.rules.lacking import LACKING

Course = Literal["right", "wrong", "same", "above", "below", "within_bounds", "not_known"]
Bounds = tuple[float | None, float | None]
"""The lowest and the highest that a value may be; None: nothing bounds it."""
IN_WORDS: Mapping[Course, str] = {
    "right": "rätt håll",
    "wrong": "fel håll",
    "same": "som 2022",
    "above": "över 2022",
    "below": "under 2022",
    "within_bounds": "går inte att säga",
    "not_known": "går inte att veta",
}
WHY_NOT: Mapping[Course, str] = {
    "within_bounds": "Går inte att säga: utgångsvärdet ligger mellan det lägsta och det högsta som värdet kan vara.",
    "not_known": "Går inte att veta: det som inte är levererat kan vända det.",
}
"""Why it is not shown which way a value has gone."""


def course(figure: Figure) -> Course | None:
    """Returns None for a figure without a value, or without a baseline and a direction to judge it by."""
    if figure.baseline is None or figure.direction is None:
        return None
    if _is_open(figure):
        return "not_known"
    if figure.value is None:
        return None
    lowest, highest = bounds(figure)
    baseline = round(figure.baseline, 1)
    above = lowest is not None and round(lowest, 1) > baseline
    below = highest is not None and round(highest, 1) < baseline
    if not above and not below:
        return "same" if lowest == highest is not None else "within_bounds"
    if figure.direction == "keep":
        return "above" if above else "below"
    return "right" if above == (figure.direction == "up") else "wrong"


def _is_open(figure: Figure) -> bool:
    """Whether what was not delivered could give any value."""
    if figure.status not in LACKING:
        return False
    return figure.status == "not_delivered" or not figure.bounds_hold or nothing_known(figure)


def bounds(figure: Figure) -> Bounds:
    """Returns the value itself where all is known of every case."""
    is_known = figure.unknown in (0, None) and "unknown" not in figure.hidden and figure.status not in LACKING
    return (figure.value, figure.value) if is_known else (figure.lower, figure.upper)


def nothing_known(figure: Figure) -> bool:
    """Whether a figure has cases, and none of them can be judged; or may be so, where how many are unknown is hidden."""
    if "unknown" in figure.hidden:
        return figure.status in LACKING and figure.yes == 0
    return bool(figure.unknown) and figure.yes == figure.no == 0
