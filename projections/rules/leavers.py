"""Leavers [flyttat eller avlidit], and the two views of outcomes, `official` and `adjusted`: measures.md §1.5."""

import polars as pl

from domain.vocabulary.code_lists import LEAVER_REASONS
from projections.facts.days import attach, col
from projections.rules.scope import Scope
from projections.worlds.world import World

DEPARTURE = ("left_on", "left_event")
"""The day on which the participant left and its event, where the departure decides the outcome."""
LEAVING = ("moved_out", "deceased")
"""The kinds of events by which a participant leaves (measures.md §1.5, §7)."""


def gone(world: World) -> pl.DataFrame:
    """Returns the days on which participants left: `pid`, `day`, `event`."""
    return world["moments"].filter(col("kind").is_in(LEAVING)).select("pid", day="on", event="event")


def settled(frame: pl.DataFrame, scope: Scope, exits: bool) -> pl.DataFrame:
    """Applies the view: in `official` a leaver's unknown becomes no, in `adjusted` a leaver is excluded.

    Whether a case is a leaver's is decided once its window is over and its exit stands, even if the outcome is still
    immature for another reason (an employment's first month). `frame` has `row`, `pid`, the window's days `from_on` and
    `to_on`, and, if the cases are `exits`, `reason` and `stands_on`. Changes `outcome` and `why`, adds `DEPARTURE`.
    """
    frame = _with_departures(frame, scope.world)
    leaves, over = pl.col("left_on").is_not_null(), pl.col("to_on")
    if exits:
        leaves |= pl.col("reason").is_in(list(LEAVER_REASONS)).fill_null(value=False)
        over = pl.max_horizontal("to_on", "stands_on")
    leaves &= over <= scope.world.as_of
    changed, outcome, why = (
        (leaves, "excluded", "left_excluded")
        if scope.view == "adjusted"
        else (leaves & (pl.col("outcome") == "unknown"), "no", "left_unknown")
    )
    return frame.with_columns(
        pl.when(changed).then(pl.lit(outcome)).otherwise(pl.col("outcome")).alias("outcome"),
        pl.when(changed).then(pl.lit(why)).otherwise(pl.col("why")).alias("why"),
        *(pl.when(changed).then(name).alias(name) for name in DEPARTURE),
    )


def _with_departures(frame: pl.DataFrame, world: World) -> pl.DataFrame:
    departures = (
        frame.select("row", "pid", "from_on", "to_on")
        .join(gone(world), on="pid")
        .filter(pl.col("day").is_between("from_on", "to_on"))
        .sort("day")
        .group_by("row")
        .agg(pl.col("day").first().alias("left_on"), pl.col("event").first().alias("left_event"))
    )
    return attach(frame, departures, DEPARTURE)
