"""An evaluator who asks as much as they like and adds up all that they are shown: what can be derived of what is hidden.

Knows nothing of how numbers are hidden, but what the measures mean: which have the same population, and which population is
what another measure counts. The unknowns are the innermost counts: a month, a part of every breakdown, an outcome. Of two
points of knowledge the evaluator knows how many entries lie between them. A hidden count is recovered when a linear
programme leaves it fewer possible values than the level of protection; any other hidden number when it leaves but one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from projections.measuring.figures import Figure
from projections.measuring.periods import period

PROTECTION, SMALLEST = 5, 5
_NEARLY, _EVERYBODY = 1e-6, 10_000.0
_TABLES = 16
"""How many tables are tried before each number that is still narrow is tried for itself."""
NOBODY = ""
"""The part of those who are in no part of a breakdown."""
JUDGED = ("yes", "others")

Leaf = tuple[str, ...]
"""A part of each breakdown."""
Unknown = tuple[int, str, str, Leaf]
"""What is known, a measure's number or a population, the month, and the leaf."""


@dataclass(frozen=True)
class Hidden:
    """A number that was hidden in every answer: of a measure, at a point of knowledge, in a period and a part."""

    version: int
    number: str
    period: str
    part: tuple[tuple[str, str], ...]


@dataclass
class Evaluator:
    """`populations`: of each measure the population that it is of; `made_of`: of a population, the numbers that it is of."""

    populations: Mapping[str, str]
    parts: Mapping[str, Sequence[str]]
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    between: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """How many entries lie between two points of knowledge."""
    shown: dict[Hidden, float] = field(default_factory=dict)
    hidden: dict[Hidden, float] = field(default_factory=dict)
    """The hidden numbers with their true values, to judge the evaluator by; nothing is derived from them."""

    def reads(self, figure: Figure, truth: Figure, version: int = 0) -> None:
        """Reads one answer; `truth`: the same figure with nothing hidden."""
        own, real = _numbers(figure), _numbers(truth)
        for name, number in real.items():
            where = Hidden(version, name, figure.period, tuple(sorted(figure.breakdown.items())))
            if name in own:
                self.shown[where] = own[name]
            elif name.endswith(JUDGED) and number:
                self.hidden[where] = number

    def recovered(self) -> list[tuple[Hidden, float]]:
        """Returns the hidden numbers that follow from what is shown."""
        waiting = {where: number for where, number in self.hidden.items() if where not in self.shown}
        return list(_Programme(self, waiting).narrow()) if waiting else []

    def leaves(self, part: Sequence[tuple[str, str]]) -> Iterator[Leaf]:
        wanted = dict(part)
        return product(*([wanted[name]] if name in wanted else (*of, NOBODY) for name, of in self.parts.items()))

    def population_of(self, number: str) -> str:
        return self.populations[number.partition(" ")[0]]


def _numbers(figure: Figure) -> dict[str, float]:
    """The numbers of a figure by measure: what is counted, what is not, and who is not judged."""
    key, counts = figure.measure, {}
    if figure.yes is not None:
        counts[f"{key} yes"] = float(figure.yes)
    if figure.no is not None and figure.unknown is not None:
        counts[f"{key} others"] = float(figure.no + figure.unknown)
    elif figure.denominator is not None and figure.yes is not None and figure.unit == "percent":
        counts[f"{key} others"] = float(figure.denominator - figure.yes)
    if figure.immature is not None and figure.excluded is not None:
        counts[f"{key} waiting"] = float(figure.immature + figure.excluded)
    return counts


