"""Files for sequence analysis, as TraMineR reads them: SPELL (id, begin, end, status) and TSE (id, time, event)."""

from typing import Literal

import polars as pl

from projections.exports.naming import Naming
from projections.measuring.periods import Period
from projections.movements.happenings import happenings
from projections.movements.sequences import by_calendar
from projections.worlds.world import World

Clock = Literal["date", "number"]
"""The time of an event: as a date, or as the number of days since the participant's first event (0)."""

_STATES = (
    ("enrolments", "enrolled", None),
    ("insatser", "insats", "code"),
    ("placements", "placement", "code"),
    ("studies", "study", "programme"),
    ("employments", "work", "form"),
)


def spells(world: World, naming: Naming, within: Period | None = None) -> pl.DataFrame:
    """SPELL. For a period: one state per month (see `movements.sequences`), as runs of months from 1 without overlap.

    Without a period: every spell by its days; an open spell ends on A. Spells may overlap.
    """
    return _by_days(world, naming) if within is None else _by_months(world, naming, within)


def _by_days(world: World, naming: Naming) -> pl.DataFrame:
    support = world.support_spells(1).select("pid", "began_on", "ended_on", status=pl.lit("support"))
    parts = [_status(world[table], state, code) for table, state, code in _STATES]
    end = pl.min_horizontal(pl.col("ended_on").fill_null(world.as_of), pl.lit(world.as_of))
    return (
        pl.concat([*parts, support])
        .join(naming.people(world), on="pid")
        .select(pl.col("who").alias("id"), pl.col("began_on").alias("begin"), end.alias("end"), "status")
        .sort("id", "begin", "end", "status")
    )


def _status(frame: pl.DataFrame, state: str, code: str | None) -> pl.DataFrame:
    status = pl.concat_str(pl.lit(state), pl.col(code), separator=":", ignore_nulls=True) if code else pl.lit(state)
    return frame.select("pid", "began_on", "ended_on", status.alias("status"))


def _by_months(world: World, naming: Naming, within: Period) -> pl.DataFrame:
    states = by_calendar(world, within).sort("case", "month")
    return (
        states.with_columns(pl.struct("case", "state").rle_id().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("pid", "state").first(),
            (pl.col("month").first() + 1).alias("begin"),
            (pl.col("month").last() + 1).alias("end"),
        )
        .join(naming.people(world), on="pid")
        .select(pl.col("who").alias("id"), "begin", "end", pl.col("state").alias("status"))
        .sort("id", "begin")
    )


def timestamped(world: World, naming: Naming, clock: Clock = "date", codes: bool = False) -> pl.DataFrame:
    """TSE: participant, time and kind of every happening; with `codes` also its code: `insats_started:coaching`."""
    event = pl.concat_str("kind", "code", separator=":", ignore_nulls=True) if codes else pl.col("kind")
    events = happenings(world).join(naming.people(world), on="pid").sort("who", "on", "kind", "event")
    days = (pl.col("on") - pl.col("on").min().over("who")).dt.total_days()
    time = days if clock == "number" else pl.col("on")
    return events.select(id="who", time=time, event=event)
