"""An append-only list of openings: who read figures without suppression, when, and with which command.

It is a store of its own, separate from the log, so that reading does not change the log's position.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, insert, select, update

from domain.calendar import instant_of, microseconds
from domain.errors import StoreError
from domain.log.parts import check_openings, heard_of_openings, open_openings
from domain.log.storage.database import writing
from domain.log.storage.reach import key_part, opening
from domain.log.storage.schema import openings, openings_store


@dataclass(frozen=True)
class Opening:
    """A reading of figures without suppression."""

    at: datetime
    who: str
    """The user name according to the operating system."""
    command: str
    what: str
    """Measures, periods and breakdown, as text."""


class Openings:
    def __init__(self, where: str) -> None:
        self.engine, self._keys = open_openings(where)

    def close(self) -> None:
        self.engine.dispose()
        self._keys.dispose()

    def record(self, entry: Opening) -> int:
        """Stores the opening durably, with the log's current position, and returns its number."""
        log = key_part(self._keys)
        with writing(self.engine) as connection:
            number: int = connection.execute(select(func.coalesce(func.max(openings.c.number), 0) + 1)).scalar_one()
            row = {"number": number, "who": entry.who, "command": entry.command, "what": entry.what}
            connection.execute(insert(openings).values(row | {"opened_at": microseconds(entry.at)}))
            further = update(openings_store).where(openings_store.c.position < log.other)
            connection.execute(further.values(position=log.other, leaf=log.mark))
        with suppress(StoreError):  # the opening is already stored; the key store may lag behind
            heard_of_openings(self._keys, number)
        return number

    def __iter__(self) -> Iterator[Opening]:
        """Yields the openings in the order they were recorded."""
        return _listed(self.engine)


def recorded(where: str, keys: Engine) -> list[Opening]:
    """Returns the openings in the order they were recorded; does not create the part. `keys`: engine of the store's keys."""
    if not check_openings(where, keys):
        return []
    with ExitStack() as opened:
        return list(_listed(opening(where, "openings", opened, create=False)))


def _listed(engine: Engine) -> Iterator[Opening]:
    with engine.connect() as connection:
        for row in connection.execute(select(openings).order_by(openings.c.number)):
            yield Opening(instant_of(row.opened_at), row.who, row.command, row.what)
