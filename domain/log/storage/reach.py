"""Reads the position of each part of a store, and the position of the log that each part has stored.

Only this is read of the facts: they are derived from the log, and so are evidence of its content.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, Table, func, inspect, select

from domain.errors import StoreDamaged, StoreError, StoreMissing
from domain.log.storage.database import AnyPart, Store, open_engine
from domain.log.storage.facts_folder import facts_folder, reached_by_facts
from domain.log.storage.faults import place
from domain.log.storage.places import served
from domain.log.storage.schema import key_store, log_store, openings, openings_store, subjects, tree
from domain.log.storage.upgrade import is_newest

SYSTEM = bytes(16)
"""The stream id of the system key."""
FACTS = bytes(15) + b"\x01"
"""The stream id of the key that seals the files of facts."""
NUMBERS, NUMBERS_NEXT = bytes(15) + b"\x02", bytes(15) + b"\x03"
"""The stream ids of the key that seals the index of identity numbers, and of the one that takes its place."""
OF_PARTICIPANTS = subjects.c.stream.not_in((SYSTEM, FACTS, NUMBERS, NUMBERS_NEXT))


@dataclass(frozen=True)
class StorePart:
    """The state of the log, the keys, the openings or the facts."""

    id: bytes | None = None
    """None for a part from before stores had ids."""
    begun: bool = True
    """Whether the part exists and can be read; for the keys, whether the system key, which is needed to open it, exists."""
    reach: int = 0
    """Number of entries ever stored, keys ever created, or openings recorded."""
    other: int = 0
    """The last known position of the log; for the log itself, the last known number of keys."""
    mark: bytes | None = None
    """The value at `other`: the leaf at that position, or the stream of that key."""
    openings: int = 0

    @property
    def holds_nothing(self) -> bool:
        return not (self.reach or self.other or self.openings)


ABSENT = StorePart(begun=False)
_KNOWN_BY_KEYS = select(*(key_store.c[name] for name in ("id", "keys", "position", "leaf", "openings")))
"""What the key store of an earlier version has too."""


def key_part(engine: Engine) -> StorePart:
    with engine.connect() as connection:
        if _empty(connection):
            return ABSENT
        begun = connection.execute(select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)).first() is not None
        if _has(connection, key_store) and (row := connection.execute(_KNOWN_BY_KEYS).one_or_none()) is not None:
            return StorePart(row.id, begun, row.keys, row.position, row.leaf, row.openings)
        number = connection.execute(select(func.count()).where(OF_PARTICIPANTS)).scalar_one()
        return StorePart(begun=begun, reach=number)


def log_part(engine: Engine) -> StorePart:
    with engine.connect() as connection:
        if _empty(connection):
            return ABSENT
        size = connection.execute(select(tree.c.size)).scalar_one()
        if _has(connection, log_store) and (row := connection.execute(select(log_store)).one_or_none()) is not None:
            return StorePart(row.id, True, size, row.keys, row.last_key)
        return StorePart(reach=size)


def openings_part(engine: Engine | None) -> StorePart:
    if engine is None:
        return ABSENT
    newest = is_newest(engine, "openings")
    with engine.connect() as connection:
        if _empty(connection):
            return ABSENT
        number = connection.execute(select(func.coalesce(func.max(openings.c.number), 0))).scalar_one()
        row = connection.execute(select(openings_store)).one_or_none() if newest else None
        return StorePart(reach=number) if row is None else StorePart(row.id, True, number, row.position, row.leaf)


def facts_part(where: str) -> StorePart:
    facts = reached_by_facts(where)
    return StorePart(facts.store, other=facts.position, mark=facts.leaf) if facts and facts.store else ABSENT


def witnesses(where: str) -> dict[AnyPart, StorePart]:
    """Returns what facts and openings know of the store, without parts that cannot be read."""
    known: dict[AnyPart, StorePart] = {"facts": facts_part(where)}
    with suppress(StoreError), ExitStack() as opened:
        known["openings"] = openings_part(if_there(where, "openings", opened))
    return known


def beside(where: str) -> Iterator[AnyPart]:
    """Yields the parts that show that there was a store, other than log and keys.

    A user's own copy of a database server's facts shows nothing: the database may since have been made anew.
    """
    with ExitStack() as opened:
        if if_there(where, "openings", opened) is not None:
            yield "openings"
    if not served(where) and facts_folder(where).is_dir():
        yield "facts"


def refuse_incomplete(engine: Engine, schema: MetaData) -> None:
    """Raises `StoreDamaged` if a table of the schema is missing."""
    with engine.connect() as connection:
        if not schema.tables.keys() <= set(inspect(connection).get_table_names()):
            raise StoreDamaged(where=place(engine))


def if_there(where: str, store: Store, opened: ExitStack) -> Engine | None:
    """Returns the engine of a part, or None if the part does not exist; `opened` disposes of the engine on exit."""
    try:
        return opening(where, store, opened, create=False)
    except StoreMissing:
        return None


def opening(where: str, store: Store, opened: ExitStack, create: bool = True) -> Engine:
    engine = open_engine(where, store, create=create)
    opened.callback(engine.dispose)
    return engine


def _empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def _has(connection: Connection, table: Table) -> bool:
    return inspect(connection).has_table(table.name)
