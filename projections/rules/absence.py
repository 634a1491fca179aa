"""What an answer rests on, and what becomes of an answer by absence where nothing was delivered: measures.md §11.3.

An entry's units and conditions state the grounds of its population, its last step the grounds of its answers by absence. In an
undeclared World none of this is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from projections.rules.scope import Length, Scope
from projections.worlds.coverage import Coverage, Stretch, coverage_of, covers
from projections.worlds.doubt import ENDED_BY

ENROLMENTS, INSATSER, PLACEMENTS, STUDIES, EMPLOYMENTS, PLANS = (
    (*ENDED_BY[table][0], ENDED_BY[table][1])
    for table in ("enrolments", "insatser", "placements", "studies", "employments", "plans")
)
"""The kinds that begin and that end a spell: its state on a day rests on all of them."""
WORK_AND_STUDY = (*EMPLOYMENTS, *STUDIES, "study_started.student_aid")
ENTERED = ENDED_BY["enrolments"][0]
BEGUN = (INSATSER[0], PLACEMENTS[0])
OVER = (INSATSER[1], PLACEMENTS[1])
"""The kinds by which a journey, or an activity, begins; and by which an activity is over."""
JOURNEYS = (*ENROLMENTS, "exited.reason")
"""Whether an exit ends the journey depends on its reason (X1, §2.1)."""
PAID = ("support_paid",)
ALWAYS = ("yes", "no")
"""For an answer that is by absence whichever it is."""
NOT_DELIVERED: Final = "not_delivered"
AS_OF: Final = "as_of"
"""The day of A, as the last day of a span."""
WAITS: Final = ("completed", "waiting", "withdrawn")
"""The outcomes of waits that may rest on absence: what is under way is there."""
WAITED: Final = "waited"
"""The day until which a wait was waited."""
REGISTERED: Final = "participant_registered"
"""Every population rests on it."""
Where = Callable[[pl.DataFrame, Scope], pl.Series]


@dataclass(frozen=True)
class Ground:
    """The kinds that an answer rests on, and the span in which their absence is part of it."""

    kinds: tuple[str, ...]
    """Kinds of events, or their fields (`exited.reason`), which rest on their kind too."""
    first: str = "first_on"
    last: str = "last_on"
    """The columns of the first and last day; of several (`ended_on|as_of`) the first that has one. `as_of` is A."""
    back: Length = 0
    ahead: Length = 0
    """How much further the span reaches: days, years (`1y`), whole months (`3M`), or as journeys chain (`journey`)."""
    answers: tuple[str, ...] = ("no",)
    """The outcomes that are answers by absence; an unknown outcome is one always."""
    unless_missing: tuple[str, ...] = ()
    """Fields that must be filled for the answers: no delivery may name them as missing."""
    where: Where | None = field(default=None, compare=False)
    """Which rows the ground is of; None: all."""

    def days(self, scope: Scope) -> tuple[pl.Expr, pl.Expr]:
        """Returns the first and last day of each row's span, never after A."""
        first, last = (_day(names, scope) for names in (self.first, self.last))
        first, last = _moved(first, self.back, scope, -1), _moved(last, self.ahead, scope, 1)
        return first, pl.when(last.is_not_null()).then(pl.min_horizontal(last, pl.lit(scope.world.as_of)))


def _day(names: str, scope: Scope) -> pl.Expr:
    special = {AS_OF: pl.lit(scope.world.as_of), WAITED: pl.col("from_on") + pl.duration(days="days")}
    return pl.coalesce(special.get(name, pl.col(name)) for name in names.split("|"))


def _moved(day: pl.Expr, by: Length, scope: Scope, sign: int) -> pl.Expr:
    text = str(by).format(**scope.values)
    if text == "journey":
        text = str(scope.world.rules.journey_gap_days)
    if text.endswith("M"):
        month = day.dt.month_start().dt.offset_by(f"{sign * int(text[:-1])}mo")
        return month if sign < 0 else month.dt.month_end()
    number, unit = (int(text[:-1]), "y") if text.endswith("y") else (int(text), "d")
    return day.dt.offset_by(f"{sign * number}{unit}") if number else day


