"""The commands about published figures: publish, list them, compare them with today, withdraw one with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadOption, BadQuestion
from domain.events.event import LONGEST_TEXT
from domain.events.records import FigurePublished
from domain.participant.folding import RULES
from domain.vocabulary.text import Text
from projections.measures.catalogue import find
from projections.measures.questions import question
from projections.measuring.figures import Ask, ComputeFigures, Figure, figure_of_part
from projections.measuring.limits import bounded_period
from projections.measuring.periods import period
from projections.publishing import register
from projections.publishing.published import Published, coordinates_of
from projections.publishing.register import Publishing, the_published
from projections.reports.catalogue import REPORTS
from projections.reports.catalogue import asks as report_asks
from projections.rules.scope import View
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.rendering import Format3, answer
from scripts.cli.console.session import Session, current_user, now
from scripts.cli.measures.openings import leaving, record
from scripts.cli.publications.published_tables import published_grid, published_records

REPORT = "report"

What = Annotated[list[str], typer.Argument(metavar="MÅTT…|report KOMMUN PERIOD", help="Måttens nycklar, eller en hel rapport.")]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Vad publiceringen kallas.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[SIFFRA…]", help="Utan id listas alla publicerade siffror.")]
Compare = Annotated[bool, typer.Option("--compare", help="Med samma måtts värde i dag bredvid.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Varför siffran inte längre står.")]


def publish(
    ctx: typer.Context,
    what: What,
    periods: options.SomePeriods = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    position: options.Position = None,
    by: options.By = "",
    view: options.OfView = "official",
    sets: options.Sets = None,
    title: Title = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Publicerar siffror: de antecknas som de är i dag, med fallen bakom, och ändras aldrig mer."""
    session: Session = ctx.obj
    called = None if title is None else _text(title, "--title")
    request = None if what[0] == REPORT else question(what, periods or _no_period(), view, by, sets or ())
    when = coordinates(as_of, known_at, position, rules=request.rules if request else RULES)
    with session.worlds() as worlds:
        world = world_at(worlds, when)
        asks = list(request.asks()) if request else _of_report(what[1:], world)
        published = register.publish(worlds.log, world, asks, Publishing(now(), current_user(), called))
    _write_published(session, "publish", published, {}, form, out, open_counts)


def _text(given: str, option: str) -> str:
    """What can be kept as a text. Raises `BadOption` for what is empty or too long."""
    if given.strip() and len(given) <= LONGEST_TEXT:
        return given
    raise BadOption(
        option=option,
        why=Text(f"skriv en text, högst {LONGEST_TEXT} tecken.", f"write a text, at most {LONGEST_TEXT} characters."),
    )


def _no_period() -> Sequence[str]:
    raise BadQuestion(part="period", why=Text("ange en period, till exempel 2023.", "give a period, for example 2023."))


def _of_report(named: Sequence[str], world: World) -> list[Ask]:
    towns = ", ".join(REPORTS)
    if len(named) != 2 or named[0] not in REPORTS:
        raise BadQuestion(
            part="report",
            why=Text(f"skriv report KOMMUN PERIOD; kommun är {towns}.", f"write report TOWN PERIOD; a town is {towns}."),
        )
    return report_asks(named[0], bounded_period(named[1]), world)


def publications(
    ctx: typer.Context,
    ids: Ids = None,
    compare: Compare = False,
    form: options.AsForm3 = "table",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Det som har publicerats: värdet som det var, och om det står eller är återkallat."""
    session: Session = ctx.obj
    with session.worlds() as worlds:
        publications = [the_published(worlds.log, name) for name in ids] if ids else register.published(worlds.log)
        today = _today(worlds, publications, leaving(worlds.log, open_counts)) if compare else {}
    _write_published(session, "publications", publications, today, form, out, open_counts)


def _write_published(
    session: Session,
    command: str,
    publications: Sequence[Published],
    today: Mapping[str, Figure | None],
    form: Format3,
    out: Path | None,
    open_counts: bool,
) -> None:
    if open_counts:
        record(session, command, ", ".join(publication.id for publication in publications))
    records = published_records(publications, today, open_counts)
    answer(session, form, records, [published_grid(records, session.lang)], out)


def _today(worlds: Worlds, publications: Sequence[Published], leaving: ComputeFigures) -> dict[str, Figure | None]:
    """The same definitions' figures as of the same days, by everything that is known now."""
    world = cache(worlds.world)

    @cache
    def figures(at: Coordinates, definition: str, view: View, label: str, by: tuple[str, ...]) -> Sequence[Figure]:
        return leaving(Ask(find(definition)[0], [period(label)], by, view), world(at))

    def today(entry: FigurePublished, breakdown: Mapping[str, str]) -> Figure | None:
        at = replace(coordinates_of(entry), known_at=None, position=None)
        computed = figures(at, entry.figure["definition"], entry.view, entry.figure["period"], tuple(breakdown))
        return figure_of_part(computed, breakdown)

    return {published.id: today(published.entry, published.figure["breakdown"]) for published in publications}


def withdraw(ctx: typer.Context, name: options.PublishedId, reason: Reason) -> None:
    """Återkallar en publicerad siffra, med skälet. Vad den var står kvar."""
    session: Session = ctx.obj
    why = _text(reason, "--reason")
    with session.log() as log:
        register.withdraw(log, name, why, Publishing(now(), current_user()))
    session.say(f"{name} är återkallad.", f"{name} is withdrawn.")
