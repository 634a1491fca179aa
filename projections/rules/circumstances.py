"""Circumstances, obstacle and work ability of a participant on a day (measures.md §2.4, §2.9)."""

import polars as pl

from domain.vocabulary.code_lists import OBSTACLE_GROUPS, WORK_ABLE_OBSTACLES
from domain.vocabulary.person_codes import ObstacleGroup
from projections.facts.days import attach
from projections.worlds.world import World


def held(world: World, field: str) -> pl.DataFrame:
    """Returns every value that a field has had, with the days `from_on` and `until_on`."""
    return world.once(("said", field), lambda: world["circumstances"].filter(pl.col("field") == field).drop("field"))


def held_now(world: World, field: str) -> pl.DataFrame:
    """Returns a circumstance as of A for participants with a stated value: `pid` and a column with the field's name."""
    return held(world, field).filter(pl.col("until_on").is_null()).select("pid", pl.col("value").alias(field))


def held_on(frame: pl.DataFrame, world: World, field: str, day: str = "on") -> pl.DataFrame:
    """Returns a circumstance on each row's day: `value`, `event`, `from_on`; null if nothing had been stated."""
    candidates = frame.select("row", "pid", pl.col(day).alias("day")).join(held(world, field), on="pid")
    values = candidates.filter(holds_on(pl.col("day"))).group_by("row").agg(pl.col("value", "event", "from_on").first())
    return attach(frame.select("row"), values, ("value", "event", "from_on"))


def holds_on(day: pl.Expr) -> pl.Expr:
    """Whether a value (`held`) holds on a day: from its first day until the day before the next value's (§2.4)."""
    return (pl.col("from_on") <= day) & (pl.col("until_on").is_null() | (day < pl.col("until_on")))


def with_held(frame: pl.DataFrame, world: World, field: str, day: str = "on") -> pl.DataFrame:
    """Adds a circumstance as a column with the field's name, and the event that stated it as `…_event`."""
    held = held_on(frame, world, field, day)
    return frame.with_columns(held["value"].alias(field), held["event"].alias(f"{field}_event"))


def sharing_a_household(pids: pl.Series, world: World) -> pl.Series:
    """Returns these participants and everyone who ever shared a household with one of them."""
    homes = held(world, "household").drop_nulls("value")
    shared = homes.filter(pl.col("pid").is_in(pids.implode()))["value"].unique()
    return pl.concat([pids, homes.filter(pl.col("value").is_in(shared.implode()))["pid"]]).unique()


def with_establishment(frame: pl.DataFrame, world: World, day: str = "on") -> pl.DataFrame:
    """Adds `in_establishment`: whether the day is within the establishment period; null if either end is not stated.

    Also adds the two days and the events that state them, as `with_held` does.
    """
    for end in ("establishment_from", "establishment_to"):
        frame = with_held(frame, world, end, day)
    first, last = (pl.col(f"establishment_{end}").str.to_date("%Y-%m-%d") for end in ("from", "to"))
    return frame.with_columns(pl.col(day).is_between(first, last).alias("in_establishment"))


def has_children(frame: pl.DataFrame, world: World) -> pl.Series:
    """Whether there are children in each row's household on its day `on`; null if not stated by then."""
    return held_on(frame, world, "children")["value"].cast(pl.Int64) > 0


def obstacle_of(group: ObstacleGroup) -> pl.Expr:
    """Whether `obstacle` belongs to a group; null if no obstacle is recorded."""
    return pl.col("obstacle").is_in(list(OBSTACLE_GROUPS[group]))


def obstacle_unknown() -> pl.Expr:
    """Whether `obstacle` was never recorded, or recorded as missing (§1.9)."""
    return pl.col("obstacle").is_null() | obstacle_of("missing")


def with_ability(frame: pl.DataFrame, world: World, day: str = "on") -> pl.DataFrame:
    """Adds `able` (assessed, else by the obstacle; null if neither is known), `by_proxy` (by the obstacle) and `able_event`."""
    frame = with_held(with_held(frame, world, "ability", day), world, "obstacle", day)
    assessed, known = pl.col("ability").is_not_null(), ~obstacle_unknown()
    proxy = pl.when(known).then(pl.col("obstacle").is_in(list(WORK_ABLE_OBSTACLES)))
    return frame.with_columns(
        pl.when(assessed).then(pl.col("ability") != "none").otherwise(proxy).alias("able"),
        (~assessed & known).alias("by_proxy"),
        pl.when(assessed).then(pl.col("ability_event")).otherwise(pl.col("obstacle_event")).alias("able_event"),
    )
