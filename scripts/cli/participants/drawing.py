"""A timeline for a terminal: rows with bars on an axis of years and quarters; plans, days and findings below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.table import Table

from domain.calendar import in_stockholm
from domain.vocabulary.code_lists import label
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.timelines.spells import TimelineSpell
from projections.timelines.timeline import Timeline, TimelinePlan
from scripts.cli.console.rendering import drawn

_LABEL, _DATES, _OUTCOME = 34, 23, 24
_LEAST, _MOST = 24, 72
_GOES_ON = "▶"


@dataclass(frozen=True)
class Axis:
    """Maps days to character columns: from the first day of a quarter to the last day of a later one."""

    first_on: date
    last_on: date
    width: int

    def at(self, day: date) -> int:
        days = (self.last_on - self.first_on).days + 1
        return min(max((day - self.first_on).days * self.width // days, 0), self.width - 1)

    def bar(self, began_on: date, ended_on: date | None, sign: str = "█") -> str:
        """Draws a bar of at least one character; an open spell ends with an arrow at the as-of day."""
        first, last = self.at(began_on), self.at(ended_on or self.last_on)
        bar = sign * (last - first + 1)
        return " " * first + (bar if ended_on else bar[:-1] + _GOES_ON)

    def years(self) -> str:
        text = [" "] * (self.width + 4)
        free = 0
        for year in range(self.first_on.year, self.last_on.year + 1):
            at = self.at(max(date(year, 1, 1), self.first_on))
            if at >= free and at + 4 <= self.width:
                text[at : at + 4] = str(year)
                free = at + 5
        return "".join(text).rstrip()

    def ticks(self) -> str:
        """Marks each year with a line, and each quarter with a dot if there is room."""
        text = ["─"] * self.width
        quarters = [
            date(year, month, 1) for year in range(self.first_on.year, self.last_on.year + 1) for month in (4, 7, 10, 1)
        ]
        room = self.width / max(1, len(quarters)) >= 3
        for day in quarters:
            if self.first_on <= day <= self.last_on and (room or day.month == 1):
                text[self.at(day)] = "┼" if day.month == 1 else "┬"
        return "".join(text)


def as_text(timeline: Timeline, lang: Lang) -> str:
    """Renders the whole timeline as text."""

    def draw(console: Console) -> None:
        _head(console, timeline, lang)
        rows = list(_rows(timeline, lang))
        if rows:
            _bars(console, timeline, rows)
        for part in (_milestones, _days, _coming, _findings, _registrations):
            part(console, timeline, lang)

    return drawn(draw)


def _head(console: Console, timeline: Timeline, lang: Lang) -> None:
    born = f", {Text('född', 'born')[lang]} {timeline.born_on.year}" if timeline.born_on else ""
    console.print(f"{timeline.participant}  {label('sex', timeline.sex, lang)}{born}", style="bold")
    if len(timeline.keys) > 1:
        console.print(f"{Text('Sammanförd med', 'Merged with')[lang]}: {', '.join(timeline.keys[1:])}")
    if (protection := timeline.protected) is not None:
        console.print(f"{protection.label} {Text('från', 'from')[lang]} {protection.from_on}", style="bold")
    known = f", {Text('känt', 'known at')[lang]} {timeline.known_at:%Y-%m-%d %H:%M}" if timeline.known_at else ""
    console.print(f"{Text('Till och med', 'As of')[lang]} {timeline.as_of}{known}", style="dim")
    console.print()


def _bars(console: Console, timeline: Timeline, rows: Sequence["_Row"]) -> None:
    """Draws the bars in the width that the labels do not use."""
    label_width = min(max(len(row[0]) for row in rows), _LABEL)
    outcome_width = min(max(len(row[3]) for row in rows), _OUTCOME)
    width = min(max(console.width - label_width - _DATES - outcome_width - 6, _LEAST), _MOST)
    first = min(*(row[1] for row in rows), timeline.as_of)
    axis = Axis(date(first.year, (first.month - 1) // 3 * 3 + 1, 1), timeline.as_of, width)
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(width=label_width, overflow="fold")
    table.add_column(width=width, no_wrap=True)
    table.add_column(width=_DATES, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("", axis.years(), "", "")
    table.add_row("", axis.ticks(), "", "")
    for title, began_on, ended_on, outcome, sign in rows:
        table.add_row(title, axis.bar(began_on, ended_on, sign), _span(began_on, ended_on), outcome)
    console.print(table)


_Row = tuple[str, date, date | None, str, str]


def _rows(timeline: Timeline, lang: Lang) -> Iterator[_Row]:
    """Yields journeys with their enrolments, then everything else in order of beginning."""
    for journey in timeline.journeys:
        after = journey.re_entry_after_days
        again = "" if after is None else f", {Text('åter efter', 'back after')[lang]} {counted(after, 'day', lang)}"
        title = f"{Text('Resa', 'Journey')[lang]} {journey.number}{again}"
        yield title, journey.began_on, journey.ended_on, journey.outcome, "█"
        for span in journey.enrolments:
            yield f"  {span.label}", span.began_on, span.ended_on, span.outcome if span.code == "X1" else "", "━"
    others: Sequence[TimelineSpell] = sorted(
        (*timeline.spans, *(p.plan for p in timeline.plans)), key=lambda span: span.began_on
    )
    for span in others:
        yield span.label, span.began_on, span.ended_on, span.outcome, "▒" if span.what == "support" else "▓"


def _span(began_on: date, ended_on: date | None) -> str:
    if ended_on == began_on:
        return f"{began_on}"
    return f"{began_on} – {ended_on or ''}".rstrip()


def _milestones(console: Console, timeline: Timeline, lang: Lang) -> None:
    for plan in timeline.plans:
        if plan.milestones or plan.followed_up_on or plan.valid_until:
            console.print()
            for line in _plan_lines(plan, lang):
                console.print(line, soft_wrap=True)


def _plan_lines(plan: TimelinePlan, lang: Lang) -> Iterator[str]:
    until = f", {Text('gäller till', 'valid until')[lang]} {plan.valid_until}" if plan.valid_until else ""
    yield f"{plan.plan.label} ({plan.plan.began_on}{until})"
    for milestone in plan.milestones:
        due = " → ".join(str(due.due_on) for due in milestone.due)
        reached = (
            f"{Text('nått', 'reached')[lang]} {milestone.reached_on}" if milestone.reached_on else Text("öppet", "open")[lang]
        )
        moved = ""
        if len(milestone.due) > 1:
            days = ", ".join(str(due.said_on) for due in milestone.due[1:])
            moved = f" ({Text('omdaterat', 're-dated')[lang]} {days})"
        yield f"  ◆ {milestone.title or milestone.milestone_id}: {due}{moved}, {reached}"
    if plan.followed_up_on:
        yield f"  {Text('Uppföljd', 'Followed up')[lang]}: {', '.join(map(str, plan.followed_up_on))}"


def _days(console: Console, timeline: Timeline, lang: Lang) -> None:
    weeks = [moment for moment in timeline.moments if moment.kind == "attendance_recorded"]
    others = [moment for moment in timeline.moments if moment.kind != "attendance_recorded"]
    if not timeline.moments:
        return
    console.print()
    console.print(Text("Dagar", "Days")[lang], style="bold")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for no_wrap in (True, True, False):
        table.add_column(no_wrap=no_wrap, overflow="fold")
    for moment in others:
        table.add_row(str(moment.on), moment.label, moment.says)
    if weeks:
        number = Text(f"{len(weeks)} veckor", f"{len(weeks)} weeks")[lang]
        table.add_row(str(weeks[0].on), weeks[0].label, f"{number}, {weeks[0].says.split(':')[0]} – {weeks[-1].says}")
    console.print(table)


def _coming(console: Console, timeline: Timeline, lang: Lang) -> None:
    if timeline.coming:
        console.print()
        console.print(Text("Kommande", "Coming")[lang], style="bold")
        for moment in timeline.coming:
            console.print(f"{moment.on}  {moment.label}{': ' if moment.says else ''}{moment.says}", soft_wrap=True)


def _findings(console: Console, timeline: Timeline, lang: Lang) -> None:
    if timeline.findings:
        console.print()
        console.print(Text("Avvikelser", "Findings")[lang], style="bold")
        for finding in timeline.findings:
            console.print(f"• {finding.says}", soft_wrap=True)


def _registrations(console: Console, timeline: Timeline, lang: Lang) -> None:
    """Lists each event's source, registrar and registration time."""
    console.print()
    console.print(Text("Registreringar", "Registrations")[lang], style="bold")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(5):
        table.add_column(overflow="fold")
    for registration in timeline.registrations:
        by = f" ({registration.by})" if registration.by else ""
        at = f"{in_stockholm(registration.recorded_at):%Y-%m-%d %H:%M}"
        table.add_row(str(registration.on), registration.label, registration.event, f"{registration.source}{by}", at)
    console.print(table)
