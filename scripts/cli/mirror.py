"""The command `mirror`: the facts as tables of a database of somebody else's, for BI tools."""

from contextlib import suppress
from typing import Annotated

from domain.calendar import in_stockholm
from domain.errors import StoreUnwritable
from domain.log.retention_records import RetentionRecords
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Text
from projections.exports.mirror.filling import Contents
from projections.exports.mirror.tables import COMMENTS, About
from projections.exports.mirror.target import target
from projections.exports.naming import Naming
from projections.fingerprints.code import code_version
from projections.worlds.world import World
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import CoordinateOptions
from scripts.cli.console.session import Session, now
from scripts.cli.export_options import SourceKeys

Where = Annotated[
    str,
    argument(
        metavar=Text.same("URL"),
        help=Text(
            "Databasen: postgresql://användare@värd/databas, eller en SQLite-fil.",
            "The database: postgresql://user@host/database, or a SQLite file.",
        ),
    ),
]
SchemaName = Annotated[
    str | None,
    option(
        "--schema",
        metavar=Text("NAMN", "NAME"),
        help=Text("Spegelns schema i PostgreSQL. Förval: rodtrad.", "The mirror's schema in PostgreSQL. Default: rodtrad."),
    ),
]
_MIRRORED = Text(
    "Speglat till {place}: {tables} tabeller, {rows}, till position {position}. En gallring når inte dit: kör om efter varje.",
    "Mirrored to {place}: {tables} tables, {rows}, up to position {position}. No erasure reaches it: run again after each.",
)


@command(COMMANDS["mirror"].help)
def mirror(
    session: Session,
    where: Where,
    schema: SchemaName = None,
    *,
    when: CoordinateOptions,
    keys: SourceKeys = False,
) -> None:
    at, place = when.coordinates(), target(where, schema)
    place.check(session.kept)
    with session.worlds() as worlds:
        session.permit.show_everyone()
        store = worlds.log.id.hex() if worlds.log.id else None
        with place.alone(store):  # before anything is read: of two at once, none ends with what was before an erasure
            world = world_at(worlds, at)
            about = _about(world, store, keys)
            number = place.replace(Contents(world, Naming.of(worlds.log, keys), about))
        with suppress(StoreUnwritable):
            RetentionRecords(worlds.log.keys).mirrored(str(place), about.position)
    rows = Text.of(lambda lang: counted(number, "row", lang))
    session.say(_MIRRORED.format(place=place, tables=len(COMMENTS), rows=rows, position=about.position))


def _about(world: World, store: str | None, keys: bool) -> About:
    position = world.position
    assert position is not None  # `Worlds` gives its Worlds the log's
    return About(
        store,
        position,
        world.as_of,
        world.known_at and in_stockholm(world.known_at),
        world.rules.journey_gap_days,
        keys,
        code_version(),
        now(),
    )
