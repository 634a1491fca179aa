"""The commands about published figures: publish, list, compare with today, and withdraw with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated

from domain.errors import BadQuestion
from domain.events.records import FigurePublished
from domain.participant.folding import RULES
from domain.vocabulary.text import Text
from projections.measures.catalogue import find
from projections.measuring.figures import Ask, ComputeFigures, Figure, figure_of_part
from projections.measuring.limits import bounded_period
from projections.measuring.periods import period
from projections.publishing import register
from projections.publishing.erased import erased_cases
from projections.publishing.published import Published, coordinates_of
from projections.publishing.register import Publishing, the_published
from projections.reports.catalogue import REPORTS
from projections.reports.catalogue import asks as report_asks
from projections.rules.scope import View
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions, DayOptions, OpenAnswerOptions
from scripts.cli.console.session import Session, current_user, now
from scripts.cli.measures.openings import Release
from scripts.cli.measures.question_options import FigureOptions, MeasureOptions
from scripts.cli.publications.published_tables import published_grid, published_records

REPORT = "report"

What = Annotated[
    list[str],
    argument(
        metavar=Text.same("MÅTT…|report KOMMUN PERIOD"),
        help=Text("Måttens nycklar, eller en hel rapport.", "The measures' keys, or a whole report."),
    ),
]
Title = Annotated[
    str | None,
    option("--title", metavar=Text.same("TEXT"), help=Text("Vad publiceringen kallas.", "What the publication is called.")),
]
Ids = Annotated[
    list[str] | None,
    argument(
        metavar=Text.same("[SIFFRA…]"),
        help=Text("Utan id listas alla publicerade siffror.", "Without an id all published figures are listed."),
    ),
]
Compare = Annotated[
    bool,
    option("--compare", help=Text("Med samma måtts värde i dag bredvid.", "With the same measure's value today beside it.")),
]
Reason = Annotated[
    str,
    option(
        "--reason", metavar=Text.same("TEXT"), help=Text("Varför siffran inte längre står.", "Why the figure no longer stands.")
    ),
]


@command(COMMANDS["publish"].help)
def publish(
    session: Session,
    what: What,
    *,
    periods: options.SomePeriods = None,
    when: DayOptions,
    position: options.Position = None,
    choices: FigureOptions,
    title: Title = None,
    output: OpenAnswerOptions,
) -> None:
    called = None if title is None else options.text_of(title, "--title")
    request = None if what[0] == REPORT else choices.question(MeasureOptions(what, periods or _no_period()))
    at = when.coordinates(request.rules if request else RULES, position)
    with session.worlds() as worlds:
        world = world_at(worlds, at)
        asks = list(request.asks()) if request else _of_report(what[1:], world)
        published = register.publish(worlds.log, world, asks, Publishing(now(), current_user(), called))
    _write_published(Release(session, "publish", output.open_counts), published, {}, output)


def _no_period() -> list[str]:
    raise BadQuestion(part="period", why=Text("ange en period, till exempel 2023.", "give a period, for example 2023."))


def _of_report(named: Sequence[str], world: World) -> list[Ask]:
    towns = ", ".join(REPORTS)
    if len(named) != 2 or named[0] not in REPORTS:
        raise BadQuestion(
            part="report",
            why=Text(f"skriv report KOMMUN PERIOD; kommun är {towns}.", f"write report TOWN PERIOD; a town is {towns}."),
        )
    return report_asks(named[0], bounded_period(named[1]), world)


@command(COMMANDS["publications"].help)
def publications(
    session: Session,
    *,
    ids: Ids = None,
    compare: Compare = False,
    output: OpenAnswerOptions,
) -> None:
    release = Release(session, "publications", output.open_counts)
    with session.worlds() as worlds:
        publications = [the_published(worlds.log, name) for name in ids] if ids else register.published(worlds.log)
        today = _today(worlds, publications, release.computed_by(worlds.log)) if compare else {}
        erased = erased_cases(worlds.log, publications)
    _write_published(release, publications, today, output, erased)


def _write_published(
    release: Release,
    publications: Sequence[Published],
    today: Mapping[str, Figure | None],
    output: AnswerOptions,
    erased: Mapping[str, int] | None = None,
) -> None:
    release.record(", ".join(publication.id for publication in publications))
    records = published_records(publications, today, release.is_open, erased)
    output.write(release.session, records, [published_grid(records, release.session.lang)])


def _today(worlds: Worlds, publications: Sequence[Published], compute: ComputeFigures) -> dict[str, Figure | None]:
    """Returns the figures of the same definitions and as-of days, with everything known now."""
    world = cache(worlds.world)

    @cache
    def figures(at: Coordinates, definition: str, view: View, label: str, by: tuple[str, ...]) -> Sequence[Figure]:
        return compute(Ask(find(definition)[0], [period(label)], by, view), world(at))

    def today(entry: FigurePublished, breakdown: Mapping[str, str]) -> Figure | None:
        at = replace(coordinates_of(entry), known_at=None, position=None)
        computed = figures(at, entry.figure["definition"], entry.view, entry.figure["period"], tuple(breakdown))
        return figure_of_part(computed, breakdown)

    return {published.id: today(published.entry, published.figure["breakdown"]) for published in publications}


@command(COMMANDS["withdraw"].help)
def withdraw(session: Session, name: options.PublishedId, reason: Reason) -> None:
    why = options.text_of(reason, "--reason")
    with session.log() as log:
        register.withdraw(log, name, why, Publishing(now(), current_user()))
    session.say(Text(f"{name} är återkallad.", f"{name} is withdrawn."))
