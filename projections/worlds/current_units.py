"""Which units a participant is of now: those with an open enrolment or referral, else that of the last enrolment."""

from collections.abc import Mapping

import polars as pl

from projections.worlds.world import World


def current_units(world: World) -> Mapping[str, frozenset[str]]:
    """Returns the units of each participant's id. One who was never enrolled or referred is of none, and not in it."""
    return world.once("current_units", lambda: _current_units(world))


def _current_units(world: World) -> Mapping[str, frozenset[str]]:
    enrolments, referrals = world["enrolments"], world["referrals"]
    going_on = pl.col("ended_on").is_null()
    now = pl.concat(
        [
            enrolments.filter(going_on).select("pid", "unit"),
            referrals.filter(going_on).select("pid", unit="to_unit"),
        ]
    ).drop_nulls()
    last = enrolments.join(now, on="pid", how="anti").sort("began_on", "ended_on").group_by("pid").agg(pl.col("unit").last())
    of_pids = pl.concat([now, last.drop_nulls()]).group_by("pid").agg(pl.col("unit").unique())
    of_ids = world["keys"].join(of_pids, on="pid").select("stream", "unit")
    return {stream: frozenset(units) for stream, units in of_ids.iter_rows()}
