"""The commands about coming back: return, in and out, rundgång, and their sensitivity to their parameters."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Final, Literal

from domain.errors import BadOption
from domain.vocabulary.text import Lang, Text
from projections.movements.episodes import Terms
from projections.movements.returning import cyclers
from projections.movements.returning import returns as returns_of
from projections.movements.rundgang import ladder_declared, rundgang
from projections.movements.sensitivity import every_way, one_at_a_time
from projections.movements.sensitivity import sensitivity as sensitivity_of
from projections.movements.side_by_side import side_by_side
from projections.worlds.world import World
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import command, option
from scripts.cli.console.gates import gate_of
from scripts.cli.console.option_groups import AnswerOptions, CoordinateOptions
from scripts.cli.console.session import Session
from scripts.cli.movements.movement_options import Days, Top, days, opened
from scripts.cli.movements.tables import rounds, waits
from scripts.cli.movements.tables.answer import AnswerPart, MovementsAnswer, write_answer
from scripts.cli.movements.tables.side_by_side import side_by_side_part
from scripts.cli.movements.terms import TermOptions, Vary, choices_of

Only = Annotated[
    Literal["definitions", "outcomes", "months", "shares", "risk", "curve", "exits", "cyclers", "rounds"] | None,
    option(
        "--only",
        help=Text(
            "Bara den tabellen; curve är dag för dag, exits avsluten, cyclers och rounds personerna. CSV har en.",
            "That table only; curve is day by day, exits the exits, cyclers and rounds the persons. CSV has one.",
        ),
    ),
]
Every = Annotated[
    bool,
    option(
        "--every",
        help=Text(
            "Alla kombinationer av --vary, inte en parameter i taget.",
            "All combinations of --vary, not one parameter at a time.",
        ),
    ),
]
_ASIDE: Final = {"curve", "exits", "cyclers", "rounds"}


@command(
    Text(
        "Vilka som kommer tillbaka, efter tre definitioner: återinträde, in och ut, rundgång.",
        "Who comes back, by three definitions: return, in and out (cycler), rundgång.",
    )
)
def returns(
    session: Session,
    defined: TermOptions,
    horizon_days: Days = "90,180,365",
    *,
    top: Top = None,
    only: Only = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    terms, by = defined.terms(), days(horizon_days)
    with opened(session, when.coordinates()) as world:
        parts = _returns(world, terms, by, session.lang, top)
        says = rounds.notes_of(ladder_declared(world, terms))
    footing = [rounds.PENSION, rounds.terms_sentence(terms)]
    answer = MovementsAnswer({"terms": rounds.terms_record(terms)}, parts, _ASIDE, says, footing=footing)
    write_answer(session, answer, world, output, only)


def _returns(world: World, terms: Terms, by: list[int], lang: Lang, top: int | None) -> dict[str, Callable[[], AnswerPart]]:
    exits, people, around = returns_of(world, terms), cyclers(world, terms), rundgang(world, terms)
    competing = waits.competing_parts(exits.curve, by, lang, top, rounds.WHAT_CAME_FIRST)
    return {
        "definitions": partial(rounds.definitions_part, exits, people, around, lang),
        "outcomes": partial(rounds.outcomes_part, exits, lang),
        "months": partial(rounds.months_part, exits, lang, top),
        "shares": competing["shares"],
        "risk": competing["risk"],
        "curve": competing["curve"],
        "exits": partial(rounds.exits_part, exits, lang, top),
        "cyclers": partial(rounds.cyclers_part, people, lang, top),
        "rounds": partial(rounds.rounds_part, around, lang, top),
    }


@command(
    Text(
        "Hur många snurrar runt: R3, R4, R5 och de tre definitionerna bredvid varandra, var och en med sin mening.",
        "How many go round: R3, R4, R5 and the three definitions side by side, each with its sentence.",
    )
)
def how_many(
    session: Session,
    defined: TermOptions,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    terms = defined.terms()
    with session.worlds() as worlds:
        world = world_at(worlds, when.coordinates())
        definitions = side_by_side(world, gate_of(session, worlds.log), terms)
        says = rounds.notes_of(ladder_declared(world, terms))
    parts = {"definitions": partial(side_by_side_part, definitions, session.lang)}
    answer = MovementsAnswer({"terms": rounds.terms_record(terms)}, parts, says=says, footing=[rounds.terms_sentence(terms)])
    write_answer(session, answer, world, output)


@command(
    Text(
        "Hur mycket de tre definitionernas parametrar betyder: en rad för varje inställning.",
        "How much the three definitions' parameters matter: a row for each setting.",
    )
)
def sensitivity(
    session: Session,
    *,
    vary: Vary = None,
    every: Every = False,
    defined: TermOptions,
    top: Top = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    terms, choices = defined.terms(), choices_of(vary)
    if every and not vary:
        raise BadOption(option="--every", why=Text("hör till --vary.", "belongs to --vary."))
    with opened(session, when.coordinates()) as world:
        analysis = sensitivity_of(world, (every_way if every else one_at_a_time)(terms, choices))
    parts = {"sensitivity": partial(rounds.sensitivity_part, analysis.table, terms, session.lang, top)}
    question = {"terms": rounds.terms_record(terms), "every": every}
    says = rounds.notes_of(analysis.ladder_declared)
    answer = MovementsAnswer(question, parts, says=says, footing=[rounds.terms_sentence(terms)])
    write_answer(session, answer, world, output)
