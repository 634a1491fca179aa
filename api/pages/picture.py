"""A thread as a picture: each row a bar on an axis of years, the days that stand alone as marks. Places only; no words are made here.

The same rows stand as a table below it; a bar or a mark is a link to its row there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from projections.moments import Moment
from projections.spans import Span
from projections.timeline import Timeline

WIDTH, LEFT, RIGHT = 1000, 300, 20
TOP, ROW, BAR = 34, 28, 16
LONGEST_LABEL = 42
"""Characters of a label that there is room for; the table has all of it."""


@dataclass(frozen=True)
class Row:
    """A row of the table: what lasted, and where it stands there."""

    name: str
    what: str
    label: str
    began_on: date
    ended_on: date | None
    outcome: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    row: Row
    x: float
    y: float
    width: float
    short: str


@dataclass(frozen=True)
class Mark:
    moment: Moment
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Picture:
    height: float
    ticks: Sequence[Tick]
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    marks_y: float


def rows(told: Timeline) -> list[Row]:
    """Journeys with their enrolments first, then everything else as it began."""
    found: list[Row] = []
    for journey in told.journeys:
        again = "" if journey.re_entry_after_days is None else f", åter efter {journey.re_entry_after_days} dagar"
        events = tuple(dict.fromkeys(event for enrolment in journey.enrolments for event in enrolment.events))
        whole = ("journey", f"Resa {journey.number}{again}", journey.began_on, journey.ended_on, journey.outcome, events)
        found.append(Row(f"rad-{len(found)}", *whole))
        for enrolment in journey.enrolments:
            found.append(_row(enrolment, len(found)))
    others: Sequence[Span] = sorted((*told.spans, *(plan.plan for plan in told.plans)), key=lambda span: span.began_on)
    for span in others:
        found.append(_row(span, len(found)))
    return found


def _row(span: Span, number: int) -> Row:
    return Row(f"rad-{number}", span.what, span.label, span.began_on, span.ended_on, span.outcome, span.events)


def drawn(some: Sequence[Row], moments: Sequence[Moment], as_of: date) -> Picture | None:
    """None where there is nothing to draw."""
    begun = [*(row.began_on for row in some), *(moment.on for moment in moments)]
    if not begun:
        return None
    axis = _Axis(date(min(begun).year, 1, 1), max(as_of, *begun) + timedelta(days=1))
    bars = [_bar(axis, row, number) for number, row in enumerate(some)]
    marks_y = TOP + len(bars) * ROW + ROW / 2
    marks = [Mark(moment, axis.at(moment.on), marks_y) for moment in moments]
    return Picture(marks_y + ROW, list(axis.ticks()), bars, marks, marks_y)


def _bar(axis: "_Axis", row: Row, number: int) -> Bar:
    """At least so wide that it can be seen; what goes on reaches the day it is measured."""
    begins = axis.at(row.began_on)
    ends = axis.at(row.ended_on + timedelta(days=1)) if row.ended_on else axis.at(axis.end)
    short = row.label if len(row.label) <= LONGEST_LABEL else f"{row.label[: LONGEST_LABEL - 1]}…"
    return Bar(row, begins, TOP + number * ROW + (ROW - BAR) / 2, max(ends - begins, 3.0), short)


@dataclass(frozen=True)
class _Axis:
    begin: date
    end: date

    def at(self, day: date) -> float:
        share = (min(day, self.end) - self.begin).days / (self.end - self.begin).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> Iterator[Tick]:
        """Every year, or every second, fifth … where they would stand too close."""
        years = range(self.begin.year, self.end.year + 1)
        apart = next(step for step in (1, 2, 5, 10, 20, 50) if len(years) / step <= 14)
        for year in years:
            if (year - self.begin.year) % apart == 0:
                yield Tick(self.at(max(date(year, 1, 1), self.begin)), str(year))
