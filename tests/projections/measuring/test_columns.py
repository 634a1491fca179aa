"""Units and steps declare their columns: what is missing, of another type or not declared is an error that names the step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.breakdowns import BREAKDOWNS, broken_down
from projections.measuring.cases import cases, evidence_of, windows, with_evidence
from projections.measuring.measure import Counted, Measure, Step
from projections.measuring.periods import period
from projections.rules.columns import EVENTS, FIGURE, PERSON, WrongColumns
from projections.rules.scope import Scope
from projections.worlds.world import World
from tests.projections.worlds_of import of_lives, world_of

Added = Callable[[pl.DataFrame, Scope], pl.DataFrame]
MEASURE = CATALOGUE["UPP-1.2"]
YEARS = [measure for measure in CATALOGUE.values() if measure.ratio is None]


@cache
def paid() -> World:
    """Not made as the module is imported: what Polars has begun does not go on in a fork (tests/mutation)."""
    return world_of("2023-03-20 anna support_paid month=2023-03 amount=8000", date(2024, 1, 1))


def counted(measure: Measure, world: World | None = None, everyone: bool = False) -> pl.DataFrame:
    return cases(measure, world or paid(), windows(measure, [period("2023")]), everyone=everyone)


def with_counted(column: pl.Expr) -> Measure:
    """The measure whose last step adds this column too, or in the place of its own."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        return MEASURE.counted.add(frame, scope).with_columns(column)

    return replace(MEASURE, counted=replace(MEASURE.counted, add=add))


def without(name: str) -> Added:
    return lambda frame, scope: MEASURE.counted.add(frame, scope).drop(name)


@pytest.mark.parametrize("everyone", [False, True])
def test_a_column_that_a_step_does_not_declare_is_an_error_that_names_it(everyone: bool) -> None:
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 long_term: the column amount is not declared"):
        counted(with_counted(pl.lit(1).alias("amount")), everyone=everyone)


def test_a_declared_column_of_another_type_is_an_error_that_names_the_step() -> None:
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 long_term: the column months is Int64, declared as UInt32"):
        counted(with_counted(pl.col("months").cast(pl.Int64)))


def test_a_declared_column_that_is_missing_is_an_error_that_names_the_step() -> None:
    measure = replace(MEASURE, counted=replace(MEASURE.counted, add=without("months")))
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 long_term: the column months is missing, declared as UInt32"):
        counted(measure)


def test_no_step_takes_away_what_was_there() -> None:
    measure = replace(MEASURE, counted=replace(MEASURE.counted, add=without("support_event")))
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 long_term: the column support_event is missing"):
        counted(measure)


def test_a_step_that_says_who_is_a_case_is_checked_as_the_last_is() -> None:
    step = replace(MEASURE.who[0], add=lambda frame, _: frame.with_columns(of_age=pl.lit(1), beside=pl.lit(1)))
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 of_age: the column beside is not declared"):
        counted(replace(MEASURE, who=(step,)))
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 of_age: the column of_age is Int32, declared as Boolean"):
        counted(replace(MEASURE, who=(replace(step, columns={"beside": pl.Int32()}),)))


def units(column: pl.Expr, **declared: pl.DataType) -> Measure:
    own = MEASURE.units
    return replace(
        MEASURE, units=replace(own, of=lambda scope: own.of(scope).with_columns(column), columns={**own.columns, **declared})
    )


def test_units_without_a_column_that_they_declare_are_an_error_that_names_them() -> None:
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 unit: the column at_unit is missing, declared as String"):
        counted(units(pl.lit(1).alias("other"), at_unit=pl.String()))
    with pytest.raises(WrongColumns, match=r"UPP-1\.2 unit: the column at_unit is Int32, declared as String"):
        counted(units(pl.lit(1).alias("at_unit"), at_unit=pl.String()))


