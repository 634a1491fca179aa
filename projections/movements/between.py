"""Times from any event to any other; open waits are counted as waiting (evaluation-methods.md §1.5.6, §1.8.1).

A time computed only from completed waits is too short, so the median with open waits censored at A is reported beside it.
Moving away or death withdraws a wait, as in every lead time (measures.md §7): so a moving-out event starts no wait.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from projections.facts.days import attach, col
from projections.measures.shared.waits import under_way_where, waits
from projections.measuring.periods import Period
from projections.measuring.survival import LeadTimes, lead_times
from projections.movements.happenings import happenings, known_kind
from projections.rules.scope import Scope
from projections.worlds.world import World

CountFrom = Literal["every", "first", "last"]
Until = Literal["next", "first", "last"]


@dataclass(frozen=True)
class Happening:
    """The start or end of a wait: a kind of `projections.movements.happenings`, optionally restricted to one code."""

    kind: str
    code: str | None = None


@dataclass(frozen=True)
class Between:
    """The lead times, and the cases they are computed from, one row per case."""

    times: LeadTimes
    cases: pl.DataFrame
    """`participant`, `from_on`, `from_event`, `to_on`, `to_event`, `withdrawn_on`, `outcome`, `days`."""

    def as_table(self) -> pl.DataFrame:
        return self.cases


def between(
    world: World,
    start: Happening,
    end: Happening,
    count_from: CountFrom = "every",
    until: Until = "next",
    began_in: Period | None = None,
) -> Between:
    """Returns the times from every start in a period (or each person's first or last start) to the next end.

    `until="last"`: to the last end on or after the start. `until="first"`: to the person's first end ever; if that
    precedes the start, the case is `under_way`. Events of the same kind are ordered by (day, id); for different kinds
    the end may fall on the start's day. Raises `Unknown` for a kind that is not in `EVENT_KINDS`.
    """
    frame = _starts(world, start, count_from, began_in)
    ends = _ends(frame, world, start, end, until)
    frame = attach(frame, ends, ("under_way",)).with_columns(col("under_way").fill_null(value=False))
    waited = waits(frame, Scope(world, pl.DataFrame(), {}), ends.select("row", day="to_on", event="to_event"))
    people = world["participants"].select("pid", "participant")
    cases = (
        under_way_where(col("under_way"), waited)
        .join(people, on="pid", maintain_order="left")
        .select("participant", "from_on", "from_event", "to_on", "to_event", "withdrawn_on", "outcome", "days")
    )
    return Between(lead_times(cases, {}, {}), cases)


def _of(world: World, what: Happening, prefix: str) -> pl.DataFrame:
    events = happenings(world, (known_kind(what.kind),))
    if what.code is not None:
        events = events.filter(col("code") == what.code)
    return events.select("pid", col("on").alias(f"{prefix}_on"), col("event").alias(f"{prefix}_event"))


def _starts(world: World, start: Happening, count_from: CountFrom, began_in: Period | None) -> pl.DataFrame:
    starts = _of(world, start, "from").sort("pid", "from_on", "from_event")
    if count_from != "every":
        starts = starts.unique("pid", keep=count_from, maintain_order=True)
    if began_in is not None:
        starts = starts.filter(col("from_on").is_between(began_in.first_on, began_in.last_on))
    return starts.with_row_index("row")


def _ends(frame: pl.DataFrame, world: World, start: Happening, end: Happening, until: Until) -> pl.DataFrame:
    """Returns, for each row, the end that `until` selects, if any."""
    after = col("to_on") >= col("from_on")
    if start.kind == end.kind:
        after = (col("to_on") > col("from_on")) | ((col("to_on") == col("from_on")) & (col("to_event") > col("from_event")))
    own = frame.select("row", "pid", "from_on", "from_event").join(_of(world, end, "to"), on="pid")
    candidates = own.with_columns((~after).alias("under_way")).sort("row", "to_on", "to_event")
    candidates = candidates.filter(col("to_event") != col("from_event") if until == "first" else ~col("under_way"))
    return candidates.unique("row", keep="last" if until == "last" else "first", maintain_order=True)
