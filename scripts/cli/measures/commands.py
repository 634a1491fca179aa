"""The commands about measures: the catalogue, figures, their cases, and why one participant is among them or not."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from domain.errors import Unknown
from domain.vocabulary.text import Lang
from projections.exports.csv_text import as_csv
from projections.exports.figure_records import flat
from projections.measures.catalogue import CATALOGUE, called, find
from projections.measures.questions import Question, outcomes, parts, question
from projections.measures.search import search
from projections.measuring.explanation import explain as explanation
from projections.measuring.explanation import listed
from projections.measuring.figures import Ask, Figure
from projections.measuring.measure import Measure
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.rendering import Format3, answer, as_json, as_tables, write_csv, write_text
from scripts.cli.console.session import Session
from scripts.cli.measures import openings
from scripts.cli.measures.cases import case_grid, case_records, explanation_grids
from scripts.cli.measures.catalogue import catalogue_grid, entry, record
from scripts.cli.measures.figures import figure_grids

Result = TypeVar("Result")


def measures(
    ctx: typer.Context,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MÅTT|ORD…]", help="Sök på ett ord, eller ange nycklar; utan listas alla."),
    ] = None,
    form: options.AsForm = "table",
) -> None:
    """Måtten: vad de är, hur de räknas, varifrån de kommer, med ett uträknat exempel."""
    session: Session = ctx.obj
    matches, by_key = _sought(keys or [])
    grids = (
        [grid for measure in matches for grid in entry(measure, session.lang)]
        if by_key
        else [catalogue_grid(matches, session.lang)]
    )
    answer(session, form, [record(measure) for measure in matches], grids)


def _sought(words: Sequence[str]) -> tuple[Sequence[Measure], bool]:
    """The measures of these keys, or those of which all the words say something; and which of the two. Raises `Unknown`."""
    if not words:
        return list(CATALOGUE.values()), False
    try:
        return [measure for word in words for measure in find(word)], True
    except Unknown:
        if matches := search(" ".join(words)):
            return matches, False
        raise


def measure(
    ctx: typer.Context,
    keys: options.Keys,
    periods: options.Periods,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    by: options.By = "",
    view: options.OfView = "official",
    sets: options.Sets = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Siffror: måtten för perioderna, med gränser, täckning och läge."""
    request = question(keys, periods, view, by, sets or ())
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    session: Session = ctx.obj
    with session.worlds() as worlds:
        leaving = openings.leaving(worlds.log, open_counts)
        figures = [figure for _, figure in request.answers(world_at(worlds, when), leaving)]
    if open_counts:
        openings.record(session, "measure", openings.what_of(request))
    _write_figures(session, request, figures, form, out)


def _write_figures(session: Session, request: Question, figures: Sequence[Figure], form: Format3, out: Path | None) -> None:
    if form == "json":
        write_text(session, as_json([figure.fields() for figure in figures]), out)
    elif form == "csv":
        rows = [flat(figure, request.by) for figure in figures]
        names = list(dict.fromkeys(name for row in rows for name in row))
        write_csv(session, as_csv(names, rows, session.lang, session.headings), out)
    else:
        write_text(session, as_tables(figure_grids(request, figures, session.lang), session.lang), out)


def _answers(
    session: Session, request: Question, when: Coordinates, evaluate: Callable[[Ask, World], Iterable[Result]]
) -> list[tuple[Measure, Result]]:
    """In the World at those coordinates, which have the question's rules."""
    with session.worlds() as worlds:
        return list(request.answers(world_at(worlds, when), evaluate))


def cases(
    ctx: typer.Context,
    keys: options.Keys,
    periods: options.Periods,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    part: options.Parts = None,
    view: options.OfView = "official",
    sets: options.Sets = None,
    everyone: options.Everyone = False,
    outcome: options.OfOutcomes = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Fallen bakom en siffra, vart och ett med sitt skäl och sina händelser."""
    session: Session = ctx.obj
    request = question(keys, periods, view, "", sets or ())
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    only, wanted = parts(part or ()), outcomes(outcome or ())
    listing = partial(listed, lang=session.lang, everyone=everyone, only=only, outcomes=wanted)
    records = case_records(_answers(session, request, when, listing), request)
    answer(session, form, records, [case_grid(records, session.lang)], out)


def explain(
    ctx: typer.Context,
    keys: options.Keys,
    periods: options.Periods,
    participants: options.Participants,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    view: options.OfView = "official",
    sets: options.Sets = None,
    form: options.AsForm = "table",
    out: options.Out = None,
) -> None:
    """Varför en deltagare är med i en siffra eller inte, steg för steg."""
    session: Session = ctx.obj
    request = question(keys, periods, view, "", sets or ())
    when = coordinates(as_of, known_at, position, learned_by, request.rules)
    lang = session.lang
    answers = _answers(session, request, when, lambda ask, world: [explanation(ask, world, who, lang) for who in participants])
    if form == "json":
        several = [{"measure": called(measure), **explained} for measure, explained in answers]
        write_text(session, as_json(answers[0][1] if len(answers) == 1 else several), out)
    else:
        grids = [grid for of, explained in answers for grid in explanation_grids(_heading(request, of, lang), explained, lang)]
        write_text(session, as_tables(grids, lang), out)


def _heading(request: Question, measure: Measure, lang: Lang) -> str:
    """What it is called, and its title with the request's parameter values."""
    return f"{called(measure)}  {request.worded(measure).title(lang)}"
