"""From cases to figures: counts, a value, its bounds, and what makes it reproducible (measures.md §1 and §9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

import polars as pl

from domain.calendar import STOCKHOLM
from projections.breakdowns import BREAKDOWNS, broken_down
from projections.cases import cases, windows
from projections.days import after
from projections.measure import Measure, Value, View
from projections.periods import Period
from projections.survival import LeadTimes, lead_times
from projections.world import World


@dataclass(frozen=True)
class Counts:
    """How many cases came out how."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    immature: int = 0
    excluded: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(self.all, other.all, strict=True)))

    @property
    def all(self) -> tuple[int, ...]:
        return self.yes, self.no, self.unknown, self.immature, self.excluded

    @property
    def judged(self) -> int:
        return self.yes + self.no + self.unknown


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
    measure = ask.measure
    spans = windows(measure, ask.periods)
    rows = broken_down(cases(measure, world, spans, ask.view, ask.values), ask.by, world)
    return [
        _figure(ask, world, one, breakdown, tallies)
        for names in _combinations(ask.by)
        for breakdown, tallies in _tallied(measure, rows, spans, names)
        for one in ask.periods
    ]


def _combinations(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(by) + 1):
        yield from combinations(by, size)


Tally = Counts | LeadTimes


def _tallied(
    measure: Measure, rows: pl.DataFrame, spans: pl.DataFrame, names: tuple[str, ...]
) -> Iterator[tuple[dict[str, str], dict[str, Tally]]]:
    """For each part of a breakdown, what was counted in each window; parts and windows without cases are there too."""
    rows = rows.drop_nulls(list(names))
    parts: dict[tuple[str, ...], dict[str, Tally]] = {}
    for part in _expected_parts(rows, names):
        parts[part] = dict.fromkeys(spans["period"], LeadTimes() if measure.shape == "lead_time" else Counts())
    for keys, group in rows.group_by(["period", *names]):
        window, part = str(keys[0]), tuple(str(key) for key in keys[1:])
        if part in parts:
            parts[part][window] = lead_times(group) if measure.shape == "lead_time" else _counts(group)
    for part, tallies in sorted(parts.items()):
        yield dict(zip(names, part, strict=True)), tallies


def _expected_parts(rows: pl.DataFrame, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The parts that are shown: for a closed list all of them, else those that occur."""
    parts: list[tuple[str, ...]] = [()]
    for name in names:
        shown = BREAKDOWNS[name].always or tuple(sorted(rows[name].cast(pl.String).unique()))
        parts = [(*part, value) for part in parts for value in shown]
    return parts


def _counts(group: pl.DataFrame) -> Counts:
    return Counts(**{str(outcome): int(n) for outcome, n in group["outcome"].value_counts().iter_rows()})


def _figure(ask: Ask, world: World, one: Period, breakdown: dict[str, str], tallies: Mapping[str, Tally]) -> Figure:
    measure = ask.measure
    if measure.shape == "lead_time":
        lead = tallies[one.label]
        assert isinstance(lead, LeadTimes)
        reckoned = Reckoned(value=lead.median, lead=lead)
    else:
        reckoned = _reckon(measure, world, one, {k: t for k, t in tallies.items() if isinstance(t, Counts)})
    counts = reckoned.counts
    values = {**measure.parameters, **(ask.values or {})}
    return Figure(
        measure=measure.key,
        definition=measure.definition(values),
        period=one.label,
        as_of=world.as_of,
        known_at=world.known_at,
        position=world.position,
        breakdown=breakdown,
        value=reckoned.value,
        unit=measure.unit,
        numerator=counts.yes if counts else None,
        denominator=counts.judged if counts and measure.shape == "share" else None,
        yes=counts.yes if counts else None,
        no=counts.no if counts else None,
        unknown=counts.unknown if counts else None,
        immature=counts.immature if counts else None,
        excluded=counts.excluded if counts else None,
        lower=reckoned.value if counts else None,
        upper=reckoned.upper,
        coverage=reckoned.coverage,
        status=_status(measure, world, one),
        baseline=measure.baseline.get(breakdown.get("sex", "all")) if set(breakdown) <= {"sex"} else None,
        target=measure.target,
        direction=measure.direction,
        lead=reckoned.lead,
    )


@dataclass(frozen=True)
class Reckoned:
    value: float | None
    counts: Counts | None = None
    upper: float | None = None
    coverage: float | None = None
    lead: LeadTimes | None = None


def _reckon(measure: Measure, world: World, one: Period, tallies: Mapping[str, Counts]) -> Reckoned:
    """A period's value from its windows: its own, its last month's, or the mean or sum of its months (§1.7)."""
    if measure.year in ("cohort", "as_of"):
        return _alone(measure, tallies[one.label], has_value=True)
    months = [(month, tallies[month.label]) for month in one.months]
    alone = [_alone(measure, counts, _month_is_over(measure, world, month)) for month, counts in months]
    if measure.year == "december" or len(months) == 1:
        return alone[-1]
    valued = [month for month in alone if month.value is not None]
    counts = sum((month.counts or Counts() for month in valued), Counts())
    total = sum(month.value or 0.0 for month in valued)
    if not valued:
        return Reckoned(None, counts)
    return Reckoned(total if measure.year == "sum" else total / len(valued), counts)


def _alone(measure: Measure, counts: Counts, has_value: bool) -> Reckoned:
    """The value of one window: a count is its yes; a share is yes of all judged, with its bounds (§1.4)."""
    if measure.shape == "count":
        if not has_value:
            return Reckoned(None, counts)
        return Reckoned(counts.yes, counts, counts.yes + counts.unknown)
    if not has_value or not counts.judged:
        return Reckoned(None, counts)
    percent = 100 / counts.judged
    return Reckoned(
        100 * counts.yes / counts.judged,
        counts,
        100 * (counts.yes + counts.unknown) / counts.judged,
        100 * (counts.yes + counts.no) / counts.judged if percent else None,
    )


def _month_is_over(measure: Measure, world: World, month: Period) -> bool:
    """A monthly value exists once the month's last day has passed; for a count its window too (§1.7)."""
    last = _window_end(measure, month) if measure.shape == "count" else month.last_on
    return last <= world.as_of


def _window_end(measure: Measure, one: Period) -> date:
    end: date = pl.select(after(pl.lit(one.last_on), measure.window)).item()
    return end


def _status(measure: Measure, world: World, one: Period) -> str:
    """Final once A and K have reached the last day on which a case can mature, and the grace has passed (§1.6)."""
    known_on = world.known_at.astimezone(STOCKHOLM).date() if world.known_at else world.as_of
    settled = (min(world.as_of, known_on) - _window_end(measure, one)).days >= measure.grace_days
    return "final" if settled else "preliminary"
