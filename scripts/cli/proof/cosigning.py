"""The command `cosign`: has the last checkpoint cosigned by a witness, over HTTP or by files that people carry."""

from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from domain.errors import BadOption, RodTradError
from domain.log.proving.checkpoints import Checkpoints
from domain.proof.notes import LONGEST, NoteBroken, VerifierKey
from domain.proof.requests import CosigningRequest
from domain.vocabulary.text import Text
from projections.exports.files import write
from scripts.cli.console import options
from scripts.cli.console.declarations import command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session
from scripts.cli.proof.note_files import public_keys, read_text, unreadable

PATIENCE = 30
"""Seconds to wait for a witness."""
_OTHER_SIZE = 409
WitnessKey = Annotated[
    str,
    option(
        "--witness",
        metavar=Text("NYCKEL", "KEY"),
        help=Text("Vittnets öppna nyckel (NAMN+ID+…).", "The witness's public key (NAME+ID+…)."),
    ),
]
Url = Annotated[
    str | None,
    option(
        "--url",
        metavar=Text.same("URL"),
        help=Text(
            "Vittnets adress, till exempel https://vittne.example.",
            "The witness's address, for example https://witness.example.",
        ),
    ),
]
RequestFile = Annotated[
    Path | None,
    option(
        "--out",
        "-o",
        metavar=Text("FIL", "FILE"),
        callback=options.free,
        help=Text(
            "Skriver begäran till en fil, att lämna till vittnet.", "Writes the request to a file, to give to the witness."
        ),
    ),
]
Answer = Annotated[
    Path | None,
    option(
        "--answer",
        metavar=Text("FIL", "FILE"),
        help=Text("Vittnets svar: det läggs till kontrollpunkten.", "The witness's answer: it is added to the checkpoint."),
    ),
]


class WitnessSilent(RodTradError):
    text = Text("Vittnet {url} har inte signerat: {why}", "The witness {url} has not cosigned: {why}")


class HttpAnswer(NamedTuple):
    status: int
    text: str


@command(COMMANDS["cosign"].help)
def cosign(session: Session, witness: WitnessKey, url: Url = None, out: RequestFile = None, answer: Answer = None) -> None:
    (key,) = public_keys([witness])
    if [url, out, answer].count(None) != 2:
        raise BadOption(option="--url, --out, --answer", why=Text("ange en av dem.", "give one of them."))
    with session.log() as log:
        kept = Checkpoints(log)
        if out is not None:
            write(out, str(_request(kept, key)).encode(), session.force)
            session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))
            return
        try:
            kept.add_cosignatures(_over_http(kept, key, url) if url else read_text(answer or Path()), [key])
        except NoteBroken as why:
            raise unreadable(url or str(answer), why) from why
    session.say(Text(f"Kontrollpunkten är signerad av {key.name}.", f"The checkpoint is cosigned by {key.name}."))


def _request(kept: Checkpoints, key: VerifierKey, old: int | None = None) -> CosigningRequest:
    try:
        return kept.request_to(key, old)
    except NoteBroken as why:
        raise BadOption(
            option="--witness",
            why=Text("kör rodtrad checkpoint först ({why}).", "run rodtrad checkpoint first ({why}).").format(why=why),
        ) from why


def _over_http(kept: Checkpoints, key: VerifierKey, url: str) -> str:
    """Returns the checkpoint with what the witness answers; asks once more with the size that the witness says it has seen."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadOption(option="--url", why=Text("ange en http(s)-adress.", "give an http(s) address."))
    request = _request(kept, key)
    answer = _post(url, request)
    if answer.status == _OTHER_SIZE and answer.text.strip().isdecimal():
        request = _request(kept, key, int(answer.text))
        answer = _post(url, request)
    if answer.status != 200:
        raise WitnessSilent(url=url, why=f"HTTP {answer.status} {' '.join(answer.text.split())[:200]}")
    return request.note + answer.text


def _post(url: str, request: CosigningRequest) -> HttpAnswer:
    posted = Request(f"{url.rstrip('/')}/add-checkpoint", data=str(request).encode(), method="POST")
    try:
        with urlopen(posted, timeout=PATIENCE) as answer:
            return HttpAnswer(answer.status, answer.read(LONGEST).decode("utf-8", "replace"))
    except HTTPError as refused:
        with refused:
            return HttpAnswer(refused.code, refused.read(LONGEST).decode("utf-8", "replace"))
    except (URLError, OSError) as why:
        raise WitnessSilent(url=url, why=type(why).__name__) from why
