"""From a published figure to what the same definition gives today at the same point: only erasures should make a difference.

The sealed rows of the publication stand in for participants erased since; other differences are due to definition or code.
"""

from collections.abc import Mapping

import polars as pl

from domain.log.application import Log
from projections.changes.causes import DEFINITION, ERASURE
from projections.changes.comparing import SIGNATURE, Change, FigureWithCases, change
from projections.measuring.cases import windows
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.publishing.aggregation import aggregate_rows
from projections.publishing.published import Published
from projections.publishing.register import Pseudonyms, rows_of
from projections.publishing.rows import of_part, persons_called, units_called
from projections.worlds.world import World


def from_publication(
    log: Log, published: Published, measure: Measure, period: Period, world: World, now: FigureWithCases
) -> tuple[FigureWithCases, list[Change]]:
    """Returns the published figure with its cases, and the changes between it and the same figure computed again."""
    names = Pseudonyms.of(log, str(published.entry.publication))
    who = names.of_everyone(world)
    called = {who[pid]: key for pid, key in world["participants"].select("pid", "participant").iter_rows()}
    rows = rows_of(log, published).filter(pl.col("period").is_in(windows(measure, [period])["period"].implode()))
    remaining = rows.filter(~pl.col("who").is_in([names.of_stream(fence.stream) for fence in log.rows.fences()]))
    value = aggregate_rows(measure, remaining, period, published.figure)
    fields = {name: getattr(value, name) for name in ("value", "numerator", "denominator")}
    as_published = FigureWithCases(published.figure, _as_cases(of_part(rows, published.figure["breakdown"]), called))
    without = FigureWithCases(
        {**published.figure, **fields}, _as_cases(of_part(remaining, published.figure["breakdown"]), called)
    )
    again = FigureWithCases(now.figure, _called_alike(measure, now.cases, who, names))
    return as_published, [change(ERASURE, as_published, without, {}), change(DEFINITION, without, again, {})]


def _as_cases(rows: pl.DataFrame, called: Mapping[str, str]) -> pl.DataFrame:
    """Returns published rows in the columns that are compared; an erased participant keeps the pseudonym only."""
    return rows.select(
        "who",
        pl.col("who").replace_strict(called, default=pl.col("who"), return_dtype=pl.String).alias("participant"),
        "period",
        "unit",
        *(pl.col(name).replace("", None) for name in SIGNATURE),
        pl.col("reason").alias("why"),
        pl.lit([], pl.List(pl.String)).alias("evidence"),
    )


def _called_alike(measure: Measure, cases: pl.DataFrame, who: Mapping[int, str], names: Pseudonyms) -> pl.DataFrame:
    """Returns cases computed again, with the publication's names of persons and units."""
    return units_called(measure, persons_called(cases, who), names.of_unit)