def answered(frame: pl.DataFrame, grounds: Sequence[Ground], scope: Scope) -> pl.DataFrame:
    """Returns the cases, with each answer by absence where nothing was delivered as unknown; waits are censored.

    Sets `outcome`, `why`, `days` of waits, and `lacking`: the kind that was not delivered.
    """
    for ground in grounds:
        frame = _answered(frame, ground, scope)
    return frame


def _answered(frame: pl.DataFrame, ground: Ground, scope: Scope) -> pl.DataFrame:
    lacking = _lacking(ground, scope)
    if lacking is None or frame.is_empty():
        return frame
    rows = frame.with_columns(lacking.alias("_lacking"))
    if ground.where is not None:
        rows = rows.with_columns(pl.when(ground.where(frame, scope)).then("_lacking").alias("_lacking"))
    waits = pl.col("outcome").is_in(WAITS)
    rests = pl.col("_lacking").is_not_null() & (waits | pl.col("outcome").is_in([*ground.answers, "unknown"]))
    run = _end_of_run(coverage_of(scope.world).of_all(ground.kinds), pl.col("from_on")) if "from_on" in frame.columns else None
    known = pl.lit(0) if run is None else (run - pl.col("from_on")).dt.total_days()
    return rows.with_columns(
        pl.when(rests & ~waits).then(pl.lit("unknown")).otherwise("outcome").alias("outcome"),
        pl.when(rests).then(pl.lit(NOT_DELIVERED)).otherwise("why").alias("why"),
        pl.when(rests & (pl.col("outcome") == "waiting"))
        .then(pl.min_horizontal("days", known))
        .otherwise("days")
        .alias("days"),
        pl.when(rests & pl.col("lacking").is_null()).then("_lacking").otherwise("lacking").alias("lacking"),
    ).drop("_lacking")


def _lacking(ground: Ground, scope: Scope) -> pl.Expr | None:
    """Returns for each row the first fact of the ground that is not covered over its span, or null; None if all are, always."""
    coverage = coverage_of(scope.world)
    named = next((name for name in ground.unless_missing if coverage.names_missing(name)), None)
    if named is not None:
        return pl.lit(named)
    if not ground.kinds:
        return None
    first, last = ground.days(scope)
    lacking = pl.lit(None, pl.String)
    for kind in ground.kinds[::-1]:
        lacking = pl.when(~covers(coverage.stretches(kind), first, last)).then(pl.lit(kind)).otherwise(lacking)
    return lacking


def _end_of_run(stretches: Sequence[Stretch], day: pl.Expr) -> pl.Expr:
    """Returns the last covered day of the stretch that a day lies in; the day itself if it is not covered."""
    end = day
    for begin, last in stretches:
        end = pl.when(day.is_between(pl.lit(begin), pl.lit(last))).then(pl.lit(last)).otherwise(end)
    return end


def population_covered(grounds: Sequence[Ground], windows: pl.DataFrame, scope: Scope) -> dict[str, str]:
    """Returns for each window whether its population is covered: `whole`, `part`, or `none`, where a kind is not at all."""
    coverage = coverage_of(scope.world)
    states = dict.fromkeys(windows["period"], "whole")
    for ground in grounds:
        spans = windows.select(
            "period", *(day.alias(name) for name, day in zip(("from", "to"), ground.days(scope), strict=True))
        )
        for period, first, last in spans.iter_rows():
            for kind in (REGISTERED, *ground.kinds):
                states[period] = least(states[period], state(coverage, kind, first, last))
    return states


def least(*states: str) -> str:
    return min(states, key=("none", "part", "whole").index)


def state(coverage: Coverage, kind: str, first: date, last: date) -> str:
    """Returns whether a kind is covered over a span: `whole`, `part` or `none`."""
    if first > last:
        return "whole"
    stretches = coverage.stretches(kind)
    if any(begin <= first and last <= end for begin, end in stretches):
        return "whole"
    return "part" if any(begin <= last and first <= end for begin, end in stretches) else "none"
