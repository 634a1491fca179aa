"""The commands about time: from one happening to another, to where people went, and which happenings there are."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final, Literal

import typer

from domain.vocabulary.text import Lang
from projections.movements.between import Between, Until
from projections.movements.between import between as between_of
from projections.movements.destinations import after_exit, out_of_journey
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.rendering import answer
from scripts.cli.console.session import Session
from scripts.cli.movements.movement_options import (
    Began,
    CountFrom,
    Days,
    Top,
    days,
    happening,
    must_occur,
    opened,
    within_period,
)
from scripts.cli.movements.tables import waits
from scripts.cli.movements.tables.answer import MovementsAnswer, write_answer
from scripts.cli.movements.tables.happening_kinds import kinds_grid, kinds_records

From = Annotated[str, typer.Argument(metavar="FRÅN", help="Händelsen det räknas från: SLAG eller SLAG:KOD.")]
To = Annotated[str, typer.Argument(metavar="TILL", help="Händelsen det räknas till: SLAG eller SLAG:KOD.")]
UntilWhich = Annotated[
    Until, typer.Option("--until", help="Till nästa, till den sista efter, eller till personens första någonsin.")
]
OnlyTimes = Annotated[
    Literal["times", "arrived", "cases"] | None,
    typer.Option("--only", help="Bara den tabellen; cases är fallen. CSV har en: den första, eller denna."),
]
Start = Annotated[
    Literal["exit", "journey"],
    typer.Option("--from", help="Från varje avslut, eller från varje resas början till dess avslut."),
]
OnlyShares = Annotated[
    Literal["shares", "risk", "curve", "cases"] | None,
    typer.Option("--only", help="Bara den tabellen; curve är dag för dag, cases fallen. CSV har en: den första, eller denna."),
]
_DAYS: Final = "30,90,180,365"


def between(
    ctx: typer.Context,
    start: From,
    end: To,
    count_from: CountFrom = "every",
    until: UntilWhich = "next",
    period_text: Began = None,
    horizon_days: Days = _DAYS,
    top: Top = None,
    only: OnlyTimes = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Tiden mellan två slags händelser, med dem som ännu väntar räknade som väntande."""
    session: Session = ctx.obj
    wait = waits.Wait(happening(start), happening(end), count_from, until, within_period(period_text))
    by = days(horizon_days)
    with opened(session, coordinates(as_of, known_at, position, learned_by)) as world:
        between = _waited(world, wait)
    write_answer(session, _between(between, wait, by, session.lang, top), world, form, only, out)


def _waited(world: World, wait: waits.Wait) -> Between:
    must_occur(world, wait.start)
    must_occur(world, wait.end)
    return between_of(world, wait.start, wait.end, wait.count_from, wait.until, wait.period)


def _between(between: Between, wait: waits.Wait, by: Sequence[int], lang: Lang, top: int | None) -> MovementsAnswer:
    parts = {
        "times": partial(waits.times_part, between, wait.title(), lang),
        "arrived": partial(waits.arrived_part, between, by, lang),
        "cases": partial(waits.waits_part, between, lang, top),
    }
    return MovementsAnswer(wait.record() | {"days": by}, parts, aside={"cases"}, footing=[wait.sentence()])


def destinations(
    ctx: typer.Context,
    start: Start = "exit",
    period_text: Began = None,
    horizon_days: Days = _DAYS,
    top: Top = None,
    only: OnlyShares = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Vart man tog vägen när målen konkurrerar: Aalen–Johansen bredvid Kaplan–Meier, med antalen bakom."""
    session: Session = ctx.obj
    by, period, ask = days(horizon_days), within_period(period_text), after_exit if start == "exit" else out_of_journey
    with opened(session, coordinates(as_of, known_at, position, learned_by)) as world:
        competing = ask(world, period)
    parts = waits.competing_parts(competing, by, session.lang, top, waits.TITLES[start])
    about = {"from": start, "period": period.label if period else None, "days": by}
    answer = MovementsAnswer(about, parts, aside={"curve", "cases"}, footing=[waits.of_whom(start, period, competing)])
    write_answer(session, answer, world, form, only, out)


def kinds(
    ctx: typer.Context,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Vilka slag av händelser som kan anges, och deras koder."""
    session: Session = ctx.obj
    records = kinds_records()
    answer(session, form, records, [kinds_grid(records, session.lang)], out)
