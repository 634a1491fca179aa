"""What the figures of a table lack, beside them in words: what was not delivered, and what cannot be determined."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from projections.health.knowable import known_figure, uncovered
from projections.measures.catalogue import CATALOGUE
from projections.measuring import labels
from projections.measuring.breakdowns import rests_on
from projections.measuring.figures import Figure
from projections.measuring.periods import Period, period
from projections.measuring.reference_values import reference
from projections.reports.parts.answers import MeasureAnswer
from projections.reports.parts.cells import status
from projections.reports.parts.model import Absent, Cell, ReportColumn, ReportTable
from projections.reports.parts.periods import named
from projections.rules.lacking import LACKING, without_delivery
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

STATE = "Läge"
_NAMED = 3
"""The highest number of periods that a note names one by one."""


def with_lacks(table: ReportTable, world: World, rows: Sequence[Sequence[Figure | None]]) -> ReportTable:
    """Returns the table with notes on what the figures of its rows lack, and with their status if it has none."""
    figures = [[figure for figure in row if figure is not None] for row in rows]
    every = [figure for row in figures for figure in row]
    if STATE not in (column.heading for column in table.columns) and any(figure.status in LACKING for figure in every):
        columns = (*table.columns, ReportColumn(STATE))
        with_states = tuple((*cells, _least(row)) for cells, row in zip(table.rows, figures, strict=True))
        table = replace(table, columns=columns, rows=with_states)
    return replace(table, notes=(*table.notes, *_notes(every, world)))


def no_parts(answer: MeasureAnswer, when: Period, by: str, world: World) -> str:
    """Says why a breakdown has no parts: nothing decides them, or it was not delivered."""
    whole = answer.of(when)
    coverage = coverage_of(world)
    if whole is None or not coverage.declared:
        return _NO_PARTS
    facts = uncovered(rests_on(answer.measure, (by,)), coverage, when.first_on, min(when.last_on, world.as_of))
    words = "; ".join(without_delivery(fact, coverage).sv for fact in facts)
    return f"Inga delar: {words}." if words else _NO_PARTS


_NO_PARTS = "Inga delar: inget fall har någon."


def _least(figures: Sequence[Figure]) -> Cell:
    """Returns the status of the figure of which least is known."""
    lacking = [figure for status in LACKING for figure in figures if figure.status == status]
    return next((status(figure) for figure in (*lacking, *figures)), Absent.NONE)


def _notes(figures: Sequence[Figure], world: World) -> Iterator[str]:
    """Yields a sentence for each measure and lack, with the periods that it is of unless they are all in the table."""
    whole = {(figure.measure, figure.period) for figure in figures if figure.status in LACKING and not figure.breakdown}
    stated = [figure for figure in figures if not figure.breakdown or (figure.measure, figure.period) not in whole]
    periods: dict[str, dict[str, None]] = {}
    for figure in stated:
        periods.setdefault(figure.measure, {})[figure.period] = None
    lacks: dict[tuple[str, str], dict[str, None]] = {}
    for figure in stated:
        for lack in _lacks(figure, world, with_numbers=len(periods[figure.measure]) == 1):
            lacks.setdefault((figure.measure, lack), {})[figure.period] = None
    for (measure, lack), some in lacks.items():
        of_them = "" if len(some) == len(periods[measure]) else _of_periods([*some], len(periods[measure]))
        yield f"{measure}{of_them}: {lack}."


def _of_periods(some: Sequence[str], number: int) -> str:
    names = ", ".join(named(period(label)) for label in some)
    return f" ({names})" if len(some) <= _NAMED else f" ({len(some)} av {number} perioder)"


def _lacks(figure: Figure, world: World, *, with_numbers: bool) -> Iterator[str]:
    """Yields what a figure lacks. The numbers of those who cannot be determined differ from month to month."""
    measure = CATALOGUE[figure.measure]
    if figure.status in LACKING:
        known = known_figure(measure, figure, world)
        texts = known.lacking if with_numbers or not known.lacks else known.lacks
        yield f"{labels.status(figure.status, 'sv')}: {'; '.join(text.sv for text in texts)}"
    elif measure.per is not None and figure.value is None and figure.yes is not None:
        last = period(figure.period).months[-1]
        if reference(world, measure.per, last, dict(figure.breakdown)) is None and last.last_on <= world.as_of:
            yield f"inget värde: referensvärdet {measure.per} saknas"
