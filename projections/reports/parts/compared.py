"""Year to date, always compared with the same months of the year before (measures.md §4)."""

from collections.abc import Sequence

from projections.reports.parts.answers import SEXES, Answers, MeasureAnswer, Part
from projections.reports.parts.cells import beside, called, cases_cell, difference, field_cell, of_sex
from projections.reports.parts.lacks import with_lacks
from projections.reports.parts.model import Cell, Chart, Number, ReportColumn, ReportTable
from projections.reports.parts.periods import ReportPeriods, named, year_before
from projections.reports.parts.sentences import course_of, drawn, goal
from projections.reports.parts.side_by_side import Named

HEADINGS = ("Antal", "Av", "Täckning %", "Ej mätbara")


def against_year_before(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns each measure for all, women and men: to date, the same months a year before, and the difference."""
    now, before = periods.to_date, year_before(periods.to_date)
    columns = (
        ReportColumn("Mått"),
        ReportColumn(named(now), is_number=True),
        ReportColumn(named(before), is_number=True),
        ReportColumn("Skillnad", is_number=True),
        *(ReportColumn(f"Fall {named(period)}", is_number=True) for period in (now, before)),
        ReportColumn("Mål"),
        *(ReportColumn(heading, is_number=True) for heading in HEADINGS),
        ReportColumn("Läge"),
    )
    table = ReportTable(caption, columns, tuple(row for name, key in rows for row in _three(answers, name, key, periods)))
    figures = [[answers.ask(key, [now, before]).of(when, sex) for when in (now, before)] for _, key in rows for sex in SEXES]
    return with_lacks(table, answers.world, figures)


def _three(answers: Answers, name: str, key: str, periods: ReportPeriods) -> list[tuple[Cell, ...]]:
    answer = answers.ask(key, [periods.to_date, year_before(periods.to_date)])
    return [_row(answer, of_sex(called(answer.measure, name), sex), sex, periods) for sex in SEXES]


def _row(answer: MeasureAnswer, whose: str, sex: Part, periods: ReportPeriods) -> tuple[Cell, ...]:
    now, then = answer.of(periods.to_date, sex), answer.of(year_before(periods.to_date), sex)
    value, before = field_cell(now), field_cell(then)
    number, of, _, coverage, immature, state = beside(now)
    aim: Cell = goal(answer.measure) if sex is None else ""
    differs = difference(value, before, answer.measure.unit)
    return (whose, value, before, differs, cases_cell(now), cases_cell(then), aim, number, of, coverage, immature, state)


def accumulated(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns values from the period's first month to each month, in both years, with a chart. Persons are counted once."""
    runs = periods.accumulated
    named_answers = [(name, answers.ask(key, [*runs, *map(year_before, runs)])) for name, key in rows]
    heads = [f"{name} {period.last_on.year}" for name, _ in rows for period in (periods.to_date, year_before(periods.to_date))]
    columns = (ReportColumn("Till och med"), *(ReportColumn(head, is_number=True) for head in heads))
    cells = tuple(
        (
            named(period.months[-1]),
            *(field_cell(answer.of(when)) for _, answer in named_answers for when in (period, year_before(period))),
        )
        for period in runs
    )
    table = ReportTable(caption, columns, cells, chart=_chart(heads, cells))
    answered = [answer for _, answer in named_answers]
    return with_lacks(
        table, answers.world, [[answer.of(when) for answer in answered for when in (run, year_before(run))] for run in runs]
    )


def _chart(heads: Sequence[str], rows: tuple[tuple[Cell, ...], ...]) -> Chart | None:
    if len(rows) < 2 or not any(isinstance(cell, Number) for row in rows for cell in row):
        return None
    labels = [str(row[0]) for row in rows]
    lines = [course_of(head, labels, [row[n] for row in rows]) for n, head in enumerate(heads, 1)]
    columns = tuple(range(1, 1 + len(heads)))
    return Chart("lines", drawn("Linjediagram, hittills i perioden", lines, ()), columns, len(rows), "personer")
