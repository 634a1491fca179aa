"""Year to date, always against the same months of the year before (measures.md §4)."""

from collections.abc import Sequence

from projections.reports.parts.answers import SEXES, Answer, Answers, Part
from projections.reports.parts.cells import beside, called, of_sex, told
from projections.reports.parts.model import Absent, Cell, Column, Number, Picture, Table
from projections.reports.parts.sentences import course_of, drawn, goal
from projections.reports.parts.side_by_side import Named
from projections.reports.parts.stretches import Spans, named, year_before

HEADINGS = ("Antal", "Av", "Täckning %", "Ej mätbara")


def against_year_before(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """Each measure for all, women and men: to date, the same months of the year before, and the difference."""
    now, before = spans.to_date, year_before(spans.to_date)
    columns = (
        Column("Mått"),
        Column(named(now), is_number=True),
        Column(named(before), is_number=True),
        Column("Skillnad", is_number=True),
        Column("Mål"),
        *(Column(heading, is_number=True) for heading in HEADINGS),
        Column("Läge"),
    )
    return Table(caption, columns, tuple(row for name, key in rows for row in _three(answers, name, key, spans)))


def _three(answers: Answers, name: str, key: str, spans: Spans) -> list[tuple[Cell, ...]]:
    answer = answers.ask(key, [spans.to_date, year_before(spans.to_date)])
    return [_row(answer, of_sex(called(answer.measure, name), sex), sex, spans) for sex in SEXES]


def _row(answer: Answer, whose: str, sex: Part, spans: Spans) -> tuple[Cell, ...]:
    now = answer.of(spans.to_date, sex)
    value, before = told(now), told(answer.of(year_before(spans.to_date), sex))
    number, of, _, coverage, immature, state = beside(now)
    aim: Cell = goal(answer.measure) if sex is None else ""
    return (whose, value, before, difference(value, before), aim, number, of, coverage, immature, state)


def difference(value: Cell, before: Cell) -> Cell:
    """Of two numbers; of what is hidden nothing is told, lest it follow."""
    if isinstance(value, Number) and isinstance(before, Number):
        return Number(value.value - before.value, max(value.decimals, before.decimals))
    return Absent.HIDDEN if Absent.HIDDEN in (value, before) else Absent.NONE


def accumulated(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """From the period's first month to each of its months, this year and the year before; drawn. Persons are counted once."""
    runs = spans.accumulated
    asked = [(name, answers.ask(key, [*runs, *map(year_before, runs)])) for name, key in rows]
    heads = [f"{name} {one.last_on.year}" for name, _ in rows for one in (spans.to_date, year_before(spans.to_date))]
    columns = (Column("Till och med"), *(Column(head, is_number=True) for head in heads))
    told_rows = tuple(
        (named(one.months[-1]), *(told(answer.of(when)) for _, answer in asked for when in (one, year_before(one))))
        for one in runs
    )
    return Table(caption, columns, told_rows, picture=_picture(heads, told_rows))


def _picture(heads: Sequence[str], rows: tuple[tuple[Cell, ...], ...]) -> Picture | None:
    if len(rows) < 2 or not any(isinstance(cell, Number) for row in rows for cell in row):
        return None
    labels = [str(row[0]) for row in rows]
    lines = [course_of(head, labels, [row[n] for row in rows]) for n, head in enumerate(heads, 1)]
    columns = tuple(range(1, 1 + len(heads)))
    return Picture("lines", drawn("Linjediagram, hittills i perioden", lines, ()), columns, len(rows), "personer")