class _Programme:
    """All that is shown, as equations in the innermost counts; and for each hidden number between which values it can be."""

    def __init__(self, evaluator: Evaluator, hidden: Mapping[Hidden, float]) -> None:
        self.evaluator, self.hidden = evaluator, hidden
        self.index: dict[Any, int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        asked = {**evaluator.shown, **hidden}
        self.months = sorted({month.label for where in asked for month in period(where.period).months})
        self.measures = sorted({(where.version, where.number.partition(" ")[0]) for where in asked})
        for where, number in evaluator.shown.items():
            self.rows.append((self._sum(where), number, number))
        self._populations()
        self._knowledge()
        self._sums = self._as_matrix([self._sum(where) for where in hidden])
        matrix = self._as_matrix([row for row, _, _ in self.rows])
        self._constraints = LinearConstraint(matrix, *([row[side] for row in self.rows] for side in (1, 2)))
        self._levels = np.array([self._level(where, number) for where, number in hidden.items()])
        self._least = np.full(len(hidden), np.inf)
        self._greatest = -self._least

    def narrow(self) -> Iterator[tuple[Hidden, float]]:
        """Yields the numbers whose interval is narrow. One table is a witness for many numbers: a few are tried at random."""
        chance = np.random.default_rng(0)
        for _ in range(_TABLES):
            weights = chance.uniform(-1, 1, len(self.hidden)) * (chance.random(len(self.hidden)) < 0.3) * self._is_narrow
            self._solve(weights)
        for n, (where, number) in enumerate(self.hidden.items()):
            for sign in (1.0, -1.0):
                if self._is_narrow[n]:
                    self._solve(sign * (np.arange(len(self.hidden)) == n))
            if self._is_narrow[n]:
                assert self._least[n] - _NEARLY <= number <= self._greatest[n] + _NEARLY, f"the sums are wrong: {where}"
                yield where, number

    @property
    def _is_narrow(self) -> Any:
        return self._greatest - self._least < self._levels - _NEARLY

    def _level(self, where: Hidden, number: float) -> float:
        """How wide an interval is protected. What was shown at another point of knowledge is known nearly, but not exactly."""
        others = {version for pair in self.evaluator.between for version in pair} - {where.version}
        known_nearly = any(replace(where, version=version) in self.evaluator.shown for version in others)
        return PROTECTION if number < SMALLEST and not known_nearly else 1.0

    def _solve(self, weights: Any) -> None:
        """Finds the table of greatest weight, and widens the interval of every number by what it is there."""
        solution = milp(-(weights @ self._sums), bounds=Bounds(0, _EVERYBODY), constraints=self._constraints)
        assert solution.success, solution.message
        values = self._sums @ solution.x
        self._least, self._greatest = np.minimum(self._least, values), np.maximum(self._greatest, values)

    def _of(self, unknown: Any) -> int:
        return self.index.setdefault(unknown, len(self.index))

    def _sum(self, where: Hidden) -> dict[int, float]:
        months = [month.label for month in period(where.period).months]
        leaves = list(self.evaluator.leaves(where.part))
        return {self._of((where.version, where.number, *cell)): 1.0 for cell in product(months, leaves)}

    @property
    def _cells(self) -> Iterator[tuple[str, Leaf]]:
        return product(self.months, self.evaluator.leaves(()))

    def _populations(self) -> None:
        """A population is made up of a measure's numbers, whichever measure; and may be a number of another measure."""
        for (version, measure), cell in product(self.measures, list(self._cells)):
            population = self.evaluator.populations[measure]
            made = [[f"{measure} {name}" for name in (*JUDGED, "waiting")], [*self.evaluator.made_of.get(population, ())]]
            for numbers in filter(None, made):
                sums = {self._of((version, number, *cell)): 1.0 for number in numbers}
                self.rows.append(({self._of((version, population, *cell)): -1.0, **sums}, 0.0, 0.0))

    def _knowledge(self) -> None:
        """Between two points of knowledge as many counts can have moved as there are entries: each moves one case."""
        for (one, other), entries in self.evaluator.between.items():
            for number in sorted({unknown[1] for unknown in list(self.index) if unknown[0] == one}):
                moved: dict[int, float] = {}
                for cell in self._cells:
                    before, after = ((version, number, *cell) for version in (one, other))
                    if before in self.index and after in self.index:
                        gained, lost = self._of(("gained", one, *after)), self._of(("lost", one, *after))
                        moves = {self._of(after): 1.0, self._of(before): -1.0, gained: -1.0, lost: 1.0}
                        self.rows.append((moves, 0.0, 0.0))
                        moved |= {gained: 1.0, lost: 1.0}
                if moved:
                    self.rows.append((moved, 0.0, float(entries)))

    def _as_matrix(self, rows: Sequence[Mapping[int, float]]) -> Any:
        entries = [(sign, n, unknown) for n, row in enumerate(rows) for unknown, sign in row.items()]
        signs, numbers, columns = (list(each) for each in zip(*entries, strict=True))
        return coo_array((signs, (numbers, columns)), shape=(len(rows), len(self.index))).tocsr()
