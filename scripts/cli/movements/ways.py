"""The commands about ways: which step follows which, whole ways, and repeated steps."""

from functools import partial
from typing import Annotated, Final, Literal

from domain.vocabulary.text import Text
from projections.movements.flows import flows as flows_of
from projections.movements.happenings import known_kind
from projections.movements.variants import PLANNED_TO_REPEAT, Loops
from projections.movements.variants import rework as rework_of
from projections.movements.variants import variants as variants_of
from scripts.cli.console.declarations import command, option
from scripts.cli.console.option_groups import AnswerOptions, CoordinateOptions
from scripts.cli.console.session import Session
from scripts.cli.movements.movement_options import ONLY, StepOptions, Top, opened, words
from scripts.cli.movements.tables import ways
from scripts.cli.movements.tables.answer import MovementsAnswer, write_answer

Only = Annotated[Literal["moves", "loops", "steps"] | None, ONLY]
Fold = Annotated[
    Literal["none", "runs", "pairs"],
    option(
        "--fold",
        help=Text(
            "Upprepningar visas, eller viks: runs gör A A till A, pairs även A B A B till A B.",
            "Loops are shown, or folded: runs makes A A into A, pairs also A B A B into A B.",
        ),
    ),
]
MayRepeat = Annotated[
    str | None,
    option(
        "--may-repeat",
        metavar=Text("SLAG,…", "KIND,…"),
        help=Text(
            "Slag som ska komma igen och inte räknas, eller none. Förval: uppföljningar, stöd …",
            "Kinds that are meant to come again and are not counted, or none. Default: follow-ups, support …",
        ),
    ),
]
_LOOPS: Final[dict[str, Loops]] = {"none": "unfolded", "runs": "runs_folded", "pairs": "pairs_folded"}


@command(
    Text(
        "Från varje steg till nästa: hur ofta, hur många, hur lång tid, och var man går runt.",
        "From each step to the next: how often, how many, how long, and where people turn back.",
    )
)
def flows(
    session: Session,
    steps: StepOptions,
    *,
    top: Top = None,
    only: Only = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    chosen = steps.selection()
    with opened(session, when.coordinates()) as world:
        flows, lang = flows_of(chosen.steps(world)), session.lang
    makers = {"moves": ways.moves_part, "loops": ways.loops_part, "steps": ways.steps_part}
    parts = {name: partial(make, flows, steps.within, lang, top) for name, make in makers.items()}
    write_answer(session, MovementsAnswer(chosen.record(), parts, footing=[chosen.sentence()]), world, output, only)


@command(Text("Hela vägar genom verksamheten, de vanligaste först.", "Whole ways through the programmes, the commonest first."))
def variants(
    session: Session,
    steps: StepOptions,
    *,
    fold: Fold = "none",
    top: Top = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    chosen = steps.selection()
    with opened(session, when.coordinates()) as world:
        variants = variants_of(chosen.steps(world), _LOOPS[fold])
    parts = {"variants": partial(ways.variants_part, variants, steps.within, session.lang, top)}
    totals = {"ways": variants.ways, "cases": variants.cases, "alone": variants.alone}
    footing = [ways.FOLDED[fold], chosen.sentence()]
    answer = MovementsAnswer(chosen.record() | {"fold": fold}, parts, totals=totals, footing=footing)
    write_answer(session, answer, world, output)


@command(
    Text(
        "Samma steg igen: hur många som gick igenom det mer än en gång, direkt igen eller efter något annat.",
        "The same step again: how many went through it more than once, straight again or after something else.",
    )
)
def rework(
    session: Session,
    steps: StepOptions,
    *,
    may_repeat: MayRepeat = None,
    top: Top = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    chosen = steps.selection()
    planned = _planned(may_repeat)
    with opened(session, when.coordinates()) as world:
        rework = rework_of(chosen.steps(world), planned)
    parts = {"rework": partial(ways.rework_part, rework, steps.within, session.lang, top)}
    footing = [chosen.sentence(), *([ways.left_out(planned)] if steps.events and planned else [])]
    answer = MovementsAnswer(chosen.record() | {"may_repeat": planned}, parts, footing=footing)
    write_answer(session, answer, world, output)


def _planned(given: str | None) -> list[str]:
    if given is None:
        return sorted(PLANNED_TO_REPEAT)
    return [] if given == "none" else [known_kind(kind) for kind in words(given)]
