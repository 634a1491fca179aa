"""Findings counted [avvikelser]: of which kinds, at which units, from which sources. Never whose."""

import polars as pl

from projections.breakdowns import BREAKDOWNS
from projections.world import World


def certain(world: World) -> pl.DataFrame:
    """What is odd as of A, each with the unit where the participant was enrolled on its day (null: nowhere)."""
    found = world["findings"].with_row_index("row")
    return found.with_columns(BREAKDOWNS["unit"].of(found, world).alias("unit"))


def by_kind(found: pl.DataFrame) -> pl.DataFrame:
    """`code`, `hard`, `number` of findings and of `participants`; the most frequent first."""
    counted = found.group_by("code", "hard").agg(pl.len().alias("number"), pl.col("pid").n_unique().alias("participants"))
    return counted.sort("number", "code", descending=[True, False])


def by_place(found: pl.DataFrame, place: str) -> pl.DataFrame:
    """The same for each `unit` or `source`."""
    counted = found.group_by(place, "code").agg(pl.len().alias("number"), pl.col("pid").n_unique().alias("participants"))
    return counted.sort(place, "number", "code", descending=[False, True, False], nulls_last=True)
