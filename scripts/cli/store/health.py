"""The command `health`: the quality of the data."""

from typing import Annotated

from domain.vocabulary.text import Text
from projections.exports.ocel.registrations import registrations
from projections.health import health as examined
from projections.health.units import SILENT_DAYS
from projections.measuring.limits import bounded_period
from projections.worlds.all_findings import all_findings
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import CoordinateOptions, TextAnswerOptions
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import PIPED_WIDTH, Session
from scripts.cli.store.health_tables import health_grids, health_record

PeriodOption = Annotated[
    str | None,
    option(
        "--period",
        "-p",
        metavar=Text.same("PERIOD"),
        help=Text("Siffrornas period. Förval: året före mätdagen.", "The figures' period. Default: the year before."),
    ),
]
Silent = Annotated[
    int,
    option(
        "--silent-days",
        metavar=Text.same("N"),
        min=1,
        help=Text("Efter så många dagar är en enhet tyst.", "After so many days a unit is silent."),
    ),
]


@command(COMMANDS["health"].help)
def health(
    session: Session,
    when: CoordinateOptions,
    *,
    period_text: PeriodOption = None,
    silent_days: Silent = SILENT_DAYS,
    output: TextAnswerOptions,
) -> None:
    at = when.coordinates()
    of = bounded_period(str(at.as_of.year - 1) if period_text is None else period_text)
    with session.worlds() as worlds:
        world = world_at(worlds, at)
        registered = registrations(worlds.log, world.coordinates)
        examination = examined(world, all_findings(worlds.log, world), registered, of, silent_days)
    if output.form == "json":
        write_text(session, as_json(health_record(examination, world)), output.out)
    else:
        width = PIPED_WIDTH if output.out else None
        write_text(session, as_tables(health_grids(examination, world, session.lang), session.lang, width), output.out)
