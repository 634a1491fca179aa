"""How long from any event to any other, with those who still wait counted as waiting (evaluation-methods.md §1.5.6, §1.8.1).

A time computed from those who arrived alone is too short; the median that takes the waiting as censored at A is beside
it. Who moved away or died waits no more, as in every lead time (measures.md §7): so nothing is waited for from a moving out.
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
    """What is waited from or for: a kind of `projections.movements.happenings`, and if need be which code of it."""

    kind: str
    code: str | None = None


@dataclass(frozen=True)
class Between:
    """The times, and the cases that they are of, one row each."""

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
    """From every start, or each person's first or last, begun in a period, to the end that comes next.

    `until="last"`: to the last end on or after the start. `until="first"`: to the person's first end ever; who had
    one before the start is `under_way`. Two events of one kind follow each other by (day, id), others on the same day
    or later. Raises `Unknown` for a kind that is none of `EVENT_KINDS`.
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
    """For each row the end that `until` selects, if there is one."""
    after = col("to_on") >= col("from_on")
    if start.kind == end.kind:
        after = (col("to_on") > col("from_on")) | ((col("to_on") == col("from_on")) & (col("to_event") > col("from_event")))
    own = frame.select("row", "pid", "from_on", "from_event").join(_of(world, end, "to"), on="pid")
    candidates = own.with_columns((~after).alias("under_way")).sort("row", "to_on", "to_event")
    candidates = candidates.filter(col("to_event") != col("from_event") if until == "first" else ~col("under_way"))
    return candidates.unique("row", keep="last" if until == "last" else "first", maintain_order=True)
