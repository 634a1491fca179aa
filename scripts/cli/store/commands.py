"""The commands about the store itself: how it stands, out with all of it, facts made anew, a new master key; and the bench."""

import subprocess
import sys
from typing import Annotated

import typer

from domain.calendar import microseconds
from domain.intake.line_schema import line_schema
from domain.vocabulary.plurals import counted
from projections.exports.event_file import export_lines
from projections.exports.files import write_lines
from projections.facts.catch_up import rebuild as made_anew
from scripts.cli.console import options
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import Session, now
from scripts.cli.store.status import status_grid, status_of


def export(
    ctx: typer.Context,
    out: options.Written,
    packed: Annotated[bool, typer.Option("--gz", help="Packar filen med gzip.")] = False,
) -> None:
    """Hela loggen som en händelsefil, i klartext: namn och identitetsnummer ingår."""
    session: Session = ctx.obj
    with session.log() as log:
        number = write_lines(export_lines(log), out, session.force, packed)
    lines = counted(number, "line", session.lang)
    session.say(f"Skrivet till {out}: {lines}.", f"Written to {out}: {lines}.")


def schema() -> None:
    """JSON-schema för en rad i en händelsefil."""
    typer.echo(as_json(line_schema()), nl=False)


def rebuild(ctx: typer.Context) -> None:
    """Gör om alla fakta från loggen. Läsare ser de gamla tills de nya är hela."""
    session: Session = ctx.obj
    with session.worlds() as worlds:
        position = made_anew(worlds.log, worlds.facts, worlds.processes)
        worlds.purge()
    session.say(f"Fakta är omgjorda till position {position}.", f"Facts made anew up to position {position}.")


def status(ctx: typer.Context, form: options.AsForm = "table") -> None:
    """Hur lagret står: databaser, positioner, antal, loggens rot och nyckelns ålder."""
    session: Session = ctx.obj
    with session.worlds() as worlds:
        status = status_of(worlds, microseconds(now()))
    write_text(session, as_json(status) if form == "json" else as_tables([status_grid(status, session.lang)], session.lang))


def rotate_key(ctx: typer.Context) -> None:
    """Byter huvudnyckel: gamla kopior av nyckeln öppnar ingenting mer."""
    session: Session = ctx.obj
    with session.log() as log:
        log.keys.rotate()
    session.say("Huvudnyckeln är bytt. Säkerhetskopiera nyckelfilen.", "The master key is replaced. Back up the key file.")


def bench(ctx: typer.Context) -> None:
    """Mäter hastigheten bredvid konkurrenterna. Tar samma val som scripts.benchmarks."""
    raise typer.Exit(subprocess.run([sys.executable, "-m", "scripts.benchmarks", *ctx.args], check=False).returncode)
