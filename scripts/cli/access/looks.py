"""The commands `looks …`: the access log, its review, and the extract for a participant."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from domain.access.access_log import AccessEntry, AccessLog, append
from domain.access.accounts import Accounts
from domain.access.reviewing import (
    PER_UNIT,
    REVIEWED,
    RULES,
    VERDICTS,
    LookedAt,
    Verdict,
    broken_rules,
    looks_of,
    opened_by,
    sampled,
    verdicts,
)
from domain.access.roles import LABELS
from domain.calendar import STOCKHOLM, in_stockholm
from domain.errors import BadOption, Unknown
from domain.events.repeating import repeatable_id
from domain.log.application import Log
from domain.vocabulary.text import Text
from projections.measuring.limits import bounded_period
from projections.timelines.timeline import thread_of
from projections.timelines.timeline import timeline as laid_out
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.declarations import CommandGroup, argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions
from scripts.cli.console.permits import CommandPermit
from scripts.cli.console.rendering import Column, Grid, as_tables, write_text
from scripts.cli.console.session import Session, now
from scripts.cli.participants.drawing import as_text

Month = Annotated[
    str,
    option(
        "--month", metavar=Text("MÅNAD", "MONTH"), help=Text("Månaden, till exempel 2026-11.", "The month, such as 2026-11.")
    ),
]
_LOOK = (
    Column("number", Text("Nr", "No."), number=True),
    Column("at", Text("När", "When"), whole=True),
    Column("who", Text("Vem", "Who"), whole=True),
    Column("role", Text("Roll", "Role")),
    Column("units", Text("Enheter", "Units")),
    Column("purpose", Text("Ändamål", "Purpose")),
    Column("what", Text("Vad", "What")),
    Column("outcome", Text("Utfall", "Outcome")),
    Column("shown", Text("Visade", "Shown"), number=True),
)
_SAMPLE = (*_LOOK, Column("rules", Text("Att fråga om", "To ask about")), Column("verdict", Text("Omdöme", "Verdict")))


@command(Text("Vem som såg vad en månad.", "Who saw what in a month."))
def list_(session: Session, month: Month, output: AnswerOptions) -> None:
    with session.log():
        entries = _reviewable(session.permit, _within(AccessLog(session.permit.store), month))
        session.permit.record("done", ())
    records = [_record(session, entry) for entry in entries]
    output.write(session, records, [Grid(_LOOK, records)])


@command(Text("Ett stickprov att granska, lika för alla som drar det.", "A sample to review, the same for all who draw it."))
def sample(
    session: Session,
    month: Month,
    per_unit: Annotated[
        int, option("--per-unit", metavar=Text.same("N"), min=1, help=Text("Så många av varje enhet.", "So many of each unit."))
    ] = PER_UNIT,
    *,
    output: AnswerOptions,
) -> None:
    with session.log() as log:
        permit = session.permit
        kept = AccessLog(permit.store)
        entries, seed = _reviewable(permit, _within(kept, month)), kept.root_at(_bounds(month)[1])
        chosen, given = sampled(entries, seed, per_unit), verdicts(kept.entries())
        records = [_record(session, entry) | _review(session, log, entries, entry, given) for entry in chosen]
        permit.record("done", {stream for entry in chosen for stream in entry.persons})
    reviewed = sum(record["verdict"] is not None for record in records)
    note = Text(f"Granskade: {reviewed} av {len(records)}.", f"Reviewed: {reviewed} of {len(records)}.")
    output.write(session, records, [Grid(_SAMPLE, records, notes=[note[session.lang]])])


def _review(
    session: Session, log: Log, entries: Sequence[AccessEntry], entry: AccessEntry, given: dict[int, str]
) -> dict[str, Any]:
    account = Accounts(session.permit.store).find(entry.sub, entry.issuer)
    persons = [_looked_at(log, stream) for stream in entry.persons]
    rules = broken_rules(entry, account.name if account else entry.sub, persons, opened_by(entries, entry))
    verdict = given.get(entry.number)
    return {
        "rules": [RULES[rule][session.lang] for rule in rules],
        "verdict": VERDICTS[verdict][session.lang] if verdict in VERDICTS else None,  # type: ignore[index]
    }


def _looked_at(log: Log, stream: bytes) -> LookedAt:
    """Reads of a participant what the rules of review need; nothing of one who is erased."""
    subject = log.keys.by_stream([stream]).get(stream)
    if subject is None:
        return LookedAt()
    events = log.history(subject.name)
    thread = thread_of(subject.name, events, coordinates(None))
    names = {word for event in events for word in (getattr(event, "name", None) or "").lower().split()}
    if thread is None:
        return LookedAt(frozenset(names))
    line = laid_out(thread, coordinates(None), "sv")
    ends = [journey.ended_on for journey in line.journeys]
    closed = None if not ends or None in ends else max(end for end in ends if end is not None)
    return LookedAt(frozenset(names), closed, bool(line.protected))


@command(Text("Antecknar ett omdöme om en titt.", "Records a verdict about a look."))
def review(
    session: Session,
    number: Annotated[int, argument(metavar=Text("NR", "NO."), help=Text("Tittens nummer.", "The look's number."))],
    verdict: Annotated[
        Verdict,
        argument(
            metavar=Text("OMDÖME", "VERDICT"),
            help=Text("Behörig, obehörig eller utreds.", "Proper, improper or under inquiry."),
        ),
    ],
    comment: Annotated[
        str,
        option("--comment", metavar=Text("TEXT", "TEXT"), help=Text("Varför; ingen persons namn.", "Why; no person's name.")),
    ] = "",
) -> None:
    with session.log():
        permit = session.permit
        known = {entry.number for entry in _reviewable(permit, AccessLog(permit.store).entries())}
        if number not in known:
            raise Unknown(what=Text("Titten", "look"), name=str(number), hint=Text.same(""))
        with permit.store.writing() as connection:
            append(connection, permit.context, now(), REVIEWED, f"{number} {verdict} {comment}".strip(), "done", ())
    session.say(Text(f"Antecknat: {number}, {VERDICTS[verdict].sv}.", f"Recorded: {number}, {VERDICTS[verdict].en}."))


@command(
    Text("Räknar om åtkomstloggen: att ingen post är ändrad eller borta.", "Recounts the access log: no entry changed or gone.")
)
def verify(session: Session) -> None:
    with session.log():
        kept = AccessLog(session.permit.store)
        size, root = kept.head()
        wrong = kept.verify()
    if wrong is not None:
        session.say(Text(f"Post {wrong} stämmer inte.", f"Entry {wrong} is not as it was."))
        raise typer.Exit(1)
    session.say(Text(f"{size} poster stämmer; rot {root.hex()}.", f"{size} entries add up; root {root.hex()}."))


@command(
    Text(
        "Registerutdrag för en deltagare: vilka som har sett hen, och hela tråden i ord.",
        "The extract for a participant: who has seen them, and their whole thread in words.",
    )
)
def extract(
    session: Session,
    participant: Annotated[
        str, argument(metavar=Text("DELTAGARE", "PARTICIPANT"), help=Text("Deltagarens nyckel.", "The participant's key."))
    ],
) -> None:
    at = coordinates(None)
    with session.log() as log:
        permit = session.permit
        permit.check(participant)
        thread = thread_of(participant, log.history(participant), at)
        if thread is None:
            raise Unknown(what=Text("Deltagaren", "participant"), name=repeatable_id(participant), hint=Text.same(""))
        keys = log.clusters().get(participant, (participant,))
        streams = [subject.stream for subject in log.keys.find(list(keys)).values() if subject is not None]
        records = [_record(session, entry) for entry in AccessLog(permit.store).entries_of(streams)]
    looks = as_tables([Grid(_LOOK, records)], session.lang)
    write_text(session, looks + "\n" + as_text(laid_out(thread, at, session.lang), session.lang))


@command(Text("Tar bort poster äldre än fem år.", "Deletes entries older than five years."))
def expire(session: Session) -> None:
    with session.log():
        number = AccessLog(session.permit.store).expire(session.permit.context, now())
    session.say(Text(f"Borttagna: {number}.", f"Deleted: {number}."))


def _reviewable(permit: CommandPermit, entries: Iterable[AccessEntry]) -> list[AccessEntry]:
    """Returns the looks that the operator may review: everybody's, or those of staff of their own units."""
    return [entry for entry in looks_of(entries) if permit.rows.everyone or permit.rows.units & set(entry.units)]


def _within(kept: AccessLog, month: str) -> list[AccessEntry]:
    first, after = _bounds(month)
    return list(kept.entries(first, after))


def _bounds(month: str) -> tuple[datetime, datetime]:
    period = bounded_period(month)
    if len(period.months) != 1:
        raise BadOption(option="--month", why=Text("en månad.", "one month."))
    return _start(period.first_on), _start(period.last_on + timedelta(days=1))


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM)


def _record(session: Session, entry: AccessEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": f"{in_stockholm(entry.at):%Y-%m-%d %H:%M:%S}",
        "who": entry.sub,
        "role": LABELS[entry.role][session.lang],
        "units": list(entry.units),
        "purpose": entry.purpose,
        "what": entry.what,
        "outcome": entry.outcome,
        "shown": len(entry.persons),
    }


looks = CommandGroup(
    COMMANDS["looks"].help,
    {"list": list_, "sample": sample, "review": review, "verify": verify, "extract": extract, "expire": expire},
)
