"""The access part of a store: opened, created where there is none, and refused if it belongs to another store."""

from contextlib import AbstractContextManager, ExitStack
from hashlib import sha256

from sqlalchemy import Connection, inspect

from domain.access.tables import store as own
from domain.log.application import Log
from domain.log.keys.sealing import mac
from domain.log.parts import own_part
from domain.log.storage.database import writing
from domain.log.storage.reach import if_there


def hashed(secret: str) -> bytes:
    """Returns what is stored of a random secret that somebody else holds: of no use to whoever reads the database."""
    return sha256(secret.encode()).digest()


class AccessStore:
    """Raises `StoreUnwritable` where there is none and none can be made, `PartForeign` for another store's."""

    def __init__(self, log: Log) -> None:
        self.key = log.keys.system_stream("access").key
        with ExitStack() as opened:
            self.engine = own_part(log.where, "access", own, log.id, opened)
            opened.pop_all()

    @classmethod
    def if_there(cls, log: Log) -> "AccessStore | None":
        """Returns the access part; None if there is none yet, or one whose making was cut short and that holds nothing."""
        with ExitStack() as looking:
            there = if_there(log.where, "access", looking)
            if there is None or not inspect(there).get_table_names():
                return None
        return cls(log)

    def close(self) -> None:
        self.engine.dispose()

    def reading(self) -> AbstractContextManager[Connection]:
        return self.engine.connect()

    def writing(self) -> AbstractContextManager[Connection]:
        return writing(self.engine)

    def mac(self, text: str) -> bytes:
        """Returns a keyed hash of what should not stand in the database in clear."""
        return mac(self.key, text.encode())
