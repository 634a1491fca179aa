"""Destinations after an exit, or out of a journey: the cases of competing destinations (evaluation-methods.md §1.5).

Moving away and death are destinations too, not censoring. Only what stands at A is used: an exit that a new
enrolment could still chain to does not count (measures.md §1.3), and an employment counts once its month is over (§2.5a).
"""

from typing import Final

import polars as pl

from domain.vocabulary.code_lists import MOVED_OR_DEAD
from projections.facts.days import FAR, attach, days_after
from projections.measuring.periods import Period
from projections.movements.competing import Competing, competing
from projections.rules.leavers import gone
from projections.rules.status import counting_studies, work
from projections.worlds.world import World

AFTER_EXIT: Final = ("work", "study", "moved_or_dead", "new_journey")
"""If several fall on the same day, the first in this order counts."""
OUT_OF_JOURNEY: Final = ("work", "study", "other_authority", "moved_or_dead", "other_exit", "no_reason")

_BY_CLASS: Final = {"A": "work", "B": "study", "C": "other_authority", "D": "other_exit", "E": "other_exit"}


def after_exit(world: World, ended_in: Period | None = None) -> Competing:
    """Returns, for each exit, the first of: work or study that counts under `kas`, a new journey, moved or dead.

    Days are counted from the exit; work or study that began before the exit and continues counts on the day after it.
    """
    exits = _within(world.standing_exits, "ended_on", ended_in)
    starts = exits.with_columns(pl.col("ended_on").alias("from_on"))
    went = pl.concat([_occupied(starts, world), _again(starts), _away(starts, world)])
    return competing(_first(starts, went, AFTER_EXIT, world), AFTER_EXIT)


def out_of_journey(world: World, began_in: Period | None = None) -> Competing:
    """Returns, for each journey, the destination by the exit's reason; a journey that is open at A is censored.

    An exit without a reason has the destination `no_reason`. Moving or death before the exit takes precedence.
    """
    starts = _within(world.journeys, "began_on", began_in).with_columns(pl.col("began_on").alias("from_on"))
    to = (
        pl.when(pl.col("reason").is_in(list(MOVED_OR_DEAD)))
        .then(pl.lit("moved_or_dead"))
        .otherwise(pl.col("reason").str.head(1).replace_strict(_BY_CLASS, default=None))
        .fill_null("no_reason")
    )
    exits = starts.join(
        world.standing_exits.select("pid", "journey"), on=["pid", "journey"], how="semi", maintain_order="left"
    ).select("row", pl.col("ended_on").alias("to_on"), to.alias("destination"), event="ended_event")
    before = (
        _away(starts, world)
        .join(starts.select("row", "ended_on"), on="row")
        .filter(pl.col("to_on") < pl.col("ended_on").fill_null(FAR))
    )
    went = pl.concat([exits, before.select(exits.columns)])
    return competing(_first(starts, went, OUT_OF_JOURNEY, world), OUT_OF_JOURNEY)


def _within(journeys: pl.DataFrame, day: str, period: Period | None) -> pl.DataFrame:
    if period is not None:
        journeys = journeys.filter(pl.col(day).is_between(period.first_on, period.last_on))
    return journeys.with_row_index("row")


def _occupied(starts: pl.DataFrame, world: World) -> pl.DataFrame:
    """Returns, for each spell of work or study, its first day after the exit."""
    jobs = work(world, "kas").filter(pl.col("counts") == "yes")
    studies = counting_studies(world)
    spell = ("pid", "began_on", "ended_on", "began_event", "destination")
    spells = pl.concat(
        frame.with_columns(pl.lit(to).alias("destination")).select(spell) for to, frame in (("work", jobs), ("study", studies))
    )
    on = pl.max_horizontal("began_on", days_after(pl.col("from_on"), 1)).alias("to_on")
    return (
        starts.select("row", "pid", "from_on")
        .join(spells, on="pid")
        .with_columns(on)
        .filter(pl.col("to_on") <= pl.col("ended_on").fill_null(FAR))
        .select("row", "to_on", "destination", event="began_event")
    )


def _again(starts: pl.DataFrame) -> pl.DataFrame:
    following = starts.filter(pl.col("next_began_on").is_not_null())
    return following.select(
        "row", pl.col("next_began_on").alias("to_on"), pl.lit("new_journey").alias("destination"), event="next_event"
    )


def _away(starts: pl.DataFrame, world: World) -> pl.DataFrame:
    """Returns moves and deaths on `from_on` or later, and exits on `from_on` with such a reason."""
    gone_after = starts.select("row", "pid", "from_on").join(gone(world), on="pid").filter(pl.col("day") >= pl.col("from_on"))
    there = pl.lit("moved_or_dead").alias("destination")
    later = gone_after.select("row", pl.col("day").alias("to_on"), there, "event")
    by_reason = starts.filter((pl.col("from_on") == pl.col("ended_on")) & pl.col("reason").is_in(list(MOVED_OR_DEAD)))
    return pl.concat([later, by_reason.select("row", pl.col("ended_on").alias("to_on"), there, event="ended_event")])


def _first(starts: pl.DataFrame, went: pl.DataFrame, order: tuple[str, ...], world: World) -> pl.DataFrame:
    """Returns one row per case: first destination, its event and the days to it; if censored, the days followed."""
    rank = pl.col("destination").cast(pl.Enum(order)).alias("_rank")
    first = went.with_columns(rank).sort("row", "to_on", "_rank", "event").group_by("row", maintain_order=True).first()
    people = world["participants"].select("pid", "participant")
    cases = attach(starts, first, ("destination", "to_on", "event")).join(people, on="pid", maintain_order="left")
    days = (pl.col("to_on").fill_null(world.as_of) - pl.col("from_on")).dt.total_days()
    return cases.select("participant", "journey", "from_on", "to_on", "destination", days.alias("days"), "event")
