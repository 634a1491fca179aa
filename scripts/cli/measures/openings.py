"""How figures leave by the command line: through the disclosure gate, or past it, which is written down; and that list."""

from contextlib import closing

import typer

from domain.calendar import in_stockholm
from domain.log.application import Log
from domain.log.openings import Opening, Openings, recorded
from projections.measures.questions import Question
from projections.measuring.figures import ComputeFigures, figures
from projections.publishing.register import gate_after
from scripts.cli.console import options
from scripts.cli.console.rendering import Column, Grid, answer
from scripts.cli.console.session import Session, current_user, now

_COLUMNS = (
    Column("at", "När", "When", whole=True),
    Column("who", "Vem", "Who", whole=True),
    Column("command", "Kommando", "Command", whole=True),
    Column("what", "Vad", "What"),
)


def leaving(log: Log, open_counts: bool) -> ComputeFigures:
    """How figures are released; an open release must be entered by `record` before the answer is written."""
    return figures if open_counts else gate_after(log).figures


def record(session: Session, command: str, what: str) -> None:
    """Logs that the current user is about to see figures with nothing suppressed."""
    with closing(Openings(session.store)) as openings:
        openings.record(Opening(now(), current_user(), command, what))


def what_of(question: Question) -> str:
    """Which definitions, periods and parts."""
    definitions = ", ".join(ask.definition for ask in question.asks())
    periods = ", ".join(period.label for period in question.periods)
    return "; ".join(part for part in (definitions, periods, ", ".join(question.by)) if part)


def openings(ctx: typer.Context, form: options.AsForm3 = "table", out: options.Out = None) -> None:
    """Vilka som har sett siffror med små antal, när och av vad."""
    session: Session = ctx.obj
    with session.log() as log:
        entries = [(in_stockholm(opening.at), opening) for opening in recorded(session.store, log.keys.engine)]
    records = [{"at": at, "who": opening.who, "command": opening.command, "what": opening.what} for at, opening in entries]
    rows = [row | {"at": f"{row['at']:%Y-%m-%d %H:%M:%S}"} for row in records]
    answer(session, form, records, [Grid(_COLUMNS, rows)], out)
