"""Sessions: on the server, ended by twenty minutes of rest, by eight hours, by their owner, and by every change of the role.

The browser holds a random value of which only a hash is stored; a sign-in always gets a new one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from domain.access.store import AccessStore, hashed
from domain.access.tables import sessions
from domain.calendar import instant_of, microseconds

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=8)
_NOTED_EVERY = timedelta(seconds=30)
"""How exactly the last use is known: not every request writes."""


@dataclass(frozen=True)
class SignedInSession:
    """What the server knows of a session; `name` is the beginning of the stored hash, and opens nothing."""

    id: bytes
    account: int
    begun_at: datetime
    used_at: datetime
    csrf: str
    client: str

    @property
    def name(self) -> str:
        return self.id.hex()[:16]


class Sessions:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def begin(self, account: int, client: str, now: datetime) -> str:
        """Returns the value for the browser."""
        value, instant = secrets.token_urlsafe(32), microseconds(now)
        row = {"id": hashed(value), "account": account, "begun_at": instant, "used_at": instant, "client": client}
        with self.store.writing() as connection:
            connection.execute(delete(sessions).where(_over(now)))
            connection.execute(insert(sessions).values(**row, csrf=secrets.token_urlsafe(32)))
        return value

    def find(self, value: str, now: datetime) -> SignedInSession | None:
        """Returns the session of this value, if it has not ended, and notes that it was used."""
        with self.store.reading() as connection:
            query = select(sessions).where(sessions.c.id == hashed(value), ~_over(now))
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if instant_of(row.used_at) + _NOTED_EVERY <= now:
            with self.store.writing() as connection:
                connection.execute(update(sessions).where(sessions.c.id == row.id).values(used_at=microseconds(now)))
        return _session(row)

    def of(self, account: int, now: datetime) -> list[SignedInSession]:
        """Returns the sessions of an account that have not ended, the newest first."""
        query = select(sessions).where(sessions.c.account == account, ~_over(now)).order_by(sessions.c.begun_at.desc())
        with self.store.reading() as connection:
            return list(map(_session, connection.execute(query).all()))

    def end(self, account: int, name: str) -> bool:
        """Ends the session of this name, if it is the account's own."""
        with self.store.reading() as connection:
            own = connection.execute(select(sessions).where(sessions.c.account == account)).all()
        ids = [row.id for row in own if _session(row).name == name]
        with self.store.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.id.in_(ids)))
        return bool(ids)


def _over(now: datetime) -> Any:
    return or_(sessions.c.used_at <= microseconds(now - IDLE), sessions.c.begun_at <= microseconds(now - LONGEST))


def _session(row: Row[Any]) -> SignedInSession:
    return SignedInSession(row.id, row.account, instant_of(row.begun_at), instant_of(row.used_at), row.csrf, row.client)
