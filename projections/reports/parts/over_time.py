"""A measure month by month and at the closings, for all, women and men, with what stands beside the total; and drawn."""

from collections.abc import Sequence

from projections.measuring.periods import Period
from projections.reports.parts.answers import SEXES, Answer, Answers
from projections.reports.parts.cells import BESIDE_COLUMNS, beside, by_definition, told, unit
from projections.reports.parts.model import Cell, Column, Number, Paragraph, Picture, Table
from projections.reports.parts.sentences import about, course_of, drawn, marks
from projections.reports.parts.stretches import Spans, named

_VALUES = tuple(range(1, 1 + len(SEXES)))
ONLY_YEARS = Paragraph("Finns bara för hela år, och perioden når inget årsbokslut.")


def over_time(answers: Answers, key: str, spans: Spans, system: str = "") -> list[Paragraph | Table]:
    """What the measure is, and its table; a measure of whole years has the closings that are years only."""
    answer = answers.ask(key, [*spans.months, *spans.closings, spans.asked])
    shown = _shown(answer, spans)
    return [*about(answer.measure, system), _table(answer, shown, spans) if shown else ONLY_YEARS]


def _shown(answer: Answer, spans: Spans) -> list[Period]:
    every = list({one.label: one for one in (*spans.months, *spans.closings, spans.asked)}.values())
    return [one for one in every if one.is_year] if answer.measure.years_only else every


def _table(answer: Answer, shown: Sequence[Period], spans: Spans) -> Table:
    measure = answer.measure
    months = [] if measure.years_only else spans.months
    rows = tuple(_row(answer, one, spans) for one in shown)
    columns = (Column("Period"), *(Column(name, is_number=True) for name in SEXES.values()), *BESIDE_COLUMNS)
    when = ": månad för månad och vid bokslut" if months else ""
    return Table(
        f"{measure.key}, {unit(measure)}{when} {by_definition(measure)}",
        columns,
        rows,
        picture=_picture(answer, rows, len(months)),
    )


def _row(answer: Answer, one: Period, spans: Spans) -> tuple[Cell, ...]:
    total = answer.of(one)
    return (_name(one, spans), *(told(answer.of(one, sex)) for sex in SEXES), *beside(total))


def _name(one: Period, spans: Spans) -> str:
    if one not in spans.closings:
        return named(one)
    return f"Årsbokslut {named(one)}" if one.is_year else f"Delår {named(one)}"


def _picture(answer: Answer, rows: tuple[tuple[Cell, ...], ...], months: int) -> Picture | None:
    """Nothing to draw of one month, or of none that has a value."""
    if months < 2 or not any(isinstance(row[1], Number) for row in rows[:months]):
        return None
    against = marks(answer.measure)
    labels = [str(row[0]) for row in rows[:months]]
    lines = [
        course_of(name, labels, [row[column] for row in rows[:months]])
        for column, name in zip(_VALUES, SEXES.values(), strict=True)
    ]
    says = drawn("Linjediagram månad för månad", lines, against)
    return Picture("lines", says, _VALUES, months, unit(answer.measure), against)
