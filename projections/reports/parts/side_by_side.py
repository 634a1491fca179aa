"""Several measures side by side for one period: compared with their baseline, or broken down, one row each."""

from collections.abc import Sequence
from dataclasses import replace

from projections.measures.breakdown_names import overlap_note
from projections.measuring.periods import Period
from projections.reports.parts.answers import SEXES, Answers, MeasureAnswer, Part
from projections.reports.parts.cells import (
    BESIDE_COLUMNS,
    beside,
    by_definition,
    called,
    course,
    field_cell,
    of_sex,
    part_name,
    since_baseline,
    unit,
)
from projections.reports.parts.course import IN_WORDS, WHY_NOT
from projections.reports.parts.lacks import no_parts, with_lacks
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
    table = ReportTable(caption, columns, tuple(row for name, key in rows for row in _three(answers, name, key, periods)))
    figures = [[answers.ask(key, [now]).of(now, sex)] for _, key in rows for now in [periods.requested] for sex in SEXES]
    return with_lacks(with_course_note(table), answers.world, figures)


def with_course_note(table: ReportTable) -> ReportTable:
    """Returns the table with why some course since the baseline is not told."""
    shown = {cell for row in table.rows for cell in row if isinstance(cell, str)}
    notes = [why for gone, why in WHY_NOT.items() if IN_WORDS[gone] in shown]
    return replace(table, notes=(*table.notes, *notes))


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
        since_baseline(figure),
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
    table = ReportTable(caption, columns, tuple(_in_a_row(answers, name, key, periods) for name, key in rows))
    each = [answers.ask(key, [periods.requested]) for _, key in rows]
    return with_lacks(table, answers.world, [[answer.of(periods.requested, sex) for sex in SEXES] for answer in each])


def _in_a_row(answers: Answers, name: str, key: str, periods: ReportPeriods) -> tuple[Cell, ...]:
    answer = answers.ask(key, [periods.requested])
    return (
        called(answer.measure, name),
        *_by_sex(answer, periods.requested),
        goal(answer.measure),
        *beside(answer.of(periods.requested)),
    )


def _by_sex(answer: MeasureAnswer, when: Period) -> list[Cell]:
    """A ratio of women to men has no value of either."""
    is_between = answer.measure.ratio is not None and answer.measure.ratio[0] == "sex"
    return [Absent.NONE if sex is not None and is_between else field_cell(answer.of(when, sex)) for sex in SEXES]


def by_part(answers: Answers, caption: str, key: str, periods: ReportPeriods, by: str) -> ReportTable:
    """Returns one measure, for the whole and for each part of a breakdown that has figures."""
    answer = answers.ask(key, [periods.requested], by)
    columns = (ReportColumn("Del"), ReportColumn(unit(answer.measure).capitalize(), is_number=True), *BESIDE_COLUMNS)
    figures = {part: answer.of(periods.requested, part) for part in (None, *answer.parts)}
    rows = tuple((part_name(by, part), field_cell(figure), *beside(figure)) for part, figure in figures.items())
    overlap = overlap_note((by,))
    notes = [overlap.sv] if overlap is not None else []
    if not answer.parts:
        notes.append(no_parts(answer, periods.requested, by, answers.world))
    table = ReportTable(f"{caption} {by_definition(answer.measure)}", columns, rows, notes=tuple(notes))
    return with_lacks(table, answers.world, [[figure] for figure in figures.values()])


def across(answers: Answers, caption: str, columns: Sequence[Named], periods: ReportPeriods, by: str) -> ReportTable:
    """Returns one column per measure, for the whole and for each part that any of them has."""
    each = [answers.ask(key, [periods.requested], by) for _, key in columns]
    parts: dict[Part, None] = dict.fromkeys((None, *(part for answer in each for part in answer.parts)))
    heads = [f"{name} {by_definition(answer.measure)}" for (name, _), answer in zip(columns, each, strict=True)]
    rows = tuple((part_name(by, part), *(field_cell(answer.of(periods.requested, part)) for answer in each)) for part in parts)
    table = ReportTable(caption, (ReportColumn("Del"), *(ReportColumn(head, is_number=True) for head in heads)), rows)
    return with_lacks(table, answers.world, [[answer.of(periods.requested, part) for answer in each] for part in parts])


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
