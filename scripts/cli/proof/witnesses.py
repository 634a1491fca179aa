"""The commands `witness …`: a witness of logs, with a key and a folder of its own; it needs no store."""

import time
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadOption, SigningKeyMissing
from domain.log.proving.witness import Witness
from domain.proof.notes import is_name
from domain.vocabulary.text import Text
from projections.exports.files import write
from scripts.cli.console.declarations import CommandGroup, argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session
from scripts.cli.proof.note_files import Out, public_keys, read_text
from scripts.cli.proof.witness_server import serving

State = Annotated[
    Path,
    option(
        "--state",
        envvar="RODTRAD_WITNESS",
        metavar=Text("KATALOG", "FOLDER"),
        help=Text(
            "Vittnets katalog: nyckeln, och det som det har sett.", "The witness's folder: its key, and what it has seen."
        ),
    ),
]
Name = Annotated[
    str,
    argument(
        metavar=Text("NAMN", "NAME"),
        help=Text(
            "Vittnets namn, till exempel revision.kommun.example/v1.", "The witness's name, for example audit.town.example/w1."
        ),
    ),
]
LogKey = Annotated[
    str,
    argument(
        metavar=Text("NYCKEL", "KEY"),
        help=Text(
            "Loggens öppna nyckel, som rodtrad checkpoint visar.", "The log's public key, as rodtrad checkpoint shows it."
        ),
    ),
]
RequestFile = Annotated[
    Path, argument(metavar=Text("FIL", "FILE"), help=Text("En begäran från rodtrad cosign.", "A request from rodtrad cosign."))
]
Port = Annotated[
    int, option("--port", min=0, max=65535, help=Text("Porten; bara på den här datorn.", "The port; on this machine only."))
]


@command(Text("Gör ett vittne: en nyckel i en egen katalog.", "Makes a witness: a key in a folder of its own."))
def init(session: Session, name: Name, state: State) -> None:
    if not is_name(name):
        raise BadOption(option="NAMN", why=Text("inga mellanslag och inget plustecken.", "no spaces and no plus sign."))
    typer.echo(str(Witness.create(state, name).signer.key))


@command(
    Text(
        "Bevittnar en logg: bara kontrollpunkter med dess nyckel signeras.",
        "Witnesses a log: only checkpoints with its key are cosigned.",
    )
)
def trust(session: Session, key: LogKey, state: State) -> None:
    (log,) = public_keys([key], "NYCKEL")
    _witness(state).trust(log)
    session.say(Text(f"Vittnet bevittnar {log.name}.", f"The witness is one of {log.name}."))


@command(
    Text(
        "Signerar en kontrollpunkt om loggen har vuxit ur det som vittnet har sett; annars sägs det, och beviset sparas.",
        "Cosigns a checkpoint if the log has grown from what the witness has seen; else it says so, and keeps the proof.",
    )
)
def cosign(session: Session, path: RequestFile, state: State, out: Out = None) -> None:
    cosigned = _witness(state).cosign(read_text(path), int(time.time()))
    if out is None:
        typer.echo(cosigned, nl=False)
    else:
        write(out, cosigned.encode(), session.force)
        session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))


@command(Text("Svarar på begäran över HTTP, på den här datorn.", "Answers requests over HTTP, on this machine."))
def serve(session: Session, state: State, port: Port = 8100) -> None:
    with serving(_witness(state), port) as server:
        session.say(
            Text(f"Vittnet lyssnar på port {server.server_port}.", f"The witness listens on port {server.server_port}.")
        )
        server.serve_forever()


def _witness(state: Path) -> Witness:
    try:
        return Witness(state)
    except SigningKeyMissing:
        why = Text(
            "där finns inget vittne; gör ett med rodtrad witness init.",
            "there is no witness; make one with rodtrad witness init.",
        )
        raise BadOption(option="--state", why=why) from None


witness = CommandGroup(COMMANDS["witness"].help, {"init": init, "trust": trust, "cosign": cosign, "serve": serve})
