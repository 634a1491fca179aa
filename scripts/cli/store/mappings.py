"""The commands about mappings: which are shipped, and what one will do with a table."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.intake.mapping import BadRow, Weigh, describe_explanation, explain_mapping, load_mapping, mapping_text, shipped
from domain.intake.pipeline import Importing
from domain.intake.refusal import Refusal
from domain.intake.refusals import fields, own_faults, reason
from domain.intake.sources import named_tables
from scripts.cli.console import options
from scripts.cli.console.rendering import write_text
from scripts.cli.console.session import Session, now

app = typer.Typer(name="mapping", help="Mappningar: hur en tabells rader blir händelser.", no_args_is_help=True)


@app.command("list")
def shipped_mappings(ctx: typer.Context) -> None:
    """Mappningarna som följer med."""
    write_text(ctx.obj, "".join(f"{name}\n" for name in shipped()))


@app.command("show")
def show(
    ctx: typer.Context,
    mapping: Annotated[str, typer.Argument(metavar="NAMN|FIL", help="Mappningens namn eller TOML-fil.")],
) -> None:
    """Visar en mappning som den är skriven, att kopiera och göra till sin egen."""
    write_text(ctx.obj, mapping_text(mapping))


@app.command("check")
def check(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Tabellen.")],
    mapping: Annotated[str, typer.Option("--mapping", metavar="NAMN|FIL", help="Mappningens namn eller TOML-fil.")],
    tables: options.Tables = None,
    rows: Annotated[int, typer.Option("--rows", metavar="N", min=1, help="Så många rader förklaras.")] = 5,
) -> None:
    """Förklarar vad en mappning kommer att göra med en tabells första rader; inget lagras."""
    session: Session = ctx.obj
    at = now()
    explanation = explain_mapping(file, load_mapping(mapping), named_tables(tables or []), rows, _weighed_by(session, at), at)
    write_text(session, describe_explanation(explanation, session.lang))


def _weighed_by(session: Session, at: datetime) -> Weigh:
    """As an import into a store that is empty would weigh them; the store is thrown away."""

    def weigh(lines: Sequence[tuple[int, bytes]]) -> Mapping[int, BadRow]:
        with tempfile.TemporaryDirectory() as directory, replace(session, where=f"{directory}/store").log(create=True) as log:
            refused = Importing(log, at, dry=True, processes=1).run(lambda: lines, len(lines)).refused
        by_row: dict[int, list[Refusal]] = {}
        for refusal in own_faults(refused):
            by_row.setdefault(refusal.number, []).append(refusal)
        return {row: BadRow(row, fields(of), of[0].code, reason(of)) for row, of in by_row.items()}

    return weigh
