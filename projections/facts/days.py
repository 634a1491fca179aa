"""Days as columns: the small expressions that every rule is built from (measures.md §1)."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from domain.calendar import STOCKHOLM

FAR = date(9000, 1, 1)
"""Stands for the end day of what is still open."""


def col(name: str) -> pl.Expr:
    return pl.col(name)


def days_after(day: pl.Expr, days: int) -> pl.Expr:
    return day + pl.duration(days=days)


def after(day: pl.Expr, window: int | str) -> pl.Expr:
    """Returns the last day of a window: so many days later, or by date (`1y`: the same date next year, 29 February → 28th)."""
    return day.dt.offset_by(f"{window}d" if isinstance(window, int) else window)


def stockholm_day(microseconds: pl.Expr) -> pl.Expr:
    """Returns the day of an instant as the log stores it: `domain.calendar.day_of`, for a column."""
    at = pl.from_epoch(microseconds, time_unit="us").dt.replace_time_zone("UTC")
    return at.dt.convert_time_zone(STOCKHOLM.key).dt.date()


def month_number(day: pl.Expr) -> pl.Expr:
    """`domain.calendar.month_number`, for a column."""
    return day.dt.year() * 12 + day.dt.month() - 1


def is_open_on(day: pl.Expr, began: str = "began_on", ended: str = "ended_on") -> pl.Expr:
    """Whether a spell is active on a day: its end day is the last day in it (§1.1)."""
    return (pl.col(began) <= day) & (pl.col(ended).is_null() | (day <= pl.col(ended)))


def age_on(day: pl.Expr) -> pl.Expr:
    """Returns the age in whole years on a day; a birthday of 29 February is 1 March in common years (§1.8)."""
    born = pl.col("born_on")
    return day.dt.year() - born.dt.year() - (_in_year(day) < _in_year(born)).cast(pl.Int32)


def _in_year(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def on_the_day(frame: pl.DataFrame, spells: pl.DataFrame, day: str) -> pl.DataFrame:
    """Returns each row's spells that are active on its day; `frame` has `row` and `pid`."""
    rows = frame.select("row", "pid", pl.col(day).alias("day"))
    return rows.join(spells, on="pid").filter(is_open_on(pl.col("day")))


def attach(frame: pl.DataFrame, matches: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Adds the columns of its match to each row; null if there is no match."""
    return frame.join(matches.select("row", *columns), on="row", how="left", maintain_order="left")


def first_that(frame: pl.DataFrame, spells: pl.DataFrame, when: pl.Expr, *order: str | pl.Expr) -> pl.DataFrame:
    """Adds to each row the columns of its first spell, in the given order, for which `when` holds; null if there is none.

    `when` and the order may name columns of both frames; those of `spells` take precedence over columns of the same name in
    `frame`, and replace them.
    """
    columns = [name for name in spells.columns if name != "pid"]
    own = set(frame.columns) - {*columns, "row", "pid"}
    terms = [when, *(by for by in order if isinstance(by, pl.Expr))]
    named = dict.fromkeys(name for by in terms for name in by.meta.root_names() if name in own)
    matches = frame.select("row", "pid", *named).join(spells, on="pid").filter(when)
    first = matches.sort(*order).group_by("row", maintain_order=True).first()
    return attach(frame.drop(columns, strict=False), first, columns)
