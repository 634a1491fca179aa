"""The numbers of one aspect of linked tables: a cell for each number, in groups that are suppressed together."""

from collections.abc import Collection, Iterator

from projections.disclosure.aspects import NO_COUNTS, Aspect
from projections.disclosure.linked import LinkedTables
from projections.disclosure.suppression import Cell, Margin

NumberCell = Cell


class NumberCells:
    """A cell for each number of each figure; in a detail of the main aspect also for what its numbers add up to."""

    def __init__(self, linked: LinkedTables, aspect: Aspect) -> None:
        self.own, self.names = len(aspect.numbers), (*aspect.numbers, *([aspect.makes] if aspect.makes else ()))
        self.count, self.cells = len(linked.numbers), len(linked.figures)
        self.values = [numbers.get(name, 0.0) for name in self.names for numbers in linked.numbers]
        self.margins = list(self._margins(linked))
        unknown = linked.unknown(aspect)
        self._impute(self.of(unknown) | self.of_main(unknown))

    def cell(self, number_cell: NumberCell) -> Cell:
        return number_cell % self.count

    def of(self, cells: Collection[Cell]) -> set[NumberCell]:
        return {first + cell for first in self._firsts() for cell in cells}

    def of_main(self, cells: Collection[Cell]) -> set[NumberCell]:
        """Returns the cells of the number that the aspect's numbers add up to; empty if there is none."""
        return {self.own * self.count + cell for cell in cells} if self.own < len(self.names) else set()

    def zeros(self, cells: Collection[Cell]) -> set[NumberCell]:
        return {number_cell for number_cell in self.of(cells) | self.of_main(cells) if not self.values[number_cell]}

    @property
    def groups(self) -> list[tuple[NumberCell, ...]]:
        return [tuple(first + cell for first in self._firsts()) for cell in range(self.cells)]

    @property
    def amounts(self) -> set[NumberCell]:
        return {
            number_cell
            for number_cell in range(len(self.values))
            if self.names[number_cell // self.count].startswith(NO_COUNTS)
        }

    def _firsts(self) -> range:
        """The first cell of each of the aspect's own numbers."""
        return range(0, self.own * self.count, self.count)

    def _margins(self, linked: LinkedTables) -> Iterator[Margin]:
        """Yields each number's margins over parts and periods; and each cell's over its numbers, if they add up to another."""
        for first in range(0, len(self.values), self.count):
            for margin in linked.margins:
                yield Margin(first + margin.total, tuple(first + part for part in margin.parts))
        for number_cell in sorted(self.of_main(range(self.count))):
            yield Margin(number_cell, tuple(first + self.cell(number_cell) for first in self._firsts()))

    def _impute(self, unknown: set[NumberCell]) -> None:
        """Sets unknown values to some that fit the margins: what an intruder can derive does not depend on which."""
        remaining = set(unknown)
        for margin in (*self.margins, *self.margins):
            parts = [number_cell for number_cell in margin.parts if number_cell in remaining]
            if margin.total in remaining and not parts:
                self.values[margin.total] = sum(self.values[number_cell] for number_cell in margin.parts)
            elif margin.total not in remaining and parts:
                residue = max(self.values[margin.total] - sum(self.values[number_cell] for number_cell in margin.parts), 0.0)
                for n, number_cell in enumerate(parts):
                    self.values[number_cell] = residue // len(parts) + (residue % len(parts) if n == 0 else 0)
            else:
                continue
            remaining -= {margin.total, *parts}
