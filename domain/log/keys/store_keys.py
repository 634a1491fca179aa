"""The keys of the whole store's that every erasure replaces: of the files of facts, and of the index of identity numbers.

Each is wrapped by the master key, in a row of the key store whose stream id is fixed. What was sealed with one that is gone
can be read by nobody, wherever a copy of it lies: in another user's cache, in a free page of a database, in a back-up.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Connection, Engine, delete, insert, select

from domain.errors import SealBroken
from domain.log.keys.master_key import MasterKey
from domain.log.storage.database import writing
from domain.log.storage.reach import FACTS, NUMBERS, NUMBERS_NEXT, SYSTEM
from domain.log.storage.schema import subjects

_EPOCH = select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)
_LABEL = [b"rodtrad/1|identities"]
HASH = 32
"""Bytes of the keyed hash of a number. Earlier versions stored it as it is; sealed, it is longer."""


class StoreKey:
    """One such key."""

    def __init__(self, engine: Engine, master: MasterKey, stream: bytes) -> None:
        self._engine, self._master, self._stream = engine, master, stream
        self._row = select(subjects.c.epoch, subjects.c.wrapped).where(subjects.c.stream == stream)

    def current(self) -> bytes:
        """Returns the key; makes one if there is none. Raises `StoreUnwritable`."""
        with self._engine.connect() as connection:
            key = self.there(connection)
        if key is None:
            with writing(self._engine) as connection:
                key = self.there(connection) or self.put(connection, os.urandom(32))
        return key

    def there(self, connection: Connection) -> bytes | None:
        row = connection.execute(self._row).one_or_none()
        return None if row is None else self._master.unwrap(row.epoch, self._stream, row.wrapped)

    def put(self, connection: Connection, key: bytes) -> bytes:
        """Stores a key in place of the one that is there, if any, and returns it."""
        self.remove(connection)
        epoch, stream = connection.execute(_EPOCH).scalar_one(), self._stream
        wrapped = self._master.wrap(epoch, stream, key)
        connection.execute(insert(subjects).values(stream=stream, name_hash=stream * 2, wrapped=wrapped, epoch=epoch))
        return key

    def remove(self, connection: Connection) -> None:
        connection.execute(delete(subjects).where(subjects.c.stream == self._stream))


class FactsKey(StoreKey):
    """The key that seals the files of facts."""

    def __init__(self, engine: Engine, master: MasterKey) -> None:
        super().__init__(engine, master, FACTS)
        self.former: bytes | None = None
        """The key that this process destroyed: with it, it need not fold everybody again to seal the others anew."""

    def destroy(self, connection: Connection) -> None:
        """Destroys the key, in the transaction that destroys those of the erased."""
        self.former = self.there(connection)
        self.remove(connection)


class NumberIndex:
    """Seals the keyed hashes of identity numbers as they are stored in the log's index.

    A hash is always sealed to the same bytes, so that it can be looked up, and can be opened, so that those of all others
    are sealed anew after an erasure without opening an entry. While that goes on there are two keys, and the newer is in use.
    """

    def __init__(self, engine: Engine, master: MasterKey) -> None:
        self._engine = engine
        self._key, self._next = (StoreKey(engine, master, stream) for stream in (NUMBERS, NUMBERS_NEXT))

    def sealed(self, hashes: Iterable[bytes]) -> list[bytes]:
        """Returns the hashes as they are to be stored; called in the transaction of the log that stores them."""
        self._key.current()
        seal = self._seals()[0]
        return [seal.encrypt(number_hash, _LABEL) for number_hash in hashes]

    def stored_as(self, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
        """Maps all bytes that each hash may be stored as now to the hash."""
        every, seals = list(hashes), self._seals()
        sealed = {seal.encrypt(number_hash, _LABEL): number_hash for number_hash in every for seal in seals}
        return sealed | {number_hash: number_hash for number_hash in every}

    def renew(self) -> None:
        """Makes the next key, unless one is waiting already."""
        self._key.current()
        with writing(self._engine) as connection:
            if self._next.there(connection) is None:
                self._next.put(connection, os.urandom(32))

    def opened(self, stored: Iterable[bytes]) -> list[bytes]:
        """Returns the hashes that are stored as these bytes. Raises `SealBroken` if one was sealed with another key."""
        seals = self._seals()
        return [each if len(each) == HASH else _opened(seals, each) for each in stored]

    def forget_former(self) -> None:
        """Destroys the former key, once nothing is sealed with it; the next takes its place."""
        with writing(self._engine) as connection:
            if (key := self._next.there(connection)) is not None:
                self._next.remove(connection)
                self._key.put(connection, key)

    def _seals(self) -> list[AESSIV]:
        """Returns what seals with each key that there is, the one in use first."""
        with self._engine.connect() as connection:
            keys = [key.there(connection) for key in (self._next, self._key)]
        return [AESSIV(key) for key in keys if key is not None]


def _opened(seals: Sequence[AESSIV], stored: bytes) -> bytes:
    for seal in seals:
        with suppress(InvalidTag):
            return seal.decrypt(stored, _LABEL)
    raise SealBroken
