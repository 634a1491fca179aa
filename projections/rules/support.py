"""Income support [försörjningsstöd]: months with support before a day, and support on a day. measures.md §2.3, UPP-1.2."""

import polars as pl

from projections.facts.days import attach
from projections.worlds.world import World

LONG_TERM_MONTHS, LONG_TERM_OF = 10, 12
"""A long-term recipient had support in at least `LONG_TERM_MONTHS` of the last `LONG_TERM_OF` months (UPP-1.2)."""


def on_support(frame: pl.DataFrame, world: World, day: str = "on") -> pl.DataFrame:
    """Returns the rows whose day lies in a support month: `row`, the `month` and its `event`."""
    months = frame.select("row", "pid", pl.col(day).dt.month_start().alias("month"))
    return months.join(world.support_months.select("pid", "month", "event"), on=["pid", "month"]).drop("pid")


def has_support(frame: pl.DataFrame, world: World, day: str = "on") -> pl.Series:
    """Whether each row's day lies in a support month."""
    return frame["row"].is_in(on_support(frame, world, day)["row"].implode())


def long_term(frame: pl.DataFrame, world: World, day: str = "on") -> pl.Series:
    """Whether each row's participant is a long-term recipient on its day."""
    return months_of_support(frame, world, day, LONG_TERM_OF) >= LONG_TERM_MONTHS


def months_of_support(frame: pl.DataFrame, world: World, day: str, months: int) -> pl.Series:
    """Returns how many of the last `months` months, including the day's own month, were months with support."""
    return with_months_of_support(frame.select("row", "pid", day), world, day, months)["months"]


def with_months_of_support(frame: pl.DataFrame, world: World, day: str, months: int) -> pl.DataFrame:
    """Adds `months`, the number of the last `months` months with support, and `month_events`, the payments in them."""
    month = pl.col(day).dt.month_start()
    counted = (
        frame.select("row", "pid", month.alias("last"), month.dt.offset_by(f"-{months - 1}mo").alias("first"))
        .join(world.support_months.select("pid", "month", "event"), on="pid")
        .filter(pl.col("month").is_between("first", "last"))
        .sort("row", "month")
        .group_by("row", maintain_order=True)
        .agg(pl.len().alias("months"), pl.col("event").alias("month_events"))
    )
    return attach(frame, counted, ("months", "month_events")).with_columns(pl.col("months").fill_null(0))
