"""Who opened what the disclosure gate hides, when and what for: a list that only grows.

It stands in a store of its own, apart from the log, whose position must not move when somebody looks.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, insert, select, update

from domain.errors import StoreError
from domain.log.parts import check_openings, heard_of_openings, open_openings
from domain.log.storage.database import writing
from domain.log.storage.reach import key_part, opening
from domain.log.storage.schema import openings, openings_store

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Opening:
    """One look at figures with nothing hidden."""

    at: datetime
    who: str
    """Whom the operating system takes them for."""
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
        """Its number; what is recorded is durable when this returns. With it stands how far the log had come."""
        log = key_part(self._keys)
        with writing(self.engine) as connection:
            number: int = connection.execute(select(func.coalesce(func.max(openings.c.number), 0) + 1)).scalar_one()
            at = (entry.at - _BEGINNING) // timedelta(microseconds=1)
            row = {"number": number, "opened_at": at, "who": entry.who, "command": entry.command, "what": entry.what}
            connection.execute(insert(openings).values(row))
            further = update(openings_store).where(openings_store.c.position < log.other)
            connection.execute(further.values(position=log.other, leaf=log.mark))
        with suppress(StoreError):  # it is written down; that the keys lag behind is no harm
            heard_of_openings(self._keys, number)
        return number

    def __iter__(self) -> Iterator[Opening]:
        """In the order in which they were recorded."""
        return _listed(self.engine)


def recorded(where: str, keys: Engine) -> list[Opening]:
    """In the order in which they were recorded; none are made where there are none. `keys`: the store's."""
    if not check_openings(where, keys):
        return []
    with ExitStack() as opened:
        return list(_listed(opening(where, "openings", opened, create=False)))


def _listed(engine: Engine) -> Iterator[Opening]:
    with engine.connect() as connection:
        for row in connection.execute(select(openings).order_by(openings.c.number)):
            yield Opening(_BEGINNING + timedelta(microseconds=row.opened_at), row.who, row.command, row.what)
