"""The commands about derivation bundles: make one from a published figure, and verify one, which needs no store and no key."""

import platform
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import polars
import typer

from domain.errors import BadOption, Unreadable
from domain.log.storage.faults import reason
from domain.proof.checkpoints import Trusted
from domain.vocabulary.text import Text
from projections.bundles.contents import Environment
from projections.bundles.making import LARGEST, make_bundle
from projections.bundles.verifying import verify
from projections.exports.files import check_free, write
from projections.fingerprints.code import HOUSE, code_version
from scripts.cli.console import options
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import Session
from scripts.cli.measures.openings import Release
from scripts.cli.proof.note_files import LogKeys, Witnesses, public_keys
from scripts.cli.publications.verification_tables import verification_grids, verification_record

Out = Annotated[
    Path | None,
    option(
        "--out",
        "-o",
        metavar=Text("FIL", "FILE"),
        callback=options.free,
        help=Text("Bunten som skrivs. Förval: bundle-ID.zip.", "The bundle to write. Default: bundle-ID.zip."),
    ),
]
File = Annotated[Path, argument(metavar=Text("FIL", "FILE"), help=Text("Bunten.", "The bundle."))]


@command(COMMANDS["bundle"].help)
def bundle(session: Session, name: options.PublishedId, out: Out = None) -> None:
    path = out or Path(f"bundle-{name}.zip")
    check_free(path, session.force, session.kept)
    with session.worlds() as worlds:
        session.permit.show_everyone(by_key=False)
        bundle = make_bundle(worlds, name, environment())
    Release(session, "bundle", is_open=True).record(name)
    write(path, bundle, session.force)
    session.say(
        Text(
            f"Skrivet till {path}. Hantera filen som personuppgifter: en resa kan i sig själv avslöja vem det är.",
            f"Written to {path}. Handle the file as personal data: a journey can by itself tell who it is.",
        ),
    )


def environment() -> Environment:
    """Returns the platform that this program runs on."""
    lock = HOUSE / "requirements.lock"
    return Environment(
        python=platform.python_version(),
        polars=polars.__version__,
        sqlite=sqlite3.sqlite_version,
        code_version=code_version(),
        requirements_sha256=sha256(lock.read_bytes()).hexdigest() if lock.is_file() else None,
    )


@command(COMMANDS["verify-bundle"].help)
def verify_bundle(
    session: Session, path: File, log_keys: LogKeys = None, witnesses: Witnesses = None, form: options.AsForm = "table"
) -> None:
    trusted = Trusted(public_keys(log_keys, "--log-key"), public_keys(witnesses, "--witness"))
    if trusted.witnesses and not trusted.log:
        raise BadOption(option="--witness", why=Text("ange också --log-key.", "give --log-key too."))
    result = verify(_read(path), str(path), trusted)
    if form == "json":
        write_text(session, as_json(verification_record(result, session.lang)))
    else:
        write_text(session, as_tables(verification_grids(result, session.lang), session.lang))
    raise typer.Exit(0 if result.ok else 1)


_UNREADABLE = Text("kan inte läsas ({reason}).", "cannot be read ({reason}).")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(where=str(path), why=Text("är för stor för att vara en bunt.", "is too large to be a bundle."))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(where=str(path), why=_UNREADABLE.format(reason=reason(error))) from error
