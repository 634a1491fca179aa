"""Plans as rules read them: the days on which a plan is active. measures.md §2.2."""

import polars as pl

from projections.worlds.world import World


def active_plans(world: World) -> pl.DataFrame:
    """Returns the plans; `ended_on` is the last day on which each is active: its end or `valid_until`, whichever is first."""
    return world["plans"].with_columns(pl.min_horizontal("ended_on", "valid_until").alias("ended_on"))
