"""Each person's state month by month: one state on one day of each month, the first of `STATES` that applies.

As in sequence analysis (evaluation-methods.md §1.3): the distribution by month, the mean time in each state, and whole
sequences. Months after A are not included; a month with no known state is `none`. States are descriptive: any
employment is `work` and any study is `study`, whether or not an outcome would count it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from projections.facts.days import FAR, after, is_open_on
from projections.measuring.periods import Period
from projections.movements.steps import PROGRAMMES
from projections.rules import leavers
from projections.worlds.world import World

STATES: Final = ("gone", "work", "study", "placement", "insats", "enrolled", "support", "none")
"""Of parallel states the first counts. `gone`: dead, or moved out and not back. `support`: support and nothing else."""

_WITH_CODE: Final = {
    "work": PROGRAMMES["employment"],
    **{state: PROGRAMMES[state] for state in ("study", "placement", "insats")},
}


def by_calendar(world: World, months: Period, with_code: bool = False, people: pl.Series | None = None) -> pl.DataFrame:
    """Returns the state on each month's last day, for all or these `pid`s: `case` (the pid), `pid`, `month`, `on`, `state`."""
    pids = world["participants"]["pid"] if people is None else people
    cases_by_month = [
        pids.to_frame("pid").with_columns(case="pid", month=pl.lit(nr, pl.Int32), on=pl.lit(month.last_on))
        for nr, month in enumerate(months.months)
    ]
    return _states(world, cases_by_month, with_code)


def since(world: World, starts: pl.DataFrame, months: int, with_code: bool = False) -> pl.DataFrame:
    """Returns the state on the start day and the same date of each later month. `starts`: `pid`, `on`, one row per case."""
    numbered = starts.select("pid", pl.col("on").alias("_start")).with_row_index("case")
    cases_by_month = [
        numbered.with_columns(pl.lit(nr, pl.Int32).alias("month"), after(pl.col("_start"), f"{nr}mo").alias("on")).drop(
            "_start"
        )
        for nr in range(months + 1)
    ]
    return _states(world, cases_by_month, with_code)


def _states(world: World, cases_by_month: Sequence[pl.DataFrame], with_code: bool) -> pl.DataFrame:
    spells = world.once(("states", with_code), lambda: _spells(world, with_code))
    parts = [_on_the_day(month.filter(pl.col("on") <= world.as_of), spells) for month in cases_by_month]
    return pl.concat(parts).select(pl.col("case").cast(pl.Int64), "pid", "month", "on", "state")


