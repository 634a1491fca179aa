"""The commands about signed checkpoints of the log: `checkpoint` signs and writes one, `prove` proves an entry by one."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadOption
from domain.log.keys.signing_key import add_signer
from domain.log.proving.checkpoints import Checkpoints, KeptCheckpoint
from domain.log.proving.entry_proofs import proof_of_entry
from domain.proof.notes import is_name
from domain.vocabulary.text import Text
from projections.exports.files import write
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session, now
from scripts.cli.proof.note_files import Out

Origin = Annotated[
    str | None,
    option(
        "--origin",
        metavar=Text("NAMN", "NAME"),
        help=Text(
            "Loggens namn i kontrollpunkterna, till exempel kommun.example/ame; väljs med den första och ändras aldrig.",
            "The log's name in checkpoints, for example kommun.example/ame; chosen with the first, and never changed.",
        ),
    ),
]
NewKey = Annotated[
    bool,
    option(
        "--new-key",
        help=Text(
            "Byter signeringsnyckel: kontrollpunkten signeras med både den gamla och den nya.",
            "Replaces the signing key: the checkpoint is signed with both the old and the new.",
        ),
    ),
]
EntryPosition = Annotated[
    int, argument(metavar=Text.same("POSITION"), help=Text("Postens position i loggen.", "The entry's position in the log."))
]


@command(COMMANDS["checkpoint"].help)
def checkpoint(session: Session, out: Out = None, origin: Origin = None, *, new_key: NewKey = False) -> None:
    with session.log() as log:
        kept = Checkpoints(log, session.processes)
        last = kept.last()
        _check_origin(origin, last)
        if new_key and last is not None:
            add_signer(kept.key_path)
        signed = kept.make(now(), origin)
    _write(session, signed.note, out)
    if last is None or last.signer != signed.signer:
        session.say(
            Text(
                f"Signeringsnyckeln ligger i {kept.key_path}. Säkerhetskopiera den. "
                f"Ge den öppna nyckeln till dem som granskar:\n{signed.signer}",
                f"The signing key is in {kept.key_path}. Back it up. Give the public key to those who audit:\n{signed.signer}",
            )
        )


def _check_origin(origin: str | None, last: KeptCheckpoint | None) -> None:
    if origin is None:
        return
    if not is_name(origin):
        raise BadOption(option="--origin", why=Text("inga mellanslag och inget plustecken.", "no spaces and no plus sign."))
    if last is not None and last.key.name != origin:
        raise BadOption(option="--origin", why=Text(f"loggen heter {last.key.name}.", f"the log is called {last.key.name}."))


@command(COMMANDS["prove"].help)
def prove(session: Session, position: EntryPosition, out: Out = None) -> None:
    with session.log() as log:
        size = log.rows.head()[0]
        if not 1 <= position <= size:
            raise BadOption(option="POSITION", why=Text(f"loggen har 1 till {size}.", f"the log has 1 to {size}."))
        proof = proof_of_entry(log, position, now())
    _write(session, str(proof), out)


def _write(session: Session, text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
    else:
        write(out, text.encode(), session.force)
        session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))
