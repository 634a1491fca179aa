"""Shared parts of three named definitions: what an episode is, how episodes join, what a productive stretch is.

Return, cycler and rundgång (evaluation-methods.md §4) depend mostly on their parameters: on real journeys the choice
of gap and of a stable exit alone changed the count by a factor 2 to 2.6 (§0.6). So the parameters are a frozen
object that is published with every figure. There is no official Swedish definition of rundgång: these are ours.

Days are counted half-open, as in that document: an episode ends the day after its last day. A gap is the number of days
between, so the 14 days within which enrolments chain (measures.md §2.1) correspond to a bridge of 13 here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from domain.vocabulary.code_lists import COUNTING_FORMS, HOLIDAY, MOVED_OR_DEAD
from domain.vocabulary.way_codes import ExitReason
from projections.facts.days import FAR, days_after
from projections.rules.leavers import gone
from projections.rules.status import counting_studies, unbroken
from projections.worlds.world import World

VERSION: Final = 1
"""Version of the three definitions; published with their figures."""

_PAST_HELP: Final[frozenset[ExitReason]] = MOVED_OR_DEAD | {"C4"}
"""Exits by moving, death and pension: competing events that end a chain (evaluation-methods.md §4, last)."""


@dataclass(frozen=True)
class DeclaredLadder:
    """The rung of each code of insats or placement, as the municipality decided, and the days when that applied."""

    rungs: Mapping[str, int]
    from_on: date = date.min
    to_on: date = FAR


@dataclass(frozen=True)
class Terms:
    """The parameters of the three definitions."""

    bridge_days: int = 14
    """g, the largest gap bridged, in days. Elsewhere: 13 counts from day 14 (HUD), 31 monthly (ASPE), 90 (WIOA)."""
    productive_days: int | None = 30
    """s, days that work or study must last to be a productive exit (30: Kolada's month); None: no exit is productive."""
    return_days: int = 365
    """R, the days within which a new start is a return and belongs to the same chain."""
    spells: int = 3
    """K, the number of spells that makes a person a cycler (ASPE)."""
    window_days: int = 1461
    """W, the days from the start of a spell within which the others must start (ASPE: four years)."""
    moves: int = 2
    """c, the number of moves to no higher rung that counts as rundgång."""
    ladders: tuple[DeclaredLadder, ...] = ()
    studies_as_insatser: frozenset[str] = frozenset()
    """Programmes of study that count as episodes, and therefore never as a productive exit."""
    left_out: frozenset[str] = field(default=HOLIDAY)
    """Codes that are not episodes: holiday work, as in measures.md §8."""


def episodes(world: World, terms: Terms) -> pl.DataFrame:
    """Returns started insatser and placements in order: `pid`, `code`, first and last day (FAR: open), `ladder`, `step`,
    `event`. A referral that never started is not included.
    """
    columns = ("pid", "code", "began_on", "ended_on", "ladder", "step", pl.col("began_event").alias("event"))
    studies = world["studies"].filter(pl.col("programme").is_in(list(terms.studies_as_insatser)))
    as_insatser = studies.with_columns(
        pl.col("programme").alias("code"), ladder=pl.lit(None, pl.String), step=pl.lit(None, pl.Int64)
    )
    every = pl.concat(frame.select(columns) for frame in (world["insatser"], world["placements"], as_insatser))
    return (
        every.filter(~pl.col("code").is_in(list(terms.left_out)))
        .with_columns(pl.col("ended_on").fill_null(FAR))
        .sort("pid", "began_on", "ended_on", "event")
    )


def merged(spells: pl.DataFrame, bridge_days: int) -> pl.DataFrame:
    """Joins a person's spells, of any type, over gaps of at most `bridge_days` days: `pid`, first and last day."""
    longer = spells.with_columns(days_after(pl.col("ended_on"), bridge_days))
    return (
        unbroken(longer)
        .group_by("pid", "stretch", maintain_order=True)
        .agg(pl.col("stretch_began").first().alias("began_on"), days_after(pl.col("ended_on").max(), -bridge_days))
    )


def with_gaps(spells: pl.DataFrame) -> pl.DataFrame:
    """Adds to ordered spells the last day that any earlier spell covers (`covered_to`) and the days between (`gap`;
    negative: they overlap)."""
    covered = pl.col("ended_on").cum_max().shift(1).over("pid")
    return spells.with_columns(covered.alias("covered_to")).with_columns(
        ((pl.col("began_on") - pl.col("covered_to")).dt.total_days() - 1).alias("gap")
    )


def productive(world: World, terms: Terms) -> pl.DataFrame:
    """Returns unbroken stretches of work or study as in Kolada: forms that count under `kas`, studies with aid."""
    jobs = world["employments"].filter(pl.col("form").is_in(list(COUNTING_FORMS["kas"])))
    studies = counting_studies(world).filter(~pl.col("programme").is_in(list(terms.studies_as_insatser)))
    both = pl.concat(frame.select("pid", "began_on", pl.col("ended_on").fill_null(FAR)) for frame in (jobs, studies))
    return merged(both, 0).select("pid", first_on="began_on", last_on="ended_on")


def productive_on(gaps: pl.DataFrame, world: World, terms: Terms) -> pl.DataFrame:
    """Adds to each row (`pid`, `from_on`, `to_on`, inclusive) the day on which work or study in it had lasted long enough."""
    gaps = gaps.with_row_index("row")
    if terms.productive_days is None:
        return gaps.drop("row").with_columns(pl.lit(None, pl.Date).alias("productive_on"))
    stretches = world.once(("productive", terms.studies_as_insatser), lambda: productive(world, terms))
    held = days_after(pl.max_horizontal("first_on", "from_on"), terms.productive_days - 1)
    first_days = (
        gaps.select("row", "pid", "from_on", "to_on")
        .join(stretches, on="pid")
        .with_columns(held.alias("productive_on"))
        .filter(pl.col("productive_on") <= pl.min_horizontal("last_on", "to_on"))
        .group_by("row")
        .agg(pl.col("productive_on").min())
    )
    return gaps.join(first_days, on="row", how="left", maintain_order="left").drop("row")


def past_help_on(gaps: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds to each row the day within it, or the day before it, on which the person moved, died or retired, if any."""
    gaps = gaps.with_row_index("row")
    moved = gone(world).select("pid", past_help_on="day")
    exits = world["enrolments"].filter(pl.col("reason").is_in(list(_PAST_HELP))).select("pid", past_help_on="ended_on")
    first_days = (
        gaps.select("row", "pid", "from_on", "to_on")
        .join(pl.concat([moved, exits]), on="pid")
        .filter(pl.col("past_help_on").is_between(days_after(pl.col("from_on"), -1), "to_on"))
        .group_by("row")
        .agg(pl.col("past_help_on").min())
    )
    return gaps.join(first_days, on="row", how="left", maintain_order="left").drop("row")
