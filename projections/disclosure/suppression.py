"""Secondary suppression: which cells to suppress, so that no suppressed cell can be derived from the others.

An intruder knows every published cell, the margins, and that no cell is negative. A suppressed cell is protected if other
tables, equal in all that is published, have a value for it that is sufficiently greater or less. A linear programme finds
such a table and changes as little as possible of what is still published; what it must change is suppressed too. So each
suppressed cell has a witness table, which later suppression does not invalidate. The same input gives the same result.

The residual, the persons in no part of a table, is a suppressed cell too, but some intruders know it. So it does not
protect primary cells.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

Cell = int
"""A cell is identified by its number."""

PROTECTION_LEVEL = 5
"""The least width of the feasibility interval of a primary cell."""
NEARLY = 1e-6
_PATIENCE = 100
"""The most branches that are tried for a table of whole numbers; then a table with fractions is accepted."""


@dataclass(frozen=True)
class Margin:
    """A cell that is the sum of others."""

    total: Cell
    parts: tuple[Cell, ...]

    @cached_property
    def signs(self) -> Mapping[Cell, int]:
        return {self.total: 1, **dict.fromkeys(self.parts, -1)}


@dataclass(frozen=True)
class SuppressionProblem:
    """Cells with their values and margins, and which of them are suppressed or known."""

    values: Sequence[float]
    margins: Sequence[Margin]
    primary: Collection[Cell]
    """Cells of primary suppression."""
    suppressed: Collection[Cell] = ()
    """Cells that are suppressed already, whatever their values."""
    unpublished: Collection[Cell] = ()
    """Cells in no publication: differences between two cells that are published."""
    residual: Collection[Cell] = ()
    """The unpublished cells that count persons in no part; an intruder may know them."""
    complements: Collection[Cell] = ()
    """The unpublished cells that count those of a total who are not in a part; as small counts they are protected as such."""
    known: Collection[Cell] = ()
    """Cells that are published already or must not be suppressed."""
    groups: Sequence[tuple[Cell, ...]] = ()
    """Cells that are published or suppressed together."""
    amounts: Collection[Cell] = ()
    """Cells that are not counts: sums of money and the like."""
    ranks: Mapping[Cell, int] = field(default_factory=dict)
    """The higher the rank, the later a cell is suppressed to protect others; the default is 0."""
    slack: float = NEARLY
    """By how much the parts of a margin may exceed its total: values of different points of knowledge may differ a little."""

    @cached_property
    def group_of(self) -> Mapping[Cell, tuple[Cell, ...]]:
        return {cell: cells for cells in self.groups for cell in cells}

    def along_with(self, cell: Cell) -> tuple[Cell, ...]:
        return self.group_of.get(cell, (cell,))

    def counts_along_with(self, cell: Cell) -> Iterator[Cell]:
        return (other for other in self.along_with(cell) if other not in self.amounts)

    def covers(self, other: Cell, cell: Cell) -> bool:
        """Whether another suppressed cell can protect this one: a residual that some know protects no primary cell."""
        return other not in self.residual or cell in self.residual or cell not in self.primary

    def adds_up(self, margin: Margin) -> bool:
        """Whether the parts do not exceed the total: overlapping parts have no sum."""
        return self.values[margin.total] - sum(self.values[part] for part in margin.parts) >= -self.slack

    def protection_level(self, cell: Cell) -> float:
        """Returns the least width of a suppressed cell's interval. 0 for zero; a difference must only not be exact."""
        value = abs(self.values[cell])
        if not value or (cell in self.unpublished and cell not in self.primary):
            return 0.0
        counts_persons = cell not in self.unpublished or cell in self.residual or cell in self.complements
        if cell not in self.primary or not counts_persons:
            return 1.0
        return max(PROTECTION_LEVEL, value) if cell in self.amounts else PROTECTION_LEVEL


