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
from scripts.cli.console.session import Session, now, whoever

_COLUMNS = (
    Column("at", "När", "When", whole=True),
    Column("who", "Vem", "Who", whole=True),
    Column("command", "Kommando", "Command", whole=True),
    Column("what", "Vad", "What"),
)


def leaving(log: Log, open_counts: bool) -> ComputeFigures:
    """How what is asked is told; who opens it must `record` that before the answer leaves."""
    return figures if open_counts else gate_after(log).figures


def record(session: Session, command: str, what: str) -> None:
    """That whoever runs this program is about to be shown figures with nothing hidden."""
    with closing(Openings(session.store)) as openings:
        openings.record(Opening(now(), whoever(), command, what))


def what_of(asked: Question) -> str:
    """Which definitions, periods and parts."""
    definitions = ", ".join(ask.definition for ask in asked.asks())
    return "; ".join(part for part in (definitions, ", ".join(one.label for one in asked.periods), ", ".join(asked.by)) if part)


def openings(ctx: typer.Context, form: options.AsForm3 = "table", out: options.Out = None) -> None:
    """Vilka som har sett siffror med små antal, när och av vad."""
    session: Session = ctx.obj
    with session.log() as log:
        told = [(in_stockholm(one.at), one) for one in recorded(session.store, log.keys.engine)]
    records = [{"at": at, "who": one.who, "command": one.command, "what": one.what} for at, one in told]
    rows = [row | {"at": f"{row['at']:%Y-%m-%d %H:%M:%S}"} for row in records]
    answer(session, form, records, [Grid(_COLUMNS, rows)], out)
