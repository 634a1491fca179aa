"""Lead times: the duration for those who arrived, how many still wait, and the shares who arrived within given limits."""

from collections.abc import Mapping, Sequence
from typing import Literal

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Figure
from projections.measuring.periods import Period
from projections.reports.parts.answers import SEXES, Answers, MeasureAnswer
from projections.reports.parts.cells import by_definition, cell, difference, field_cell, not_known, of_sex, status
from projections.reports.parts.lacks import with_lacks
from projections.reports.parts.model import Absent, Cell, ReportColumn, ReportTable
from projections.reports.parts.periods import ReportPeriods, named, year_before
from projections.reports.parts.side_by_side import Named

Times = Literal["bands", "within"]
_FIELDS = {
    "n": "Framme",
    "median": "Median",
    "p25": "P25",
    "p75": "P75",
    "p90": "P90",
    "mean": "Medel",
    "km_median": "KM-median",
    "waiting": "Väntar",
    "withdrawn": "Avbröt",
    "under_way": "Pågick",
}
DAYS = "Dagar. KM-median räknar in dem som väntar (Kaplan–Meier); Pågick redan räknas inte som väntan."


def lead_times(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns each lead time for all, women and men."""
    columns = (
        ReportColumn("Ledtid"),
        *(ReportColumn(heading, is_number=True) for heading in _FIELDS.values()),
        ReportColumn("Läge"),
    )
    cells = tuple(row for name, key in rows for row in _three(answers, name, key, periods))
    table = ReportTable(caption, columns, cells, notes=(DAYS,))
    return with_lacks(table, answers.world, [[figure] for _, key in rows for figure in _figures(answers, key, periods)])


def against_year_before(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods) -> ReportTable:
    """Returns each median, now and in the same months a year before, the difference, and how many arrived in each."""
    now, before = periods.requested, year_before(periods.requested)
    heads = [f"{head} {named(period)}" for head in ("Median", "Framme") for period in (now, before)]
    columns = (ReportColumn("Ledtid"), *(ReportColumn(head, is_number=True) for head in (*heads[:2], "Skillnad", *heads[2:])))
    cells = tuple(_against(answers, name, key, now, before) for name, key in rows)
    each = [answers.ask(key, [now, before]) for _, key in rows]
    return with_lacks(
        ReportTable(caption, columns, cells), answers.world, [[answer.of(when) for when in (now, before)] for answer in each]
    )


def _against(answers: Answers, name: str, key: str, now: Period, before: Period) -> tuple[Cell, ...]:
    answer = answers.ask(key, [now, before])
    median, then = (field_cell(answer.of(period), "median") for period in (now, before))
    arrived = (field_cell(answer.of(period), "n") for period in (now, before))
    return (f"{name} {by_definition(answer.measure)}", median, then, difference(median, then, "days"), *arrived)


def _three(answers: Answers, name: str, key: str, periods: ReportPeriods) -> list[tuple[Cell, ...]]:
    called = f"{name} {by_definition(CATALOGUE[key])}"
    figures = zip(SEXES, _figures(answers, key, periods), strict=True)
    return [_row(of_sex(called, sex), figure) for sex, figure in figures]


def _figures(answers: Answers, key: str, periods: ReportPeriods) -> list[Figure | None]:
    answer = answers.ask(key, [periods.requested])
    return [answer.of(periods.requested, sex) for sex in SEXES]


def _row(name: str, figure: Figure | None) -> tuple[Cell, ...]:
    return (name, *(field_cell(figure, field) for field in _FIELDS), status(figure))


def shares_of_time(answers: Answers, caption: str, rows: Sequence[Named], periods: ReportPeriods, field: Times) -> ReportTable:
    """Returns percent within each limit (`within`, by Kaplan and Meier's estimate), or in each band (`bands`)."""
    each = [(name, answers.ask(key, [periods.requested])) for name, key in rows]
    limits = list(dict.fromkeys(limit for _, answer in each for limit in getattr(answer.measure, field)))
    columns = (
        ReportColumn("Steg"),
        *(ReportColumn(_limit(limit), is_number=True) for limit in limits),
        ReportColumn("Framme", is_number=True),
    )
    table = ReportTable(caption, columns, tuple(_shares(answer, name, limits, periods, field) for name, answer in each))
    return with_lacks(table, answers.world, [[answer.of(periods.requested)] for _, answer in each])


def _shares(answer: MeasureAnswer, name: str, limits: Sequence[str], periods: ReportPeriods, field: Times) -> tuple[Cell, ...]:
    figure = answer.of(periods.requested)
    shares: Mapping[str, float] = getattr(figure.lead, field) if figure and figure.lead else {}
    hidden = figure is not None and field in figure.hidden
    absent = Absent.HIDDEN if hidden else Absent.NOT_KNOWN if figure is not None and not_known(figure, field) else None
    cells = [cell(shares.get(limit), "percent") if absent is None else absent for limit in limits]
    return (f"{name} {by_definition(answer.measure)}", *cells, field_cell(figure, "n"))


def _limit(name: str) -> str:
    """Returns a limit's or band's name as a heading."""
    return f"{name}, %"
