"""What an answer rests on, and what becomes of an answer by absence where nothing was delivered: measures.md §11.3.

An entry's units and conditions state the grounds of its population, its last step the grounds of its answers by absence. In an
undeclared World none of this is read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from projections.rules.scope import Length, Scope, Value
from projections.worlds.coverage import Coverage, OwnUnit, Stretch, coverage_of, covers
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
ANY_UNIT: Final = "any"
"""The value of a measure whose cases are of all units."""
OF_EXIT = OwnUnit()
OF_INSATS = OwnUnit(unless_missing=("insats_started.unit",))
OF_PLACEMENT = OwnUnit(unless_missing=("placement_started.unit",))
OF_ACTIVITY = OwnUnit(unless_missing=(*OF_INSATS.unless_missing, *OF_PLACEMENT.unless_missing))
"""An activity that states no unit is at its enrolment's (§2.2), unless it could not state it."""
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
    unit: OwnUnit | None = None
    """The unit where it would have happened, for the cases of one; None: anywhere, so that all units are asked about."""

    def about(self, unit: str | None, values: Mapping[str, Value], coverage: Coverage) -> str | None:
        """Returns the unit that is asked about, of cases at a unit; None: all."""
        if self.unit is None or not self.unit.known(coverage):
            return None
        named = self.unit.column.format(**values)
        about = unit if named == self.unit.column else named
        return None if about == ANY_UNIT else about

    def days(self, scope: Scope) -> tuple[pl.Expr, pl.Expr]:
        """Returns the first and last day of each row's span, never after A."""
        first, last = (_day(names, scope) for names in (self.first, self.last))
        first, last = _moved(first, self.back, scope, -1), _moved(last, self.ahead, scope, 1)
        return first, pl.when(last.is_not_null()).then(pl.min_horizontal(last, pl.lit(scope.world.as_of)))


def exits_at(unit: str) -> tuple[Ground, ...]:
    """Returns what exits from a unit rest on: that it sent them, and that no unit has enrolled the person again (§2.1).

    Whether an exit anywhere ends the journey depends on its reason (X1).
    """
    reason = JOURNEYS[-1]
    ended = Ground((ENROLMENTS[-1], reason), ahead="journey", unit=OwnUnit(unit, (reason,)))
    return (Ground(ENTERED, ahead="journey"), ended)


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
    coverage = coverage_of(scope.world)
    unit = ground.unit.of_rows(coverage) if ground.unit is not None else None
    ends = partial(_end_of_run, pl.col("from_on"))
    run = coverage.by_unit(ground.kinds, unit, ends) if "from_on" in frame.columns else None
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
    unit = ground.unit.of_rows(coverage) if ground.unit is not None else None
    lacking = pl.lit(None, pl.String)
    for kind in ground.kinds[::-1]:
        covered = coverage.by_unit((kind,), unit, partial(covers, first=first, last=last))
        lacking = pl.when(~covered).then(pl.lit(kind)).otherwise(lacking)
    return lacking


def _end_of_run(day: pl.Expr, stretches: Sequence[Stretch]) -> pl.Expr:
    """Returns the last covered day of the stretch that a day lies in; the day itself if it is not covered."""
    end = day
    for begin, last in stretches:
        end = pl.when(day.is_between(pl.lit(begin), pl.lit(last))).then(pl.lit(last)).otherwise(end)
    return end


def population_covered(
    grounds: Sequence[Ground], windows: pl.DataFrame, scope: Scope, unit: str | None = None
) -> dict[str, str]:
    """Returns for each window whether its population is covered: `whole`, `part`, or `none`, where a kind is not at all.

    `unit`: of the cases at this unit.
    """
    coverage = coverage_of(scope.world)
    states = dict.fromkeys(windows["period"], "whole")
    for ground in grounds:
        spans = windows.select(
            "period", *(day.alias(name) for name, day in zip(("from", "to"), ground.days(scope), strict=True))
        )
        about = ground.about(unit, scope.values, coverage)
        needed = ((REGISTERED, None), *((kind, about) for kind in ground.kinds))
        for period, first, last in spans.iter_rows():
            states[period] = least(states[period], *(state(coverage, kind, first, last, of) for kind, of in needed))
    return states


def least(*states: str) -> str:
    return min(states, key=("none", "part", "whole").index)


def state(coverage: Coverage, kind: str, first: date, last: date, unit: str | None = None) -> str:
    """Returns whether a kind is covered over a span, about a unit or all: `whole`, `part` or `none`."""
    if first > last:
        return "whole"
    stretches = coverage.stretches(kind, unit)
    if any(begin <= first and last <= end for begin, end in stretches):
        return "whole"
    return "part" if any(begin <= last and first <= end for begin, end in stretches) else "none"
