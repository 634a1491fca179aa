"""The command `verify`: the whole log counted again, and the first entry named that is wrong, missing or added."""

from pathlib import Path
from typing import Annotated, Any

import typer

from domain.log.application import Log
from domain.log.proving.checkpoints import Checkpoints
from domain.log.proving.recount import Recount, recount
from domain.proof.checkpoints import Checkpoint, Trusted
from domain.vocabulary.text import Lang, Text
from scripts.cli.console import options
from scripts.cli.console.declarations import command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import Column, Grid, as_json, as_tables, write_text
from scripts.cli.console.session import Session
from scripts.cli.proof.note_files import parsed

Since = Annotated[
    Path | None,
    option(
        "--since",
        metavar=Text("KONTROLLPUNKT", "CHECKPOINT"),
        help=Text(
            "En signerad kontrollpunkt som någon har sparat: loggen ska börja med det som den säger.",
            "A signed checkpoint that somebody has kept: the log is to begin with what it says.",
        ),
    ),
]
_WORDS = {
    "size": Text("Positioner i loggen", "Positions in the log"),
    "root": Text("Trädets rot", "Root of the tree"),
    "entries": Text("Poster, var och en som sitt löv", "Entries, each as its leaf"),
    "erased": Text("Gallrade poster", "Erased entries"),
    "unmarked": Text("… varav gallrade innan loggen antecknade det", "… of them before the log noted which"),
    "checkpoints": Text("Kontrollpunkter som stämmer", "Checkpoints that agree"),
}


@command(COMMANDS["verify"].help)
def verify(session: Session, since: Since = None, form: options.AsForm = "table", processes: options.Processes = 2) -> None:
    with session.log(checked=False) as log:
        counted = _recounted(log, since, processes)
    record = _record(counted)
    if form == "json":
        write_text(session, as_json(record))
    else:
        write_text(session, as_tables([_grid(counted, record, session.lang)], session.lang))
    raise typer.Exit(0 if record["ok"] else 1)


def _recounted(log: Log, since: Path | None, processes: int) -> Recount:
    kept = Checkpoints(log)
    faults = list(kept.faults())
    signed = [] if faults else [each.opened() for each in kept]
    if since is not None:
        signed.append(parsed(since, lambda written: _opened(written, kept)))
    counted = recount(log, processes, signed)
    return counted if counted.difference or not faults else counted._replace(difference=faults[0])


def _opened(written: str, kept: Checkpoints) -> Checkpoint:
    checkpoint, _ = Trusted(kept.keys()).opened(written)
    return checkpoint


def _record(counted: Recount) -> dict[str, Any]:
    first = counted.difference
    return {
        "ok": first is None,
        "size": counted.size,
        "root": counted.root.hex(),
        "entries": counted.entries,
        "erased": counted.erased,
        "unmarked": counted.unmarked,
        "checkpoints": counted.checkpoints,
        "difference": None
        if first is None
        else {
            "position": first.position,
            "stream": first.stream.hex() if first.stream else None,
            "what_sv": first.what.sv,
            "what_en": first.what.en,
        },
    }


def _grid(counted: Recount, record: dict[str, Any], lang: Lang) -> Grid:
    rows = [{"name": words[lang], "value": record[name]} for name, words in _WORDS.items()]
    verdict = Text("Loggen håller.", "The log holds.")
    if counted.difference is not None:
        verdict = Text("LOGGEN HÅLLER INTE: {what}.", "THE LOG DOES NOT HOLD: {what}.").format(what=counted.difference.text)
    columns = (Column("name", Text.same(""), whole=True), Column("value", Text.same("")))
    return Grid(columns, rows, notes=[verdict[lang]], headings=False)
