"""Counts per window, for the whole and for each part of a breakdown: a single aggregation of the cases.

With them what is not known of each window, and the kinds that this rests on, about all units or the cases' own
(measures.md §11).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import product

import polars as pl

from projections.measuring.breakdowns import BREAKDOWNS, column, rests_on
from projections.measuring.cases import KnownCases, at_own_unit, population
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.measuring.survival import LeadTimes, lead_times
from projections.rules.absence import REGISTERED, Ground, least, state
from projections.rules.lacking import Gap, Lack, lack
from projections.worlds.coverage import Coverage, OwnUnit, coverage_of
from projections.worlds.world import World

COUNTED = ("yes", "no", "unknown", "immature", "excluded")
"""The possible outcomes of a case that is counted."""


@dataclass(frozen=True)
class Counts:
    """The number of cases with each outcome, and the sum of the amounts of the yes cases."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    immature: int = 0
    excluded: int = 0
    amount: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def judged(self) -> int:
        return self.yes + self.no + self.unknown


WindowCounts = Counts | LeadTimes
Part = tuple[str, ...]


@dataclass(frozen=True)
class People:
    """The number of distinct persons with a yes case, with another judged case, with any, and who cannot be determined."""

    yes: int = 0
    others: int = 0
    judged: int = 0
    undetermined: int = 0


def counts_by_part(
    measure: Measure, rows: pl.DataFrame, spans: pl.DataFrame, names: Part
) -> Iterator[tuple[dict[str, str], Mapping[str, WindowCounts]]]:
    """Yields each part of a breakdown with its counts per window, including parts and windows without cases."""
    rows, by = _of_parts(rows, names)
    timed = measure.shape == "lead_time"
    by_part = _lead_times(measure, rows, by) if timed else _counts(rows, by)
    nothing: WindowCounts = LeadTimes() if timed else Counts()
    for part in product(*(_parts(rows, name) for name in names)):
        in_windows = {window: by_part.get((window, *part), nothing) for window in spans["period"]}
        yield dict(zip(names, part, strict=True)), in_windows


def gaps(rows: pl.DataFrame, undetermined: pl.DataFrame, names: Part) -> Callable[[Part, Mapping[str, str]], Mapping[str, Gap]]:
    """Returns what tells what is not known of each window, of a part of a breakdown whose population is covered so far."""
    lacking = _numbers(rows.filter(pl.col("lacking").is_not_null()), names)
    apart = _numbers(undetermined, names)
    return lambda part, covered: {
        window: Gap(apart.get((window, *part), 0), lacking.get((window, *part), 0), state) for window, state in covered.items()
    }


def _numbers(rows: pl.DataFrame, names: Part) -> Mapping[Part, int]:
    rows, by = _of_parts(rows, names)
    return {tuple(map(str, key)): group.height for key, group in rows.group_by("period", *by)}


def people(
    rows: pl.DataFrame, names: Part, windows: Sequence[str], undetermined: pl.DataFrame | None = None
) -> Mapping[Part, People]:
    """Returns the persons counted in the given windows, each person once, for each part of a breakdown that has any."""
    needed = ["pid", "period", "outcome", *map(column, names)]
    apart = () if undetermined is None else (undetermined.with_columns(pl.lit("undetermined").alias("outcome")),)
    every = pl.concat([frame.select(needed) for frame in (rows, *apart)])
    rows, by = _of_parts(every.filter(pl.col("period").is_in(windows)), names)
    outcomes = (["yes"], ["no", "unknown"], ["yes", "no", "unknown"], ["undetermined"])
    persons = [pl.col("pid").filter(pl.col("outcome").is_in(of)).n_unique().alias(str(n)) for n, of in enumerate(outcomes)]
    if not by:
        return {(): People(*rows.select(persons).row(0))}
    counted = rows.group_by(by).agg(persons)
    return {row[: -len(persons)]: People(*row[-len(persons) :]) for row in counted.iter_rows()}


def _of_parts(rows: pl.DataFrame, names: Part) -> tuple[pl.DataFrame, list[str]]:
    """Returns the rows that belong to parts, once per part, and the names of the columns that hold the parts."""
    by = [column(name) for name in names]
    for name in by:
        if rows.schema[name].base_type() == pl.List:
            rows = rows.explode(name)
    return rows.drop_nulls(by), by


