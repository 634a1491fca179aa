"""A measure month by month and at closings, for all, women and men, with the total's other fields and a chart."""

from collections.abc import Sequence

from projections.measuring.periods import Period
from projections.reports.parts.answers import SEXES, Answers, MeasureAnswer
from projections.reports.parts.cells import BESIDE_COLUMNS, beside, by_definition, field_cell, unit
from projections.reports.parts.lacks import with_lacks
from projections.reports.parts.model import Cell, Chart, Number, Paragraph, ReportColumn, ReportTable
from projections.reports.parts.periods import ReportPeriods, named
from projections.reports.parts.sentences import about, course_of, drawn, reference_lines
from projections.worlds.world import World

_VALUES = tuple(range(1, 1 + len(SEXES)))
ONLY_YEARS = Paragraph("Finns bara för hela år, och perioden når inget årsbokslut.")


def over_time(answers: Answers, key: str, periods: ReportPeriods, system: str = "") -> list[Paragraph | ReportTable]:
    """Returns the measure's description and table; a measure of whole years has only the periods that are years."""
    answer = answers.ask(key, [*periods.months, *periods.closings, periods.requested])
    listed = _periods_of(answer, periods)
    return [*about(answers, answer.measure, system), _table(answer, listed, periods, answers.world) if listed else ONLY_YEARS]


def _periods_of(answer: MeasureAnswer, periods: ReportPeriods) -> list[Period]:
    every = list({period.label: period for period in (*periods.months, *periods.closings, periods.requested)}.values())
    return [period for period in every if period.is_year] if answer.measure.years_only else every


def _table(answer: MeasureAnswer, listed: Sequence[Period], periods: ReportPeriods, world: World) -> ReportTable:
    measure = answer.measure
    months = [] if measure.years_only else periods.months
    rows = tuple(_row(answer, period, periods) for period in listed)
    columns = (ReportColumn("Period"), *(ReportColumn(name, is_number=True) for name in SEXES.values()), *BESIDE_COLUMNS)
    when = ": månad för månad och vid bokslut" if months else ""
    table = ReportTable(
        f"{measure.key}, {unit(measure)}{when} {by_definition(measure)}",
        columns,
        rows,
        chart=_chart(answer, rows, len(months)),
    )
    return with_lacks(table, world, [[answer.of(when)] for when in listed])


def _row(answer: MeasureAnswer, period: Period, periods: ReportPeriods) -> tuple[Cell, ...]:
    total = answer.of(period)
    return (_name(period, periods), *(field_cell(answer.of(period, sex)) for sex in SEXES), *beside(total))


def _name(period: Period, periods: ReportPeriods) -> str:
    if period not in periods.closings:
        return named(period)
    return f"Årsbokslut {named(period)}" if period.is_year else f"Delår {named(period)}"


def _chart(answer: MeasureAnswer, rows: tuple[tuple[Cell, ...], ...], months: int) -> Chart | None:
    """Returns None for fewer than two months, or if no month has a value for the total."""
    if months < 2 or not any(isinstance(row[1], Number) for row in rows[:months]):
        return None
    against = reference_lines(answer.measure)
    labels = [str(row[0]) for row in rows[:months]]
    lines = [
        course_of(name, labels, [row[column] for row in rows[:months]])
        for column, name in zip(_VALUES, SEXES.values(), strict=True)
    ]
    says = drawn("Linjediagram månad för månad", lines, against)
    return Chart("lines", says, _VALUES, months, unit(answer.measure), against)
