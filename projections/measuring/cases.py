"""The cases of a measure: its steps applied to its units. Figures count these rows, explanations describe single rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from projections.facts.tables import BY_NAME
from projections.measuring.measure import Measure, Step, Units
from projections.measuring.periods import Period, period
from projections.rules.absence import NOT_DELIVERED, Ground, answered, least, population_covered
from projections.rules.columns import EVENTS, PERSON, added, checked, with_figure_columns
from projections.rules.lacking import ENDS
from projections.rules.leavers import LEAVING, settled
from projections.rules.outcomes import by_person, immature_until
from projections.rules.scope import Scope, Value, View
from projections.worlds.coverage import coverage_of
from projections.worlds.doubt import shortened
from projections.worlds.world import World

NO_UNIT = "–"
"""The unit id of a participant without units."""


def windows(measure: Measure, periods: Sequence[Period]) -> pl.DataFrame:
    """Returns the windows that the periods are computed on, without duplicates: `period`, `first_on`, `last_on`."""
    spans = {span.label: span for each in periods for span in measure.spans(each)}
    return pl.DataFrame(
        [(p.label, p.first_on, p.last_on) for p in spans.values()],
        schema={"period": pl.String, "first_on": pl.Date, "last_on": pl.Date},
        orient="row",
    )


Covered = Callable[[str | None], Mapping[str, str]]
"""Returns for each window whether its population, or that of one unit, is covered: `whole`, `part` or `none`."""


@dataclass(frozen=True)
class KnownCases:
    """The cases of a measure, and what could not be known of them (measures.md §11)."""

    cases: pl.DataFrame
    undetermined: pl.DataFrame
    """The units that would be cases but for a fact that was never recorded."""
    covered: Covered = lambda _: {}
    """Of no window in an undeclared World."""


def cases(
    measure: Measure,
    world: World,
    spans: pl.DataFrame,
    view: View = "official",
    values: Mapping[str, Value] | None = None,
    everyone: bool = False,
) -> pl.DataFrame:
    """Returns one row per unit and window: `in`, `outcome`, `why`, and the columns that each step added.

    `everyone`: also the units that are not cases, and one row per window for each participant without units.
    Raises `WrongColumns` if the columns of units or a step differ from their declaration.
    """
    return judged(measure, world, spans, view, values, everyone).cases


def judged(
    measure: Measure,
    world: World,
    spans: pl.DataFrame,
    view: View = "official",
    values: Mapping[str, Value] | None = None,
    everyone: bool = False,
) -> KnownCases:
    """Returns the cases with what could not be known of them; in an undeclared World they are all there is."""
    values = {**measure.parameters, **(values or {})}
    scope = Scope(world, spans, values, view, measure.window.length_by(values))
    if not coverage_of(world).declared:
        frame = _of_windows(measure, scope, everyone)
        return KnownCases(frame, frame.clear())
    return _declared(measure, scope, everyone)


def _declared(measure: Measure, scope: Scope, everyone: bool) -> KnownCases:
    frame = _of_windows(measure, scope, everyone)
    doubted: set[tuple[str, str | None]] = set()
    if (other := shortened(scope.world)) is not None:
        key = ["pid", "period", "part"] if measure.several else ["pid", "period", "unit"]
        at = pl.col("at_unit") if at_own_unit(measure) else pl.lit(None, pl.String)
        frame, doubted = _in_both(frame, _of_windows(measure, replace(scope, world=other), everyone), key, at)

    def covered(unit: str | None) -> Mapping[str, str]:
        of = unit if at_own_unit(measure) else None
        states = population_covered(population(measure), scope.windows, scope, of)
        return states | {period: least("part", states[period]) for period, where in doubted if of in (None, where)}

    return KnownCases(frame, _undetermined(measure, scope, frame), covered)


def population(measure: Measure) -> tuple[Ground, ...]:
    """Returns what it rests on who is a case at all."""
    return (*measure.units.grounds, *(ground for step in measure.who for ground in step.grounds))


def at_own_unit(measure: Measure) -> bool:
    """Whether each case is of the unit where it happened: of a person with several, another unit's could decide."""
    return not measure.several and any(each.unit is not None and each.unit.column == "at_unit" for each in population(measure))


