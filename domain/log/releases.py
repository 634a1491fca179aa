"""The ledger of releases: what left through the disclosure gate, sealed; a store of its own, beside the log, that only grows.

An entry is a text that names nobody: numbers, and what they count. One process at a time decides what more may leave.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select

from domain.log.keys.sealing import NONCE, mac, seal, unseal
from domain.log.parts import own_part
from domain.log.sealed_log import SealedLog
from domain.log.storage.database import writing
from domain.log.storage.schema import releases, releases_store


@dataclass(frozen=True)
class LedgerEntry:
    """What left of a number in a period. Entries of one family are decided together."""

    family: str
    first_on: date
    last_on: date
    text: bytes


class Releases:
    """Raises `StoreUnwritable` where there is none and none can be made, `PartForeign` for another store's."""

    def __init__(self, log: SealedLog) -> None:
        self._key = log.keys.system_stream("releases").key
        with ExitStack() as opened:
            self.engine = own_part(log.where, "releases", releases_store, log.id, opened)
            opened.pop_all()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def deciding(self) -> Iterator["Deciding"]:
        """Holds the exclusive right to decide; the entries added are stored, all or none, when it ends."""
        with writing(self.engine) as connection:
            yield Deciding(connection, self._key)

    def __len__(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(releases)).scalar_one()


class Deciding:
    """The ledger in one transaction."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection, self._key = connection, key

    def overlapping(self, family: str, first_on: date, last_on: date) -> Iterator[bytes]:
        """Yields the texts of a family whose periods overlap these days, in the order that they left."""
        of, first, last = self._hashed(family), first_on.toordinal(), last_on.toordinal()
        near = releases.c.family == of, releases.c.first_on <= last, releases.c.last_on >= first
        rows = select(releases.c.number, releases.c.sealed).where(*near).order_by(releases.c.number)
        for number, sealed in self._connection.execute(rows):
            yield unseal(self._key, _bound(number, of), sealed)

    def add(self, entries: Iterable[LedgerEntry]) -> None:
        first = self._connection.execute(select(func.coalesce(func.max(releases.c.number), 0) + 1)).scalar_one()
        rows = [self._row(number, entry) for number, entry in enumerate(entries, first)]
        if rows:
            self._connection.execute(insert(releases), rows)

    def _row(self, number: int, entry: LedgerEntry) -> dict[str, object]:
        of = self._hashed(entry.family)
        return {
            "number": number,
            "family": of,
            "first_on": entry.first_on.toordinal(),
            "last_on": entry.last_on.toordinal(),
            "sealed": seal(self._key, _bound(number, of), entry.text, os.urandom(NONCE)),
        }

    def _hashed(self, family: str) -> bytes:
        return mac(self._key, b"family|" + family.encode())[:16]


def _bound(number: int, family: bytes) -> bytes:
    """What an entry is sealed to, so that it cannot be moved or put in another's place."""
    return number.to_bytes(8, "big") + family
