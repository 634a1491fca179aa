"""How a wait came out, and on which days it may end: shared by all lead times. measures.md §7."""

import polars as pl

from projections.facts.days import attach, col
from projections.rules.leavers import gone
from projections.rules.scope import Scope
from projections.worlds.world import World


def waits(frame: pl.DataFrame, scope: Scope, ends: pl.DataFrame, withdrawals: pl.DataFrame | None = None) -> pl.DataFrame:
    """How each wait from `from_on` came out: the first of `ends` on or after it, unless it was withdrawn before.

    `ends` and `withdrawals` have `day`, `event`, and `row`, or `pid` where they are a person's, whichever wait it is.
    An end on the day of a withdrawal completes. `days`: to the end, to the withdrawal, or so far at A. `under_way`,
    where the frame has it, goes before all.
    """
    frame = _first_on_or_after(frame, ends, "to")
    withdrawn = [_days_of_rows(frame, gone(scope.world))]
    withdrawn += [_days_of_rows(frame, withdrawals)] if withdrawals is not None else []
    frame = _first_on_or_after(frame, pl.concat(withdrawn), "withdrawn")
    under_way = col("under_way") if "under_way" in frame.columns else pl.lit(value=False)
    arrived = col("to_on").is_not_null() & (col("withdrawn_on").is_null() | (col("to_on") <= col("withdrawn_on")))
    outcome = (
        pl.when(under_way)
        .then(pl.lit("under_way"))
        .when(arrived)
        .then(pl.lit("completed"))
        .when(col("withdrawn_on").is_not_null())
        .then(pl.lit("withdrawn"))
        .otherwise(pl.lit("waiting"))
    )
    until = pl.when(arrived).then(col("to_on")).otherwise(col("withdrawn_on")).fill_null(scope.world.as_of)
    frame = frame.with_columns(outcome.alias("outcome"), (until - col("from_on")).dt.total_days().alias("days"))
    return frame.with_columns(col("outcome").alias("why"))


def _days_of_rows(frame: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Days of persons or of rows as days of rows."""
    if "row" in days.columns:
        return days.select("row", "day", "event")
    return frame.select("row", "pid").join(days, on="pid").select("row", "day", "event")


def _first_on_or_after(frame: pl.DataFrame, days: pl.DataFrame, name: str) -> pl.DataFrame:
    candidates = _days_of_rows(frame, days).drop_nulls("day").join(frame.select("row", "from_on"), on="row")
    later = candidates.filter(col("day") >= col("from_on")).sort("day", "event")
    first = later.group_by("row", maintain_order=True).first().rename({"day": f"{name}_on", "event": f"{name}_event"})
    return attach(frame, first, (f"{name}_on", f"{name}_event"))


def starts(world: World, *tables: str) -> pl.DataFrame:
    """The first days of spells, as days that a wait may end on."""
    return pl.concat([world[table].select("pid", day="began_on", event="began_event") for table in tables])


def moments(world: World, kind: str) -> pl.DataFrame:
    return world["moments"].filter(col("kind") == kind).select("pid", day="on", event="event")
