"""From cases to figures: counts, a value, its bounds, and what makes it reproducible (measures.md §1 and §9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

from domain.calendar import STOCKHOLM
from projections.breakdowns import broken_down
from projections.cases import cases, windows
from projections.measure import Measure, Value, View
from projections.periods import Period
from projections.reckoning import reckon, window_end
from projections.references import reference, stated
from projections.survival import LeadTimes
from projections.tallies import COUNTED, Counts, Tally, tallied
from projections.world import World


@dataclass(frozen=True)
class Figure:
    """One figure with everything beside it; the fields are measures.md §9's, percent is 0 to 100, unrounded."""

    measure: str
    definition: str
    period: str
    as_of: date
    known_at: datetime | None
    position: int | None
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
    status: str
    baseline: float | None
    target: float | None
    direction: str | None
    suppressed: bool = False
    lead: LeadTimes | None = None

    def fields(self) -> dict[str, Any]:
        """Its fields; a lead time's own among them."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "lead"}
        return told | (asdict(self.lead) if self.lead else {})


@dataclass(frozen=True)
class Ask:
    """What is asked of a World."""

    measure: Measure
    periods: Sequence[Period]
    by: Sequence[str] = ()
    view: View = "official"
    values: Mapping[str, Value] | None = None


def figures(ask: Ask, world: World) -> list[Figure]:
    """The figures of each period, for the whole and for each combination of the breakdowns asked for."""
    if ask.measure.ratio is not None:
        return list(_ratios(ask, world, *ask.measure.ratio))
    measure = ask.measure
    spans = windows(measure, ask.periods)
    rows = broken_down(cases(measure, world, spans, ask.view, ask.values), ask.by, world)
    return [
        _figure(ask, world, one, breakdown, tallies)
        for names in _combinations(ask.by)
        for breakdown, tallies in tallied(measure, rows, spans, names)
        for one in ask.periods
    ]


def _combinations(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(by) + 1):
        yield from combinations(by, size)


def _ratios(ask: Ask, world: World, name: str, part: str, whole: str) -> Iterator[Figure]:
    """The share of one part of a breakdown to that of another."""
    share = replace(ask.measure, shape="share", ratio=None)
    shares = figures(replace(ask, measure=share, by=tuple(dict.fromkeys((*ask.by, name)))), world)
    values = {(figure.period, frozenset(figure.breakdown.items())): figure.value for figure in shares}
    for figure in shares:
        if set(figure.breakdown) <= set(ask.by):
            above, below = (
                values.get((figure.period, frozenset((dict(figure.breakdown) | {name: side}).items())))
                for side in (part, whole)
            )
            value = above / below if above is not None and below else None
            yield replace(figure, value=value, numerator=above, denominator=below, lower=None, upper=None, coverage=None)


def _figure(ask: Ask, world: World, one: Period, breakdown: dict[str, str], tallies: Mapping[str, Tally]) -> Figure:
    measure = ask.measure
    reckoned = reckon(measure, world, one, tallies, lambda month: reference(world, str(measure.per), month, breakdown))
    return Figure(
        measure=measure.key,
        definition=measure.definition({**measure.parameters, **(ask.values or {})}),
        period=one.label,
        as_of=world.as_of,
        known_at=world.known_at,
        position=world.position,
        breakdown=breakdown,
        value=reckoned.value,
        unit=measure.unit,
        numerator=reckoned.numerator,
        denominator=reckoned.denominator,
        **_counted(reckoned.counts),
        lower=reckoned.lower,
        upper=reckoned.upper,
        coverage=reckoned.coverage,
        status=_status(measure, world, one),
        baseline=_baseline(measure, world, one, breakdown),
        target=_target(measure, world, one, breakdown),
        direction=measure.direction,
        lead=reckoned.lead,
    )


def _counted(counts: Counts | None) -> dict[str, Any]:
    return {name: getattr(counts, name) if counts else None for name in COUNTED}


def _baseline(measure: Measure, world: World, one: Period, breakdown: Mapping[str, str]) -> float | None:
    """As a reference value of the series `baseline KEY` says, else as the document does."""
    said = stated(world, f"baseline {measure.key}", one, breakdown)
    published = measure.baseline.get(breakdown.get("sex", "all")) if set(breakdown) <= {"sex"} else None
    return published if said is None else said


def _target(measure: Measure, world: World, one: Period, breakdown: Mapping[str, str]) -> float | None:
    """As a reference value of the series `target KEY` says, else as the document does."""
    said = stated(world, f"target {measure.key}", one, breakdown)
    return measure.target if said is None else said


def _status(measure: Measure, world: World, one: Period) -> str:
    """Final once A and K have reached the last day on which a case can mature, and the grace has passed (§1.6)."""
    known_on = world.known_at.astimezone(STOCKHOLM).date() if world.known_at else world.as_of
    settled = (min(world.as_of, known_on) - window_end(measure, one)).days >= measure.grace_days
    return "final" if settled else "preliminary"
