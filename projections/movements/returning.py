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
"""Where an exit can lead first; pension is with those who moved or died."""


@dataclass(frozen=True)
class Returns:
    """Exits by what became of them. The four parts make the whole; `returned` is split by what lay between."""

    exits: int
    returned: int
    after_productive: int
    not_returned: int
    past_help: int
    not_yet: int
    """Followed for less than the horizon, and not returned so far."""
    cases: pl.DataFrame

    @property
    def curve(self) -> Competing:
        """What came first: a return, a productive exit, or moved or dead; days from the first day outside."""
        return competing(self.cases.select("participant", "days", "destination"), WENT)

    @property
    def by_month(self) -> pl.DataFrame:
        """By `month` of exit: `exits`, how they came out, and of those `followed` for the whole horizon, whatever had
        become of them before it, the `share` in percent that returned; null where there is none."""
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
    """Episodes of any type, joined over gaps of at most g days."""
    return merged(episodes(world, terms), terms.bridge_days)


def returns(world: World, terms: Terms = Terms()) -> Returns:  # noqa: B008 frozen
    """A. An exit is returned from if the next spell starts within R days of it, after a productive exit or not.

    An exit is one once no start can be bridged to it any more. Rates by month of exit; says nothing of a pattern.
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
    """One row an exit: `ended_on`, `again_on`, `productive_on`, `past_help_on`, `outcome`, whether it was `followed` for
    the whole horizon; `days` and `destination` of what came first."""
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
    """How many persons have at least one return with no productive exit before it."""
    return cases.filter((pl.col("outcome") == "returned") & pl.col("productive_on").is_null())["pid"].n_unique()


def cyclers(world: World, terms: Terms = Terms()) -> pl.DataFrame:  # noqa: B008 frozen
    """B. Whether at least K spells started within W days of some spell: `participant`, `spells`, `outcome`.

    `not_yet`: fewer spells, and less than W days since the first start. Programmes back to back are one spell and
    vanish; people with real jobs between still count.
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
