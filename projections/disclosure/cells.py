"""The numbers behind one aspect of linked figures, each in a place of its own, so that they can be hidden as one."""

from collections.abc import Collection, Iterator

from projections.disclosure.aspects import Aspect
from projections.disclosure.linked import Linked
from projections.disclosure.suppression import Cell, Sum

Place = Cell
NO_COUNTS = ("amount", "within")
"""Numbers whose names begin so are no whole numbers."""


class Places:
    """A place for each number of each cell; in detail of the main thing also for what its numbers add up to."""

    def __init__(self, linked: Linked, aspect: Aspect) -> None:
        self.own, self.names = len(aspect.numbers), (*aspect.numbers, *([aspect.makes] if aspect.makes else ()))
        self.count, self.cells = len(linked.numbers), len(linked.figures)
        self.values = [numbers.get(name, 0.0) for name in self.names for numbers in linked.numbers]
        self.sums = list(self._sums(linked))
        untold = linked.untold(aspect)
        self._guess(self.of(untold) | self.of_main(untold))

    def cell(self, place: Place) -> Cell:
        return place % self.count

    def of(self, cells: Collection[Cell]) -> set[Place]:
        return {first + cell for first in self._firsts() for cell in cells}

    def of_main(self, cells: Collection[Cell]) -> set[Place]:
        """Of what the numbers add up to."""
        return {self.own * self.count + cell for cell in cells} if self.own < len(self.names) else set()

    def noughts(self, cells: Collection[Cell]) -> set[Place]:
        return {place for place in self.of(cells) | self.of_main(cells) if not self.values[place]}

    @property
    def together(self) -> list[tuple[Place, ...]]:
        return [tuple(first + cell for first in self._firsts()) for cell in range(self.cells)]

    @property
    def amounts(self) -> set[Place]:
        return {place for place in range(len(self.values)) if self.names[place // self.count].startswith(NO_COUNTS)}

    def _firsts(self) -> range:
        """Where the places of each of the aspect's own numbers begin."""
        return range(0, self.own * self.count, self.count)

    def _sums(self, linked: Linked) -> Iterator[Sum]:
        """Over parts and periods in each number; and of each cell over its numbers, where they add up to something."""
        for first in range(0, len(self.values), self.count):
            for one in linked.sums:
                yield Sum(first + one.whole, tuple(first + part for part in one.parts))
        for place in sorted(self.of_main(range(self.count))):
            yield Sum(place, tuple(first + self.cell(place) for first in self._firsts()))

    def _guess(self, untold: set[Place]) -> None:
        """Something that the unknown can be, as the sums have it: what a reader can reckon does not depend on which it is."""
        left = set(untold)
        for one in (*self.sums, *self.sums):
            parts = [place for place in one.parts if place in left]
            if one.whole in left and not parts:
                self.values[one.whole] = sum(self.values[place] for place in one.parts)
            elif one.whole not in left and parts:
                rest = max(self.values[one.whole] - sum(self.values[place] for place in one.parts), 0.0)
                for n, place in enumerate(parts):
                    self.values[place] = rest // len(parts) + (rest % len(parts) if n == 0 else 0)
            else:
                continue
            left -= {one.whole, *parts}
