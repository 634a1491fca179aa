"""Tokens for programs: each for some actions, until a day, shown once. Only a hash is stored."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, delete, insert, select

from domain.access.access_log import AccessContext, append
from domain.access.accounts import Account
from domain.access.roles import GRANTS, AccessAction
from domain.access.store import AccessStore, hashed
from domain.access.tables import tokens
from domain.calendar import instant_of, microseconds
from domain.errors import BadOption
from domain.vocabulary.text import Text

PREFIX = "rodtrad_"
"""By which a scanner for secrets knows one that has gone astray."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class AccessToken:
    id: bytes
    account: int
    name: str
    scope: frozenset[AccessAction]
    expires_at: datetime


class Tokens:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def issue(
        self,
        by: AccessContext,
        at: datetime,
        account: Account,
        name: str,
        scope: Collection[AccessAction],
        expires_at: datetime,
    ) -> str:
        """Returns the token. Raises `BadOption` for what the role does not grant, and for one that lasts over a year."""
        if not scope or not GRANTS[account.role].keys() >= set(scope):
            names = ", ".join(GRANTS[account.role])
            raise BadOption(option="--scope", why=Text(f"något av {names}.", f"some of {names}."))
        if not at < expires_at <= at + LONGEST:
            raise BadOption(option="--until", why=Text("inom ett år.", "within a year."))
        value = PREFIX + secrets.token_urlsafe(32)
        row = {"id": hashed(value), "account": account.id, "name": name, "scope": orjson.dumps(sorted(scope)).decode()}
        with self.store.writing() as connection:
            instants = {"created_at": microseconds(at), "expires_at": microseconds(expires_at)}
            connection.execute(insert(tokens).values(**row, **instants))
            what = f"{account.issuer} {account.sub}: token {name}, {row['scope']}, until {expires_at:%Y-%m-%d}"
            append(connection, by, at, "accounts", what, "done", ())
        return value

    def find(self, value: str, now: datetime) -> AccessToken | None:
        with self.store.reading() as connection:
            query = select(tokens).where(tokens.c.id == hashed(value), tokens.c.expires_at > microseconds(now))
            row = connection.execute(query).one_or_none()
        return None if row is None else _token(row)

    def of(self, account: int) -> list[AccessToken]:
        with self.store.reading() as connection:
            query = select(tokens).where(tokens.c.account == account).order_by(tokens.c.created_at)
            return list(map(_token, connection.execute(query).all()))

    def end(self, by: AccessContext, at: datetime, account: Account, name: str) -> int:
        """Ends an account's tokens of this name, and returns how many there were."""
        with self.store.writing() as connection:
            number = connection.execute(delete(tokens).where(tokens.c.account == account.id, tokens.c.name == name)).rowcount
            append(connection, by, at, "accounts", f"{account.issuer} {account.sub}: token {name} ended", "done", ())
        return number


def _token(row: Row[Any]) -> AccessToken:
    return AccessToken(row.id, row.account, row.name, frozenset(orjson.loads(row.scope)), instant_of(row.expires_at))
