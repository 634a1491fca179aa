"""The commands about the store itself: status, export of all data, rebuilding facts, a new master key; and the bench."""

import subprocess
import sys

import typer

from domain.calendar import microseconds
from domain.intake.line_schema import line_schema
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Text
from projections.exports.event_file import export_lines
from projections.exports.files import write_lines
from scripts.cli.console import options
from scripts.cli.console.declarations import command
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import Session, now
from scripts.cli.store.status import status_grid, status_of


@command(COMMANDS["export"].help)
def export(
    session: Session,
    out: options.Written,
    packed: options.Packed = False,
) -> None:
    with session.log() as log:
        session.permit.show_everyone()
        number = write_lines(export_lines(log), out, session.force, packed)
    lines = counted(number, "line", session.lang)
    session.say(Text(f"Skrivet till {out}: {lines}.", f"Written to {out}: {lines}."))


@command(COMMANDS["schema"].help)
def schema() -> None:
    typer.echo(as_json(line_schema()), nl=False)


@command(COMMANDS["rebuild"].help)
def rebuild(session: Session) -> None:
    with session.worlds() as worlds:
        position = worlds.rebuild()
    session.say(Text(f"Fakta är omgjorda till position {position}.", f"Facts made anew up to position {position}."))


@command(COMMANDS["status"].help)
def status(session: Session, form: options.AsForm = "table") -> None:
    with session.worlds() as worlds:
        status = status_of(worlds, microseconds(now()))
    write_text(session, as_json(status) if form == "json" else as_tables([status_grid(status, session.lang)], session.lang))


@command(COMMANDS["rotate-key"].help)
def rotate_key(session: Session) -> None:
    with session.log() as log:
        log.keys.rotate()
    session.say(
        Text("Huvudnyckeln är bytt. Säkerhetskopiera nyckelfilen.", "The master key is replaced. Back up the key file.")
    )


@command(
    COMMANDS["bench"].help,
    allow_extra_args=True,
    ignore_unknown_options=True,
)
def bench(ctx: typer.Context) -> None:
    raise typer.Exit(subprocess.run([sys.executable, "-m", "scripts.benchmarks", *ctx.args], check=False).returncode)
