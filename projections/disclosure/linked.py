"""The figures of one measure as numbered cells, tied together by sums: those asked for, and those published before.

Between periods there are differences that no figure tells, and that follow when both are published: they are cells too.
So is the residual part of each breakdown: those who are in no part of it (measures.md §11, last part).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from projections.disclosure.additivity import Adding, Which, over_parts, over_periods, within_each_other
from projections.disclosure.aspects import FEWEST, Aspect, Numbers, numbers_of, numbers_of_people
from projections.disclosure.suppression import Cell, Sum
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure


def which(figure: Figure) -> Which:
    return figure.period, frozenset(figure.breakdown.items())


class Linked:
    """A cell for each period and part that there is a figure of; what is asked for stands before what was published."""

    def __init__(self, measure: Measure, asked: Sequence[Figure], earlier: Sequence[Figure]) -> None:
        self.asked = {which(figure): figure for figure in asked}
        self.before: dict[Which, list[Figure]] = {}
        for figure in earlier:
            self.before.setdefault(which(figure), []).append(figure)
        there = sorted({*self.asked, *self.before}, key=lambda one: (len(one[1]), one[0], sorted(one[1])))
        self.cells: Mapping[Which, Cell] = {one: n for n, one in enumerate(there)}
        self.figures = [self.asked[one] if one in self.asked else self.before[one][-1] for one in there]
        self.numbers = [numbers_of(figure) for figure in self.figures]
        self.differences: dict[Cell, Sum] = {}
        """A cell that is in no publication, and the sum that it is the last part of."""
        self.nothing: set[Cell] = set()
        """Differences that anybody can tell are nought where they are: of months that hold nothing, or of none at all."""
        self.residuals: dict[Cell, Numbers] = {}
        """The differences that are those in no part of a breakdown, and by which numbers each is judged."""
        self.sums = self._tied(measure)

    def untold(self, aspect: Aspect) -> set[Cell]:
        """What was hidden when it was published and is not asked for again, and what differs from it: not known here."""
        hidden = {cell for one, cell in self.cells.items() if one not in self.asked and aspect.hides(self.figures[cell])}
        unknown = {cell for cell, one in self.differences.items() if not hidden.isdisjoint(one.signs)}
        return hidden | (unknown - self.nothing)

    def _tied(self, measure: Measure) -> list[Sum]:
        empty = {one for one, cell in self.cells.items() if not measure.whole and _is_empty(self.figures[cell])}
        found = [self._over_the_parts(one) for one in over_parts(self.cells)]
        for adding in over_periods(measure, self.cells, empty):
            found += self._over_time(adding)
        return [*found, *self._between(measure)]

    def _between(self, measure: Measure) -> Iterator[Sum]:
        """Of any two periods of which one is within the other, what little may be between them."""
        there = {(one.whole, one.parts[:-1]) for one in self.differences.values()}
        for two in within_each_other(measure, self.cells):
            whole, part = (self.cells[one] for one in two)
            little = any(0 < over < FEWEST for over in self._over(whole, (part,)).values())
            if little and (whole, (part,)) not in there:
                yield self._differing(whole, (part,))

    def _parts(self, adding: Adding) -> tuple[Cell, ...]:
        return tuple(self.cells[one] for one in adding.parts)

    def _over_the_parts(self, adding: Adding) -> Sum:
        """Where all is known, and somebody is in no part, these are a part as well, which no figure is of."""
        whole, parts = self.cells[adding.whole], self._parts(adding)
        over = self._over(whole, parts).values()
        if self._any_hidden(whole, parts) or min(over, default=0) < 0 or not any(over):
            return Sum(whole, parts)
        adding_up = self._differing(whole, parts)
        residual = adding_up.parts[-1]
        self.residuals[residual] = self._numbers_of_residual(residual, whole, parts)
        return adding_up

    def _numbers_of_residual(self, residual: Cell, whole: Cell, parts: Collection[Cell]) -> Numbers:
        """Persons who change parts between months make the persons in no part look fewer than they are: at least one is."""
        people = [numbers_of_people(self.figures[cell]) for cell in (whole, *parts)]
        return {
            name: min(number, max(people[0][name] - sum(of[name] for of in people[1:]), 1.0)) if number else number
            for name, number in self.numbers[residual].items()
        }

    def _any_hidden(self, whole: Cell, parts: Collection[Cell]) -> bool:
        return any(self.figures[cell].hidden for cell in (whole, *parts))

    def _over_time(self, adding: Adding) -> Iterator[Sum]:
        """What of a period is in none of those within it; who is in several of them, so that they are more than it,
        makes each tell something of its own."""
        whole, parts = self.cells[adding.whole], self._parts(adding)
        together = self._differing(whole, parts)
        yield together
        all_known = not self._any_hidden(whole, parts)
        if adding.all_told or (all_known and not any(self.numbers[together.parts[-1]].values())):
            self.nothing.add(together.parts[-1])
        if len(parts) > 1 and min(self._over(whole, parts).values(), default=0) < 0:
            yield from (self._differing(whole, (part,)) for part in parts)

    def _differing(self, whole: Cell, parts: tuple[Cell, ...]) -> Sum:
        self.numbers.append({name: max(over, 0.0) for name, over in self._over(whole, parts).items()})
        cell = len(self.numbers) - 1
        self.differences[cell] = Sum(whole, (*parts, cell))
        return self.differences[cell]

    def _over(self, whole: Cell, parts: Collection[Cell]) -> dict[str, float]:
        """How much more the whole is than the parts, in everything that is told of them all."""
        names = set.intersection(*(set(self.numbers[cell]) for cell in (whole, *parts)))
        return {name: self.numbers[whole][name] - sum(self.numbers[part][name] for part in parts) for name in sorted(names)}


def _is_empty(figure: Figure) -> bool:
    """A month without a value counts for nothing in longer periods (measures.md §1.7)."""
    return figure.value is None and not figure.suppressed
