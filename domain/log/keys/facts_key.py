"""The key that seals the files of facts: one for the whole store, in the key store, and another after every erasure.

So no copy of a file that still holds an erased participant can be read, wherever it is.
"""

import os

from sqlalchemy import Connection, Engine, delete, insert, select

from domain.log.keys.master_key import MasterKey
from domain.log.storage.database import writing
from domain.log.storage.reach import FACTS, SYSTEM
from domain.log.storage.schema import subjects

_WRAPPED = select(subjects.c.epoch, subjects.c.wrapped).where(subjects.c.stream == FACTS)
_EPOCH = select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)


class FactsKey:
    def __init__(self, engine: Engine, master: MasterKey) -> None:
        self._engine, self._master = engine, master
        self.former: bytes | None = None
        """The key that this process destroyed: with it, it need not fold everybody again to seal the others anew."""

    def current(self) -> bytes:
        """Returns the key; makes one if there is none. Raises `StoreUnwritable`."""
        with self._engine.connect() as connection:
            key = self._there(connection)
        if key is None:
            with writing(self._engine) as connection:
                key = self._there(connection) or self._renewed(connection)
        return key

    def destroy(self, connection: Connection) -> None:
        """Destroys the key, in the transaction that destroys those of the erased."""
        self.former = self._there(connection)
        connection.execute(delete(subjects).where(subjects.c.stream == FACTS))

    def _there(self, connection: Connection) -> bytes | None:
        row = connection.execute(_WRAPPED).one_or_none()
        return None if row is None else self._master.unwrap(row.epoch, FACTS, row.wrapped)

    def _renewed(self, connection: Connection) -> bytes:
        key, epoch = os.urandom(32), connection.execute(_EPOCH).scalar_one()
        wrapped = self._master.wrap(epoch, FACTS, key)
        connection.execute(insert(subjects).values(stream=FACTS, name_hash=FACTS * 2, wrapped=wrapped, epoch=epoch))
        return key