def _on_the_day(month: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    first, last = (pl.lit(end, pl.Date) for end in (month["on"].min(), month["on"].max()))
    near = spells.filter((pl.col("began_on") <= last) & (pl.col("ended_on") >= first))
    active = month.select("case", "pid", "on").join(near, on="pid").filter(is_open_on(pl.col("on")))
    # The first by rank among the active spells; with equal rank, the spell that began last.
    chosen = active.sort("case", "rank", "began_on", "state", descending=[False, False, True, False]).unique(
        "case", keep="first", maintain_order=True
    )
    states = month.join(chosen.select("case", "state"), on="case", how="left", maintain_order="left")
    return states.with_columns(pl.col("state").fill_null("none"))


def _spells(world: World, with_code: bool) -> pl.DataFrame:
    months = world.support_months.select("pid", began_on="month", ended_on=pl.col("month").dt.month_end())
    tables = {"gone": _gone(world), "enrolled": world["enrolments"], "support": months}
    tables |= {state: world[table] for state, (table, _) in _WITH_CODE.items()}
    return pl.concat(
        tables[state].select(
            "pid",
            "began_on",
            pl.col("ended_on").fill_null(FAR),
            pl.lit(rank, pl.Int32).alias("rank"),
            _named(state, with_code).alias("state"),
        )
        for rank, state in enumerate(STATES[:-1])
    )


def _named(state: str, with_code: bool) -> pl.Expr:
    """The name of a state: `work`, or with its code `work:permanent`."""
    if with_code and state in _WITH_CODE:
        return pl.concat_str(pl.lit(state), pl.col(_WITH_CODE[state][1]), separator=":", ignore_nulls=True)
    return pl.lit(state)


def _gone(world: World) -> pl.DataFrame:
    """Returns spells of `gone`: from death without end; from moving out until the day before moving in."""
    moved = world["moments"].filter(pl.col("kind").is_in([*leavers.LEAVING, "moved_in"])).sort("pid", "on", "event")
    back = pl.when(pl.col("kind") != "deceased").then(pl.col("on").shift(-1).over("pid").dt.offset_by("-1d"))
    return (
        moved.with_columns(back.alias("ended_on")).filter(pl.col("kind") != "moved_in").select("pid", "ended_on", began_on="on")
    )


@dataclass(frozen=True)
class Sequences:
    """Whole sequences, the commonest first; `weight` is the total of all sequences, including those not listed."""

    table: pl.DataFrame
    """`sequence` (`study:other 24 – study:hogskola 46`), its `states` and `months` as lists, `cases`, `weight`, and
    `share` in percent of the weight."""
    weight: float
    unfinished: int
    """Cases that were not followed for every month in the data; they are in no sequence."""

    def as_table(self) -> pl.DataFrame:
        return self.table.select("sequence", "cases", "weight", "share")


def distribution(states: pl.DataFrame, weights: pl.DataFrame | None = None) -> pl.DataFrame:
    """Returns, by month, each state's `cases`, `weight` and `share` in percent of the cases followed to that month."""
    counted = _weighted(states, weights).group_by("month", "state").agg(pl.len().alias("cases"), pl.col("weight").sum())
    share = (100 * pl.col("weight") / pl.col("weight").sum().over("month")).alias("share")
    return counted.with_columns(share).sort("month", "state")


def mean_time(states: pl.DataFrame, weights: pl.DataFrame | None = None) -> pl.DataFrame:
    """Returns, for each state, the mean `months` per case and its `share` in percent of all months followed."""
    weighted = _weighted(states, weights)
    people = weighted.unique("case")["weight"].sum()
    counted = weighted.group_by("state").agg(pl.col("weight").sum())
    share = 100 * pl.col("weight") / pl.col("weight").sum()
    return counted.select("state", (pl.col("weight") / people).alias("months"), share.alias("share")).sort("state")


def sequences(states: pl.DataFrame, weights: pl.DataFrame | None = None, top: int | None = None) -> Sequences:
    """Returns whole sequences with their number of cases. `weights`: `pid` and `weight`; without it each case weighs 1."""
    weighted = _weighted(states, weights).sort("case", "month")
    full = weighted["month"].n_unique()
    run_text = pl.concat_str("state", "months", separator=" ")
    cases = (
        weighted.with_columns(pl.struct("case", "state").rle_id().alias("_run"))
        .group_by("case", "_run", maintain_order=True)
        .agg(pl.col("state", "weight").first(), pl.len().cast(pl.Int64).alias("months"))
        .group_by("case", maintain_order=True)
        .agg(run_text.str.join(" – ").alias("sequence"), pl.col("state").alias("states"), "months", pl.col("weight").first())
    )
    whole = cases.filter(pl.col("months").list.sum() == full)
    total = float(whole["weight"].sum())
    table = (
        whole.group_by("sequence")
        .agg(pl.col("states", "months").first(), pl.len().alias("cases"), pl.col("weight").sum())
        .with_columns((100 * pl.col("weight") / total).alias("share"))
        .sort("weight", "cases", "sequence", descending=[True, True, False])
    )
    return Sequences(table if top is None else table.head(top), total, cases.height - whole.height)


def _weighted(states: pl.DataFrame, weights: pl.DataFrame | None) -> pl.DataFrame:
    if weights is None:
        return states.with_columns(pl.lit(1.0).alias("weight"))
    return states.join(weights.select("pid", "weight"), on="pid", maintain_order="left")
