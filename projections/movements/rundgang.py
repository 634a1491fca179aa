"""The third named definition: rundgång, round and round. evaluation-methods.md §4 C; our own, as no official definition exists.

The unit is the type run: consecutive episodes of one type with at most g days between them are merged as an extension. An
episode that starts more than g days before all earlier ones have ended is concurrent, not a move. A chain is a sequence of
runs where each gap is at most R days and contains no productive exit; moving away, death and pension also end it. A move is
progressive if it leads to a strictly higher rung of a ladder that the municipality has declared.

Applied to a person it is profiling: figures first, a list only for a stated purpose and with logging (§4, last).
"""

from typing import Final

import polars as pl

from domain.vocabulary.text import Text
from projections.facts.days import days_after
from projections.movements.episodes import Terms, episodes, past_help_on, productive_on, with_gaps
from projections.worlds.world import World

NO_LADDER: Final = Text(
    "Ingen trappa är angiven: även en planerad följd av tre insatser ser ut som rundgång.",
    "No ladder is declared: a planned sequence of three looks like rundgång too.",
)
"""Shown with the figure when `ladder_declared` is false."""


def ladder_declared(world: World, terms: Terms) -> bool:
    """Returns whether any ladder is known: declared in the terms, or named by an insats or placement."""
    return bool(terms.ladders) or any(world[table]["ladder"].is_not_null().any() for table in ("insatser", "placements"))


def rundgang(world: World, terms: Terms = Terms()) -> pl.DataFrame:  # noqa: B008 frozen
    """C. Returns each person's chain with most circular moves: `runs`, `moves`, split into `progressive` and `circular`,
    `revisits` (runs of a type seen earlier in the chain), `days_in_chain`, `outcome` (yes if `circular` is at least c)."""
    circular = pl.col("moves") - pl.col("progressive")
    yes = pl.when(pl.col("circular") >= terms.moves).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return (
        _chains(runs(world, terms), world)
        .with_columns(circular.alias("circular"))
        .sort("pid", "circular", "began_on", descending=[False, True, False])
        .unique("pid", keep="first", maintain_order=True)
        .with_columns(yes.alias("outcome"))
        .join(world["participants"].select("pid", "participant"), on="pid", maintain_order="left")
    )


def _chains(type_runs: pl.DataFrame, world: World) -> pl.DataFrame:
    count = pl.len().cast(pl.Int64)
    until = pl.min_horizontal(pl.col("ended_on").max(), pl.lit(world.as_of))
    return type_runs.group_by("pid", "chain", maintain_order=True).agg(
        count.alias("runs"),
        (count - 1).alias("moves"),
        (pl.col("progressive") & ~pl.col("breaks")).sum().cast(pl.Int64).alias("progressive"),
        (count - pl.col("code").n_unique()).alias("revisits"),
        pl.col("began_on").first(),
        ((until - pl.col("began_on").first()).dt.total_days() + 1).alias("days_in_chain"),
    )


def runs(world: World, terms: Terms) -> pl.DataFrame:
    """Returns ordered type runs: `code`, first and last day, `gap` to all earlier, `breaks` (starts a new chain), `chain`."""
    every = with_gaps(episodes(world, terms))
    apart = every.filter((pl.col("gap") >= -terms.bridge_days).fill_null(value=True))
    own_gap = (pl.col("began_on") - pl.col("ended_on").cum_max().shift(1).over("pid")).dt.total_days() - 1
    extends = (pl.col("code") == pl.col("code").shift(1).over("pid")) & (own_gap <= terms.bridge_days)
    joined = (
        apart.with_columns((~extends.fill_null(value=False)).cum_sum().over("pid").alias("run"))
        .group_by("pid", "run", maintain_order=True)
        .agg(pl.col("code", "began_on", "gap", "covered_to").first(), pl.col("ended_on").max(), pl.col("ladder", "step").last())
    )
    return _in_chains(joined, world, terms)


def _in_chains(joined: pl.DataFrame, world: World, terms: Terms) -> pl.DataFrame:
    gaps = joined.with_columns(
        days_after(pl.col("covered_to"), 1).alias("from_on"), days_after(pl.col("began_on"), -1).alias("to_on")
    )
    held = past_help_on(productive_on(gaps, world, terms), world)
    breaks = (
        pl.col("gap").is_null()
        | (pl.col("gap") > terms.return_days)
        | pl.col("productive_on").is_not_null()
        | pl.col("past_help_on").is_not_null()
    )
    return held.with_columns(
        breaks.alias("breaks"), breaks.cum_sum().over("pid").alias("chain"), _progressive(terms).alias("progressive")
    )


def _progressive(terms: Terms) -> pl.Expr:
    """A move to a higher step of the same ladder, or of a declared ladder in force on the day of the move."""
    higher = (pl.col("ladder") == pl.col("ladder").shift(1).over("pid")) & (
        pl.col("step") > pl.col("step").shift(1).over("pid")
    )
    for ladder in terms.ladders:
        rung = pl.col("code").replace_strict(dict(ladder.rungs), default=None, return_dtype=pl.Int64)
        held = pl.col("began_on").is_between(ladder.from_on, ladder.to_on)
        higher = higher.fill_null(value=False) | (held & (rung > rung.shift(1).over("pid")))
    return higher.fill_null(value=False)
