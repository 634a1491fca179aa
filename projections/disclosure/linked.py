"""Linked tables: the figures of one measure as numbered cells with common margins, those requested and those published before.

Differences between periods are not figures, but follow when both periods are published: they are cells too. So is the
residual part of each breakdown: the persons in no part of it (measures.md §11, last part).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from projections.disclosure.additivity import (
    CellKey,
    Decomposition,
    over_parts,
    over_periods,
    overlapping_parts,
    overlaps,
    within_each_other,
)
from projections.disclosure.aspects import FEWEST, Aspect, Numbers, numbers_of, numbers_of_people
from projections.disclosure.suppression import Cell, Margin
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure


def cell_key(figure: Figure) -> CellKey:
    return figure.period, frozenset(figure.breakdown.items())


class LinkedTables:
    """A cell for each period and part that has a figure; a requested figure takes precedence over a published one."""

    def __init__(self, measure: Measure, requested: Sequence[Figure], published: Sequence[Figure]) -> None:
        self.requested = {cell_key(figure): figure for figure in requested}
        self.published: dict[CellKey, list[Figure]] = {}
        for figure in published:
            self.published.setdefault(cell_key(figure), []).append(figure)
        keys = sorted({*self.requested, *self.published}, key=lambda key: (len(key[1]), key[0], sorted(key[1])))
        self.cells: Mapping[CellKey, Cell] = {key: n for n, key in enumerate(keys)}
        self.figures = [self.requested[key] if key in self.requested else self.published[key][-1] for key in keys]
        self.numbers = [numbers_of(figure) for figure in self.figures]
        self.differences: dict[Cell, Margin] = {}
        """The cells that are in no publication, each with the margin that it is the last part of."""
        self.structural_zeros: set[Cell] = set()
        """Differences that anybody knows to be zero: of months without a value, or of no months."""
        self.residuals: dict[Cell, Numbers] = {}
        """The differences that count the persons in no part of a breakdown, each with the numbers it is judged by."""
        self.complements: dict[Cell, Numbers] = {}
        """The differences that count the persons of a total who are not in a part that overlaps others, each as `residuals`."""
        self.margins = self._margins(measure)

    def unknown(self, aspect: Aspect) -> set[Cell]:
        """Returns cells of unknown value: suppressed when published and not requested again, and differences from them."""
        suppressed = {
            cell
            for key, cell in self.cells.items()
            if key not in self.requested and aspect.hides(self.figures[cell]) and not self._holds(aspect, cell)
        }
        differing: set[Cell] = set()
        for cell, margin in self.differences.items():  # a difference of differences comes after them
            if not (suppressed | differing).isdisjoint({*margin.signs} - {cell}):
                differing.add(cell)
        return suppressed | (differing - self.structural_zeros)

    def _holds(self, aspect: Aspect, cell: Cell) -> bool:
        """Whether the numbers of a hidden figure are known here: it was released by a gate that remembers."""
        return all(name in self.numbers[cell] for name in aspect.numbers)

    def _margins(self, measure: Measure) -> list[Margin]:
        empty = {key for key, cell in self.cells.items() if not measure.whole and _is_empty(self.figures[cell])}
        margins = [self._over_the_parts(decomposition) for decomposition in over_parts(self.cells)]
        for decomposition in over_periods(measure, self.cells, empty):
            margins += self._over_time(decomposition)
        return [*margins, *self._small_differences(measure), *self._overlapping()]

    def _overlapping(self) -> Iterator[Margin]:
        """Yields a margin for each part that overlaps others: the total is those in it and those not in it.

        With two such breakdowns crossed, also those in neither follow: those not in the one are those of the other, and these.
        """
        not_in: dict[tuple[CellKey, tuple[str, str]], Cell] = {}
        for total, part in overlapping_parts(self.cells):
            (own,) = part[1] - total[1]
            margin = self._differing(self.cells[total], (self.cells[part],))
            not_in[total, own] = cell = margin.parts[-1]
            self.complements[cell] = self._numbers_of_those_not_in(cell, self.cells[total], self.cells[part])
            yield margin
        for ((label, of), own), cell in list(not_in.items()):
            for name, value in sorted(of):
                outer = not_in.get(((label, of - {(name, value)}), own))
                if outer is not None and name < own[0] and overlaps(name):
                    margin = self._differing(outer, (cell,))
                    self.complements[margin.parts[-1]] = self.numbers[margin.parts[-1]]
                    yield margin

    def _numbers_of_those_not_in(self, cell: Cell, total: Cell, part: Cell) -> Numbers:
        return self.numbers[cell] if self._any_hidden(total, (part,)) else self._numbers_of_residual(cell, total, (part,))

    def _small_differences(self, measure: Measure) -> Iterator[Margin]:
        """Yields a margin for each two periods, one within the other, that differ by little."""
        present = {(margin.total, margin.parts[:-1]) for margin in self.differences.values()}
        for two in within_each_other(measure, self.cells):
            total, part = (self.cells[key] for key in two)
            little = any(0 < over < FEWEST for over in self._over(total, (part,)).values())
            if little and (total, (part,)) not in present:
                yield self._differing(total, (part,))

    def _parts(self, decomposition: Decomposition) -> tuple[Cell, ...]:
        return tuple(self.cells[key] for key in decomposition.parts)

    def _over_the_parts(self, decomposition: Decomposition) -> Margin:
        """Returns the margin of the parts; if all are known, persons in no part are a further part, which is not a figure."""
        total, parts = self.cells[decomposition.total], self._parts(decomposition)
        over = self._over(total, parts).values()
        if self._any_hidden(total, parts) or min(over, default=0) < 0 or not any(over):
            return Margin(total, parts)
        margin = self._differing(total, parts)
        residual = margin.parts[-1]
        self.residuals[residual] = self._numbers_of_residual(residual, total, parts)
        return margin

    def _numbers_of_residual(self, residual: Cell, total: Cell, parts: Collection[Cell]) -> Numbers:
        """Persons who change parts between months make the persons in no part look too few: at least one is counted."""
        people = [numbers_of_people(self.figures[cell]) for cell in (total, *parts)]
        return {
            name: min(number, max(people[0][name] - sum(of[name] for of in people[1:]), 1.0)) if number else number
            for name, number in self.numbers[residual].items()
        }

    def _any_hidden(self, total: Cell, parts: Collection[Cell]) -> bool:
        return any(self.figures[cell].hidden and not _is_whole(self.figures[cell]) for cell in (total, *parts))

    def _over_time(self, decomposition: Decomposition) -> Iterator[Margin]:
        """Yields the margin of a period and the periods within it. If persons in several of these make their sum exceed the
        period, also a margin for each of them, since each then discloses something of its own."""
        total, parts = self.cells[decomposition.total], self._parts(decomposition)
        margin = self._differing(total, parts)
        yield margin
        all_known = not self._any_hidden(total, parts)
        if decomposition.complete or (all_known and not any(self.numbers[margin.parts[-1]].values())):
            self.structural_zeros.add(margin.parts[-1])
        if len(parts) > 1 and min(self._over(total, parts).values(), default=0) < 0:
            yield from (self._differing(total, (part,)) for part in parts)

    def _differing(self, total: Cell, parts: tuple[Cell, ...]) -> Margin:
        self.numbers.append({name: max(over, 0.0) for name, over in self._over(total, parts).items()})
        cell = len(self.numbers) - 1
        self.differences[cell] = Margin(total, (*parts, cell))
        return self.differences[cell]

    def _over(self, total: Cell, parts: Collection[Cell]) -> dict[str, float]:
        """Returns how much greater the total is than its parts, for every number that all of them have."""
        names = set.intersection(*(set(self.numbers[cell]) for cell in (total, *parts)))
        return {name: self.numbers[total][name] - sum(self.numbers[part][name] for part in parts) for name in sorted(names)}


def _is_whole(figure: Figure) -> bool:
    """Whether a figure still has the counts that it hides."""
    counts = (
        (figure.lead.n, figure.lead.waiting, figure.lead.withdrawn) if figure.lead else (figure.yes, figure.no, figure.unknown)
    )
    return None not in (*counts, *((figure.immature, figure.excluded) if figure.lead is None else ()))


def _is_empty(figure: Figure) -> bool:
    """Whether a figure has no value and is not suppressed: it adds nothing to longer periods (measures.md §1.7)."""
    return figure.value is None and not figure.suppressed
