"""The commands about ways: which step follows which, whole ways, and what is gone through again."""

from functools import partial
from typing import Annotated, Final, Literal

import typer

from projections.movements.flows import flows as flows_of
from projections.movements.happenings import known_kind
from projections.movements.variants import PLANNED_TO_REPEAT, Loops
from projections.movements.variants import rework as rework_of
from projections.movements.variants import variants as variants_of
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.session import Session
from scripts.cli.movements.movement_options import Began, Codes, Events, Of, PerCase, Top, opened, step_selection, words
from scripts.cli.movements.tables import ways
from scripts.cli.movements.tables.answer import MovementsAnswer, write_answer

Only = Annotated[
    Literal["moves", "loops", "steps"] | None,
    typer.Option("--only", help="Bara den tabellen. CSV har en: den första, eller denna."),
]
Fold = Annotated[
    Literal["none", "runs", "pairs"],
    typer.Option("--fold", help="Upprepningar visas, eller viks: runs gör A A till A, pairs även A B A B till A B."),
]
MayRepeat = Annotated[
    str | None,
    typer.Option(
        "--may-repeat",
        metavar="SLAG,…",
        help="Slag som ska komma igen och inte räknas, eller none. Förval: uppföljningar, stöd …",
    ),
]
_LOOPS: Final[dict[str, Loops]] = {"none": "unfolded", "runs": "runs_folded", "pairs": "pairs_folded"}


def flows(
    ctx: typer.Context,
    of: Of = None,
    events: Events = None,
    codes: Codes = False,
    within: PerCase = "participant",
    period_text: Began = None,
    top: Top = None,
    only: Only = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Från varje steg till nästa: hur ofta, hur många, hur lång tid, och var man går runt."""
    session: Session = ctx.obj
    chosen = step_selection(of, events, codes, within, period_text)
    with opened(session, coordinates(as_of, known_at, position, learned_by)) as world:
        flows, lang = flows_of(chosen.steps(world)), session.lang
    makers = {"moves": ways.moves_part, "loops": ways.loops_part, "steps": ways.steps_part}
    parts = {name: partial(make, flows, within, lang, top) for name, make in makers.items()}
    write_answer(session, MovementsAnswer(chosen.record(), parts, footing=[chosen.sentence()]), world, form, only, out)


def variants(
    ctx: typer.Context,
    of: Of = None,
    events: Events = None,
    codes: Codes = False,
    within: PerCase = "participant",
    period_text: Began = None,
    fold: Fold = "none",
    top: Top = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Hela vägar genom verksamheten, de vanligaste först."""
    session: Session = ctx.obj
    chosen = step_selection(of, events, codes, within, period_text)
    with opened(session, coordinates(as_of, known_at, position, learned_by)) as world:
        variants = variants_of(chosen.steps(world), _LOOPS[fold])
    parts = {"variants": partial(ways.variants_part, variants, within, session.lang, top)}
    totals = {"ways": variants.ways, "cases": variants.cases, "alone": variants.alone}
    footing = [ways.FOLDED[fold], chosen.sentence()]
    answer = MovementsAnswer(chosen.record() | {"fold": fold}, parts, totals=totals, footing=footing)
    write_answer(session, answer, world, form, None, out)


def rework(
    ctx: typer.Context,
    of: Of = None,
    events: Events = None,
    codes: Codes = False,
    within: PerCase = "participant",
    period_text: Began = None,
    may_repeat: MayRepeat = None,
    top: Top = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Samma steg igen: hur många som gick igenom det mer än en gång, direkt igen eller efter något annat."""
    session: Session = ctx.obj
    chosen = step_selection(of, events, codes, within, period_text)
    planned = _planned(may_repeat)
    with opened(session, coordinates(as_of, known_at, position, learned_by)) as world:
        rework = rework_of(chosen.steps(world), planned)
    parts = {"rework": partial(ways.rework_part, rework, within, session.lang, top)}
    footing = [chosen.sentence(), *([ways.left_out(planned)] if events and planned else [])]
    answer = MovementsAnswer(chosen.record() | {"may_repeat": planned}, parts, footing=footing)
    write_answer(session, answer, world, form, None, out)


def _planned(given: str | None) -> list[str]:
    if given is None:
        return sorted(PLANNED_TO_REPEAT)
    return [] if given == "none" else [known_kind(kind) for kind in words(given)]