def secondary_suppression(problem: SuppressionProblem, check: Callable[[], None] = lambda: None) -> set[Cell]:
    """Returns the cells to suppress: those that must be, and as few and small other cells as it takes to protect them.

    `check` is called before each cell is protected; an exception that it raises ends the search.
    """
    first = [*sorted({*problem.primary}), *sorted({*problem.suppressed} - {*problem.primary})]
    if not first:
        return set()
    covered = {other for cell in first for other in problem.along_with(cell)} | {*problem.unpublished}
    intruders = {cell: intruder for intruder in _intruders(problem) for cell in intruder.cells}
    waiting = [*first, *sorted(covered - {*first, *problem.unpublished})]
    for cell in waiting:  # grows: secondary cells are protected too
        check()
        if cell in intruders:
            moved = intruders[cell].protect(cell, covered)
            more = sorted({other for mover in moved for other in problem.along_with(mover)} - covered)
            covered.update(more)
            waiting += more
    return covered - {*problem.unpublished}


def _intruders(problem: SuppressionProblem) -> Iterator["Intruder"]:
    """Yields an intruder for each set of cells that are linked by margins; known cells link nothing."""
    margins: dict[Cell, list[Margin]] = {}
    for margin in filter(problem.adds_up, problem.margins):
        for cell in {*margin.signs} - {*problem.known}:
            margins.setdefault(cell, []).append(margin)
    remaining = {*margins}
    while remaining:
        together = [min(remaining)]
        remaining -= {*together}
        for cell in together:
            near = {other for margin in margins[cell] for other in margin.signs} & remaining
            remaining -= near
            together += sorted(near)
        yield Intruder(problem, {cell: margins[cell] for cell in together})


