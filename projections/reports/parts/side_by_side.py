"""Several measures side by side for one period: against their baseline, or broken down, a row each."""

from collections.abc import Sequence
from dataclasses import replace

from projections.reports.parts.answers import SEXES, Answer, Answers, Part
from projections.reports.parts.cells import BESIDE_COLUMNS, beside, by_definition, called, course, of_sex, part_name, told, unit
from projections.reports.parts.model import Absent, Cell, Column, Number, Picture, Table, said
from projections.reports.parts.sentences import drawn, goal
from projections.reports.parts.stretches import Spans, named

Named = tuple[str, str]
"""What a row is called, and the measure's key."""


def against_baseline(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """Each measure for all, women and men: 2022, the goal, the period, and which way it has gone."""
    columns = (
        Column("Mått"),
        Column("2022", is_number=True),
        Column("Mål"),
        Column(named(spans.asked), is_number=True),
        Column("Sedan 2022"),
        *BESIDE_COLUMNS,
    )
    return Table(caption, columns, tuple(row for name, key in rows for row in _three(answers, name, key, spans)))


def _three(answers: Answers, name: str, key: str, spans: Spans) -> list[tuple[Cell, ...]]:
    answer = answers.ask(key, [spans.asked])
    return [_against(answer, name, sex, spans) for sex in SEXES]


def _against(answer: Answer, name: str, sex: Part, spans: Spans) -> tuple[Cell, ...]:
    figure = answer.of(spans.asked, sex)
    return (
        of_sex(called(answer.measure, name), sex),
        told(figure, "baseline"),
        goal(answer.measure) if sex is None else "",
        told(figure),
        course(figure),
        *beside(figure),
    )


def side_by_side(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """Each measure in a row of its own: all, women, men, and what stands beside the total."""
    columns = (Column("Mått"), *(Column(name, is_number=True) for name in SEXES.values()), Column("Mål"), *BESIDE_COLUMNS)
    return Table(caption, columns, tuple(_in_a_row(answers, name, key, spans) for name, key in rows))


def _in_a_row(answers: Answers, name: str, key: str, spans: Spans) -> tuple[Cell, ...]:
    answer = answers.ask(key, [spans.asked])
    return (
        called(answer.measure, name),
        *(told(answer.of(spans.asked, sex)) for sex in SEXES),
        goal(answer.measure),
        *beside(answer.of(spans.asked)),
    )


def by_part(answers: Answers, caption: str, key: str, spans: Spans, by: str) -> Table:
    """One measure, for the whole and each part of a breakdown that there is."""
    answer = answers.ask(key, [spans.asked], by)
    columns = (Column("Del"), Column(unit(answer.measure).capitalize(), is_number=True), *BESIDE_COLUMNS)
    figures = {part: answer.of(spans.asked, part) for part in (None, *answer.parts)}
    rows = tuple((part_name(by, part), told(figure), *beside(figure)) for part, figure in figures.items())
    return Table(f"{caption} {by_definition(answer.measure)}", columns, rows)


def across(answers: Answers, caption: str, columns: Sequence[Named], spans: Spans, by: str) -> Table:
    """Several measures in a column each, for the whole and each part that any of them has."""
    asked = [answers.ask(key, [spans.asked], by) for _, key in columns]
    parts: dict[Part, None] = dict.fromkeys((None, *(part for answer in asked for part in answer.parts)))
    heads = [f"{name} {by_definition(answer.measure)}" for (name, _), answer in zip(columns, asked, strict=True)]
    rows = tuple((part_name(by, part), *(told(answer.of(spans.asked, part)) for answer in asked)) for part in parts)
    return Table(caption, (Column("Del"), *(Column(head, is_number=True) for head in heads)), rows)


def with_bars(table: Table, column: int = 1) -> Table:
    """The table, one column of it drawn as bars, where it has any value."""
    if not any(isinstance(row[column], Number) for row in table.rows):
        return table
    heading = table.columns[column].heading
    lines = [f"{said(row[0])}: {_in_words(row[column])}." for row in table.rows]
    says = drawn(f"Stapeldiagram: {heading}", lines, ())
    return replace(table, picture=Picture("bars", says, (column,), len(table.rows), heading))


def _in_words(cell: Cell) -> str:
    return cell.says if isinstance(cell, Absent) else said(cell)
