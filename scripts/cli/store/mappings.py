"""The commands about mappings: which are included, and a preview of what one does with a table."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.calendar import day_of
from domain.events.records import DeliveryRecorded
from domain.intake.drafting import Ask, DraftQuestion, draft_mapping, unanswered
from domain.intake.mapping import (
    BadRow,
    Weigh,
    describe_explanation,
    example_table,
    explain_mapping,
    load_mapping,
    mapping_text,
    shipped,
)
from domain.intake.pipeline import Importing
from domain.intake.refusal import Refusal
from domain.intake.refusals import fields, own_faults, reason
from domain.intake.snapshots.stating import StatedDelivery, stated_delivery
from domain.intake.sources import named_tables
from domain.vocabulary.text import Text
from scripts.cli.console import options
from scripts.cli.console.declarations import CommandGroup, argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import write_text
from scripts.cli.console.session import Session, errors, now

_NAMED = Text("NAMN|FIL", "NAME|FILE")
_WHICH = Text("Mappningens namn eller TOML-fil.", "The mapping's name or TOML file.")


@command(Text("Mappningarna som följer med.", "The mappings that are shipped."))
def shipped_mappings(session: Session) -> None:
    write_text(session, "".join(f"{name}\n" for name in shipped()))


@command(
    Text(
        "Visar en mappning som den är skriven, att kopiera och göra till sin egen.",
        "Shows a mapping as it is written, to be copied and made one's own.",
    )
)
def show(
    session: Session,
    mapping: Annotated[
        str,
        argument(metavar=_NAMED, help=_WHICH),
    ],
) -> None:
    write_text(session, mapping_text(mapping))


@command(Text("Visar ett exempel på den tabell som en mappning läser.", "Shows an example of the table that a mapping reads."))
def example(session: Session, mapping: Annotated[str, argument(metavar=Text("NAMN", "NAME"), help=_WHICH)]) -> None:
    write_text(session, example_table(mapping).decode(load_mapping(mapping).table.encoding))


@command(
    Text(
        "Förklarar vad en mappning kommer att göra med en tabells första rader; inget lagras.",
        "Explains what a mapping will do with a table's first rows; nothing is stored.",
    )
)
def check(
    session: Session,
    file: Annotated[Path, argument(metavar=Text("FIL", "FILE"), help=Text("Tabellen.", "The table."))],
    mapping: Annotated[
        str,
        option(
            "--mapping",
            metavar=_NAMED,
            help=_WHICH,
        ),
    ],
    tables: options.Tables = None,
    codes: options.SharedCodes = None,
    rows: Annotated[
        int,
        option("--rows", metavar=Text.same("N"), min=1, help=Text("Så många rader förklaras.", "So many rows are explained.")),
    ] = 5,
) -> None:
    at, form = now(), load_mapping(mapping, codes)
    explanation = explain_mapping(file, form, named_tables(tables or []), rows, _weighed_by(session, at), at)
    coverage = _coverage(session, stated_delivery(form, explanation.columns, at), at)
    write_text(session, describe_explanation(explanation, session.lang) + coverage)


def _coverage(session: Session, stated: StatedDelivery | None, at: datetime) -> str:
    if stated is None:
        return ""
    from scripts.cli.store.foreseen import describe_coverage  # noqa: PLC0415 measures take long to load

    return describe_coverage(stated, _delivered(session), day_of(at), session.lang)


def _delivered(session: Session) -> Sequence[DeliveryRecorded]:
    """Returns what is delivered to the store; nothing if there is none."""
    if not session.where or not session.exists:
        return ()
    from projections.facts.folding import deliveries  # noqa: PLC0415 facts take long to load

    with session.log() as log:
        return list(deliveries(log))


def _weighed_by(session: Session, at: datetime) -> Weigh:
    """Weighs lines as an import into an empty store would; the store is temporary."""

    def weigh(lines: Sequence[tuple[int, bytes]]) -> Mapping[int, BadRow]:
        with tempfile.TemporaryDirectory() as directory, replace(session, where=f"{directory}/store").log(create=True) as log:
            refused = Importing(log, at, dry=True, processes=1).run(lambda: lines, len(lines)).refused
        by_row: dict[int, list[Refusal]] = {}
        for refusal in own_faults(refused):
            by_row.setdefault(refusal.number, []).append(refusal)
        return {row: BadRow(row, fields(of), of[0].code, reason(of)) for row, of in by_row.items()}

    return weigh


@command(
    Text(
        "Skriver ett utkast till en mappning för en tabell, med frågor om det som tabellen inte säger.",
        "Drafts a mapping for a table, with questions about what the table does not say.",
    )
)
def draft(
    session: Session,
    file: Annotated[Path, argument(metavar=Text("FIL", "FILE"), help=Text("Tabellen.", "The table."))],
    like: Annotated[
        str | None,
        option(
            "--like",
            metavar=Text("NAMN", "NAME"),
            help=Text(
                "Mappningen att utgå från; utan: den som tabellen liknar mest.",
                "The mapping to start from; without: the most alike.",
            ),
        ),
    ] = None,
) -> None:
    write_text(session, draft_mapping(file, _prompt(session), like))


def _prompt(session: Session) -> Ask:
    """Asks on a terminal; elsewhere the questions stand in the draft."""
    if not (errors().is_terminal and sys.stdin.isatty()):
        return unanswered

    def ask(question: DraftQuestion) -> str | None:
        session.say(question.text)
        answer = typer.prompt(" | ".join(question.choices), default="", show_default=False, err=True)
        return str(answer) or None

    return ask


mapping = CommandGroup(
    COMMANDS["mapping"].help,
    {"list": shipped_mappings, "show": show, "example": example, "check": check, "draft": draft},
)
