"""The access part of a store: opened, created where there is none, and refused if it belongs to another store."""

from contextlib import AbstractContextManager, ExitStack
from hashlib import sha256

from sqlalchemy import Connection, insert, inspect, select

from domain.access.tables import store as own
from domain.errors import PartForeign
from domain.log.application import Log
from domain.log.keys.sealing import mac
from domain.log.storage.database import founding, part_name, shown, writing
from domain.log.storage.reach import if_there, opening
from domain.log.storage.upgrade import is_newest, upgrade


def hashed(secret: str) -> bytes:
    """Returns what is stored of a random secret that somebody else holds: of no use to whoever reads the database."""
    return sha256(secret.encode()).digest()


class AccessStore:
    """Raises `StoreUnwritable` where there is none and none can be made, `PartForeign` for another store's."""

    def __init__(self, log: Log) -> None:
        self.where = log.where
        self.key = log.keys.system_stream("access").key
        with ExitStack() as opened:
            there = if_there(log.where, "access", opened)
            if there is None or not is_newest(there, "access"):
                with founding(log.where):
                    there = there or opening(log.where, "access", opened)
                    upgrade(there, "access")
            self.engine = there
            self._settle(log.id)
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

    def _settle(self, id_: bytes | None) -> None:
        with self.reading() as connection:
            known = connection.execute(select(own.c.id)).scalar()
        if known is None and id_ is not None:
            with self.writing() as connection:
                if connection.execute(select(own.c.id)).first() is None:
                    connection.execute(insert(own).values(one=1, id=id_))
        elif known != id_ and id_ is not None and known is not None:
            names = {"where": shown(self.where), "part": part_name(self.where, "access")}
            raise PartForeign(**names, other=part_name(self.where, "keys"), id=known.hex()[:8], other_id=id_.hex()[:8])
