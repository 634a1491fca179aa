"""Files that people send one another: checkpoints, proofs, requests to witnesses; and the options for keys."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from domain.errors import BadOption, Unreadable
from domain.log.storage.faults import reason
from domain.proof.notes import LONGEST, NoteBroken, VerifierKey
from domain.vocabulary.text import Text
from scripts.cli.console import options
from scripts.cli.console.declarations import option

Parsed = TypeVar("Parsed")

Out = Annotated[
    Path | None,
    option(
        "--out",
        "-o",
        metavar=Text("FIL", "FILE"),
        callback=options.free,
        help=Text("Filen som skrivs. Förval: skrivs ut.", "The file to write. Default: printed."),
    ),
]
Witnesses = Annotated[
    list[str] | None,
    option(
        "--witness",
        metavar=Text("NYCKEL", "KEY"),
        help=Text(
            "Ett vittnes öppna nyckel (NAMN+ID+…). Kan anges flera gånger.",
            "A witness's public key (NAME+ID+…). May be given several times.",
        ),
    ),
]


LogKeys = Annotated[
    list[str] | None,
    option(
        "--log-key",
        metavar=Text("NYCKEL", "KEY"),
        help=Text(
            "Loggens öppna nyckel, från den som för loggen (NAMN+ID+…). Kan anges flera gånger.",
            "The log's public key, from whoever keeps the log (NAME+ID+…). May be given several times.",
        ),
    ),
]


def read_text(path: Path) -> str:
    """Raises `Unreadable`."""
    try:
        content = path.read_bytes()[: LONGEST + 1]
        return content.decode()
    except OSError as error:
        why = Text("kan inte läsas ({reason}).", "cannot be read ({reason}).").format(reason=reason(error))
        raise Unreadable(where=str(path), why=why) from error
    except UnicodeDecodeError as error:
        raise Unreadable(where=str(path), why=Text("är ingen text.", "is no text.")) from error


def parsed(path: Path, parse: Callable[[str], Parsed]) -> Parsed:
    """Returns what a file holds. Raises `Unreadable` if it is something else, or not signed as it must be."""
    try:
        return parse(read_text(path))
    except NoteBroken as why:
        raise unreadable(str(path), why) from why


def unreadable(where: str, why: NoteBroken) -> Unreadable:
    return Unreadable(
        where=where, why=Text("är inte vad det ska vara ({why}).", "is not what it should be ({why}).").format(why=why)
    )


def public_keys(written: Sequence[str] | None, named: str = "--witness") -> list[VerifierKey]:
    """Raises `BadOption` if one is no key."""
    try:
        return [VerifierKey.parse(key) for key in written or ()]
    except NoteBroken as why:
        raise BadOption(option=named, why=Text("det är ingen öppen nyckel.", "it is no public key.")) from why
