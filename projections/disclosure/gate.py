"""The disclosure gate: the only way to release figures to users who may not see persons (measures.md §9).

Small counts and rates of few cases are suppressed (primary suppression), and as many other cells as it takes so that no
suppressed number can be derived (secondary suppression): over the parts of a breakdown, over periods within periods, and
from what was published before. Measures are not protected against each other here, nor one answer against another: that is
`outward`, for those who ask again and again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from projections.disclosure.aspects import aspects
from projections.disclosure.control import AsPublished, DisclosureControl
from projections.disclosure.linked import LinkedTables
from projections.measuring.figures import Ask, Figure, How, figures
from projections.measuring.measure import Measure
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
    linked = LinkedTables(measure, figures, published)
    control = DisclosureControl(aspects(measure), linked, AsPublished(linked.published), check)
    return [control.release(figure) for figure in figures]
