"""Two of the three named definitions: return [återinträde] of an exit, and cycler [in och ut] of a person.

evaluation-methods.md §4 A and B; the third is in `projections.movements.rundgang`.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from projections.facts.days import FAR, days_after
from projections.movements.competing import Competing, competing
from projections.movements.episodes import Terms, episodes, merged, past_help_on, productive_on
from projections.worlds.world import World

WENT: Final = ("returned", "productive", "moved_or_dead")
"""The first thing an exit can lead to; pension counts as `moved_or_dead`."""


@dataclass(frozen=True)
class Returns:
    """Exits by outcome. The four outcomes sum to `exits`; `after_productive` is the part of `returned` after work or study."""

    exits: int
    returned: int
    after_productive: int
    not_returned: int
    past_help: int
    not_yet: int
    """Followed for less than the horizon, with no return so far."""
    cases: pl.DataFrame

    @property
    def curve(self) -> Competing:
        """Which came first: a return, a productive exit, or moved or dead; in days from the first day after the exit."""
        return competing(self.cases.select("participant", "days", "destination"), WENT)

    @property
    def by_month(self) -> pl.DataFrame:
        """Per `month` of exit: `exits`, counts by outcome, the number `followed` for the whole horizon (whatever their
        outcome), and the `share` of these in percent that returned; null if no exit was followed."""
        outcome, followed = pl.col("outcome"), pl.col("followed")
        returned = (outcome == "returned") & followed
        return (
            self.cases.group_by(pl.col("ended_on").dt.month_start().alias("month"))
            .agg(
                pl.len().alias("exits"),
                *((outcome == name).sum().alias(name) for name in ("returned", "not_returned", "moved_or_dead", "not_yet")),
                followed.sum(),
                pl.when(followed.any()).then(100 * returned.sum() / followed.sum()).alias("share"),
            )
            .sort("month")
        )

    @property
    def unproductive(self) -> int:
        return self.returned - self.after_productive

    def as_table(self) -> pl.DataFrame:
        return self.cases


def spells(world: World, terms: Terms) -> pl.DataFrame:
    """Returns episodes of any type, joined over gaps of at most g days."""
    return merged(episodes(world, terms), terms.bridge_days)


def returns(world: World, terms: Terms = Terms()) -> Returns:  # noqa: B008 frozen
    """A. An exit has a return if the next spell starts within R days, with or without a productive exit between.

    An exit counts once no later start can be bridged to it. Rates are by month of exit; patterns are not described.
    """
    cases = _exits(world, terms)
    of = dict(cases["outcome"].value_counts().iter_rows())
    after = cases.filter((pl.col("outcome") == "returned") & pl.col("productive_on").is_not_null()).height
    return Returns(
        exits=cases.height,
        returned=of.get("returned", 0),
        after_productive=after,
        not_returned=of.get("not_returned", 0),
        past_help=of.get("moved_or_dead", 0),
        not_yet=of.get("not_yet", 0),
        cases=cases,
    )


def _exits(world: World, terms: Terms) -> pl.DataFrame:
    """Returns one row per exit: `ended_on`, `again_on`, `productive_on`, `past_help_on`, `outcome`, whether it was `followed`
    for the whole horizon, and `days` and `destination` of the first event after it."""
    again = pl.col("began_on").shift(-1).over("pid").alias("again_on")
    stands = days_after(pl.col("ended_on"), terms.bridge_days) < world.as_of
    ended = spells(world, terms).with_columns(again).filter((pl.col("ended_on") < FAR) & stands)
    gaps = ended.with_columns(
        days_after(pl.col("ended_on"), 1).alias("from_on"),
        days_after(pl.col("again_on"), -1).fill_null(world.as_of).alias("to_on"),
    )
    exits = past_help_on(productive_on(gaps, world, terms), world)
    people = world["participants"].select("pid", "participant")
    return _came_first(_came_out(exits, world, terms), world).join(people, on="pid", maintain_order="left")


def _came_out(exits: pl.DataFrame, world: World, terms: Terms) -> pl.DataFrame:
    horizon = days_after(pl.col("from_on"), terms.return_days)
    outcome = (
        pl.when(pl.col("past_help_on") <= horizon)
        .then(pl.lit("moved_or_dead"))
        .when(pl.col("again_on") <= horizon)
        .then(pl.lit("returned"))
        .when(horizon <= world.as_of)
        .then(pl.lit("not_returned"))
        .otherwise(pl.lit("not_yet"))
    )
    return exits.with_columns(outcome.alias("outcome"), (horizon <= world.as_of).alias("followed"))


def _came_first(exits: pl.DataFrame, world: World) -> pl.DataFrame:
    first = pl.min_horizontal("again_on", "productive_on", "past_help_on")
    to = (
        pl.when(pl.col("past_help_on") == first)
        .then(pl.lit("moved_or_dead"))
        .when(pl.col("productive_on") == first)
        .then(pl.lit("productive"))
        .when(pl.col("again_on") == first)
        .then(pl.lit("returned"))
    )
    days = (first.fill_null(world.as_of) - pl.col("from_on")).dt.total_days()
    return exits.with_columns(to.alias("destination"), pl.max_horizontal(days, 0).alias("days"))


def unproductive_returners(cases: pl.DataFrame) -> int:
    """Returns the number of persons with at least one return that no productive exit precedes."""
    return cases.filter((pl.col("outcome") == "returned") & pl.col("productive_on").is_null())["pid"].n_unique()


def cyclers(world: World, terms: Terms = Terms()) -> pl.DataFrame:  # noqa: B008 frozen
    """B. Returns whether at least K spells started within W days of some spell: `participant`, `spells`, `outcome`.

    `not_yet`: fewer spells, and less than W days since the first start. Consecutive programmes merge into one spell,
    so they do not count as cycling; people with real jobs between spells still count.
    """
    last = pl.col("began_on").shift(1 - terms.spells).over("pid")
    in_window = (last - pl.col("began_on")).dt.total_days() <= terms.window_days
    followed = (pl.lit(world.as_of) - pl.col("began_on").min()).dt.total_days()
    outcome = (
        pl.when(pl.col("_in").any())
        .then(pl.lit("yes"))
        .when(followed < terms.window_days)
        .then(pl.lit("not_yet"))
        .otherwise(pl.lit("no"))
    )
    return (
        spells(world, terms)
        .with_columns(in_window.fill_null(value=False).alias("_in"))
        .group_by("pid", maintain_order=True)
        .agg(pl.len().alias("spells"), outcome.alias("outcome"))
        .join(world["participants"].select("pid", "participant"), on="pid", maintain_order="left")
    )
