"""Computes figures from cases: counts, a value, its bounds, and what makes it reproducible (measures.md §1 and §9)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import cache, partial
from itertools import combinations
from typing import Any

import polars as pl

from domain.vocabulary.text import Text
from projections.measuring.aggregation import Divisor, Gaps, aggregate, counted_windows, people_of_months, status_by_days
from projections.measuring.breakdowns import broken_down
from projections.measuring.cases import KnownCases, judged, windows
from projections.measuring.counts import COUNTED, People, WindowCounts, counts_by_part, covered_in_parts, gaps, lack_of
from projections.measuring.limits import few_figures
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.measuring.reference_values import held_against, reference
from projections.measuring.survival import LeadTimes
from projections.rules.lacking import LACKING, lacking_in_any
from projections.rules.scope import Value, View
from projections.worlds.coordinates import Coordinates, Located
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World

NO_FIELDS = ("lead", "people", "rests_on", "bounds_hold", "withheld")
"""Attributes that are not fields of a figure's record; the fields of a lead time are merged into the record."""
_FLAT = {"coordinates": ("as_of", "known_at", "position"), "view": ("view", "journey_gap_days")}
"""The record has each coordinate as a separate field, and the fold's rules (◊) beside the view."""

How = tuple[str, View, int]
"""How a figure of any period or part is computed: definition, view, and within how many days journeys chain."""


@dataclass(frozen=True)
class Figure(Located):
    """One figure with everything shown beside it; the fields are defined in measures.md §9. Percent is 0 to 100, unrounded."""

    measure: str
    definition: str
    period: str
    coordinates: Coordinates
    view: View
    breakdown: Mapping[str, str]
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None
    yes: int | None
    no: int | None
    unknown: int | None
    immature: int | None
    excluded: int | None
    lower: float | None
    upper: float | None
    coverage: float | None
    status: str | None
    """Computed from the days and what was delivered; the record contains `standing` instead."""
    baseline: float | None
    target: float | None
    deadline: date | None
    direction: str | None
    undetermined: int | None = 0
    """The number of units that would be cases but for a fact that was never recorded (§11.4)."""
    basis: str = "undeclared"
    complete_to: date | None = None
    """The last day to which all that the figure rests on was delivered; None if it never was."""
    suppressed: bool = False
    hidden: tuple[str, ...] = ()
    """The fields that are empty because they are hidden, not because there is no value."""
    lead: LeadTimes | None = None
    people: People | None = None
    """The number of persons in the cases of several months: the same person can be in several."""
    rests_on: tuple["Figure", ...] = ()
    """The shares that a ratio is computed from."""
    bounds_hold: bool = True  # whatever was not delivered (§11.6)
    withheld: Text | None = None  # which earlier release stands in the way of what is hidden

    @property
    def how(self) -> How:
        return self.definition, self.view, self.journey_gap_days

    @property
    def journey_gap_days(self) -> int:
        return self.rules.journey_gap_days

    @property
    def judged(self) -> int | None:
        """The number of judged cases; None if the figure has no yes and no counts, or if they are hidden."""
        counts = (self.yes, self.no, self.unknown)
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def standing(self) -> str | None:
        """The status of the figure as shown: None without cases, preliminary while a case can still mature (§1.6)."""
        if self.status in LACKING:
            return self.status
        waits = (self.lead.n, self.lead.waiting, self.lead.withdrawn, self.lead.under_way) if self.lead else ()
        counts = waits or tuple(getattr(self, name) for name in COUNTED)
        if all(count == 0 for count in counts):
            return None
        return "preliminary" if self.immature else self.status

    def fields(self) -> dict[str, Any]:
        """Returns the record's fields, including those of a lead time."""
        values = {name: getattr(self, name) for name in FIGURE_FIELDS if name not in NO_FIELDS}
        return values | {"status": self.standing} | (asdict(self.lead) if self.lead else {})


FIGURE_FIELDS = tuple(name for field in fields(Figure) for name in _FLAT.get(field.name, (field.name,)))
"""The names of its fields, in their order."""


@dataclass(frozen=True)
class Ask:
    """A request for figures of a World."""

    measure: Measure
    periods: Sequence[Period]
    by: Sequence[str] = ()
    view: View = "official"
    values: Mapping[str, Value] | None = None
    check: Check = field(default=go_on, compare=False)

    @property
    def definition(self) -> str:
        """The definition that its figures carry."""
        return self.measure.definition({**self.measure.parameters, **(self.values or {})})

    @property
    def with_values(self) -> "Ask":
        """The same request, with the values set in the measure itself."""
        return replace(self, measure=self.measure.with_parameters(self.values)) if self.values else self

    def of(self, period: Period, part: Mapping[str, str]) -> "Ask":
        """Returns the same request for one period and part."""
        return replace(self, periods=[period], by=tuple(part))


