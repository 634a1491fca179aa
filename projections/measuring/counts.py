"""Counts per window, for the whole and for each part of a breakdown: a single aggregation of the cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import product

import polars as pl

from projections.measuring.breakdowns import BREAKDOWNS, column
from projections.measuring.measure import Measure
from projections.measuring.survival import LeadTimes, lead_times
from projections.rules.lacking import Gap

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


def gaps(
    rows: pl.DataFrame, undetermined: pl.DataFrame, covered: Mapping[str, str], names: Part
) -> Mapping[Part, Mapping[str, Gap]]:
    """Returns what is not known of each window, by part of a breakdown; a part without rows has only its population's."""
    lacking = _numbers(rows.filter(pl.col("lacking").is_not_null()), names)
    apart = _numbers(undetermined, names)
    return {
        part: {
            window: Gap(apart.get((window, *part), 0), lacking.get((window, *part), 0), state)
            for window, state in covered.items()
        }
        for part in {(*key[1:],) for key in (*lacking, *apart)} | {()}
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
