"""The commands about time: from one happening to another, destinations, and which happenings there are."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final, Literal

from domain.vocabulary.text import Lang, Text
from projections.movements.between import Between, Until
from projections.movements.between import between as between_of
from projections.movements.destinations import after_exit, out_of_journey
from projections.worlds.world import World
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.option_groups import AnswerOptions, CoordinateOptions
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

From = Annotated[
    str,
    argument(
        metavar=Text("FRÅN", "FROM"),
        help=Text("Händelsen det räknas från: SLAG eller SLAG:KOD.", "The happening counted from: KIND or KIND:CODE."),
    ),
]
To = Annotated[
    str,
    argument(
        metavar=Text("TILL", "TO"),
        help=Text("Händelsen det räknas till: SLAG eller SLAG:KOD.", "The happening counted to: KIND or KIND:CODE."),
    ),
]
UntilWhich = Annotated[
    Until,
    option(
        "--until",
        help=Text(
            "Till nästa, till den sista efter, eller till personens första någonsin.",
            "To the next, to the last one after, or to a person's first ever.",
        ),
    ),
]
OnlyTimes = Annotated[
    Literal["times", "arrived", "cases"] | None,
    option(
        "--only",
        help=Text(
            "Bara den tabellen; cases är fallen. CSV har en: den första, eller denna.",
            "That table only; cases are the cases. CSV has one: the first, or this.",
        ),
    ),
]
Start = Annotated[
    Literal["exit", "journey"],
    option(
        "--from",
        help=Text(
            "Från varje avslut, eller från varje resas början till dess avslut.",
            "From each exit, or from each journey's start to its exit.",
        ),
    ),
]
OnlyShares = Annotated[
    Literal["shares", "risk", "curve", "cases"] | None,
    option(
        "--only",
        help=Text(
            "Bara den tabellen; curve är dag för dag, cases fallen. CSV har en: den första, eller denna.",
            "That table only; curve is day by day, cases the cases. CSV has one: the first, or this.",
        ),
    ),
]
_DAYS: Final = "30,90,180,365"


@command(
    Text(
        "Tiden mellan två slags händelser, med dem som ännu väntar räknade som väntande.",
        "The time between two kinds of happenings, those still waiting counted as waiting.",
    )
)
def between(
    session: Session,
    start: From,
    end: To,
    *,
    count_from: CountFrom = "every",
    until: UntilWhich = "next",
    period_text: Began = None,
    horizon_days: Days = _DAYS,
    top: Top = None,
    only: OnlyTimes = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    wait = waits.Wait(happening(start), happening(end), count_from, until, within_period(period_text))
    by = days(horizon_days)
    with opened(session, when.coordinates()) as world:
        between = _waited(world, wait)
    write_answer(session, _between(between, wait, by, session.lang, top), world, output, only)


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


@command(
    Text(
        "Vart man tog vägen när målen konkurrerar: Aalen–Johansen bredvid Kaplan–Meier, med antalen bakom.",
        "Where people went when destinations compete: Aalen–Johansen beside Kaplan–Meier, with the numbers behind.",
    )
)
def destinations(
    session: Session,
    *,
    start: Start = "exit",
    period_text: Began = None,
    horizon_days: Days = _DAYS,
    top: Top = None,
    only: OnlyShares = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    by, period, ask = days(horizon_days), within_period(period_text), after_exit if start == "exit" else out_of_journey
    with opened(session, when.coordinates()) as world:
        competing = ask(world, period)
    parts = waits.competing_parts(competing, by, session.lang, top, waits.TITLES[start])
    about = {"from": start, "period": period.label if period else None, "days": by}
    answer = MovementsAnswer(about, parts, aside={"curve", "cases"}, footing=[waits.of_whom(start, period, competing)])
    write_answer(session, answer, world, output, only)


@command(
    Text(
        "Vilka slag av händelser som kan anges, och deras koder.",
        "Which kinds of happenings can be asked for, and their codes.",
    )
)
def kinds(session: Session, output: AnswerOptions) -> None:
    records = kinds_records()
    output.write(session, records, [kinds_grid(records, session.lang)])
