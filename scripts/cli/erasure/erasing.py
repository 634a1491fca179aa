"""The command `erase`: shows what goes and what stays, asks, erases, and gives a receipt."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from domain.errors import BadOption
from domain.normal_form import normal_form
from domain.vocabulary.text import Text
from projections.erasure.erasing import Effect, Order, Receipt, effect_on, erase, subjects_of
from projections.exports.files import check_free, write
from scripts.cli.console import options
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import Format, as_json, as_tables, write_text
from scripts.cli.console.session import ERASED, UNFINISHED, Session, current_user, now
from scripts.cli.erasure.tables import effect_grid, effect_record, receipt_grid, receipt_record

Participants = Annotated[
    list[str], argument(metavar=Text("NYCKEL…", "KEY…"), help=Text("Deltagarnas nycklar.", "The participants' keys."))
]
Basis = Annotated[
    Literal["request", "error", "retention"],
    option("--basis", help=Text("Grunden för gallringen.", "The basis of the erasure.")),
]
Yes = Annotated[bool, option("--yes", help=Text("Frågar inte.", "Does not ask."))]
ReceiptFile = Annotated[
    Path | None,
    option(
        "--receipt",
        metavar=Text("FIL", "FILE"),
        callback=options.free,
        help=Text("Skriver kvittot hit också, som JSON.", "Writes the receipt here too, as JSON."),
    ),
]
DaysKept = Annotated[
    int,
    option(
        "--days-kept",
        metavar=Text("DAGAR", "DAYS"),
        min=0,
        max=3650,
        help=Text("Hur länge säkerhetskopior finns kvar.", "For how long back-ups are kept."),
    ),
]


@command(COMMANDS["erase"].help)
def erase_(
    session: Session,
    participants: Participants,
    basis: Basis,
    dry_run: options.DryRun = False,
    yes: Yes = False,
    receipt: ReceiptFile = None,
    days_kept: DaysKept = 35,
    form: options.AsForm = "table",
) -> None:
    names = list(dict.fromkeys(map(normal_form, participants)))
    with session.worlds() as worlds:
        for name in names:
            session.permit.check(name)
        effect = effect_on(worlds.log, [subject.stream for subject in subjects_of(worlds.log, names)])
        if dry_run:
            write_effect(session, effect, form)
            return
        confirm(session, effect, yes=yes)
        given = erase(worlds, names, Order(basis, current_user(), now(), days_kept))
    write_receipt(session, given, receipt, form)


def write_effect(session: Session, effect: Effect, form: Format) -> None:
    table = as_tables([effect_grid(effect, session.lang)], session.lang)
    write_text(session, as_json(effect_record(effect)) if form == "json" else table)


def confirm(session: Session, effect: Effect, *, yes: bool) -> None:
    """Asks on a terminal. Raises `BadOption` where nobody can be asked and no `--yes` was given."""
    if yes:
        return
    typer.echo(as_tables([effect_grid(effect, session.lang)], session.lang), err=True)
    question = Text("Gallra? Det går inte att ångra.", "Erase? It cannot be undone.")[session.lang]
    if not typer.get_text_stream("stdin").isatty():
        why = Text("krävs där ingen kan svara på frågan.", "is needed where nobody can answer the question.")
        raise BadOption(option="--yes", why=why)
    if not typer.confirm(question, err=True):
        raise typer.Exit(1)


def write_receipt(session: Session, receipt: Receipt, path: Path | None, form: Format) -> None:
    record = as_json(receipt_record(receipt))
    if path is not None:
        check_free(path, session.force, session.kept)
        write(path, record.encode(), session.force)
    write_text(session, record if form == "json" else as_tables([receipt_grid(receipt, session.lang)], session.lang))
    session.say(ERASED if receipt.is_finished else UNFINISHED)
