"""The command that imports files: event files, or tables through a mapping."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.errors import StoreError
from domain.intake.bearers import bearers_in
from domain.intake.mapping import load_mapping
from domain.intake.pipeline import Importing, Summary
from domain.intake.pipeline import Progress as IntakeProgress
from domain.intake.refusals import by_row, own_faults, record, refused_lines, refused_rows
from domain.intake.snapshots.completeness import Completeness
from domain.intake.snapshots.delivering import Delivery
from domain.intake.snapshots.taking_in import IntakeResult, take_in
from domain.intake.sources import Sources, named_tables
from domain.log.application import Log
from domain.log.proving.checkpoints import Checkpoints
from domain.vocabulary.text import Text
from projections.exports.files import check_free, write_lines
from scripts.cli.console import options
from scripts.cli.console.declarations import command
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.rendering import Column, Format, Grid, as_json, as_tables, write_text
from scripts.cli.console.session import ERASED, UNFINISHED, Session, errors, now
from scripts.cli.store.deliveries import DeliveryOptions, delivery_counts, delivery_notes, delivery_record
from scripts.cli.store.refused_lines import first_refused

LISTED = 100
"""The maximum number of refused lines in the JSON summary; the file of refused lines holds all."""


@command(COMMANDS["import"].help)
def import_(
    session: Session,
    files: options.Files,
    delivered: DeliveryOptions,
    mapping: options.MappingName = None,
    tables: options.Tables = None,
    codes: options.SharedCodes = None,
    dry_run: options.DryRun = False,
    refused: options.Refused = None,
    form: options.AsForm = "table",
    processes: options.Processes = 2,
) -> None:
    sources = Sources(files, load_mapping(mapping, codes) if mapping else None, named_tables(tables or [], mapping is not None))
    sources.check()
    if refused is not None:
        check_free(refused, session.force, [*files, *sources.tables.values(), *([Path(mapping)] if mapping else [])])
    sources.now = now()
    delivery = delivered.of(sources)
    taken = _run(replace(session, processes=processes), sources, dry_run, delivery, delivered.accept_changes)
    summary = taken.summary
    if refused is not None:
        write_lines(_refused(summary, sources), refused, session.force)
    _write_summary(session, taken, sources, form, dry_run)
    if summary.refused:
        raise typer.Exit(1)


def _refused(summary: Summary, sources: Sources) -> Iterator[bytes]:
    """Yields the refused lines in their original form."""
    if sources.mapping is None:
        yield from refused_lines(summary.refused, sources)
    else:
        yield refused_rows(summary.refused, sources, sources.mapping.table)


def _run(
    session: Session, sources: Sources, dry: bool, delivery: Delivery | Completeness | None, accept_changes: bool
) -> IntakeResult:
    with _log(session, dry) as log, _progress(session, sources.expected) as progress:
        sources.lookup = bearers_in(log)
        importing = Importing(log, sources.now, dry, session.processes, progress)
        taken = take_in(importing, sources, delivery, accept_changes=accept_changes)
        if not dry:
            _sign(session, log)
        if taken.summary.erased and not dry:
            from projections.worlds.store import Worlds  # noqa: PLC0415 facts take long to load, and only an erasure needs them

            with closing(Worlds(log, session.processes)) as worlds:
                session.say(ERASED if worlds.forget_erased() else UNFINISHED)
    return taken


def _sign(session: Session, log: Log) -> None:
    """Signs a checkpoint if one is due. What was taken in is stored in any case, so an error is only reported."""
    try:
        Checkpoints(log, session.processes).make_if_due(now())
    except StoreError as error:
        session.say(error.text)


@contextmanager
def _log(session: Session, dry: bool) -> Iterator[Log]:
    """Opens the log. A dry run creates no store: without one, the lines are tried on a temporary store."""
    if dry and not session.exists:
        with tempfile.TemporaryDirectory() as directory, replace(session, where=f"{directory}/store").log(create=True) as log:
            yield log
    else:
        with session.log(create=not dry) as log:
            yield log


@contextmanager
def _progress(session: Session, expected: int) -> Iterator[IntakeProgress]:
    """Shows a progress bar on a terminal."""
    console = errors()
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(Text("Läser in", "Importing")[session.lang], total=expected)
        yield lambda lines: bar.advance(task, lines)


def _write_summary(session: Session, taken: IntakeResult, sources: Sources, form: Format, dry: bool) -> None:
    summary = taken.summary
    if form == "json":
        write_text(session, as_json(_record(summary, sources, dry) | delivery_record(taken, sources)))
        return
    if summary.refused:
        typer.echo(as_tables([first_refused(summary.refused, sources, session.lang)], session.lang), err=True)
    write_text(session, as_tables([_grid(session, taken, sources, dry)], session.lang))


def _record(summary: Summary, sources: Sources, dry: bool) -> dict[str, Any]:
    return {
        "files": [str(path) for path in sources.files],
        "dry_run": dry,
        **({} if sources.mapping is None else {"rows": sources.rows}),
        "read": summary.read,
        "added": summary.added,
        "already": summary.already,
        "purged": summary.purged,
        "erased": summary.erased,
        "refused": len(summary.refused),
        "reasons": dict(summary.reasons.most_common()),
        "refusals": [record(refusal, sources) for refusal in by_row(own_faults(summary.refused))[:LISTED]],
    }


def _read(session: Session, summary: Summary, sources: Sources) -> Iterator[tuple[str, int]]:
    """Counts the rows of a table separately from the events they produced."""
    if sources.mapping is None:
        yield Text("Lästa rader", "Lines read")[session.lang], summary.read
    else:
        yield Text("Lästa rader", "Rows read")[session.lang], sources.rows
        yield Text("Händelser i dem", "Events in them")[session.lang], summary.read - len(sources.bad_rows)


def _not_taken(session: Session, summary: Summary, sources: Sources) -> Iterator[tuple[str, int]]:
    """Counts refused lines; for a table, refused rows and their number for each reason."""
    refused, reasons = len(summary.refused), summary.reasons
    if sources.mapping is not None:
        refused = len({refusal.number for refusal in summary.refused})
        reasons = Counter(code for _, code in {(refusal.number, refusal.code) for refusal in own_faults(summary.refused)})
        yield Text("Avvisade rader", "Rows refused")[session.lang], refused
    else:
        yield Text("Avvisade", "Refused")[session.lang], refused
    yield from ((f"  {code}", number) for code, number in reasons.most_common())


def _grid(session: Session, taken: IntakeResult, sources: Sources, dry: bool) -> Grid:
    summary = taken.summary
    numbers = [
        *_read(session, summary, sources),
        (
            Text("Tillagda", "Added")[session.lang] if not dry else Text("Skulle läggas till", "Would be added")[session.lang],
            summary.added,
        ),
        *delivery_counts(taken, session.lang),
        (Text("Fanns redan", "Already there")[session.lang], summary.already),
        *_not_taken(session, summary, sources),
    ]
    if summary.erased:
        numbers.append((Text("Gick bort med gallringen", "Gone with the erasure")[session.lang], summary.purged))
        numbers.append((Text("Gallrade deltagare", "Participants erased")[session.lang], summary.erased))
    columns = (Column("name", Text.same("")), Column("number", Text.same(""), number=True))
    notes = [Text("Inget har lagrats.", "Nothing has been stored.")[session.lang]] if dry else []
    notes += delivery_notes(taken, sources, dry, session.lang)
    return Grid(columns, [{"name": name, "number": number} for name, number in numbers], notes=notes, headings=False)