def _in_both(
    frame: pl.DataFrame, other: pl.DataFrame, key: Sequence[str], at: pl.Expr
) -> tuple[pl.DataFrame, set[tuple[str, str | None]]]:
    """Returns the cases, those that are otherwise in the other extreme as unknown, and the windows and units whose cases
    differ.

    A case's amount and days are part of its answer. `at`: its own unit, or null.
    """
    answer = ("outcome", "amount", "days")
    there = other.filter("in").select(*key, *(pl.col(name).alias(f"_{name}") for name in answer), _at=at, _in=True).unique(key)
    frame = frame.join(there, on=key, how="left", maintain_order="left", nulls_equal=True)
    is_case = pl.col("in").fill_null(value=False)
    gone = frame.filter(is_case & pl.col("_in").is_null()).select("period", _at=at)
    new = there.join(frame.filter("in"), on=key, how="anti", nulls_equal=True).select("period", "_at")
    differs = {name: pl.col(name).ne_missing(pl.col(f"_{name}")) for name in answer}
    differs["days"] &= pl.col("outcome") != "under_way"
    unlike = pl.any_horizontal(differs.values()) & pl.col("_in").is_not_null()
    unlike &= is_case & pl.col("outcome").is_in(["yes", "no", "unknown", "completed", "waiting", "withdrawn", "under_way"])
    to_unknown = unlike & pl.col("outcome").is_in(["yes", "no"])
    frame = frame.with_columns(
        pl.when(to_unknown).then(pl.lit("unknown")).otherwise("outcome").alias("outcome"),
        pl.when(unlike).then(pl.lit(NOT_DELIVERED)).otherwise("why").alias("why"),
        pl.when(unlike).then(pl.coalesce("lacking", pl.lit(ENDS))).otherwise("lacking").alias("lacking"),
    )
    return frame.drop("_in", "_at", *(f"_{name}" for name in answer)), {*gone.iter_rows(), *new.iter_rows()}


def _of_windows(measure: Measure, scope: Scope, everyone: bool) -> pl.DataFrame:
    spans = scope.windows
    if measure.year == "as_of" and spans.height > 1:  # the cases do not depend on the period
        first_window = _of_windows(measure, replace(scope, windows=spans.head(1)), everyone)
        return first_window.drop("row", *spans.columns).join(spans, how="cross").with_row_index("row")
    frame = _of_people(_units(measure, scope) if not everyone else _with_non_cases(_units(measure, scope), scope), scope)
    return _with_step_results(measure, frame, scope) if everyone else _narrowed(measure, frame, scope)


