"""The disclosure gate: the only way to release figures to users who may not see persons (measures.md §9).

Small counts and rates of few cases are suppressed (primary suppression), and as many other cells as it takes so that no
suppressed number can be derived (secondary suppression): over the parts of a breakdown, over periods within periods, and
from what was published before. Measures are not protected against each other.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from projections.disclosure.additivity import headlines
from projections.disclosure.aspects import MAIN, Aspect, aspects, numbers_of_people
from projections.disclosure.cells import NumberCells
from projections.disclosure.linked import LinkedTables, cell_key
from projections.disclosure.suppression import Cell, SuppressionProblem, secondary_suppression
from projections.measuring.figures import Ask, Figure, How, figures
from projections.measuring.measure import Measure
from projections.measuring.survival import LeadTimes
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World


@dataclass(frozen=True, eq=False)
class Gate:
    """Releases figures, given what was published before."""

    published: Callable[[], Mapping[How, Sequence[Figure]]] = dict
    """Returns the public figures, by how they are computed; called when the first figure is to be released."""

    def figures(self, ask: Ask, world: World) -> list[Figure]:
        """Returns the requested figures of a World, as they may be released."""
        return self.disclosed(ask.measure, figures(ask, world), ask.check)

    def disclosed(self, measure: Measure, figures: Sequence[Figure], check: Check = go_on) -> list[Figure]:
        """Returns figures of one measure, computed in one way, as they may be released."""
        return disclose(measure, figures, self._public.get(figures[0].how, ()) if figures else (), check)

    @cached_property
    def _public(self) -> Mapping[How, Sequence[Figure]]:
        return self.published()


def disclose(
    measure: Measure, figures: Sequence[Figure], published: Sequence[Figure] = (), check: Check = go_on
) -> list[Figure]:
    """Returns the figures of one measure, computed in one way, as they may be released; all together, since they are linked.

    `published`: the measure's earlier published figures. What was shown is public; what was suppressed stays suppressed.
    """
    control = _DisclosureControl(measure, LinkedTables(measure, figures, published), check)
    return [control.release(figure) for figure in figures]


class _DisclosureControl:
    def __init__(self, measure: Measure, linked: LinkedTables, check: Check) -> None:
        self.linked, self.aspects, self.check = linked, aspects(measure), check

    def release(self, figure: Figure) -> Figure:
        """Returns a figure without its hidden fields, and without what it carries beside its fields."""
        cell = self.linked.cells[cell_key(figure)]
        hiding = [aspect for aspect in self.aspects if cell in self._suppressed[aspect.name]]
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
            cells = secondary_suppression(self._problem(aspect, number_cells, main), self.check)
            suppressed[aspect.name] = {number_cells.cell(number_cell) for number_cell in cells}
        return suppressed

    def _problem(self, aspect: Aspect, number_cells: NumberCells, main: Collection[Cell]) -> SuppressionProblem:
        published = self.linked.published.items()
        suppressed = {self.linked.cells[key] for key, figures in published if any(map(aspect.hides, figures))}
        released = {self.linked.cells[key] for key, figures in published if not all(map(aspect.hides, figures))}
        public = {*range(len(self.linked.figures))} - {*main}
        return SuppressionProblem(
            values=number_cells.values,
            margins=number_cells.margins,
            primary=number_cells.of(self._primary(aspect)) | number_cells.of_main(self._primary(self.aspects[0]) & {*main}),
            suppressed=number_cells.of(suppressed | {*main}) | number_cells.of_main(main),
            unpublished=number_cells.of(self.linked.differences) | number_cells.of_main(self.linked.differences),
            known=number_cells.of(released) | number_cells.zeros(self.linked.structural_zeros) | number_cells.of_main(public),
            groups=number_cells.groups,
            residual=number_cells.of(self.linked.residuals) | number_cells.of_main(self.linked.residuals),
            complements=number_cells.of(self.linked.complements) | number_cells.of_main(self.linked.complements),
            amounts=number_cells.amounts,
            ranks={
                cell: rank
                for rank, cells in self._ranks.items()
                for cell in number_cells.of(cells) | number_cells.of_main(cells)
            },
        )

    @cached_property
    def _ranks(self) -> Mapping[int, Collection[Cell]]:
        """Cells by rank: secondary suppression takes parts first, then totals, headlines last (measures.md §11, last part)."""
        last = {self.linked.cells[each] for each in headlines(self.linked.cells)}
        return {1: {cell for (_, part), cell in self.linked.cells.items() if not part} - last, 2: last}

    def _primary(self, aspect: Aspect) -> set[Cell]:
        """Returns the cells of primary suppression; a suppressed cell of unknown value may have been one of them."""
        unknown = self.linked.unknown(aspect)
        small = {cell for cell in range(len(self.linked.numbers)) if self._is_primary(cell, aspect)}
        return (small - unknown) | (unknown - {*self.linked.differences})

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
