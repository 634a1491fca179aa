"""Which cells to hide, so that no hidden one can be reckoned from those that are shown. Knows no figure.

Whoever reads a table knows every shown cell, how cells add up, and that none is less than nought. A hidden cell is safe
when there are other tables, alike in all that is shown, in which it is so much greater or less. Such a table is sought by a
linear programme that moves as little as possible of what is still shown; what it must move is hidden too. So each hidden
cell has its witness, and what is hidden later takes no witness away. The same cells are always hidden alike.

Who is in no part of a table is a hidden cell as well, with a difference: some readers know of them. So they are no cover for
what is hidden for its own sake.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

Cell = int
"""Cells are numbered."""

WIDE = 5
"""What is hidden for its own sake must have at least so wide a span of numbers that it can be."""
_NEARLY = 1e-6
_PATIENCE = 100
"""How many branches are tried for a table of whole numbers, before one that has halves will do."""


@dataclass(frozen=True)
class Sum:
    """A cell is the sum of others."""

    whole: Cell
    parts: tuple[Cell, ...]

    @cached_property
    def signs(self) -> Mapping[Cell, int]:
        return {self.whole: 1, **dict.fromkeys(self.parts, -1)}


@dataclass(frozen=True)
class Question:
    """Cells with their numbers, and what is given of them."""

    values: Sequence[float]
    sums: Sequence[Sum]
    secret: Collection[Cell]
    """Hidden for their own sake."""
    hidden: Collection[Cell] = ()
    """To be hidden whatever they are."""
    unseen: Collection[Cell] = ()
    """In no publication: differences between two that are."""
    residual: Collection[Cell] = ()
    """Those of them that are who is in no part; a reader may know how many these are."""
    known: Collection[Cell] = ()
    """Already out, or not to be hidden."""
    together: Sequence[tuple[Cell, ...]] = ()
    """Cells that are shown or hidden together."""
    amounts: Collection[Cell] = ()
    """Sums of money and the like, which are no counts."""
    ranks: Mapping[Cell, int] = field(default_factory=dict)
    """The higher, the later it is hidden to cover others; those that are not named have 0."""

    @cached_property
    def group(self) -> Mapping[Cell, tuple[Cell, ...]]:
        return {cell: cells for cells in self.together for cell in cells}

    def along_with(self, cell: Cell) -> tuple[Cell, ...]:
        return self.group.get(cell, (cell,))

    def counts_along_with(self, cell: Cell) -> Iterator[Cell]:
        return (one for one in self.along_with(cell) if one not in self.amounts)

    def covers(self, other: Cell, cell: Cell) -> bool:
        """Whether another cell, being hidden, can protect this one: a residual that some reader knows protects no secret."""
        return other not in self.residual or cell in self.residual or cell not in self.secret

    def adds_up(self, one: Sum) -> bool:
        """Parts that overlap are no sum."""
        return self.values[one.whole] - sum(self.values[part] for part in one.parts) >= -_NEARLY

    def needs(self, cell: Cell) -> float:
        """How wide the span of a hidden cell must be. A nought needs none; what lies between periods must just not be told."""
        value = abs(self.values[cell])
        if not value or (cell in self.unseen and cell not in self.secret):
            return 0.0
        if cell not in self.secret or (cell in self.unseen and cell not in self.residual):
            return 1.0
        return max(WIDE, value) if cell in self.amounts else WIDE


def suppressed(question: Question, check: Callable[[], None] = lambda: None) -> set[Cell]:
    """The cells to hide: those that were to be hidden, and as few and small more as it takes.

    `check` is called before each cell that is covered; what it raises ends the search.
    """
    first = [*sorted({*question.secret}), *sorted({*question.hidden} - {*question.secret})]
    if not first:
        return set()
    covered = {other for cell in first for other in question.along_with(cell)} | {*question.unseen}
    readers = {cell: reader for reader in _readers(question) for cell in reader.cells}
    waiting = [*first, *sorted(covered - {*first, *question.unseen})]
    for cell in waiting:  # grows: what is hidden besides must not be told either
        check()
        if cell in readers:
            moved = readers[cell].cover(cell, covered)
            more = sorted({other for one in moved for other in question.along_with(one)} - covered)
            covered.update(more)
            waiting += more
    return covered - {*question.unseen}


def _readers(question: Question) -> Iterator["Reader"]:
    """One for all cells that hang together by sums; what is known holds nothing together."""
    sums: dict[Cell, list[Sum]] = {}
    for one in filter(question.adds_up, question.sums):
        for cell in {*one.signs} - {*question.known}:
            sums.setdefault(cell, []).append(one)
    left = {*sums}
    while left:
        together = [min(left)]
        left -= {*together}
        for cell in together:
            near = {other for one in sums[cell] for other in one.signs} & left
            left -= near
            together += sorted(near)
        yield Reader(question, {cell: sums[cell] for cell in together})


class Reader:
    """What can be reckoned of cells that hang together: between which numbers each can be, as far as has been found."""

    def __init__(self, question: Question, sums: Mapping[Cell, Sequence[Sum]]) -> None:
        self.cells, self._sums, self._question = sorted(sums), sums, question
        values = {cell: question.values[cell] for cell in self.cells}
        self._span = {cell: (value, value) for cell, value in values.items()}
        sizes = {cell: sum(question.values[one] for one in question.counts_along_with(cell)) for cell in self.cells}
        self._costs = {cell: (1 + size) / (2 + 2 * max(sizes.values())) if size else 1.0 for cell, size in sizes.items()}
        self._great = 2 * max(map(abs, values.values())) + 10 * WIDE  # more than anybody would believe
        least = -self._great if min(values.values()) < 0 else 0.0  # a net of people can be less than nought
        self._room = {cell: (value - least, self._great - value) for cell, value in values.items()}

    def cover(self, cell: Cell, covered: Collection[Cell]) -> set[Cell]:
        """What must be hidden for the cell to have the span it needs: nothing more if that will do, else as little as can."""
        moved: set[Cell] = set()
        free = [] if self._is_told(cell, covered) else [self._near(cell, covered)]
        for cells, up in product((*free, *self._by_rank(covered)), (True, False)):
            if (missing := self._missing(cell)) > _NEARLY:
                low, high = self._span[cell]
                far = (high + missing if up else low - missing) - self._question.values[cell]
                moved |= self._move(cell, far, {*covered, *moved}, cells)
        return moved

    def _by_rank(self, covered: Collection[Cell]) -> Iterator[Sequence[Cell]]:
        """What is covered and the cells of the lowest rank, then also those of the next, and so on to all of them."""
        ranks = {cell: self._question.ranks.get(cell, 0) for cell in self.cells}
        for rank in sorted({*ranks.values()}):
            yield [cell for cell in self.cells if ranks[cell] <= rank or cell in covered]

    def _is_told(self, cell: Cell, covered: Collection[Cell]) -> bool:
        """Whether some sum of it holds nothing else that is covered."""
        others = ([other for other in one.signs if other != cell and other in self._sums] for one in self._sums[cell])
        return not all(any(other in covered for other in some) for some in others)

    def _missing(self, cell: Cell) -> float:
        low, high = self._span[cell]
        return self._question.needs(cell) - (high - low)

    def _move(self, cell: Cell, far: float, covered: Collection[Cell], cells: Sequence[Cell]) -> set[Cell]:
        """The cells that are others in another table that could be behind what is shown, in which this one is so far off."""
        able = [other for other in cells if self._question.covers(other, cell)]
        costs = {other: 0.0 if other in covered else self._costs[other] for other in sorted({cell, *able})}
        moved = self._in_whole_numbers(cell, far, costs)
        for other, step in moved.items():
            if all(self._question.covers(mover, other) for mover in moved):
                (low, high), value = self._span[other], self._question.values[other] + step
                self._span[other] = min(low, value), max(high, value)
        return {*moved}

    def _near(self, cell: Cell, covered: Collection[Cell]) -> Sequence[Cell]:
        """The covered cells that hang together with this one."""
        near = [cell]
        left = {other for other in covered if other in self._sums} - {cell}
        for one in near:
            new = {other for of in self._sums[one] for other in of.signs} & left
            left -= new
            near += sorted(new)
        return sorted(near)

    def _in_whole_numbers(self, cell: Cell, far: float, costs: Mapping[Cell, float]) -> dict[Cell, float]:
        """Nobody is counted by halves, and a reader knows that too: as far, or twice, or in whole numbers near the first."""
        first = self._steps(cell, far, costs)
        if self._are_whole(first):
            return first
        if self._are_whole(twice := self._steps(cell, 2 * far, costs)):
            return twice
        near = {other: cost for other, cost in costs.items() if other in first or not cost}
        return self._steps(cell, far, near, whole=True) or first

    def _are_whole(self, steps: Mapping[Cell, float]) -> bool:
        return all(abs(step - round(step)) <= _NEARLY for cell, step in steps.items() if cell not in self._question.amounts)

    def _steps(self, cell: Cell, far: float, costs: Mapping[Cell, float], whole: bool = False) -> dict[Cell, float]:
        """How far each cell moves, its steps up and its steps down reckoned apart so that both cost."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 seldom needed, and slow to load

        ups = {one: self._room[one][1] for one in costs} | {cell: min(max(far, 0.0), self._room[cell][1])}
        downs = {one: self._room[one][0] for one in costs} | {cell: min(max(-far, 0.0), self._room[cell][0])}
        prices = dict(costs) | {cell: -2.0 * len(costs)}  # whatever it takes
        gains = self._gains(cell, costs)
        found = milp(
            [price - gains.get(one, 0.0) for one, price in prices.items()]
            + [price + gains.get(one, 0.0) for one, price in prices.items()],
            integrality=[int(whole and one not in self._question.amounts) for one in costs] * 2,
            bounds=Bounds(0, [*ups.values(), *downs.values()]),
            constraints=LinearConstraint(self._balance([*costs]), 0, 0),
            options={"node_limit": _PATIENCE},
        )
        steps = [] if found.x is None else found.x[: len(costs)] - found.x[len(costs) :]
        return {one: float(step) for one, step in zip(costs, steps, strict=False) if abs(step) > _NEARLY}

    def _gains(self, cell: Cell, costs: Mapping[Cell, float]) -> dict[Cell, float]:
        """What a step up is worth of others that lack a span, where nothing costs: then one table is witness to many."""
        if any(costs.values()):
            return {}
        return {other: 0.5 / self._great for other in costs if other != cell and self._missing(other) > _NEARLY}

    def _balance(self, cells: Sequence[Cell]) -> Any:
        """A row for each sum: what is moved in its parts is moved in its whole."""
        from scipy.sparse import coo_array, hstack  # noqa: PLC0415

        place = {cell: n for n, cell in enumerate(cells)}
        sums = dict.fromkeys(one for cell in cells for one in self._sums[cell])
        entries = [
            (sign, row, place[cell]) for row, one in enumerate(sums) for cell, sign in one.signs.items() if cell in place
        ]
        signs, rows, columns = (list(each) for each in zip(*entries, strict=True))
        matrix = coo_array((signs, (rows, columns)), shape=(len(sums), len(cells)))
        return hstack([matrix, -matrix]).tocsr()