ComputeFigures = Callable[[Ask, World], list["Figure"]]
"""Computes figures, either as they are or as they may be published."""


def figures(ask: Ask, world: World) -> list[Figure]:
    """Returns the figures of each period, for the whole and for each combination of the requested breakdowns."""
    if ask.measure.ratio is not None:
        return list(_ratios(ask, world, *ask.measure.ratio))
    ask = ask.with_values
    measure = ask.measure
    spans = windows(measure, ask.periods)
    known = judged(measure, world, spans, ask.view, ask.values)
    rows, undetermined = (broken_down(measure, frame, ask.by, world) for frame in (known.cases, known.undetermined))
    result: list[Figure] = []
    for names in _combinations(ask.by):
        who = people_of_months(measure, world, ask.periods, rows, names, undetermined)
        gaps_of = gaps(rows, undetermined, names)
        covered = cache(partial(covered_in_parts, measure, world, spans, known, names))
        for breakdown, by_window in counts_by_part(measure, rows, spans, names):
            ask.check()
            few_figures(len(result) + len(ask.periods))
            part = tuple(breakdown.values())
            unknown = gaps_of(part, covered(breakdown.get("unit")))
            result += [
                _figure(ask, world, period, breakdown, by_window, who[period.label].get(part), unknown)
                for period in ask.periods
            ]
    return result


def the_figure(ask: Ask, world: World, period: Period, part: Mapping[str, str]) -> Figure | None:
    """Returns the figure of one period and part; None if nobody is in that part."""
    return figure_of_part(figures(ask.of(period, part), world), part)


def figure_of_part(figures: Sequence[Figure], part: Mapping[str, str]) -> Figure | None:
    return next((figure for figure in figures if dict(figure.breakdown) == dict(part)), None)


def counting_in(
    ask: Ask, world: World, rows: pl.DataFrame, part: Mapping[str, str], known: KnownCases | None = None
) -> set[str]:
    """Returns the windows whose cases are counted in the requested figures. `rows`: the cases of that part."""
    ask = ask.with_values
    spans = windows(ask.measure, ask.periods)
    _, by_window = next(counts_by_part(ask.measure, rows, spans, ()))
    divisor = _divisor(ask.measure, world, part)
    covered = covered_in_parts(ask.measure, world, spans, known, tuple(part), part.get("unit")) if known is not None else {}
    unknown = gaps(rows, rows.clear(), ())((), covered)
    return {
        label for period in ask.periods for label in counted_windows(ask.measure, world, period, by_window, divisor, unknown)
    }


def _divisor(measure: Measure, world: World, part: Mapping[str, str]) -> Divisor:
    return lambda month: reference(world, str(measure.per), month, part)


def _combinations(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from (names for size in range(len(by) + 1) for names in combinations(by, size))


def _ratios(ask: Ask, world: World, name: str, part: str, whole: str) -> Iterator[Figure]:
    """Yields the share of one part of a breakdown divided by the share of another part."""
    share = replace(ask.measure, shape="share", ratio=None)
    shares = figures(replace(ask, measure=share, by=tuple(dict.fromkeys((*ask.by, name)))), world)
    of = {(figure.period, frozenset(figure.breakdown.items())): figure for figure in shares}
    for figure in shares:
        if set(figure.breakdown) <= set(ask.by):
            sides = [of.get((figure.period, frozenset({**figure.breakdown, name: each}.items()))) for each in (part, whole)]
            above, below = (side.value if side else None for side in sides)
            value = above / below if above is not None and below else None
            of_both = tuple(side for side in sides if side)
            changed = replace(figure, value=value, numerator=above, denominator=below, lower=None, upper=None, coverage=None)
            yield replace(changed, rests_on=of_both, **lacking_in_any(figure, of_both))


def _figure(
    ask: Ask,
    world: World,
    period: Period,
    breakdown: dict[str, str],
    by_window: Mapping[str, WindowCounts],
    who: People | None,
    unknown: Gaps,
) -> Figure:
    measure = ask.measure
    aggregated = aggregate(measure, world, period, by_window, _divisor(measure, world, breakdown), unknown)
    lacking = lack_of(measure, world, period, by_window, unknown, breakdown)
    return Figure(
        measure=measure.key,
        definition=ask.definition,
        period=period.label,
        coordinates=world.coordinates,
        view=ask.view if measure.views else "official",
        breakdown=breakdown,
        unit=measure.unit,
        **aggregated.fields,
        **asdict(lacking) | {"status": lacking.status or status_by_days(measure, world, period)},
        **held_against(measure, world, period, breakdown),
        people=who,
    )
