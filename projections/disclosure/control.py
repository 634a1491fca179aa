"""Disclosure control of the figures of linked tables: primary suppression, then secondary, by aspect (measures.md §9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Protocol

from projections.disclosure.additivity import CellKey, headlines
from projections.disclosure.aspects import MAIN, Aspect, numbers_of_people
from projections.disclosure.cells import NumberCells
from projections.disclosure.linked import LinkedTables, cell_key
from projections.disclosure.suppression import NEARLY, Cell, SuppressionProblem, secondary_suppression
from projections.measuring.figures import Figure
from projections.measuring.survival import LeadTimes
from projections.worlds.interruption import Check, go_on


class EarlierReleases(Protocol):
    """How the cells of linked tables stand to what was released before."""

    @property
    def slack(self) -> float:
        """By how much cells may fail to add up: earlier releases may be of other points of knowledge."""

    def hidden(self, aspect: Aspect) -> Collection[CellKey]:
        """Returns the cells that were hidden, and stay hidden."""

    def known(self, aspect: Aspect) -> Collection[CellKey]:
        """Returns the cells that were shown, and are known."""

    def held(self, aspect: Aspect) -> Collection[CellKey]:
        """Returns the cells that would disclose few by how they differ from what was shown."""

    def unreleased(self, aspect: Aspect) -> Collection[CellKey]:
        """Returns the cells that are not requested and have changed so much that what was released of them says nothing."""


@dataclass(frozen=True)
class AsPublished:
    """Published figures: what was shown of a cell in any of them is known, what was hidden in any stays hidden."""

    published: Mapping[CellKey, Sequence[Figure]]
    slack: float = NEARLY

    def hidden(self, aspect: Aspect) -> Collection[CellKey]:
        return {key for key, figures in self.published.items() if any(map(aspect.hides, figures))}

    def known(self, aspect: Aspect) -> Collection[CellKey]:
        return {key for key, figures in self.published.items() if not all(map(aspect.hides, figures))}

    def held(self, _aspect: Aspect) -> Collection[CellKey]:
        return ()

    def unreleased(self, _aspect: Aspect) -> Collection[CellKey]:
        return ()


class DisclosureControl:
    """Decides which aspects of the figures of linked tables are suppressed, given what was released before."""

    def __init__(self, aspects: Sequence[Aspect], linked: LinkedTables, earlier: EarlierReleases, check: Check = go_on) -> None:
        self.aspects, self.linked, self.earlier, self.check = aspects, linked, earlier, check

    def hiding(self, figure: Figure) -> list[Aspect]:
        """Returns the aspects of a requested figure that are suppressed."""
        cell = self.linked.cells[cell_key(figure)]
        return [aspect for aspect in self.aspects if cell in self._suppressed[aspect.name]]

    def is_few(self, figure: Figure, aspect: Aspect) -> bool:
        """Whether an aspect of a requested figure is too small for itself."""
        return self._is_primary(self.linked.cells[cell_key(figure)], aspect)

    def release(self, figure: Figure) -> Figure:
        """Returns a figure without its hidden fields, and without what it carries beside its fields."""
        hiding = self.hiding(figure)
        names = tuple(dict.fromkeys(name for aspect in hiding for name in aspect.fields if name in self._present_fields))
        return _without(figure, names, any(aspect.name == MAIN for aspect in hiding))

    @cached_property
    def _present_fields(self) -> set[str]:
        """The fields that have a value in any of the requested figures."""
        figures = self.linked.requested.values()
        return {name for figure in figures for name, value in figure.fields().items() if value is not None and value != {}}

    @cached_property
    def _suppressed(self) -> Mapping[str, Collection[Cell]]:
        """The cells to suppress, by aspect; the main aspect is the first."""
        suppressed: dict[str, Collection[Cell]] = {}
        for aspect in self.aspects:
            number_cells = NumberCells(self.linked, aspect)
            main = suppressed.get(MAIN, ()) if aspect.within_main else ()
            problem = self._problem(aspect, number_cells, main)
            cells = secondary_suppression(problem, self.check)
            suppressed[aspect.name] = {number_cells.cell(number_cell) for number_cell in cells}
        return suppressed

    def _problem(self, aspect: Aspect, number_cells: NumberCells, main: Collection[Cell]) -> SuppressionProblem:
        suppressed, released = self._cells(self.earlier.hidden(aspect)), self._cells(self.earlier.known(aspect))
        unreleased = {*self.linked.differences, *self._cells(self.earlier.unreleased(aspect))}
        public = {*range(len(self.linked.figures))} - {*main}
        return SuppressionProblem(
            values=number_cells.values,
            margins=number_cells.margins,
            primary=number_cells.of(self._primary(aspect)) | number_cells.of_main(self._primary(self.aspects[0]) & {*main}),
            suppressed=number_cells.of(suppressed | {*main}) | number_cells.of_main(main),
            unpublished=number_cells.of(unreleased) | number_cells.of_main(unreleased),
            known=number_cells.of(released) | number_cells.zeros(self.linked.structural_zeros) | number_cells.of_main(public),
            groups=number_cells.groups,
            residual=number_cells.of(self.linked.residuals) | number_cells.of_main(self.linked.residuals),
            slack=self.earlier.slack,
            complements=number_cells.of(self.linked.complements) | number_cells.of_main(self.linked.complements),
            amounts=number_cells.amounts,
            ranks={
                cell: rank
                for rank, cells in self._ranks.items()
                for cell in number_cells.of(cells) | number_cells.of_main(cells)
            },
        )

    def _cells(self, keys: Collection[CellKey]) -> set[Cell]:
        return {self.linked.cells[key] for key in keys}

    @cached_property
    def _ranks(self) -> Mapping[int, Collection[Cell]]:
        """Cells by rank: secondary suppression takes parts first, then totals, headlines last (measures.md §11, last part)."""
        last = {self.linked.cells[each] for each in headlines(self.linked.cells)}
        return {1: {cell for (_, part), cell in self.linked.cells.items() if not part} - last, 2: last}

    def _primary(self, aspect: Aspect) -> set[Cell]:
        """Returns the cells of primary suppression; a suppressed cell of unknown value may have been one of them."""
        unknown = self.linked.unknown(aspect)
        small = {cell for cell in range(len(self.linked.numbers)) if self._is_primary(cell, aspect)}
        primary = (small - unknown) | (unknown - {*self.linked.differences}) | self._cells(self.earlier.held(aspect))
        return primary - self._cells(self.earlier.unreleased(aspect))

    def _is_primary(self, cell: Cell, aspect: Aspect) -> bool:
        if cell in self.linked.differences:
            followed = self.linked.residuals | self.linked.complements
            return aspect.is_small(followed.get(cell, self.linked.numbers[cell]))
        figure = self.linked.figures[cell]
        judged = [figure, *(figure.rests_on if aspect.name == MAIN else ())]
        return any(aspect.is_small(numbers_of_people(each)) for each in judged)


def _without(figure: Figure, names: tuple[str, ...], suppressed: bool) -> Figure:
    own: dict[str, Any] = {name: None for name in names if name in figure.__dataclass_fields__}
    lead = figure.lead
    if lead is not None:
        gone: dict[str, Any] = {part.name: {} if part.name in ("bands", "within") else None for part in fields(LeadTimes)}
        lead = replace(lead, **{name: gone[name] for name in names if name in gone})
    return replace(figure, **own, lead=lead, suppressed=suppressed, hidden=names, people=None, rests_on=())
