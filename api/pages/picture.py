"""The layout of a thread as a picture: each row is a bar on an axis of years, single days are marks.

A table below shows the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.vocabulary.plurals import counted
from projections.timelines.point_events import TimelinePointEvent
from projections.timelines.spells import TimelineSpell
from projections.timelines.timeline import Timeline, TimelineMilestone

WIDTH, MARGIN_LEFT, MARGIN_RIGHT = 1000, 300, 20
TOP, ROW, BAR = 34, 28, 16
ATTENDANCE = "attendance_recorded"
COMING = "kommande"


@dataclass(frozen=True)
class ThreadRow:
    """A row of the table: a spell, with its HTML id."""

    name: str
    what: str
    label: str
    began_on: date
    ended_on: date | None
    outcome: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    row: ThreadRow
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Day:
    """A row of the table of days, with its HTML id."""

    name: str
    moment: TimelinePointEvent


@dataclass(frozen=True)
class DayMark:
    day: Day
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class ThreadPicture:
    height: float
    ticks: Sequence[Tick]
    bars: Sequence[Bar]
    marks: Sequence[DayMark]
    marks_y: float


def rows(timeline: Timeline) -> list[ThreadRow]:
    """Returns journeys with their enrolments first, then everything else in order of beginning."""
    table: list[ThreadRow] = []
    for journey in timeline.journeys:
        again = (
            "" if journey.re_entry_after_days is None else f", åter efter {counted(journey.re_entry_after_days, 'day', 'sv')}"
        )
        title = f"Resa {journey.number}{again}"
        table.append(ThreadRow(f"rad-{len(table)}", "journey", title, journey.began_on, journey.ended_on, journey.outcome, ()))
        for enrolment in journey.enrolments:
            table.append(_row(enrolment, len(table)))
    others: Sequence[TimelineSpell] = sorted(
        (*timeline.spans, *(plan.plan for plan in timeline.plans)), key=lambda spell: spell.began_on
    )
    for spell in others:
        table.append(_row(spell, len(table)))
    return table


def _row(spell: TimelineSpell, number: int) -> ThreadRow:
    return ThreadRow(f"rad-{number}", spell.what, spell.label, spell.began_on, spell.ended_on, spell.outcome, spell.events)


def days(timeline: Timeline) -> list[Day]:
    """Returns the single days, without weeks of attendance, which are many and repetitive."""
    alone = [event for event in timeline.moments if event.kind != ATTENDANCE]
    return [Day(f"dag-{number}", event) for number, event in enumerate(alone)]


def bearers(timeline: Timeline, some: Sequence[ThreadRow], alone: Sequence[Day]) -> dict[str, str]:
    """Returns the HTML id of the first row that shows each event."""
    places: dict[str, str] = {}
    for name, events in (
        *((row.name, row.events) for row in some),
        *((day.name, (day.moment.event,)) for day in alone),
        *((goal.milestone_id, _events_of(goal)) for plan in timeline.plans for goal in plan.milestones),
        *((COMING, (event.event,)) for event in timeline.coming),
    ):
        for event in events:
            places.setdefault(event, name)
    return places


def _events_of(goal: TimelineMilestone) -> tuple[str, ...]:
    """Returns the events of a milestone's row."""
    return (*(due.event for due in goal.due), *([goal.event] if goal.event else ()))


def drawn(some: Sequence[ThreadRow], alone: Sequence[Day], as_of: date) -> ThreadPicture | None:
    """Returns the picture, or None if there is nothing to draw."""
    begun = [*(row.began_on for row in some), *(day.moment.on for day in alone)]
    if not begun:
        return None
    axis = _Axis(date(min(begun).year, 1, 1), max(as_of, *begun) + timedelta(days=1))
    bars = [_bar(axis, row, number) for number, row in enumerate(some)]
    marks_y = TOP + len(bars) * ROW + ROW / 2
    marks = [DayMark(day, axis.at(day.moment.on), marks_y) for day in alone]
    return ThreadPicture(marks_y + ROW, list(axis.ticks()), bars, marks, marks_y)


def _bar(axis: "_Axis", row: ThreadRow, number: int) -> Bar:
    """Returns a bar with a visible minimum width; an open spell reaches the end of the axis."""
    begins = axis.at(row.began_on)
    ends = axis.at(row.ended_on + timedelta(days=1)) if row.ended_on else axis.at(axis.end)
    return Bar(row, begins, TOP + number * ROW + (ROW - BAR) / 2, max(ends - begins, 3.0))


@dataclass(frozen=True)
class _Axis:
    begin: date
    end: date

    def at(self, day: date) -> float:
        share = (min(day, self.end) - self.begin).days / (self.end - self.begin).days
        return round(MARGIN_LEFT + share * (WIDTH - MARGIN_LEFT - MARGIN_RIGHT), 1)

    def ticks(self) -> Iterator[Tick]:
        """Yields a tick every year, or every second, fifth … year if ticks would be too close."""
        years = range(self.begin.year, self.end.year + 1)
        apart = next(step for step in (1, 2, 5, 10, 20, 50) if len(years) / step <= 14)
        for year in years:
            if (year - self.begin.year) % apart == 0:
                yield Tick(self.at(max(date(year, 1, 1), self.begin)), str(year))