class Intruder:
    """What can be derived about linked cells: the feasibility interval of each, as far as it is known."""

    def __init__(self, problem: SuppressionProblem, margins: Mapping[Cell, Sequence[Margin]]) -> None:
        self.cells, self._margins, self._problem = sorted(margins), margins, problem
        values = {cell: problem.values[cell] for cell in self.cells}
        self._interval = {cell: (value, value) for cell, value in values.items()}
        sizes = {cell: sum(problem.values[other] for other in problem.counts_along_with(cell)) for cell in self.cells}
        self._costs = {cell: (1 + size) / (2 + 2 * max(sizes.values())) if size else 1.0 for cell, size in sizes.items()}
        self._great = 2 * max(map(abs, values.values())) + 10 * PROTECTION_LEVEL  # more than any intruder believes possible
        least = -self._great if min(values.values()) < 0 else 0.0  # a net number of persons can be negative
        self._room = {cell: (value - least, self._great - value) for cell, value in values.items()}

    def protect(self, cell: Cell, covered: Collection[Cell]) -> set[Cell]:
        """Returns what must be suppressed for the cell to have its protection level: nothing, or as little as possible."""
        moved: set[Cell] = set()
        if self._missing(cell) <= NEARLY:
            return moved  # most have it already, by what was moved for others
        free = [] if self._follows_from_a_margin(cell, covered) else [self._near(cell, covered)]
        for cells, up in product((*free, *self._by_rank(covered)), (True, False)):
            if (missing := self._missing(cell)) > NEARLY:
                low, high = self._interval[cell]
                far = (high + missing if up else low - missing) - self._problem.values[cell]
                moved |= self._move(cell, far, {*covered, *moved}, cells)
        return moved

    def _by_rank(self, covered: Collection[Cell]) -> Iterator[Sequence[Cell]]:
        """Yields the covered cells and the cells of the lowest rank, then also those of the next rank, and so on up to all."""
        ranks = {cell: self._problem.ranks.get(cell, 0) for cell in self.cells}
        for rank in sorted({*ranks.values()}):
            yield [cell for cell in self.cells if ranks[cell] <= rank or cell in covered]

    def _follows_from_a_margin(self, cell: Cell, covered: Collection[Cell]) -> bool:
        """Whether some margin of the cell holds no other covered cell."""
        others = (
            [other for other in margin.signs if other != cell and other in self._margins] for margin in self._margins[cell]
        )
        return not all(any(other in covered for other in some) for some in others)

    def _missing(self, cell: Cell) -> float:
        low, high = self._interval[cell]
        return self._problem.protection_level(cell) - (high - low)

    def _move(self, cell: Cell, far: float, covered: Collection[Cell], cells: Sequence[Cell]) -> set[Cell]:
        """Returns the cells that change in another table, consistent with what is published, where this cell moves `far`."""
        able = [other for other in cells if self._problem.covers(other, cell)]
        costs = {other: 0.0 if other in covered else self._costs[other] for other in sorted({cell, *able})}
        moved = self._in_whole_numbers(cell, far, costs)
        for other, step in moved.items():
            if all(self._problem.covers(mover, other) for mover in moved):
                (low, high), value = self._interval[other], self._problem.values[other] + step
                self._interval[other] = min(low, value), max(high, value)
        return {*moved}

    def _near(self, cell: Cell, covered: Collection[Cell]) -> Sequence[Cell]:
        """Returns the cell and the covered cells that are linked with it, in order."""
        near = [cell]
        remaining = {other for other in covered if other in self._margins} - {cell}
        for member in near:
            new = {other for of in self._margins[member] for other in of.signs} & remaining
            remaining -= new
            near += sorted(new)
        return sorted(near)

    def _in_whole_numbers(self, cell: Cell, far: float, costs: Mapping[Cell, float]) -> dict[Cell, float]:
        """Persons are whole numbers, and an intruder knows it: tries `far`, then twice that, then whole numbers near it."""
        first = self._steps(cell, far, costs)
        if self._are_whole(first):
            return first
        if self._are_whole(twice := self._steps(cell, 2 * far, costs)):
            return twice
        near = {other: cost for other, cost in costs.items() if other in first or not cost}
        return self._steps(cell, far, near, integers=True) or first

    def _are_whole(self, steps: Mapping[Cell, float]) -> bool:
        return all(abs(step - round(step)) <= NEARLY for cell, step in steps.items() if cell not in self._problem.amounts)

    def _steps(self, cell: Cell, far: float, costs: Mapping[Cell, float], integers: bool = False) -> dict[Cell, float]:
        """Returns how far each cell moves. Steps up and steps down are separate variables, so that both cost."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 seldom needed, and slow to load

        ups = {each: self._room[each][1] for each in costs} | {cell: min(max(far, 0.0), self._room[cell][1])}
        downs = {each: self._room[each][0] for each in costs} | {cell: min(max(-far, 0.0), self._room[cell][0])}
        prices = dict(costs) | {cell: -2.0 * len(costs)}  # outweighs what the others cost
        gains = self._gains(cell, costs)
        solution = milp(
            [price - gains.get(each, 0.0) for each, price in prices.items()]
            + [price + gains.get(each, 0.0) for each, price in prices.items()],
            integrality=[int(integers and each not in self._problem.amounts) for each in costs] * 2,
            bounds=Bounds(0, [*ups.values(), *downs.values()]),
            constraints=LinearConstraint(self._balance([*costs]), 0, 0),
            options={"node_limit": _PATIENCE},
        )
        steps = [] if solution.x is None else solution.x[: len(costs)] - solution.x[len(costs) :]
        return {each: float(step) for each, step in zip(costs, steps, strict=False) if abs(step) > NEARLY}

    def _gains(self, cell: Cell, costs: Mapping[Cell, float]) -> dict[Cell, float]:
        """Returns what a step up of cells with too narrow an interval gains, if nothing costs: a table is witness to many."""
        if any(costs.values()):
            return {}
        return {other: 0.5 / self._great for other in costs if other != cell and self._missing(other) > NEARLY}

    def _balance(self, cells: Sequence[Cell]) -> Any:
        """Returns the matrix with a row for each margin: a move of its parts equals the move of its total."""
        from scipy.sparse import coo_array, hstack  # noqa: PLC0415

        index = {cell: n for n, cell in enumerate(cells)}
        margins = dict.fromkeys(margin for cell in cells for margin in self._margins[cell])
        entries = [
            (sign, row, index[cell])
            for row, margin in enumerate(margins)
            for cell, sign in margin.signs.items()
            if cell in index
        ]
        signs, rows, columns = (list(each) for each in zip(*entries, strict=True))
        matrix = coo_array((signs, (rows, columns)), shape=(len(margins), len(cells)))
        return hstack([matrix, -matrix]).tocsr()
