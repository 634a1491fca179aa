"""What held of a participant on a day: circumstances, obstacle, work ability (measures.md §2.4, §2.9)."""

import polars as pl

from domain.vocabulary.code_lists import OBSTACLE_GROUPS, WORK_ABLE_OBSTACLES
from domain.vocabulary.person_codes import ObstacleGroup
from projections.facts.days import attach
from projections.worlds.world import World


def held(world: World, field: str) -> pl.DataFrame:
    """Every value that a field has had, from a day until another."""
    return world.once(("said", field), lambda: world["circumstances"].filter(pl.col("field") == field).drop("field"))


def held_now(world: World, field: str) -> pl.DataFrame:
    """What a circumstance is as of A, of those of whom it was ever stated: `pid` and a column of the field's name."""
    return held(world, field).filter(pl.col("until_on").is_null()).select("pid", pl.col("value").alias(field))


def held_on(frame: pl.DataFrame, world: World, field: str, day: str = "on") -> pl.DataFrame:
    """What a circumstance was on each row's day: `value`, `event`, `from_on`; null where nothing had been stated."""
    candidates = frame.select("row", "pid", pl.col(day).alias("day")).join(held(world, field), on="pid")
    values = candidates.filter(holds_on(pl.col("day"))).group_by("row").agg(pl.col("value", "event", "from_on").first())
    return attach(frame.select("row"), values, ("value", "event", "from_on"))


def holds_on(day: pl.Expr) -> pl.Expr:
    """Whether a value (`held`) holds on a day: from its first day until the day before another is stated (§2.4)."""
    return (pl.col("from_on") <= day) & (pl.col("until_on").is_null() | (day < pl.col("until_on")))


def with_held(frame: pl.DataFrame, world: World, field: str, day: str = "on") -> pl.DataFrame:
    """The frame with a circumstance as columns: under its field's name, and the event that stated it as `…_event`."""
    held = held_on(frame, world, field, day)
    return frame.with_columns(held["value"].alias(field), held["event"].alias(f"{field}_event"))


def with_establishment(frame: pl.DataFrame, world: World, day: str = "on") -> pl.DataFrame:
    """`in_establishment`: whether the day lies from the first to the last day of it, both stated; null where one is not.

    And the two days with the events that state them, as `with_held` adds them.
    """
    for end in ("establishment_from", "establishment_to"):
        frame = with_held(frame, world, end, day)
    first, last = (pl.col(f"establishment_{end}").str.to_date("%Y-%m-%d") for end in ("from", "to"))
    return frame.with_columns(pl.col(day).is_between(first, last).alias("in_establishment"))


def has_children(frame: pl.DataFrame, world: World) -> pl.Series:
    """Whether there are children in each row's household on its day `on`; null where that was never stated."""
    return held_on(frame, world, "children")["value"].cast(pl.Int64) > 0


def obstacle_of(group: ObstacleGroup) -> pl.Expr:
    """Whether `obstacle` is of a group; null where none is recorded."""
    return pl.col("obstacle").is_in(list(OBSTACLE_GROUPS[group]))


def obstacle_unknown() -> pl.Expr:
    """Whether `obstacle` was never recorded, or recorded as missing (§1.9)."""
    return pl.col("obstacle").is_null() | obstacle_of("missing")


def with_ability(frame: pl.DataFrame, world: World, day: str = "on") -> pl.DataFrame:
    """`able`: assessed, else by the obstacle; null where neither is known. `by_proxy`: whether it is by the obstacle."""
    frame = with_held(with_held(frame, world, "ability", day), world, "obstacle", day)
    assessed, known = pl.col("ability").is_not_null(), ~obstacle_unknown()
    proxy = pl.when(known).then(pl.col("obstacle").is_in(list(WORK_ABLE_OBSTACLES)))
    return frame.with_columns(
        pl.when(assessed).then(pl.col("ability") != "none").otherwise(proxy).alias("able"),
        (~assessed & known).alias("by_proxy"),
        pl.when(assessed).then(pl.col("ability_event")).otherwise(pl.col("obstacle_event")).alias("able_event"),
    )
