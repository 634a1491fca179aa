"""The commands of the retention run: who is due, the proposal with its archive file, the confirmation; and who is held."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from domain.calendar import day_of, in_stockholm
from domain.errors import BadOption
from domain.log.application import Log
from domain.log.retention_records import RetentionRecords
from domain.normal_form import normal_form
from domain.vocabulary.text import Text
from projections.erasure.candidates import Candidate, candidates
from projections.erasure.erasing import Effect, Order, effect_on, subjects_of
from projections.erasure.proposing import MUNICIPALITY, confirmed, municipality_of, package, propose
from projections.exports.files import write
from scripts.cli.console import options
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions
from scripts.cli.console.rendering import Column, Format, Grid, as_json, as_tables, write_text
from scripts.cli.console.session import Session, current_user, now
from scripts.cli.erasure.erasing import DaysKept, ReceiptFile, Yes, confirm, write_receipt
from scripts.cli.erasure.tables import candidate_records, effect_grid, effect_record, retention_grid

_CODE = re.compile(r"[0-9]{4}")
Municipality = Annotated[
    str | None,
    option(
        "--municipality",
        metavar=Text("KOD", "CODE"),
        help=Text("Kommunens kod, fyra siffror; lagret minns den.", "The municipality's code, four digits; remembered."),
    ),
]
Propose = Annotated[
    Path | None,
    option(
        "--propose",
        metavar=Text("FIL", "FILE"),
        callback=options.free,
        help=Text(
            "Skriver arkivfilen (zip, i klartext) med dem som bevaras, och föreslår gallringen av de andra.",
            "Writes the archive file (zip, in clear) of those who are kept, and proposes the erasure of the others.",
        ),
    ),
]
Confirm = Annotated[
    str | None,
    option(
        "--confirm",
        metavar=Text("FÖRSLAG", "PROPOSAL"),
        help=Text("Gallrar enligt ett förslag som någon annan har gjort.", "Erases by a proposal that another has made."),
    ),
]
Participant = Annotated[
    str, argument(metavar=Text("NYCKEL", "KEY"), help=Text("Deltagarens nyckel.", "The participant's key."))
]
Reason = Annotated[
    str | None, option("--reason", metavar=Text.same("TEXT"), help=Text("Varför hen inte får gallras.", "Why not to erase."))
]
Lift = Annotated[bool, option("--lift", help=Text("Häver undantaget.", "Lifts the hold."))]


@command(COMMANDS["retention"].help)
def retention(
    session: Session,
    municipality: Municipality = None,
    proposed: Propose = None,
    confirm_: Confirm = None,
    dry_run: options.DryRun = False,
    yes: Yes = False,
    receipt: ReceiptFile = None,
    days_kept: DaysKept = 35,
    form: options.AsForm = "table",
) -> None:
    _refuse_both(proposed, confirm_)
    with session.worlds() as worlds:
        log, at = worlds.log, now()
        code = _municipality(log, municipality, keep=not dry_run)
        listed = _listed(session, log, code, at)
        effect = effect_on(log, [stream for each in listed if each.outcome == "due" for stream in each.streams])
        if confirm_ is not None and not dry_run:
            confirm(session, effect, yes=yes)
            given = confirmed(worlds, confirm_, Order("retention", current_user(), at, days_kept), day_of(at))
            write_receipt(session, given, receipt, form)
            return
        if proposed is not None and not dry_run:
            _propose(session, log, listed, proposed, at)
    _write(session, code, listed, effect, form)


def _listed(session: Session, log: Log, code: str, at: datetime) -> list[Candidate]:
    listed = list(candidates(log, code, day_of(at)))
    session.permit.show_cases(candidate_records(listed))
    return listed


def _write(session: Session, code: str, listed: Sequence[Candidate], effect: Effect, form: Format) -> None:
    record = {"municipality": code, "candidates": candidate_records(listed), "effect": effect_record(effect)}
    grids = [retention_grid(listed, session.lang), effect_grid(effect, session.lang)]
    write_text(session, as_json(record) if form == "json" else as_tables(grids, session.lang))


def _refuse_both(proposed: Path | None, confirmed_: str | None) -> None:
    if proposed is not None and confirmed_ is not None:
        raise BadOption(option="--confirm", why=Text("kan inte stå med --propose.", "cannot stand with --propose."))


def _propose(session: Session, log: Log, listed: Sequence[Candidate], file: Path, at: datetime) -> None:
    """Writes the archive file, and only then records the proposal."""
    archived = package(log, listed, current_user(), at)
    write(file, archived, session.force)
    proposal = propose(log, listed, archived, current_user(), at)
    session.say(_PROPOSED.format(id=proposal.id, file=file, digest=proposal.archive))


_PROPOSED = Text(
    "Förslag {id}. Arkivfilen {file} (SHA-256 {digest}) är personuppgifter i klartext: lämna den till arkivmyndigheten. "
    "Någon annan gallrar med: rodtrad retention --confirm {id}",
    "Proposal {id}. The archive file {file} (SHA-256 {digest}) is personal data in clear: hand it to the archive authority. "
    "Somebody else erases by: rodtrad retention --confirm {id}",
)


def _municipality(log: Log, given: str | None, *, keep: bool) -> str:
    if given is None:
        return municipality_of(log)
    if not _CODE.fullmatch(given):
        raise BadOption(option="--municipality", why=Text("fyra siffror, till exempel 0380.", "four digits, for example 0380."))
    if keep:
        RetentionRecords(log.keys).set(MUNICIPALITY, given)
    return given


@command(COMMANDS["hold"].help)
def hold(session: Session, participant: Participant, reason: Reason = None, lift: Lift = False) -> None:
    if lift == (reason is not None):
        raise BadOption(option="--reason", why=Text("ange --reason eller --lift.", "give --reason or --lift."))
    why = None if reason is None else options.text_of(reason, "--reason")
    with session.log() as log:
        session.permit.check(participant)
        records = RetentionRecords(log.keys)
        subjects = subjects_of(log, [normal_form(participant)], held=True)
        if why is None:
            number = records.lift([subject.stream for subject in subjects])
            session.say(Text(f"Hävda undantag: {number}.", f"Holds lifted: {number}."))
            return
        for subject in subjects:
            records.hold(subject, why, current_user(), now())
    session.say(Text("Undantagen från gallring tills vidare.", "Held from erasure until further notice."))


_HOLDS = (
    Column("participant", Text("Deltagare", "Participant"), whole=True),
    Column("since", Text("Sedan", "Since"), whole=True),
    Column("by", Text("Av", "By")),
    Column("reason", Text("Skäl", "Reason")),
)


@command(COMMANDS["holds"].help)
def holds(session: Session, output: AnswerOptions) -> None:
    with session.log() as log:
        records = session.permit.listed(
            [
                {"participant": each.participant, "since": in_stockholm(each.since), "by": each.by, "reason": each.reason}
                for each in RetentionRecords(log.keys).held().values()
            ]
        )
    rows = [record | {"since": f"{record['since']:%Y-%m-%d %H:%M}"} for record in records]
    output.write(session, records, [Grid(_HOLDS, rows)])
