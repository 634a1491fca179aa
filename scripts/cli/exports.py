"""The commands that write data for other tools: facts, cases and figures as tables, Kolada-shaped rows, OCEL, sequences."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import polars as pl

from domain.errors import BadOption
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Text
from projections.exports.csv_text import as_csv
from projections.exports.files import write_lines
from projections.exports.frames import cases_frame, facts_frame, figures_frame
from projections.exports.kolada import FLAT, envelope, kolada, rows
from projections.exports.naming import Naming
from projections.exports.ocel.document import ocel
from projections.exports.ocel.threads import threads
from projections.exports.sequences import spells, timestamped
from projections.exports.writing import Form, plain_csv, write_frame
from projections.measures.catalogue import called
from projections.measures.questions import Question, outcomes
from projections.measuring.explanation import listed
from projections.measuring.figures import Figure
from projections.measuring.limits import bounded_period
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import located, world_at
from scripts.cli.console.declarations import command
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import CoordinateOptions, ReleaseOptions
from scripts.cli.console.rendering import as_json, write_csv, write_text
from scripts.cli.console.session import Session
from scripts.cli.export_options import (
    AsKolada,
    AsTable,
    Clocked,
    Municipality,
    SourceKeys,
    TableName,
    TableOptions,
    Within,
)
from scripts.cli.measures.openings import Release
from scripts.cli.measures.question_options import CaseOptions, FigureOptions, MeasureOptions


@command(COMMANDS["export-facts"].help)
def export_facts(
    session: Session,
    table: TableName,
    out: options.Written,
    when: CoordinateOptions,
    table_options: TableOptions,
) -> None:
    with _opened(session, when.coordinates(), table_options.source_keys) as (world, naming):
        frame = facts_frame(world, table, naming)
    _write_table(session, frame, out, table_options.form)


@command(COMMANDS["export-cases"].help)
def export_cases(
    session: Session,
    measures: MeasureOptions,
    out: options.Written,
    when: CoordinateOptions,
    choices: CaseOptions,
    *,
    everyone: options.Everyone = False,
    outcome: options.OfOutcomes = None,
    table_options: TableOptions,
) -> None:
    request = choices.question(measures)
    at, wanted = when.coordinates(request.rules), outcomes(outcome or ())
    with _opened(session, at, table_options.source_keys) as (world, naming):
        answers = request.answers(world, partial(listed, lang=session.lang, everyone=everyone, outcomes=wanted))
        frame = cases_frame(((called(measure), case) for measure, case in answers), world, naming)
    _write_table(session, frame, out, table_options.form)


@command(COMMANDS["export-figures"].help)
def export_figures(
    session: Session,
    measures: MeasureOptions,
    out: options.Written,
    when: CoordinateOptions,
    choices: FigureOptions,
    form: AsTable = "csv",
    open_counts: options.OpenCounts = False,
) -> None:
    request = choices.question(measures)
    release = Release(session, "export-figures", open_counts)
    frame = figures_frame(_figures(release, request, when.coordinates(request.rules)), request.by)
    _write_table(session, frame, out, form)


@command(COMMANDS["export-kolada"].help)
def export_kolada(
    session: Session,
    measures: MeasureOptions,
    municipality: Municipality,
    when: CoordinateOptions,
    *,
    form: AsKolada = "json",
    output: ReleaseOptions,
) -> None:
    if not re.fullmatch(r"\d{4}", municipality):
        raise BadOption(
            option="--municipality", why=Text("skriv fyra siffror, till exempel 0380.", "write four digits, such as 0380.")
        )
    request = FigureOptions(by="sex").question(measures)
    release = Release(session, "export-kolada", output.open_counts)
    records = kolada(_figures(release, request, when.coordinates(request.rules)), municipality)
    if form == "json":
        write_text(session, as_json(envelope(records)), output.out)
    else:
        write_csv(session, as_csv(FLAT, list(rows(records)), session.lang, session.headings), output.out)


@command(COMMANDS["export-ocel"].help)
def export_ocel(
    session: Session,
    out: options.Written,
    when: CoordinateOptions,
    keys: SourceKeys = False,
    packed: options.Packed = False,
) -> None:
    at = when.coordinates()
    with session.log() as log:
        session.permit.show_everyone(by_key=keys)
        lines = ocel(threads(log, located(at, log)), at.as_of, Naming.of(log, keys))
        write_lines(lines, out, session.force, packed)
    session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))


@command(COMMANDS["export-spells"].help)
def export_spells(
    session: Session,
    out: options.Written,
    *,
    within: Within = None,
    when: CoordinateOptions,
    keys: SourceKeys = False,
) -> None:
    span = None if within is None else bounded_period(within)
    with _opened(session, when.coordinates(), keys) as (world, naming):
        frame = spells(world, naming, span)
    _write_plain(session, frame, out)


@command(COMMANDS["export-events"].help)
def export_events(
    session: Session,
    out: options.Written,
    *,
    time: Clocked = "date",
    codes: options.Codes = False,
    when: CoordinateOptions,
    keys: SourceKeys = False,
) -> None:
    with _opened(session, when.coordinates(), keys) as (world, naming):
        frame = timestamped(world, naming, time, codes)
    _write_plain(session, frame, out)


@contextmanager
def _opened(session: Session, at: Coordinates, keys: bool) -> Iterator[tuple[World, Naming]]:
    with session.worlds() as worlds:
        session.permit.show_everyone(by_key=keys)
        yield world_at(worlds, at), Naming.of(worlds.log, keys)


def _figures(release: Release, request: Question, at: Coordinates) -> list[Figure]:
    with release.session.worlds() as worlds:
        return release.answers(worlds.log, world_at(worlds, at), request)


def _write_table(session: Session, frame: pl.DataFrame, out: Path, form: Form) -> None:
    write_frame(frame, out, form, session.lang, session.headings, session.force)
    _say_rows(session, frame, out)


def _write_plain(session: Session, frame: pl.DataFrame, out: Path) -> None:
    write_lines(plain_csv(frame), out, session.force)
    _say_rows(session, frame, out)


def _say_rows(session: Session, frame: pl.DataFrame, out: Path) -> None:
    number = counted(frame.height, "row", session.lang)
    session.say(Text(f"Skrivet till {out}: {number}.", f"Written to {out}: {number}."))
