"""How long registration takes: days from the event's day to the day of registration.

`registrations` has one row per first registration: `source`, `on`, `recorded_on`. Advance registrations have a lag below 0.
"""

from datetime import date, timedelta

import polars as pl

from domain.participant.findings import LATE_DAYS

SCHEMA = {"source": pl.String(), "on": pl.Date(), "recorded_on": pl.Date()}


def by_source(registrations: pl.DataFrame) -> pl.DataFrame:
    """Returns for each source, and first for all (`source` null): `number`, `median` and `p90` in days, `late` in percent."""
    lags = _lags(registrations)
    every = lags.select(pl.lit(None, pl.String).alias("source"), *_MEASURED)
    return pl.concat([every, lags.group_by("source").agg(_MEASURED).sort("source")]) if lags.height else every.clear()


def by_month(registrations: pl.DataFrame, known_on: date) -> pl.DataFrame:
    """Returns the same for each month in which something happened. `settled`: old enough for late registrations to show."""
    lags = _lags(registrations).group_by(pl.col("on").dt.month_start().alias("month")).agg(_MEASURED).sort("month")
    settled = pl.col("month").dt.month_end() + timedelta(days=LATE_DAYS) < known_on
    return lags.with_columns(settled.alias("settled"))


def _lags(registrations: pl.DataFrame) -> pl.DataFrame:
    return registrations.with_columns((pl.col("recorded_on") - pl.col("on")).dt.total_days().alias("lag"))


_MEASURED = (
    pl.len().alias("number"),
    pl.col("lag").median().alias("median"),
    pl.col("lag").quantile(0.9, "linear").alias("p90"),
    (100 * (pl.col("lag") > LATE_DAYS).mean()).alias("late"),
)
