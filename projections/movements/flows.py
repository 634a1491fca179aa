"""Flows from each programme to the next: counts, durations, and where people begin, end and turn back.

A directly-follows graph as in process mining (evaluation-methods.md §1.2), loops included: A→A is an edge like
any other, and A→B→A is listed with the step between. Steps are ordered as in `projections.movements.steps`.
"""

from dataclasses import dataclass

import polars as pl

from projections.movements.steps import follows


@dataclass(frozen=True)
class Flows:
    """The graph as tables. `cases` counts participants, or journeys if the steps are within journeys."""

    edges: pl.DataFrame
    """`step`, `next`, `times`, `cases`, `median_days` from start to start, `median_gap` from last day to start."""
    loops: pl.DataFrame
    """`step`, `via` (null: repeated directly), `times`, `cases`."""
    nodes: pl.DataFrame
    """`step`, `times`, `cases`, and how many cases began and ended there."""

    def as_table(self) -> pl.DataFrame:
        return self.edges


def flows(steps: pl.DataFrame) -> Flows:
    """Returns the flows of ordered steps (`projections.movements.steps`)."""
    moves = _moves(steps)
    return Flows(_edges(moves), _loops(steps, moves), _nodes(steps))


def _moves(steps: pl.DataFrame) -> pl.DataFrame:
    """Returns one row per pair of consecutive steps of a case.

    The gap is negative when the next step began before the previous ended, and null if the previous has no end.
    """
    on, before = pl.col("on"), pl.col("on").shift(1)
    return steps.select(
        "case",
        pl.col("step").shift(1).alias("step"),
        pl.col("step").alias("next"),
        (on - before).dt.total_days().cast(pl.Int32).alias("days"),
        (on - pl.col("ended_on").shift(1)).dt.total_days().cast(pl.Int32).alias("gap"),
        follows().alias("follows"),
    ).filter("follows")


def _edges(moves: pl.DataFrame) -> pl.DataFrame:
    return (
        moves.group_by("step", "next")
        .agg(
            pl.len().alias("times"),
            pl.col("case").n_unique().alias("cases"),
            pl.col("days").median().alias("median_days"),
            pl.col("gap").median().alias("median_gap"),
        )
        .with_columns(pl.col("step", "next").cast(pl.String))
        .sort("times", "step", "next", descending=[True, False, False])
    )


def _loops(steps: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    straight = moves.filter(pl.col("step") == pl.col("next")).select(
        "case", "step", pl.lit(None, moves["step"].dtype).alias("via")
    )
    back = follows(2) & (pl.col("step") == pl.col("step").shift(2)) & (pl.col("step") != pl.col("step").shift(1))
    around = steps.select("case", "step", pl.col("step").shift(1).alias("via"), back.alias("back")).filter("back")
    return (
        pl.concat([straight, around.select("case", "step", "via")])
        .with_columns(pl.col("step", "via").cast(pl.String))
        .group_by("step", "via")
        .agg(pl.len().alias("times"), pl.col("case").n_unique().alias("cases"))
        .sort("times", "step", "via", descending=[True, False, False])
    )


def _nodes(steps: pl.DataFrame) -> pl.DataFrame:
    last = (pl.col("case") != pl.col("case").shift(-1)).fill_null(value=True)
    return (
        steps.select("step", "case", (~follows()).alias("began"), last.alias("ended"))
        .group_by("step")
        .agg(
            pl.len().alias("times"),
            pl.col("case").n_unique().alias("cases"),
            pl.col("began").sum().alias("began_here"),
            pl.col("ended").sum().alias("ended_here"),
        )
        .with_columns(pl.col("step").cast(pl.String))
        .sort("times", "step", descending=[True, False])
    )
