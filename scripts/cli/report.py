"""The command `report`: a municipality's report for a period, written as text, HTML or Excel."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from domain.errors import BadOption
from domain.vocabulary.text import Text
from projections.exports.files import write
from projections.measuring.limits import bounded_period
from projections.publishing.register import gate_after
from projections.reports.catalogue import report as composed
from projections.reports.writers import WRITERS
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.session import Session
from scripts.cli.measures import openings

Name = Annotated[
    Literal["uppsala", "enkoping", "linkoping", "sodertalje"], typer.Argument(metavar="KOMMUN", help="Vilken kommuns rapport.")
]
PeriodText = Annotated[str, typer.Argument(metavar="PERIOD", help="2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.")]
Form = Annotated[Literal["text", "html", "xlsx"], typer.Option("--format", "-f", help="Rapportens form.")]


def report(
    ctx: typer.Context,
    name: Name,
    period_text: PeriodText,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: Form = "text",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """En rapport som kommunens dokument har den: text, HTML eller Excel. Rapporten är på svenska."""
    session: Session = ctx.obj
    when, period = coordinates(as_of, known_at, position, learned_by), bounded_period(period_text)
    if out is None and form == "xlsx":
        raise BadOption(option="--out", why=Text("en Excel-fil behöver ett namn.", "an Excel file needs a name."))
    with session.worlds() as worlds:
        gate = None if open_counts else gate_after(worlds.log)
        written = WRITERS[form](composed(name, period, world_at(worlds, when), gate))
    if open_counts:
        openings.record(session, "report", f"{name}; {period.label}")
    _hand_over(session, written, out)


def _hand_over(session: Session, written: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(written.decode())
    else:
        write(out, written, session.force)
        session.say(f"Skrivet till {out}.", f"Written to {out}.")
