"""What is known after an exit: whether the follow-up after 90 days came, or something else is known about that day.

An exit is `followed_up` (a follow-up near the day), `known_otherwise` (a spell was active on the day, or something happened
on it or later), `gone` (died or moved out by then), `waiting` (the follow-up may still come), or `silent`: nothing is known.
"""

import polars as pl

from domain.participant import follow_ups
from projections.facts.days import days_after, is_open_on
from projections.movements.happenings import happenings
from projections.rules.leavers import gone
from projections.rules.windows import last_follow_up_day, speaks_of
from projections.worlds.world import World

STATES = ("followed_up", "known_otherwise", "silent", "gone", "waiting")
_RUNNING = ("enrolments", "insatser", "placements", "studies", "employments")


def exits(world: World) -> pl.DataFrame:
    """Returns each standing exit, with its unit, its month and its `state`."""
    standing = world.standing_exits.with_row_index("row")
    due_on = days_after(pl.col("ended_on"), follow_ups.DAYS_AFTER_EXIT)
    standing = standing.select("row", "pid", "unit", "ended_on", due_on.alias("day"))
    may_come = last_follow_up_day(pl.col("day")) >= world.as_of
    state = (
        pl.when(pl.col("row").is_in(_followed_up(standing, world).implode()))
        .then(pl.lit("followed_up"))
        .when(pl.col("row").is_in(_gone(standing, world).implode()))
        .then(pl.lit("gone"))
        .when(pl.col("row").is_in(_known(standing, world).implode()))
        .then(pl.lit("known_otherwise"))
        .when(may_come)
        .then(pl.lit("waiting"))
        .otherwise(pl.lit("silent"))
    )
    return standing.with_columns(state.alias("state"), pl.col("ended_on").dt.month_start().alias("month"))


def coverage(exits: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Returns the number of exits in each state, for all or by `unit` or `month`; `coverage`: known, in percent of the due."""
    states = [(pl.col("state") == state).sum().alias(state) for state in STATES]
    counted = (
        exits.group_by(by).agg(pl.len().alias("exits"), *states).sort(by)
        if by
        else exits.select(pl.len().alias("exits"), *states)
    )
    known = pl.col("followed_up") + pl.col("known_otherwise")
    due = known + pl.col("silent")
    return counted.with_columns(pl.when(due > 0).then(100 * known / due).alias("coverage"))


def _followed_up(exits: pl.DataFrame, world: World) -> pl.Series:
    followed = exits.join(world["follow_ups"].select("pid", "on"), on="pid")
    return followed.filter(speaks_of(pl.col("day")))["row"].unique()


def _gone(exits: pl.DataFrame, world: World) -> pl.Series:
    within = pl.col("gone_on").is_between("ended_on", "day")
    return exits.join(gone(world).select("pid", gone_on="day"), on="pid").filter(within)["row"].unique()


def _known(exits: pl.DataFrame, world: World) -> pl.Series:
    last = happenings(world).group_by("pid").agg(pl.col("on").max().alias("last_on"))
    later = exits.join(last, on="pid").filter(pl.col("last_on") >= pl.col("day"))["row"]
    running = pl.concat([world[name].select("pid", "began_on", "ended_on") for name in _RUNNING])
    on_the_day = exits.select("row", "pid", "day").join(running, on="pid").filter(is_open_on(pl.col("day")))["row"]
    return pl.concat([later, on_the_day]).unique()
