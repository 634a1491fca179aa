"""Fills a mirror's tables in the place that its database has made for them, and tells a mirror of ours from all else."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.errors import BadOption
from domain.log.storage.bulk import insert_rows
from domain.vocabulary.text import Text
from projections.exports.mirror.tables import ABOUT, PARTICIPANT, About, mirrored
from projections.exports.naming import Naming
from projections.worlds.world import World

PAGE = 20_000
"""The number of rows that are Python objects at a time."""
_KNOWN_BY = {"store", "position", "code_version", "tables"}
"""The columns of `mirror` in every version of the program."""
_NO_MIRROR = Text(
    "är ingen spegel som Röda tråden har gjort, och rörs inte. Ange ett annat namn, eller ta bort det som finns där.",
    "is no mirror that Röda tråden has made, and is not touched. Give another name, or remove what is there.",
)
_OF_ANOTHER = Text(
    "är en spegel av ett annat lager, och rörs inte. Ange ett annat namn, eller ta bort den.",
    "is a mirror of another store, and is not touched. Give another name, or remove it.",
)
_BUILT_ON = Text(
    "annat än spegeln finns där eller bygger på den ({names}), och skulle gå förlorat. Flytta eller ta bort det.",
    "what is not the mirror's is there or is built on it ({names}), and would be lost. Move or remove it.",
)


@dataclass(frozen=True)
class Contents:
    """What a mirror is to hold."""

    world: World
    naming: Naming
    about: About

    def fill(self, connection: Connection) -> int:
        """Creates and fills the tables in the connection's own schema; returns the number of their rows."""
        number = 0
        for table, frame in mirrored(self.world, self.naming):
            table.create(connection)
            _insert(connection, table, frame)
            if PARTICIPANT in table.c:
                sa.Index(f"{table.name}_by_participant", table.c[PARTICIPANT]).create(connection)
            number += frame.height
        ABOUT.create(connection)
        connection.execute(sa.insert(ABOUT).values(self.about.row))
        return number


def check_replaceable(
    connection: Connection, names: Collection[str], where: str, store: str | None, schema: str | None = None
) -> None:
    """`names`: what is there, or is built on it. Raises `BadOption` unless that is a mirror of this store, and no more."""
    if ABOUT.name not in names or not _is_about(connection, schema):
        raise BadOption(option=where, why=_NO_MIRROR)
    about = sa.select(ABOUT.c.store, ABOUT.c.tables)
    row = connection.execute(about, execution_options={"schema_translate_map": {None: schema}}).one_or_none()
    if row is None or row.store != store:
        raise BadOption(option=where, why=_OF_ANOTHER)
    if more := sorted(set(names) - {ABOUT.name, *row.tables.split()}):
        raise BadOption(option=where, why=_BUILT_ON.format(names=", ".join(more)))


def _is_about(connection: Connection, schema: str | None) -> bool:
    columns = sa.inspect(connection).get_columns(ABOUT.name, schema)
    return {column["name"] for column in columns} >= _KNOWN_BY


def _insert(connection: Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    text_dates = connection.dialect.name == "sqlite"
    for page in frame.iter_slices(PAGE):
        storable = page.with_columns(pl.selectors.date().dt.to_string("%Y-%m-%d")) if text_dates else page
        insert_rows(connection, table, storable.rows())
