"""How many are in a figure's population, as a count of its own: measures with the same population disclose it together.

A share is shown with the number of its cases, so two measures of the same cases tell of one number, and a measure of some
of these cases tells of how many the others are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from projections.disclosure.additivity import CONDITIONS
from projections.disclosure.aspects import small
from projections.disclosure.identity import NumberIdentity, identity
from projections.disclosure.release import ReleasedFigure
from projections.measuring.counts import COUNTED, People
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure
from projections.measuring.periods import period

_JUDGED = {"share": ("yes", "denominator"), "lead_time": ("n", "waiting", "withdrawn", "under_way")}
_NOT_JUDGED = ("immature", "excluded")
_NOTHING_ELSE: Mapping[str, Any] = {
    **dict.fromkeys(("no", "unknown", "immature", "excluded", "undetermined"), 0),
    "lead": None,
    "rests_on": (),
    "hidden": (),
    "suppressed": False,
}


def counted(measure: Measure) -> Measure:
    """Returns a count of the measure's population, over parts and periods as the measure itself."""
    return replace(measure, shape="count", ratio=None)


def population(measure: Measure, figure: Figure, further: frozenset[str] = frozenset()) -> Figure:
    """Returns the number of the cases of a figure as a figure. `further`: the conditions that other populations lack."""
    number = _cases(figure)
    part = {**figure.breakdown, CONDITIONS: " ".join(sorted(further))} if further else figure.breakdown
    people = People(figure.people.judged, 0, figure.people.judged) if figure.people else None
    label = measure.spans(period(figure.period))[-1].label if measure.year == "december" else figure.period
    whole = replace(figure, period=label, breakdown=part, value=float(number), yes=number, numerator=number, people=people)
    return replace(whole, **_NOTHING_ELSE)


def _cases(figure: Figure) -> int:
    lead = figure.lead
    counts = (lead.n, lead.waiting, lead.withdrawn, lead.under_way) if lead else [getattr(figure, name) for name in COUNTED]
    return sum(count or 0 for count in counts)


class Populations:
    """The populations of requested figures beside those of released figures with the same units."""

    def __init__(
        self, measure: Measure, requested: Sequence[Figure], releases: Sequence[ReleasedFigure], now: Sequence[Figure]
    ) -> None:
        self._measure = measure
        self._own = identity(measure)
        identities = [self._own, *(release.identity for release in releases)]
        self._base = frozenset.intersection(*(each.conditions for each in identities))
        self.requested = [population(measure, figure, self._further(self._own)) for figure in requested]
        self.releases = [self._of(release) for release in releases if self._is_related(release.identity)]
        self.releases = [each for each in self.releases if not each.figure.suppressed or small(each.figure.yes)]
        self.now = [population(measure, figure, self._further(self._own)) for figure in now]

    def _is_related(self, other: NumberIdentity) -> bool:
        own = self._own
        return other.is_of_same_population(own) or other.is_within(own) or own.is_within(other)

    def _further(self, of: NumberIdentity) -> frozenset[str]:
        return of.conditions - self._base

    def _of(self, release: ReleasedFigure) -> ReleasedFigure:
        figure = population(self._measure, release.figure, self._further(release.identity))
        hidden = not _discloses_population(release.figure)
        return replace(release, figure=replace(figure, suppressed=hidden, hidden=("value",) * hidden), reasons={})


def _discloses_population(figure: Figure) -> bool:
    """Whether what is shown of a figure tells how many its cases are."""
    shape = "lead_time" if figure.lead else "share" if figure.denominator is not None and figure.unit == "percent" else "count"
    judged = _JUDGED.get(shape, ("yes", "no", "unknown"))
    return {*figure.hidden}.isdisjoint((*judged, *(() if figure.lead else _NOT_JUDGED)))
