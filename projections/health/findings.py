"""Findings counted [avvikelser]: of which kinds, at which units, from which sources. Never whose."""

import polars as pl

from projections.facts.tables import NOBODY
from projections.measuring.breakdowns import BREAKDOWNS
from projections.rules.columns import NONE
from projections.worlds.world import World

_PERSONS = pl.col("pid").filter(pl.col("pid") != NOBODY).n_unique().alias("participants")


def with_units(world: World, findings: pl.DataFrame) -> pl.DataFrame:
    """What is odd as of A, each with the unit where the participant was enrolled on its day (null: nowhere)."""
    rows = findings.with_row_index("row")
    return rows.with_columns(BREAKDOWNS["unit"].of(rows, world, NONE).alias("unit"))


def by_kind(findings: pl.DataFrame) -> pl.DataFrame:
    """`code`, `hard`, `number` of findings and of `participants`; the most frequent first."""
    counted = findings.group_by("code", "hard").agg(pl.len().alias("number"), _PERSONS)
    return counted.sort("number", "code", descending=[True, False])


def by_place(findings: pl.DataFrame, place: str) -> pl.DataFrame:
    """The same for each `unit` or `source`."""
    counted = findings.group_by(place, "code").agg(pl.len().alias("number"), _PERSONS)
    return counted.sort(place, "number", "code", descending=[False, True, False], nulls_last=True)
