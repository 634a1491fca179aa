"""Lockout: after some failed attempts within a quarter of an hour, an account or an address waits until it has passed.

An attempt counts when it begins and is forgotten when it succeeds, so that many at once gain nothing. Names that are no
account's are counted too: what is locked says nothing of what there is.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from domain.access.store import AccessStore
from domain.access.tables import attempts
from domain.calendar import microseconds

WAIT = timedelta(minutes=15)
MOST: Mapping[str, int] = {"account": 5, "address": 20}


class Lockout:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def attempt(self, account: str, address: str, at: datetime) -> bool:
        """Counts an attempt, and returns whether it may be tried at all."""
        counts = {kind: self._count(kind, of, at) for kind, of in self._keys(account, address).items()}
        return all(count <= MOST[kind] for kind, count in counts.items())

    def forget(self, account: str, address: str) -> None:
        """After a success: the account begins anew, and the address has one attempt less, others' attempts still count."""
        keys = self._keys(account, address)
        with self.store.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.of == keys["account"]))
            fewer = update(attempts).where(attempts.c.of == keys["address"], attempts.c.failures > 0)
            connection.execute(fewer.values(failures=attempts.c.failures - 1))

    def _keys(self, account: str, address: str) -> dict[str, bytes]:
        return {kind: self.store.mac(f"{kind}|{of}") for kind, of in (("account", account), ("address", address))}

    def _count(self, kind: str, of: bytes, at: datetime) -> int:
        with self.store.writing() as connection:
            connection.execute(delete(attempts).where(attempts.c.first_at <= microseconds(at - WAIT)))
            failures: int | None = connection.execute(select(attempts.c.failures).where(attempts.c.of == of)).scalar()
            if failures is None:
                connection.execute(insert(attempts).values(of=of, failures=1, first_at=microseconds(at)))
            elif failures <= MOST[kind]:
                connection.execute(update(attempts).where(attempts.c.of == of).values(failures=failures + 1))
        return (failures or 0) + 1
