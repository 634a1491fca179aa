"""The command `health`: what the data can bear."""

from typing import Annotated

import typer

from projections.exports.ocel.registrations import registrations
from projections.health import health as examined
from projections.health.units import SILENT_DAYS
from projections.measuring.limits import bounded_period
from projections.worlds.impossible_references import impossible_references
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import PIPED_WIDTH, Session
from scripts.cli.store.health_tables import health_grids, health_record

PeriodOption = Annotated[
    str | None, typer.Option("--period", "-p", metavar="PERIOD", help="Siffrornas period. Förval: året före mätdagen.")
]
Silent = Annotated[int, typer.Option("--silent-days", metavar="N", min=1, help="Efter så många dagar är en enhet tyst.")]


def health(
    ctx: typer.Context,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    learned_by: options.LearnedBy = None,
    position: options.Position = None,
    period_text: PeriodOption = None,
    silent_days: Silent = SILENT_DAYS,
    form: options.AsForm = "table",
    out: options.Out = None,
) -> None:
    """Hur uppgifterna mår: avvikelser, eftersläpning, uppföljning, tysta enheter och siffrornas täckning."""
    session: Session = ctx.obj
    when = coordinates(as_of, known_at, position, learned_by)
    of = bounded_period(str(when.as_of.year - 1) if period_text is None else period_text)
    with session.worlds() as worlds:
        world = world_at(worlds, when)
        registered = registrations(worlds.log, world.coordinates)
        examination = examined(world, registered, of, silent_days, impossible_references(worlds.log, world))
    if form == "json":
        write_text(session, as_json(health_record(examination, world)), out)
    else:
        write_text(session, as_tables(health_grids(examination, session.lang), session.lang, PIPED_WIDTH if out else None), out)
