"""The disclosure gate: the only way out for figures to those who may not see persons (measures.md §9).

Small counts and rates of few cases are hidden, and as much more as it takes that no hidden one follows: over the parts of a
breakdown, over periods within periods, and from what was published before. Measures are not held against each other.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from projections.disclosure.additivity import headlines
from projections.disclosure.aspects import MAIN, Aspect, aspects, numbers_of_people
from projections.disclosure.cells import Places
from projections.disclosure.linked import Linked, which
from projections.disclosure.suppression import Cell, Question, suppressed
from projections.measuring.figures import Ask, Figure, How, figures
from projections.measuring.measure import Measure
from projections.measuring.survival import LeadTimes
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World


@dataclass(frozen=True, eq=False)
class Gate:
    """Lets figures out, by what was published before."""

    published: Callable[[], Mapping[How, Sequence[Figure]]] = dict
    """The figures that are public, by how they are computed; read when the first figure asks to leave."""

    def figures(self, ask: Ask, world: World) -> list[Figure]:
        """What is asked of a World, as it may leave."""
        return self.disclosed(ask.measure, figures(ask, world), ask.check)

    def disclosed(self, measure: Measure, found: Sequence[Figure], check: Check = go_on) -> list[Figure]:
        """Figures of one measure, computed in one way, as they may leave."""
        return disclose(measure, found, self._public.get(found[0].how, ()) if found else (), check)

    @cached_property
    def _public(self) -> Mapping[How, Sequence[Figure]]:
        return self.published()


def disclose(measure: Measure, found: Sequence[Figure], earlier: Sequence[Figure] = (), check: Check = go_on) -> list[Figure]:
    """The figures of one measure, reckoned in one way, as they may leave; together, since each tells of the others.

    `earlier`: what has already been published of it. What was shown is out; what was hidden stays hidden.
    """
    disclosing = _Disclosing(measure, Linked(measure, found, earlier), check)
    return [disclosing.let_out(figure) for figure in found]


class _Disclosing:
    def __init__(self, measure: Measure, linked: Linked, check: Check) -> None:
        self.linked, self.aspects, self.check = linked, aspects(measure), check

    def let_out(self, figure: Figure) -> Figure:
        """A figure without what is hidden of it, and without what it knows beside its fields."""
        cell = self.linked.cells[which(figure)]
        hiding = [aspect for aspect in self.aspects if cell in self._hidden[aspect.name]]
        names = tuple(dict.fromkeys(name for aspect in hiding for name in aspect.fields if name in self._told))
        return _without(figure, names, any(aspect.name == MAIN for aspect in hiding))

    @cached_property
    def _told(self) -> set[str]:
        """The fields that any of the figures holds something in."""
        figures = self.linked.asked.values()
        return {name for figure in figures for name, value in figure.fields().items() if value is not None and value != {}}

    @cached_property
    def _hidden(self) -> Mapping[str, Collection[Cell]]:
        """The cells to hide, of each aspect; the main thing is the first."""
        found: dict[str, Collection[Cell]] = {}
        for aspect in self.aspects:
            places = Places(self.linked, aspect)
            hidden = suppressed(self._question(aspect, places, found.get(MAIN, ()) if aspect.within_main else ()), self.check)
            found[aspect.name] = {places.cell(place) for place in hidden}
        return found

    def _question(self, aspect: Aspect, places: Places, main: Collection[Cell]) -> Question:
        before = self.linked.before.items()
        stays = {self.linked.cells[one] for one, figures in before if any(map(aspect.hides, figures))}
        out = {self.linked.cells[one] for one, figures in before if not all(map(aspect.hides, figures))}
        shown = {*range(len(self.linked.figures))} - {*main}
        return Question(
            values=places.values,
            sums=places.sums,
            secret=places.of(self._secret(aspect)) | places.of_main(self._secret(self.aspects[0]) & {*main}),
            hidden=places.of(stays | {*main}) | places.of_main(main),
            unseen=places.of(self.linked.differences) | places.of_main(self.linked.differences),
            known=places.of(out) | places.noughts(self.linked.nothing) | places.of_main(shown),
            together=places.together,
            residual=places.of(self.linked.residuals) | places.of_main(self.linked.residuals),
            amounts=places.amounts,
            ranks={place: rank for rank, cells in self._ranks.items() for place in places.of(cells) | places.of_main(cells)},
        )

    @cached_property
    def _ranks(self) -> Mapping[int, Collection[Cell]]:
        """What is hidden to cover others: parts first, then wholes, headlines last (measures.md §11, last part)."""
        last = {self.linked.cells[each] for each in headlines(self.linked.cells)}
        return {1: {cell for (_, part), cell in self.linked.cells.items() if not part} - last, 2: last}

    def _secret(self, aspect: Aspect) -> set[Cell]:
        """What was hidden and is not known here may have been so for its own sake."""
        untold = self.linked.untold(aspect)
        small = {cell for cell in range(len(self.linked.numbers)) if self._is_secret(cell, aspect)}
        return (small - untold) | (untold - {*self.linked.differences})

    def _is_secret(self, cell: Cell, aspect: Aspect) -> bool:
        if cell in self.linked.differences:
            return aspect.is_small(self.linked.residuals.get(cell, self.linked.numbers[cell]))
        figure = self.linked.figures[cell]
        judged = [figure, *(figure.rests_on if aspect.name == MAIN else ())]
        return any(aspect.is_small(numbers_of_people(one)) for one in judged)


def _without(figure: Figure, names: tuple[str, ...], suppressed: bool) -> Figure:
    own: dict[str, Any] = {name: None for name in names if name in figure.__dataclass_fields__}
    lead = figure.lead
    if lead is not None:
        gone: dict[str, Any] = {one.name: {} if one.name in ("bands", "within") else None for one in fields(LeadTimes)}
        lead = replace(lead, **{name: gone[name] for name in names if name in gone})
    return replace(figure, **own, lead=lead, suppressed=suppressed, hidden=names, people=None, rests_on=())
