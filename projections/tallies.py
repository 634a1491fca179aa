"""What was counted in each window, for the whole and for each part of a breakdown. One aggregate of the cases, no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import product

import polars as pl

from projections.breakdowns import BREAKDOWNS, column
from projections.measure import Measure
from projections.survival import LeadTimes, lead_times

COUNTED = ("yes", "no", "unknown", "immature", "excluded")
"""How a case can come out, where it is counted."""


@dataclass(frozen=True)
class Counts:
    """How many cases came out how, and the sum of the amounts of those that came out yes."""

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


Tally = Counts | LeadTimes
Part = tuple[str, ...]


def tallied(
    measure: Measure, rows: pl.DataFrame, spans: pl.DataFrame, names: Part
) -> Iterator[tuple[dict[str, str], Mapping[str, Tally]]]:
    """For each part of a breakdown, what was counted in each window; parts and windows without cases are there too."""
    by = [column(name) for name in names]
    for name in by:
        if rows.schema[name].base_type() == pl.List:
            rows = rows.explode(name)
    rows = rows.drop_nulls(by)
    timed = measure.shape == "lead_time"
    found = _lead_times(measure, rows, by) if timed else _counts(rows, by)
    nothing: Tally = LeadTimes() if timed else Counts()
    for part in product(*(_parts(rows, name) for name in names)):
        in_windows = {window: found.get((window, *part), nothing) for window in spans["period"]}
        yield dict(zip(names, part, strict=True)), in_windows


def _parts(rows: pl.DataFrame, name: str) -> list[str]:
    """The parts that are shown: of a closed list all, in its order; else those that occur."""
    return list(BREAKDOWNS[name].always) or sorted(rows[column(name)].unique())


def _counts(rows: pl.DataFrame, by: Sequence[str]) -> dict[Part, Tally]:
    amount = pl.col("amount").sum() if "amount" in rows.columns else pl.lit(0)
    by_outcome = rows.group_by("period", *by, "outcome").agg(pl.len().alias("n"), amount.alias("amount"))
    found: dict[Part, dict[str, int]] = {}
    for *part, outcome, n, total in by_outcome.select("period", *by, "outcome", "n", "amount").iter_rows():
        of = found.setdefault(tuple(part), {})
        of[outcome] = n
        if outcome == "yes":
            of["amount"] = total
    return {part: Counts(**of) for part, of in found.items()}


def _lead_times(measure: Measure, rows: pl.DataFrame, by: Sequence[str]) -> dict[Part, Tally]:
    groups = rows.group_by("period", *by)
    return {tuple(map(str, key)): lead_times(group, measure.bands, measure.within) for key, group in groups}
