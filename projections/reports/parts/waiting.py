"""Lead times: how long it took those who arrived, and how many still wait; with those who reached within so long."""

from collections.abc import Mapping, Sequence
from typing import Literal

from projections.measuring.figures import Figure
from projections.measuring.periods import Period
from projections.reports.parts.answers import SEXES, Answer, Answers
from projections.reports.parts.cells import by_definition, cell, of_sex, status, told
from projections.reports.parts.compared import difference
from projections.reports.parts.model import Absent, Cell, Column, Table
from projections.reports.parts.side_by_side import Named
from projections.reports.parts.stretches import Spans, named, year_before

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


def lead_times(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """Each lead time for all, women and men."""
    columns = (Column("Ledtid"), *(Column(heading, is_number=True) for heading in _FIELDS.values()), Column("Läge"))
    told_rows = tuple(row for name, key in rows for row in _three(answers, name, key, spans))
    return Table(caption, columns, told_rows, notes=(DAYS,))


def against_year_before(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans) -> Table:
    """The median of each, the same months of the year before, and the difference; with how many arrived in each."""
    now, before = spans.asked, year_before(spans.asked)
    heads = [f"{head} {named(one)}" for head in ("Median", "Framme") for one in (now, before)]
    columns = (Column("Ledtid"), *(Column(head, is_number=True) for head in (*heads[:2], "Skillnad", *heads[2:])))
    told_rows = tuple(_against(answers, name, key, now, before) for name, key in rows)
    return Table(caption, columns, told_rows)


def _against(answers: Answers, name: str, key: str, now: Period, before: Period) -> tuple[Cell, ...]:
    answer = answers.ask(key, [now, before])
    median, then = (told(answer.of(one), "median") for one in (now, before))
    arrived = (told(answer.of(one), "n") for one in (now, before))
    return (f"{name} {by_definition(answer.measure)}", median, then, difference(median, then), *arrived)


def _three(answers: Answers, name: str, key: str, spans: Spans) -> list[tuple[Cell, ...]]:
    answer = answers.ask(key, [spans.asked])
    return [_row(of_sex(f"{name} {by_definition(answer.measure)}", sex), answer.of(spans.asked, sex)) for sex in SEXES]


def _row(name: str, figure: Figure | None) -> tuple[Cell, ...]:
    return (name, *(told(figure, field) for field in _FIELDS), status(figure))


def shares_of_time(answers: Answers, caption: str, rows: Sequence[Named], spans: Spans, field: Times) -> Table:
    """How many percent took no longer (`within`, by Kaplan and Meier's estimate), or took as long as each band says."""
    asked = [(name, answers.ask(key, [spans.asked])) for name, key in rows]
    limits = list(dict.fromkeys(limit for _, answer in asked for limit in getattr(answer.measure, field)))
    columns = (Column("Steg"), *(Column(_limit(limit), is_number=True) for limit in limits), Column("Framme", is_number=True))
    return Table(caption, columns, tuple(_shares(answer, name, limits, spans, field) for name, answer in asked))


def _shares(answer: Answer, name: str, limits: Sequence[str], spans: Spans, field: Times) -> tuple[Cell, ...]:
    figure = answer.of(spans.asked)
    shares: Mapping[str, float] = getattr(figure.lead, field) if figure and figure.lead else {}
    hidden = figure is not None and field in figure.hidden
    cells = [Absent.HIDDEN if hidden else cell(shares.get(limit), "percent") for limit in limits]
    return (f"{name} {by_definition(answer.measure)}", *cells, told(figure, "n"))


def _limit(name: str) -> str:
    """A limit's or band's name as a heading."""
    return f"{name}, %"
