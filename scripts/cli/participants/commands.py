"""The commands about participants: one person's timeline, the list of all, and what is odd."""

from typing import Annotated, Literal

import polars as pl
import typer

from domain.errors import Unknown
from domain.events.repeating import repeatable_id
from domain.intake.joining import merge as joined
from domain.vocabulary.text import Text
from projections.timelines.timeline import thread_of
from projections.timelines.timeline import timeline as laid_out
from projections.worlds.duplicates import possible_duplicates
from projections.worlds.impossible_references import impossible_references
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.rendering import answer, as_json, write_text
from scripts.cli.console.session import Session, now
from scripts.cli.participants import tables
from scripts.cli.participants.drawing import as_text


def timeline(
    ctx: typer.Context,
    participant: Annotated[str, typer.Argument(metavar="DELTAGARE", help="Deltagarens nyckel.")],
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="Svarets form.")] = "text",
) -> None:
    """En deltagares röda tråd: resor, insatser, studier, arbete, stöd och planer på en tidsaxel."""
    session: Session = ctx.obj
    when = coordinates(as_of, known_at)
    with session.log() as log:
        thread = thread_of(participant, log.history(participant), when)
        erased = log.keys.find([participant]).get(participant, ...) is None
    if thread is None:
        raise _unknown(participant, erased)
    timeline = laid_out(thread, when, session.lang)
    write_text(session, as_json(timeline) if form == "json" else as_text(timeline, session.lang))


def _unknown(participant: str, erased: bool) -> Unknown:
    return Unknown(
        what=Text("Deltagaren", "participant"),
        name=repeatable_id(participant),
        hint=Text(
            "Hen är gallrad." if erased else "Hen är inte registrerad, eller var inte känd då.",
            "They have been erased." if erased else "They are not registered, or were not known then.",
        ),
    )


def participants(
    ctx: typer.Context,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Alla deltagare, med antal resor och senaste händelse."""
    session: Session = ctx.obj
    with session.worlds() as worlds:
        records = tables.participants(world_at(worlds, coordinates(as_of, known_at)))
    answer(session, form, records, [tables.participants_grid(records, session.lang)], out)


def findings(
    ctx: typer.Context,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="SLAG", help="Bara ett slag, till exempel exit_without_reason.")
    ] = None,
    participant: Annotated[str | None, typer.Option("--participant", metavar="DELTAGARE", help="Bara en deltagares.")] = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
) -> None:
    """Avvikelser: det som är ovanligt eller saknas, med en mening om varje."""
    session: Session = ctx.obj
    with session.worlds() as worlds:
        world = world_at(worlds, coordinates(as_of, known_at))
        beside = pl.concat([possible_duplicates(worlds.log, world), impossible_references(worlds.log, world)])
        records = tables.findings(world, beside, session.lang, kind, participant)
    answer(session, form, records, [tables.findings_grid(records, session.lang)], out)


def merge(
    ctx: typer.Context,
    survivor: Annotated[str, typer.Argument(metavar="KVARSTÅR", help="Nyckeln som står kvar; dess registrering gäller.")],
    absorbed: Annotated[str, typer.Argument(metavar="UPPGÅR", help="Nyckeln som går upp i den.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATUM", help="Dagen. Förval: i dag.")] = None,
) -> None:
    """Sammanför två deltagare som är en person, till exempel en möjlig dubblett."""
    session: Session = ctx.obj
    with session.log() as log:
        joined(log, survivor, absorbed, coordinates(on).as_of, now())
    session.say(f"{absorbed} hör nu till {survivor}.", f"{absorbed} is now part of {survivor}.")
