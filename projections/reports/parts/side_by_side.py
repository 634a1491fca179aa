"""Several measures side by side for one period: compared with their baseline, or broken down, one row each."""

from collections.abc import Sequence
from dataclasses import replace

from projections.measures.breakdown_names import overlap_note
from projections.reports.parts.answers import SEXES, Answers, MeasureAnswer, Part
from projections.reports.parts.cells import (
    BESIDE_COLUMNS,
    beside,
    by_definition,
    called,
    course,
    difference,
    field_cell,
    of_sex,
    part_name,
    unit,
)
from projections.reports.parts.model import Absent, Cell, Chart, Number, ReportColumn, ReportTable, cell_text
from projections.reports.parts.periods import ReportPeriods, named
from projections.reports.parts.sentences import drawn, goal

Named = tuple[str, str]
"""The name of a row or column, and the measure's key."""


def against_baseline(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns each measure for all, women and men: 2022, the goal, the period, and the direction of change."""
    columns = (
        ReportColumn("Mått"),
        ReportColumn("2022", is_number=True),
        ReportColumn("Mål"),
        ReportColumn(named(periods.requested), is_number=True),
        ReportColumn("Skillnad mot 2022", is_number=True),
        ReportColumn("Sedan 2022"),
        *BESIDE_COLUMNS,
    )
    return ReportTable(caption, columns, tuple(row for name, key in rows for row in _three(answers, name, key, periods)))


def _three(answers: Answers, name: str, key: str, periods: ReportPeriods) -> list[tuple[Cell, ...]]:
    answer = answers.ask(key, [periods.requested])
    return [_against(answer, name, sex, periods) for sex in SEXES]


def _against(answer: MeasureAnswer, name: str, sex: Part, periods: ReportPeriods) -> tuple[Cell, ...]:
    figure = answer.of(periods.requested, sex)
    return (
        of_sex(called(answer.measure, name), sex),
        field_cell(figure, "baseline"),
        goal(answer.measure) if sex is None else "",
        field_cell(figure),
        difference(field_cell(figure), field_cell(figure, "baseline"), answer.measure.unit),
        course(figure),
        *beside(figure),
    )


def side_by_side(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns one row per measure: all, women, men, and the total's other fields."""
    columns = (
        ReportColumn("Mått"),
        *(ReportColumn(name, is_number=True) for name in SEXES.values()),
        ReportColumn("Mål"),
        *BESIDE_COLUMNS,
    )
    return ReportTable(caption, columns, tuple(_in_a_row(answers, name, key, periods) for name, key in rows))


def _in_a_row(answers: Answers, name: str, key: str, periods: ReportPeriods) -> tuple[Cell, ...]:
    answer = answers.ask(key, [periods.requested])
    return (
        called(answer.measure, name),
        *(field_cell(answer.of(periods.requested, sex)) for sex in SEXES),
        goal(answer.measure),
        *beside(answer.of(periods.requested)),
    )


def by_part(answers: Answers, caption: str, key: str, periods: ReportPeriods, by: str) -> ReportTable:
    """Returns one measure, for the whole and for each part of a breakdown that has figures."""
    answer = answers.ask(key, [periods.requested], by)
    columns = (ReportColumn("Del"), ReportColumn(unit(answer.measure).capitalize(), is_number=True), *BESIDE_COLUMNS)
    figures = {part: answer.of(periods.requested, part) for part in (None, *answer.parts)}
    rows = tuple((part_name(by, part), field_cell(figure), *beside(figure)) for part, figure in figures.items())
    overlap = overlap_note((by,))
    notes = (overlap.sv,) if overlap is not None else ()
    return ReportTable(f"{caption} {by_definition(answer.measure)}", columns, rows, notes=notes)


def across(answers: Answers, caption: str, columns: Sequence[Named], periods: ReportPeriods, by: str) -> ReportTable:
    """Returns one column per measure, for the whole and for each part that any of them has."""
    each = [answers.ask(key, [periods.requested], by) for _, key in columns]
    parts: dict[Part, None] = dict.fromkeys((None, *(part for answer in each for part in answer.parts)))
    heads = [f"{name} {by_definition(answer.measure)}" for (name, _), answer in zip(columns, each, strict=True)]
    rows = tuple((part_name(by, part), *(field_cell(answer.of(periods.requested, part)) for answer in each)) for part in parts)
    return ReportTable(caption, (ReportColumn("Del"), *(ReportColumn(head, is_number=True) for head in heads)), rows)


def with_bars(table: ReportTable, column: int = 1) -> ReportTable:
    """Returns the table with one column drawn as bars, if that column has any value."""
    if not any(isinstance(row[column], Number) for row in table.rows):
        return table
    heading = table.columns[column].heading
    lines = [f"{cell_text(row[0])}: {_in_words(row[column])}." for row in table.rows]
    says = drawn(f"Stapeldiagram: {heading}", lines, ())
    return replace(table, chart=Chart("bars", says, (column,), len(table.rows), heading))


def _in_words(cell: Cell) -> str:
    return cell.says if isinstance(cell, Absent) else cell_text(cell)
