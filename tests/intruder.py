"""An intruder: what can be derived of each hidden cell from all that is shown, by linear programming.

Knows nothing of how cells are hidden. The unknowns are the innermost cells, whole numbers and never less than nought; each
cell of a table that is shown is an equation in them. A cell is recovered when but one whole number is left for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Leaf = Any
_NEARLY = 1e-6
EVERYBODY = 10_000
"""More than there are in any cell."""


@dataclass
class Intruder:
    leaves: list[Leaf]
    equations: list[tuple[list[float], float]] = field(default_factory=list)

    def learns(self, within: Callable[[Any], bool], shown: float) -> None:
        self.equations.append((self._row(within), shown))

    def span(self, within: Callable[[Any], bool], by_whole_people: bool = False) -> tuple[int, int]:
        """The least and the greatest whole number that it can be."""
        row = np.array(self._row(within))
        least, greatest = (self._reach(sign * row, by_whole_people) for sign in (1, -1))
        return ceil(least - _NEARLY), floor(_NEARLY - greatest)

    def _reach(self, objective: Any, by_whole_people: bool) -> float:
        rows = np.array([row for row, _ in self.equations] or [[0.0] * len(self.leaves)])
        values = np.array([shown for _, shown in self.equations] or [0.0])
        alike = LinearConstraint(rows, values, values)
        solution = milp(objective, integrality=int(by_whole_people), bounds=Bounds(0, EVERYBODY), constraints=alike)
        assert solution.success, solution.message
        return float(solution.fun)

    def _row(self, within: Callable[[Any], bool]) -> list[float]:
        return [float(within(leaf)) for leaf in self.leaves]


Part = tuple[str | None, ...]
"""A place on each axis of a table; None is all of it."""


def in_part(part: Part) -> Callable[[Any], bool]:
    return lambda leaf: all(wanted is None or wanted == other for wanted, other in zip(part, leaf, strict=True))


def recovered(cells: Mapping[Part, float | None], outside: Mapping[Part, float], by_whole_people: bool = False) -> set[Part]:
    """The hidden cells (None) of a table with all its margins of which but one number is left; noughts tell of nobody.

    `outside`: those who belong to no part of some axis and are in the margins alone; the intruder knows how many they are.
    """
    intruder = Intruder([part for part in cells if None not in part] + list(outside))
    for part, shown in (*cells.items(), *outside.items()):
        if shown is not None:
            intruder.learns(in_part(part), shown)
    spans = {part: intruder.span(in_part(part), by_whole_people) for part, shown in cells.items() if shown is None}
    return {part for part, (low, high) in spans.items() if low == high and low}
