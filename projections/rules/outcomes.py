"""The two columns that every rule returns: `outcome` (yes, no, unknown, immature, excluded) and `why` (a code with a text)."""

import polars as pl

from projections.facts.days import after
from projections.rules.scope import Scope

FIRST_OF_SEVERAL = ("yes", "immature", "unknown", "no", "excluded")
"""Precedence if several rows judge a person: a mature yes is enough, otherwise immature if any is (measures.md §1.3)."""


def yes_if(condition: pl.Expr, yes: str = "has_it", no: str = "has_it_not") -> tuple[pl.Expr, pl.Expr]:
    """Returns `outcome` and `why`: yes where the condition holds, no where it does not hold or is null."""
    return (
        pl.when(condition).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("outcome"),
        pl.when(condition).then(pl.lit(yes)).otherwise(pl.lit(no)).alias("why"),
    )


def unknown_if(condition: pl.Expr, why: str = "not_recorded") -> tuple[pl.Expr, pl.Expr]:
    """Sets `outcome` to unknown where the condition holds: what decides the case was never recorded (§1.9)."""
    return _unless(~condition, "unknown", why)


def immature_until(day: pl.Expr, scope: Scope, why: str = "window_not_over") -> tuple[pl.Expr, pl.Expr]:
    """Sets `outcome` to immature where the day is later than A (§1.3)."""
    return _unless(day <= scope.world.as_of, "immature", why)


def immature_until_exit_stands(scope: Scope) -> tuple[pl.Expr, pl.Expr]:
    """Sets `outcome` to immature where the exit does not stand at A: a new enrolment can still chain to it (§1.3)."""
    return immature_until(pl.col("stands_on"), scope, "exit_not_standing")


def _unless(holds: pl.Expr, outcome: str, why: str) -> tuple[pl.Expr, pl.Expr]:
    return (
        pl.when(holds).then(pl.col("outcome")).otherwise(pl.lit(outcome)).alias("outcome"),
        pl.when(holds).then(pl.col("why")).otherwise(pl.lit(why)).alias("why"),
    )


def window_after(day: str, window: int | str) -> tuple[pl.Expr, pl.Expr]:
    """Returns the columns `from_on` and `to_on` of a window that begins on a day."""
    return pl.col(day).alias("from_on"), after(pl.col(day), window).alias("to_on")


def by_person(frame: pl.DataFrame) -> pl.DataFrame:
    """Returns one row per person, window and `part`: the row that decides (`FIRST_OF_SEVERAL`)."""
    rank = pl.col("outcome").replace_strict({name: nr for nr, name in enumerate(FIRST_OF_SEVERAL)}, return_dtype=pl.Int8)
    return (
        frame.with_columns(rank.alias("rank"))
        .sort("rank", pl.col("lacking").is_null(), "row")
        .group_by("pid", "period", "part", maintain_order=True)
        .first()
        .drop("rank")
        .select(frame.columns)
    )
