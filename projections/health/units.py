"""Which units are silent: days since anything was registered as having happened to anyone enrolled there."""

import polars as pl

from projections.facts.days import is_open_on
from projections.movements.happenings import happenings
from projections.worlds.world import World

SILENT_DAYS = 30


def units(world: World, silent_days: int = SILENT_DAYS) -> pl.DataFrame:
    """Returns each unit's `open` enrolments on A, `last_on`, `days` since then, and whether it is `silent`; most `days` first.

    A silent unit without open enrolments may be closed; with open enrolments, something is likely not registered.
    """
    enrolled = world["enrolments"].select("pid", "unit", "began_on", "ended_on")
    is_open = pl.col("ended_on").is_null() | (pl.col("ended_on") > world.as_of)
    standing = enrolled.group_by("unit").agg(is_open.sum().alias("open"))
    last = _last_days(world, enrolled)
    days = (pl.lit(world.as_of) - pl.col("last_on")).dt.total_days()
    return (
        last.join(standing, on="unit", how="left")
        .with_columns(pl.col("open").fill_null(0), days.alias("days"))
        .with_columns((pl.col("days") > silent_days).alias("silent"))
        .sort("days", "unit", descending=[True, False])
        .select("unit", "open", "last_on", "days", "silent")
    )


def _last_days(world: World, enrolled: pl.DataFrame) -> pl.DataFrame:
    """Returns the last day by unit: of everything that happened to those enrolled, and of what names the unit itself."""
    happened = happenings(world).select("pid", "on").join(enrolled, on="pid")
    named = [
        world[table].select(pl.col(unit).alias("unit"), pl.col(day).alias("on"))
        for table, unit in (("referrals", "to_unit"), ("insatser", "unit"), ("placements", "unit"))
        for day in ("began_on", "ended_on")
    ]
    every = pl.concat([happened.filter(is_open_on(pl.col("on"))).select("unit", "on"), *named]).drop_nulls()
    return every.group_by("unit").agg(pl.col("on").max().alias("last_on"))
