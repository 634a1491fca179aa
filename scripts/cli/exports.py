"""The commands that write for others' tools: facts, cases and figures as tables, Kolada-shaped rows, OCEL, sequences."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

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
from projections.exports.sequences import Clock, spells, timestamped
from projections.exports.writing import Form, plain_csv, write_frame
from projections.measures.catalogue import called
from projections.measures.questions import Question, outcomes, question
from projections.measuring.explanation import listed
from projections.measuring.figures import Figure
from projections.measuring.limits import bounded_period
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, located, world_at
from scripts.cli.console.rendering import as_json, write_csv, write_text
from scripts.cli.console.session import Session
from scripts.cli.measures import openings

AsTable = Annotated[Form, typer.Option("--format", "-f", help="csv har semikolon och decimalkomma; parquet har typer.")]
SourceKeys = Annotated[bool, typer.Option("--keys", help="Källornas egna nycklar i stället för slumpade id:n.")]
TableName = Annotated[str, typer.Argument(metavar="TABELL", help="En tabell med fakta, till exempel enrolments.")]
Municipality = Annotated[
    str, typer.Option("--municipality", metavar="KOD", help="Kommunens kod med fyra siffror, till exempel 0380.")
]
Within = Annotated[
    str | None,
    typer.Option("--period", "-p", metavar="PERIOD", help="Ett tillstånd per månad i perioden; annars varje spann för sig."),
]
Time = Annotated[Clock, typer.Option("--time", help="date, eller number: dagar från personens första händelse.")]
Codes = Annotated[bool, typer.Option("--codes", help="Även koden: insats_started:coaching.")]


def export_facts(
    ctx: typer.Context,
    table: TableName,
    out: options.Written,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: AsTable = "csv",
    keys: SourceKeys = False,
) -> None:
    """En tabell med fakta som CSV eller Parquet: inskrivningar, insatser, studier, stöd …"""
    session: Session = ctx.obj
    with _opened(session, coordinates(as_of, known_at, position, learned_by), keys) as (world, naming):
        frame = facts_frame(world, table, naming)
    _write_table(session, frame, out, form)


def export_cases(
    ctx: typer.Context,
    measures: options.Keys,
    periods: options.Periods,
    out: options.Written,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    view: options.OfView = "official",
    sets: options.Sets = None,
    everyone: options.Everyone = False,
    outcome: options.OfOutcomes = None,
    form: AsTable = "csv",
    keys: SourceKeys = False,
) -> None:
    """Måttens fall som CSV eller Parquet, med slumpade id:n."""
    session: Session = ctx.obj
    request = question(measures, periods, view, "", sets or ())
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    wanted = outcomes(outcome or ())
    with _opened(session, when, keys) as (world, naming):
        answers = request.answers(world, partial(listed, lang=session.lang, everyone=everyone, outcomes=wanted))
        frame = cases_frame(((called(measure), case) for measure, case in answers), world, naming)
    _write_table(session, frame, out, form)


def export_figures(
    ctx: typer.Context,
    measures: options.Keys,
    periods: options.Periods,
    out: options.Written,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    by: options.By = "",
    view: options.OfView = "official",
    sets: options.Sets = None,
    form: AsTable = "csv",
    open_counts: options.OpenCounts = False,
) -> None:
    """Siffror som CSV eller Parquet, med allt som gör dem reproducerbara."""
    session: Session = ctx.obj
    request = question(measures, periods, view, by, sets or ())
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    frame = figures_frame(_figures(session, request, when, open_counts, "export-figures"), request.by)
    _write_table(session, frame, out, form)


def export_kolada(
    ctx: typer.Context,
    measures: options.Keys,
    periods: options.Periods,
    municipality: Municipality,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: Annotated[Literal["json", "csv"], typer.Option("--format", "-f", help="Svarets form.")] = "json",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Siffror i Koladas form, under egna id:n (LOK-…), med det officiella mått som ligger närmast."""
    session: Session = ctx.obj
    if not re.fullmatch(r"\d{4}", municipality):
        raise BadOption(
            option="--municipality", why=Text("skriv fyra siffror, till exempel 0380.", "write four digits, such as 0380.")
        )
    request = question(measures, periods, "official", "sex")
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    records = kolada(_figures(session, request, when, open_counts, "export-kolada"), municipality)
    if form == "json":
        write_text(session, as_json(envelope(records)), out)
    else:
        write_csv(session, as_csv(FLAT, list(rows(records)), session.lang, session.headings), out)


def export_ocel(
    ctx: typer.Context,
    out: options.Written,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    keys: SourceKeys = False,
    packed: Annotated[bool, typer.Option("--gz", help="Packar filen med gzip.")] = False,
) -> None:
    """Alla händelser som OCEL 2.0 JSON, för objektcentrerad processanalys: händelser, saker och hur de hör ihop."""
    session: Session = ctx.obj
    when = coordinates(as_of, known_at, position, learned_by)
    with session.log() as log:
        lines = ocel(threads(log, located(when, log)), when.as_of, Naming.of(log, keys))
        write_lines(lines, out, session.force, packed)
    session.say(f"Skrivet till {out}.", f"Written to {out}.")


def export_spells(
    ctx: typer.Context,
    out: options.Written,
    within: Within = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    keys: SourceKeys = False,
) -> None:
    """Spann för sekvensanalys (SPELL: id,begin,end,status), så som TraMineR läser dem."""
    session: Session = ctx.obj
    span = None if within is None else bounded_period(within)
    with _opened(session, coordinates(as_of, known_at, position, learned_by), keys) as (world, naming):
        frame = spells(world, naming, span)
    _write_plain(session, frame, out)


def export_events(
    ctx: typer.Context,
    out: options.Written,
    time: Time = "date",
    codes: Codes = False,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    keys: SourceKeys = False,
) -> None:
    """Händelser för sekvensanalys (TSE: id,time,event), så som TraMineR läser dem."""
    session: Session = ctx.obj
    with _opened(session, coordinates(as_of, known_at, position, learned_by), keys) as (world, naming):
        frame = timestamped(world, naming, time, codes)
    _write_plain(session, frame, out)


@contextmanager
def _opened(session: Session, when: Coordinates, keys: bool) -> Iterator[tuple[World, Naming]]:
    with session.worlds() as worlds:
        yield world_at(worlds, when), Naming.of(worlds.log, keys)


def _figures(session: Session, request: Question, when: Coordinates, open_counts: bool, command: str) -> list[Figure]:
    with session.worlds() as worlds:
        figures = [figure for _, figure in request.answers(world_at(worlds, when), openings.leaving(worlds.log, open_counts))]
    if open_counts:
        openings.record(session, command, openings.what_of(request))
    return figures


def _write_table(session: Session, frame: pl.DataFrame, out: Path, form: Form) -> None:
    write_frame(frame, out, form, session.lang, session.headings, session.force)
    _say_rows(session, frame, out)


def _write_plain(session: Session, frame: pl.DataFrame, out: Path) -> None:
    write_lines(plain_csv(frame), out, session.force)
    _say_rows(session, frame, out)


def _say_rows(session: Session, frame: pl.DataFrame, out: Path) -> None:
    number = counted(frame.height, "row", session.lang)
    session.say(f"Skrivet till {out}: {number}.", f"Written to {out}: {number}.")