def _parts(rows: pl.DataFrame, name: str) -> list[str]:
    """Returns the parts to show: all parts of a closed list, in its order; otherwise those that occur."""
    return list(BREAKDOWNS[name].always) or sorted(rows[column(name)].unique())


def _counts(rows: pl.DataFrame, by: Sequence[str]) -> dict[Part, WindowCounts]:
    by_outcome = rows.group_by("period", *by, "outcome").agg(pl.len().alias("n"), pl.col("amount").sum())
    by_part: dict[Part, dict[str, int]] = {}
    for *part, outcome, n, total in by_outcome.select("period", *by, "outcome", "n", "amount").iter_rows():
        of = by_part.setdefault(tuple(part), {})
        of[outcome] = n
        if outcome == "yes":
            of["amount"] = total
    return {part: Counts(**of) for part, of in by_part.items()}


def _lead_times(measure: Measure, rows: pl.DataFrame, by: Sequence[str]) -> dict[Part, WindowCounts]:
    groups = rows.group_by("period", *by)
    return {tuple(map(str, key)): lead_times(group, measure.bands, measure.within) for key, group in groups}


def lack_of(
    measure: Measure,
    world: World,
    period: Period,
    by_window: Mapping[str, WindowCounts],
    unknown: Mapping[str, Gap],
    part: Mapping[str, str],
) -> Lack:
    """Returns what a figure of a period lacks (§11.5)."""
    windows = ((unknown.get(span.label, Gap()), by_window[span.label] != Counts()) for span in measure.spans(period))
    coverage, unit = coverage_of(world), part.get("unit")
    needed = (*facts_at(measure, coverage, unit), *_deciding(measure, coverage, tuple(part), unit))
    return lack(world, needed, windows)


def covered_in_parts(
    measure: Measure, world: World, spans: pl.DataFrame, known: KnownCases, breakdowns: Sequence[str], unit: str | None = None
) -> Mapping[str, str]:
    """Returns for each window whether the population of a part is covered, of a unit its own: it rests on what decides the
    part, too.

    The reference days of a window's cases are among its days, or A.
    """
    covered, coverage, as_of = known.covered(unit), coverage_of(world), world.as_of
    needed = _deciding(measure, coverage, breakdowns, unit)
    if not covered or not needed:
        return covered
    by_window = {}
    for window, first, last in spans.select("period", "first_on", "last_on").iter_rows():
        begin, end = (as_of, as_of) if measure.year == "as_of" else (first, min(last, as_of))
        by_window[window] = least(covered[window], *(state(coverage, fact, begin, end, about) for fact, about in needed))
    return by_window


def _deciding(
    measure: Measure, coverage: Coverage, breakdowns: Sequence[str], unit: str | None
) -> Sequence[tuple[str, str | None]]:
    """Returns what decides a part, each with the unit that is needed about; of cases at a unit only the own unit, if stated."""
    at = unit if at_own_unit(measure) else None
    needed: list[tuple[str, str | None]] = []
    for name in breakdowns:
        facts = rests_on(measure, (name,))
        own = at if name == "unit" and OwnUnit(unless_missing=facts).known(coverage) else None
        needed += [(fact, own) for fact in facts]
    return needed


def facts_of(measure: Measure) -> tuple[str, ...]:
    """Returns the kinds of events, and their fields, that the population and the answers by absence rest on."""
    return tuple(dict.fromkeys(kind for ground in _grounds(measure) for kind in ground.kinds))


def facts_at(measure: Measure, coverage: Coverage, unit: str | None) -> Sequence[tuple[str, str | None]]:
    """Returns these kinds and fields, each with the unit that is needed about for the cases of a unit; None: all."""
    own = unit if at_own_unit(measure) else None
    abouts = [(ground, ground.about(own, measure.parameters, coverage)) for ground in _grounds(measure)]
    return [(kind, about) for ground, about in abouts for kind in ground.kinds]


def _grounds(measure: Measure) -> Sequence[Ground]:
    sides = rests_on(measure, measure.ratio[:1]) if measure.ratio else ()
    return (Ground((REGISTERED,)), *population(measure), *measure.counted.grounds, Ground(sides))