def _of_people(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    people = scope.world["participants"].select("pid", *PERSON)
    return frame.join(people, on="pid", how="inner", maintain_order="left").with_row_index("row")


def _undetermined(measure: Measure, scope: Scope, frame: pl.DataFrame) -> pl.DataFrame:
    """Returns the units for which some condition needs a fact that was never recorded, and that meet all the others."""
    if measure.units.undetermined is None and all(step.unrecorded is None for step in measure.who):
        return pl.DataFrame(schema=frame.schema)
    frame = _of_people(_units(measure, scope), scope).with_columns(pl.lit(value=False).alias("_unknown"))
    for step in measure.who:
        frame = _applied(measure, step, frame, scope)
        unknown = (
            pl.lit(value=False) if step.unrecorded is None else step.unrecorded & ~pl.col(step.name).fill_null(value=False)
        )
        frame = frame.with_columns((pl.col("_unknown") | unknown).alias("_unknown")).filter(pl.col(step.name) | unknown)
    of_whom = frame.filter(pl.col("_unknown").any().over("pid", "period"))
    if not of_whom.is_empty():  # the last step may keep one of a person's
        frame = _applied(measure, measure.counted, of_whom, scope)
    frame = frame.filter("_unknown").drop("_unknown")
    if measure.units.undetermined is not None:
        frame = pl.concat([frame, _of_people(measure.units.undetermined(scope), scope)], how="diagonal")
    return frame.unique(["pid", "period"], maintain_order=True) if measure.several else frame


def evidence_of(step: Units | Step) -> str:
    """Returns the name of a step's evidence column."""
    return "evidence_unit" if isinstance(step, Units) else f"evidence_of_{step.name}"


def with_evidence(measure: Measure, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds, for each step, a list column with the events that decided it, in their order; a list is never null.

    Kept apart from `cases`, so that figures do not pay for it.
    """
    return frame.with_columns(_events(step).alias(evidence_of(step)) for step in measure.steps)


def _events(step: Units | Step) -> pl.Expr:
    """The list is empty if the absence of events decided the step."""
    if not step.events:
        return pl.lit([], EVENTS)
    columns = (pl.col(name).fill_null([]) if step.declared[name] == EVENTS else pl.col(name) for name in step.events)
    return pl.concat_list(*columns).list.drop_nulls()


def latest_year(
    measure: Measure, world: World, view: View = "official", values: Mapping[str, Value] | None = None
) -> int | None:
    """Returns the last year in which the measure has a case, of the ten years up to the last day of any fact."""
    days = [frame[on].max() for name, frame in world.frames.items() if (on := BY_NAME[name].on)]
    last = max((day for day in days if isinstance(day, date)), default=None)
    for year in range(last.year, last.year - 10, -1) if last else ():
        if cases(measure, world, windows(measure, [period(str(year))]), view, values).height:
            return year
    return None


def _units(measure: Measure, scope: Scope) -> pl.DataFrame:
    declared = measure.units.declared
    return checked(measure.units.of(scope), declared, f"{measure.key} unit").select(*declared)


def _applied(measure: Measure, step: Step, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return added(frame, step.add(frame, scope), step.declared, f"{measure.key} {step.name}")


def _narrowed(measure: Measure, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns only the cases: each step is applied only to the rows that passed the steps before it."""
    for step in measure.who:
        frame = _applied(measure, step, frame, scope).filter(pl.col(step.name))
    return _count(measure, frame, scope).with_columns(pl.lit(value=True).alias("in"))


def _with_step_results(measure: Measure, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns every unit with the result of each step."""
    is_case = pl.col("unit") != NO_UNIT
    for step in measure.who:
        frame = _applied(measure, step, frame, scope)
        is_case &= pl.col(step.name).fill_null(value=False)
    frame = frame.with_columns(is_case.alias("in"))
    counted = _count(measure, frame.filter("in"), scope)
    return pl.concat([counted, frame.filter(~pl.col("in"))], how="diagonal").sort("row")


def _with_non_cases(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    all_of_them = scope.each_window(scope.world["participants"].select("pid"))
    without = all_of_them.join(frame, on=["pid", "period"], how="anti")
    return pl.concat([frame, without.with_columns(pl.lit(NO_UNIT).alias("unit"))], how="diagonal")


def _count(measure: Measure, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_figure_columns(_applied(measure, measure.counted, frame, scope), measure.declared)
    if measure.views:
        frame = settled(frame, scope, exits=measure.window.exits == "own")
    if coverage_of(scope.world).declared:
        leaving = (_OTHERWISE_LEFT,) if measure.views and scope.view == "adjusted" else ()
        frame = answered(frame, (*measure.counted.grounds, *leaving), scope)
    if not measure.whole or measure.whole_period:  # a month that is not over cannot be judged yet (§1.3)
        frame = frame.with_columns(immature_until(pl.col("last_on"), scope))
    return by_person(frame) if measure.several else frame


_OTHERWISE_LEFT = Ground(LEAVING, "from_on", "to_on", answers=("yes", "no"))
"""In the adjusted view every answer rests on the participant not having left."""
