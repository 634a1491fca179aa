"""Counts of findings [avvikelser] by kind, unit and source; no person is named."""

import polars as pl

from projections.facts.tables import NOBODY
from projections.measuring.breakdowns import BREAKDOWNS
from projections.rules.columns import NONE
from projections.worlds.world import World

_PERSONS = pl.col("pid").filter(pl.col("pid") != NOBODY).n_unique().alias("participants")


def with_units(world: World, findings: pl.DataFrame) -> pl.DataFrame:
    """Returns the findings, each with the unit where the participant was enrolled on its day (null: none)."""
    rows = findings.with_row_index("row")
    return rows.with_columns(BREAKDOWNS["unit"].of(rows, world, NONE).alias("unit"))


def by_kind(findings: pl.DataFrame) -> pl.DataFrame:
    """Returns `code`, `hard`, and the number of findings (`number`) and of `participants`; the most frequent first."""
    counted = findings.group_by("code", "hard").agg(pl.len().alias("number"), _PERSONS)
    return counted.sort("number", "code", descending=[True, False])


def by_place(findings: pl.DataFrame, place: str) -> pl.DataFrame:
    """Returns the same numbers for each `unit` or `source` and each `code`."""
    counted = findings.group_by(place, "code").agg(pl.len().alias("number"), _PERSONS)
    return counted.sort(place, "number", "code", descending=[False, True, False], nulls_last=True)
