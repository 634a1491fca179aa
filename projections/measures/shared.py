"""Units and steps that several measures share; each is written once."""

from collections.abc import Callable

import polars as pl

from projections.days import after, age_on, is_open_on
from projections.measure import Scope, Step, Units

Added = Callable[[pl.DataFrame, Scope], pl.DataFrame]


def yes_if(condition: pl.Expr, yes: str = "has_it", no: str = "has_it_not") -> tuple[pl.Expr, pl.Expr]:
    """The columns `outcome` and `why` of a plain yes or no."""
    return (
        pl.when(condition).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("outcome"),
        pl.when(condition).then(pl.lit(yes)).otherwise(pl.lit(no)).alias("why"),
    )


def immature_until(day: pl.Expr, scope: Scope, why: str = "window_not_over") -> tuple[pl.Expr, pl.Expr]:
    """What came out, unless the day has not come at A: then it cannot be said yet (measures.md §1.3)."""
    ripe = day <= scope.world.as_of
    return (
        pl.when(ripe).then(pl.col("outcome")).otherwise(pl.lit("immature")).alias("outcome"),
        pl.when(ripe).then(pl.col("why")).otherwise(pl.lit(why)).alias("why"),
    )


def adults(lowest: int = 18, highest: int = 200) -> Step:
    """Of an age on the reference day; without a date of birth one is no case (§1.8)."""
    sv = f"är {lowest}–{highest} år på mätdagen" if highest < 200 else f"är minst {lowest} år på mätdagen"
    en = f"is {lowest}–{highest} on the day" if highest < 200 else f"is at least {lowest} on the day"
    between = age_on(pl.col("on")).is_between(lowest, highest).fill_null(value=False)
    return Step("of_age", sv, en, lambda frame, _: frame.with_columns(between.alias("of_age")), ("born_on", "on"))


def _months_with_support(scope: Scope) -> pl.DataFrame:
    months = scope.windows.with_columns(pl.col("first_on").alias("month"))
    return (
        scope.world.support_months.join(months, on="month")
        .rename({"event": "support_event"})
        .with_columns(pl.col("period").alias("unit"), pl.col("last_on").alias("on"))
    )


MONTHS_WITH_SUPPORT = Units(
    "har en biståndsmånad i månaden",
    "has a support month in the month",
    _months_with_support,
    ("month",),
    ("support_event",),
)
"""Person-months with support; the reference day is the month's last."""


def _exits(scope: Scope) -> pl.DataFrame:
    exits = scope.world.exits.rename({"unit": "at_unit", "enrolment": "unit"})
    return scope.within(exits, "ended_on").with_columns(pl.col("ended_on").alias("on"))


EXITS = Units(
    "har en resa som avslutades i perioden",
    "has a journey that ended in the period",
    _exits,
    ("began_on", "ended_on"),
    ("began_event", "ended_event"),
)
"""Journey exits (never X1); the reference day is the exit's."""


def active_on(units: pl.DataFrame, spells: pl.DataFrame, day: str = "on") -> pl.DataFrame:
    """One row a unit with a spell active on its day: the one that began first."""
    asked = units.select("row", "pid", pl.col(day).alias("day")).join(spells, on="pid")
    return asked.filter(is_open_on(pl.col("day"))).sort("began_on").group_by("row", maintain_order=True).first()


def window_after(day: str, window: int | str) -> tuple[pl.Expr, pl.Expr]:
    """The columns `from_on` and `to_on` of a window after a day."""
    return pl.col(day).alias("from_on"), after(pl.col(day), window).alias("to_on")
