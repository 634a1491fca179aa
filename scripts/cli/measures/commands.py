"""The commands about measures: the catalogue, figures, their cases, and why one participant is counted or not."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, Any, TypeVar

from domain.errors import Unknown
from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import as_csv
from projections.exports.figure_records import flat
from projections.measures.catalogue import CATALOGUE, called, find
from projections.measures.questions import Question, outcomes, parts
from projections.measures.search import search
from projections.measuring.explanation import explain as explanation
from projections.measuring.explanation import listed
from projections.measuring.figures import Ask, Figure
from projections.measuring.measure import Measure
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import argument, command
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions, CoordinateOptions, OpenAnswerOptions, TextAnswerOptions
from scripts.cli.console.rendering import answer, as_json, as_tables, write_csv, write_text
from scripts.cli.console.session import Session
from scripts.cli.measures.cases import case_grid, case_records, explanation_grids
from scripts.cli.measures.catalogue import catalogue_grid, entry, record
from scripts.cli.measures.figures import figure_grids
from scripts.cli.measures.openings import Release
from scripts.cli.measures.question_options import CaseOptions, FigureOptions, MeasureOptions

Result = TypeVar("Result")
Answers = TypeVar("Answers")


@command(COMMANDS["measures"].help)
def measures(
    session: Session,
    keys: Annotated[
        list[str] | None,
        argument(
            metavar=Text("[MÅTT|ORD…]", "[MEASURE|WORD…]"),
            help=Text(
                "Sök på ett ord, eller ange nycklar; utan listas alla.",
                "Search by a word, or give keys; without, all are listed.",
            ),
        ),
    ] = None,
    form: options.AsForm = "table",
) -> None:
    matches, by_key = _sought(keys or [])
    grids = (
        [grid for measure in matches for grid in entry(measure, session.lang)]
        if by_key
        else [catalogue_grid(matches, session.lang)]
    )
    answer(session, form, [record(measure) for measure in matches], grids)


def _sought(words: Sequence[str]) -> tuple[Sequence[Measure], bool]:
    """Returns the measures with these keys and True, or those whose texts match all words and False. Raises `Unknown`."""
    if not words:
        return list(CATALOGUE.values()), False
    try:
        return [measure for word in words for measure in find(word)], True
    except Unknown:
        if matches := search(" ".join(words)):
            return matches, False
        raise


@command(COMMANDS["measure"].help)
def measure(
    session: Session,
    measures: MeasureOptions,
    when: CoordinateOptions,
    choices: FigureOptions,
    output: OpenAnswerOptions,
) -> None:
    request = choices.question(measures)
    at = when.coordinates(request.rules)
    with session.worlds() as worlds:
        figures = Release(session, "measure", output.open_counts).answers(worlds.log, world_at(worlds, at), request)
    _write_figures(session, request, figures, output)


def _write_figures(session: Session, request: Question, figures: Sequence[Figure], output: AnswerOptions) -> None:
    out = output.out
    if output.form == "json":
        write_text(session, as_json([figure.fields() for figure in figures]), out)
    elif output.form == "csv":
        rows = [flat(figure, request.by) for figure in figures]
        names = list(dict.fromkeys(name for row in rows for name in row))
        write_csv(session, as_csv(names, rows, session.lang, session.headings), out)
    else:
        write_text(session, as_tables(figure_grids(request, figures, session.lang), session.lang), out)


def _answers(
    session: Session,
    request: Question,
    at: Coordinates,
    evaluate: Callable[[Ask, World], Iterable[Result]],
    seen: Callable[[list[tuple[Measure, Result]]], Answers],
    about: Sequence[str] = (),
) -> Answers:
    """Evaluates a question in the World at these coordinates, with the question's rules.

    `seen`: what of the answers may be shown. `about`: the participants that the question is about.
    """
    with session.worlds() as worlds:
        for participant in about:
            session.permit.check(participant)
        return seen(list(request.answers(world_at(worlds, at), evaluate)))


@command(COMMANDS["cases"].help)
def cases(
    session: Session,
    measures: MeasureOptions,
    when: CoordinateOptions,
    *,
    part: options.Parts = None,
    choices: CaseOptions,
    everyone: options.Everyone = False,
    outcome: options.OfOutcomes = None,
    output: AnswerOptions,
) -> None:
    request = choices.question(measures)
    at = when.coordinates(request.rules)
    only, wanted = parts(part or ()), outcomes(outcome or ())
    listing = partial(listed, lang=session.lang, everyone=everyone, only=only, outcomes=wanted)
    records = _answers(session, request, at, listing, lambda answers: session.permit.listed(case_records(answers, request)))
    output.write(session, records, [case_grid(records, session.lang)])


@command(COMMANDS["explain"].help)
def explain(
    session: Session,
    measures: MeasureOptions,
    participants: options.Participants,
    when: CoordinateOptions,
    choices: CaseOptions,
    output: TextAnswerOptions,
) -> None:
    request = choices.question(measures)
    at = when.coordinates(request.rules)
    lang = session.lang
    explained = partial(_explained, participants, lang)
    answers = _answers(session, request, at, explained, list, participants)
    if output.form == "json":
        several = [{"measure": called(measure), **explained} for measure, explained in answers]
        write_text(session, as_json(answers[0][1] if len(answers) == 1 else several), output.out)
    else:
        grids = [grid for of, explained in answers for grid in explanation_grids(_heading(request, of, lang), explained, lang)]
        write_text(session, as_tables(grids, lang), output.out)


def _explained(participants: Sequence[str], lang: Lang, ask: Ask, world: World) -> list[dict[str, Any]]:
    return [explanation(ask, world, participant, lang) for participant in participants]


def _heading(request: Question, measure: Measure, lang: Lang) -> str:
    """Returns the measure's name, and its title with the request's parameter values."""
    return f"{called(measure)}  {request.worded(measure).title(lang)}"
