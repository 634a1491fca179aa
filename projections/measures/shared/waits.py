"""The outcomes of waits, the days on which they can end, and the last step of all lead times. measures.md §7."""

import polars as pl

from projections.facts.days import attach, col, days_after, first_that, is_open_on
from projections.facts.tables import DAY, INT
from projections.measures.shared.units import Added
from projections.measuring.measure import Counted
from projections.rules.absence import INSATSER, PLACEMENTS, STUDIES, Ground
from projections.rules.columns import NONE, Columns
from projections.rules.leavers import LEAVING, gone
from projections.rules.scope import Scope
from projections.worlds.world import World


def waits(frame: pl.DataFrame, scope: Scope, ends: pl.DataFrame, withdrawals: pl.DataFrame | None = None) -> pl.DataFrame:
    """Adds the outcome of each wait from `from_on`: completed at the first of `ends`, withdrawn before that, or waiting.

    `ends` and `withdrawals` have `day`, `event`, and `row`, or `pid` if they apply to all waits of a person.
    An end on the day of a withdrawal completes the wait. `days`: to the end, to the withdrawal, or to A.
    """
    frame = _first_on_or_after(frame, ends, "to")
    withdrawn = [_days_of_rows(frame, gone(scope.world))]
    withdrawn += [_days_of_rows(frame, withdrawals)] if withdrawals is not None else []
    frame = _first_on_or_after(frame, pl.concat(withdrawn), "withdrawn")
    arrived = col("to_on").is_not_null() & (col("withdrawn_on").is_null() | (col("to_on") <= col("withdrawn_on")))
    outcome = (
        pl.when(arrived)
        .then(pl.lit("completed"))
        .when(col("withdrawn_on").is_not_null())
        .then(pl.lit("withdrawn"))
        .otherwise(pl.lit("waiting"))
    )
    until = pl.when(arrived).then(col("to_on")).otherwise(col("withdrawn_on")).fill_null(scope.world.as_of)
    frame = frame.with_columns(outcome.alias("outcome"), (until - col("from_on")).dt.total_days().alias("days"))
    return frame.with_columns(col("outcome").alias("why"))


def under_way_where(condition: pl.Expr, waited: pl.DataFrame) -> pl.DataFrame:
    """Sets the outcome `under_way` if the awaited activity had already begun; it overrides all other outcomes."""
    return waited.with_columns(
        pl.when(condition).then(pl.lit("under_way")).otherwise(name).alias(name) for name in ("outcome", "why")
    )


def _days_of_rows(frame: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Converts days per person to days per row; days per row are returned as they are."""
    if "row" in days.columns:
        return days.select("row", "day", "event")
    return frame.select("row", "pid").join(days, on="pid").select("row", "day", "event")


def _first_on_or_after(frame: pl.DataFrame, days: pl.DataFrame, name: str) -> pl.DataFrame:
    candidates = _days_of_rows(frame, days).drop_nulls("day").join(frame.select("row", "from_on"), on="row")
    later = candidates.filter(col("day") >= col("from_on")).sort("day", "event")
    first = later.group_by("row", maintain_order=True).first().rename({"day": f"{name}_on", "event": f"{name}_event"})
    return attach(frame, first, (f"{name}_on", f"{name}_event"))


def starts(world: World, *tables: str) -> pl.DataFrame:
    """Returns the first days of spells, as days on which a wait can end."""
    return pl.concat([world[table].select("pid", day="began_on", event="began_event") for table in tables])


def moments(world: World, kind: str) -> pl.DataFrame:
    return world["moments"].filter(col("kind") == kind).select("pid", day="on", event="event")


def taken_back(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("row", day="ended_on", event="ended_event")


def decided(frame: pl.DataFrame, scope: Scope, denied: bool) -> pl.DataFrame:
    """Returns the decisions of each application, or only the denials."""
    decisions = scope.world["decisions"].filter((col("outcome") == "denied") | (not denied))
    own = ["pid", "application"]
    return frame.select("row", *own).join(decisions, on=own).select("row", day="on", event="event")


def turned_down(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns the days on which the application was withdrawn or denied."""
    return pl.concat([taken_back(frame), decided(frame, scope, denied=True)])


SPELL = ("pid", "began_on", "ended_on", "began_event")


def activities_begun(scope: Scope) -> pl.DataFrame:
    return pl.concat([scope.world[table].select(SPELL) for table in ("insatser", "placements", "studies")])


def to_activity(
    frame: pl.DataFrame, scope: Scope, active: pl.DataFrame, withdrawals: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Waits until the first of the `active` spells; under way if a spell was active the day before."""
    frame = frame.with_columns(days_after(col("from_on"), -1).alias("day_before"))
    before = active.select("pid", before_began="began_on", before_ended="ended_on", under_way_event="began_event")
    open_then = is_open_on(col("day_before"), "before_began", "before_ended")
    frame = first_that(frame, before, open_then, "before_began", "under_way_event").drop("before_began", "before_ended")
    ends = active.select("pid", day="began_on", event="began_event")
    return under_way_where(col("under_way_event").is_not_null(), waits(frame, scope, ends, withdrawals))


def from_own_day(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """For waits that do not start with an application and therefore cannot be denied."""
    return to_activity(frame, scope, activities_begun(scope))


OF_APPLICATION = ("support_decided", "application_withdrawn")
OF_REFERRAL = ("referral_closed",)
"""The kinds by which an application, or a referral, is withdrawn from."""
ACTIVITIES = (*INSATSER, *PLACEMENTS, *STUDIES)
"""The kinds of all that `activities_begun` returns."""


def waiting_for(
    sv: str,
    en: str,
    add: Added,
    kinds: tuple[str, ...],
    events: tuple[str, ...] = (),
    columns: Columns = NONE,
    back: int = 0,
) -> Counted:
    """Returns the last step of a wait; `events` and `columns` are added to those of all waits.

    `kinds`: those by which it ends; it is waited for from `back` days before its first.
    """
    return Counted(
        "waits",
        f"väntar på {sv}",
        f"waits for {en}",
        add,
        ("from_on", "to_on", "withdrawn_on"),
        ("to_event", "withdrawn_event", *events),
        {"days": INT, **columns},
        grounds=(Ground((*kinds, *LEAVING), "from_on", "waited", back),),
    )


def waiting_for_activity(sv: str, en: str, add: Added, kinds: tuple[str, ...] = ACTIVITIES) -> Counted:
    return waiting_for(sv, en, add, kinds, ("under_way_event",), {"day_before": DAY}, back=1)


FIRST_ACTIVITY = ("första insats, placering eller studier", "the first insats, placement or studies")