def test_what_units_do_not_declare_no_figure_and_no_breakdown_reads() -> None:
    """Else a column that a rule happens to carry along would make another figure."""
    undeclared = units(pl.lit("AME").alias("at_unit"))
    declared = units(pl.lit("AME").alias("at_unit"), at_unit=pl.String())
    parts = [
        broken_down(measure, counted(measure), ["unit"], paid())["by_unit"].to_list() for measure in (undeclared, declared)
    ]
    assert parts == [[None], ["AME"]]


@pytest.mark.parametrize("everyone", [False, True])
def test_the_cases_of_every_measure_have_the_columns_that_are_declared_and_no_others(everyone: bool) -> None:
    """In a World of random lives and in one where nobody is anything."""
    for world in (of_lives(11, 30), of_lives(11, 0)):
        for measure in YEARS:
            schema = dict(counted(measure, world, everyone).schema)
            assert {"row", "in"} <= schema.keys()
            assert schema.keys() == {"row", "in", *PERSON, *measure.declared, *FIGURE}
            assert {name: schema[name] for name in measure.declared} == dict(measure.declared)


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=CATALOGUE)
def test_what_a_figure_reads_of_its_cases_is_declared(measure: Measure) -> None:
    wanted = {"days"} if measure.shape == "lead_time" else {"amount"} if measure.shape in ("sum", "mean") else set()
    wanted |= {"from_on", "to_on"} if measure.views or measure.bands else set()
    wanted |= {"reason", "stands_on"} if measure.views and measure.window.exits == "own" else set()
    assert wanted <= measure.declared.keys()


def test_no_measure_declares_a_column_of_its_own_for_what_every_case_has() -> None:
    taken = {"row", "in", *PERSON, *(f"by_{name}" for name in BREAKDOWNS)}
    for measure in CATALOGUE.values():
        shown = {name for step in measure.steps for name in (*step.dates, *step.events)}
        assert not taken & measure.declared.keys() - shown


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=CATALOGUE)
def test_the_steps_of_a_measure_have_names_of_their_own(measure: Measure) -> None:
    assert len({evidence_of(step) for step in measure.steps}) == len(measure.steps)


def test_no_step_changes_what_another_said() -> None:
    """Else the evidence and the days of the step before would be those of the step after."""
    world = of_lives(12, 40)
    for measure in YEARS:
        seen: list[str] = []

        def kept(step: Step, seen: list[str] = seen) -> Step:
            def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
                after = step.add(frame, scope)
                before = frame.join(after.select("row"), on="row", how="semi", maintain_order="left")
                seen.extend(name for name in frame.columns if not before[name].equals(after[name]))
                return after

            return replace(step, add=add)

        counting = kept(measure.counted)
        assert isinstance(counting, Counted)
        counted(replace(measure, who=tuple(map(kept, measure.who)), counted=counting), world)
        assert not seen


def test_the_evidence_of_a_step_is_one_list_without_nulls() -> None:
    world = of_lives(13, 30)
    for everyone in (False, True):
        for measure in YEARS:
            frame = with_evidence(measure, counted(measure, world, everyone))
            for step in measure.steps:
                lists = frame[evidence_of(step)]
                assert (lists.dtype, lists.null_count(), lists.explode(empty_as_null=False).null_count()) == (EVENTS, 0, 0)


def test_the_events_of_columns_that_are_lists_and_of_those_that_are_not_make_one_evidence() -> None:
    columns = pl.lit("x").alias("event"), pl.lit(None, pl.String).alias("to_event"), pl.lit(None, EVENTS).alias("no_events")

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        return MEASURE.counted.add(frame, scope).with_columns(columns)

    names = ("no_events", "event", "to_event", "month_events")
    measure = replace(MEASURE, counted=replace(MEASURE.counted, add=add, events=names))
    frame = with_evidence(measure, counted(measure))
    assert frame[evidence_of(measure.counted)].to_list() == [["x", "2"]]
