"""Staff in our own table: role, units, assignments and purposes. Every change stands in the access log with who made it.

Somebody is known by issuer and subject identifier: `local` and a user name, or the identity provider's address and what it
calls them. Nobody gets a role from what a provider says.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from domain.access.access_log import AccessContext, append
from domain.access.decisions import AccessSubject
from domain.access.roles import ROLES, AccessAction, Role
from domain.access.store import AccessStore
from domain.access.tables import accounts, assignments, known_as, purposes, sessions, tokens
from domain.calendar import instant_of, microseconds
from domain.errors import BadOption, Unknown
from domain.vocabulary.text import Text

LOCAL: Final = "local"
"""The issuer of accounts of our own."""


@dataclass(frozen=True)
class Account:
    id: int
    issuer: str
    sub: str
    name: str
    role: Role
    units: frozenset[str]
    has_password: bool
    has_totp: bool
    created_at: datetime
    ended_at: datetime | None


class Accounts:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def __iter__(self) -> Iterator[Account]:
        with self.store.reading() as connection:
            yield from map(_account, connection.execute(select(accounts).order_by(accounts.c.id)).all())

    def are_none(self) -> bool:
        with self.store.reading() as connection:
            return connection.execute(select(accounts.c.id).limit(1)).first() is None

    def find(self, sub: str, issuer: str = LOCAL) -> Account | None:
        with self.store.reading() as connection:
            return _find(connection, sub, issuer)

    def subject(self, account: int, now: datetime, scope: Collection[AccessAction] | None = None) -> AccessSubject:
        """Returns whoever the account is of, as decisions know them, now."""
        with self.store.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.id == account)).one()
            streams = connection.execute(select(assignments.c.stream).where(assignments.c.account == account)).scalars()
            keys = connection.execute(select(known_as.c.key).where(known_as.c.account == account)).scalars()
            holding = (purposes.c.account == account) & (purposes.c.until > microseconds(now))
            newest = select(purposes.c.purpose).where(holding).order_by(purposes.c.id.desc()).limit(1)
            return AccessSubject(
                row.issuer,
                row.sub,
                row.role,
                frozenset(orjson.loads(row.units)),
                frozenset(stream.hex() for stream in streams),
                frozenset(keys),
                connection.execute(newest).scalar(),
                None if scope is None else frozenset(scope),
                is_ended=row.ended_at is not None,
            )

    def add(
        self,
        by: AccessContext,
        at: datetime,
        sub: str,
        role: Role,
        units: Collection[str] = (),
        issuer: str = LOCAL,
        name: str = "",
    ) -> Account:
        """Raises `BadOption` for one who is there already, and for a first account that could add no other."""
        _check(role)
        with self.store.writing() as connection:
            if _find(connection, sub, issuer) is not None:
                raise _bad("namn", "name", "finns redan.", "is there already.")
            number: int = connection.execute(select(func.coalesce(func.max(accounts.c.id), 0) + 1)).scalar_one()
            if number == 1 and role != "administrator":
                raise _bad(
                    "--role", "--role", "det första kontot är en administratör.", "the first account is an administrator."
                )
            row = {"id": number, "issuer": issuer, "sub": sub, "name": name or sub, "role": role, "units": _written(units)}
            connection.execute(insert(accounts).values(**row, totp_step=0, created_at=microseconds(at)))
            append(connection, by, at, "accounts", f"{issuer} {sub}: {role} {_written(units)}", "done", ())
            return _known(connection, sub, issuer)

    def set_role(self, by: AccessContext, at: datetime, account: Account, role: Role, units: Collection[str]) -> None:
        """Replaces role and units. Every session and token of the account ends."""
        _check(role)
        with self.store.writing() as connection:
            if role != "administrator":
                _keep_an_administrator(connection, account)
            self._change(connection, account, role=role, units=_written(units))
            self._say(connection, by, at, account, f"{account.role} → {role} {_written(units)}")

    def end(self, by: AccessContext, at: datetime, account: Account) -> None:
        """Ends an account for good. What it did stays in the access log."""
        with self.store.writing() as connection:
            _keep_an_administrator(connection, account)
            self._change(connection, account, ended_at=microseconds(at))
            self._say(connection, by, at, account, "ended")

    def assign(self, by: AccessContext, at: datetime, account: Account, stream: bytes, is_assigned: bool = True) -> None:
        """Assigns a participant to somebody, or takes them away again."""
        row = (assignments.c.account == account.id) & (assignments.c.stream == stream)
        with self.store.writing() as connection:
            connection.execute(delete(assignments).where(row))
            if is_assigned:
                connection.execute(insert(assignments).values(account=account.id, stream=stream))
            words = f"{account.issuer} {account.sub}: {'assigned' if is_assigned else 'no longer assigned'}"
            append(connection, by, at, "accounts", words, "done", (stream,))

    def set_known_as(self, by: AccessContext, at: datetime, account: Account, keys: Collection[str]) -> None:
        """Replaces the keys by which the sources name the account's person as a caseworker or coach."""
        with self.store.writing() as connection:
            connection.execute(delete(known_as).where(known_as.c.account == account.id))
            if keys:
                connection.execute(insert(known_as), [{"account": account.id, "key": key} for key in sorted(set(keys))])
            self._say(connection, by, at, account, f"known as {_written(keys)}")

    def add_purpose(self, by: AccessContext, at: datetime, account: Account, purpose: str, until: datetime) -> None:
        """Records the purpose for which somebody may see lists of participants, and until when."""
        with self.store.writing() as connection:
            number = connection.execute(select(func.coalesce(func.max(purposes.c.id), 0) + 1)).scalar_one()
            row = {"id": number, "account": account.id, "purpose": purpose, "until": microseconds(until)}
            connection.execute(insert(purposes).values(row))
            self._say(connection, by, at, account, f"purpose until {until:%Y-%m-%d}: {purpose}")

    def _change(self, connection: Connection, account: Account, **values: Any) -> None:
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(**values))
        for entrances in (sessions, tokens):
            connection.execute(delete(entrances).where(entrances.c.account == account.id))

    def _say(self, connection: Connection, by: AccessContext, at: datetime, account: Account, what: str) -> None:
        append(connection, by, at, "accounts", f"{account.issuer} {account.sub}: {what}", "done", ())


def named(known: Accounts, sub: str, issuer: str = LOCAL) -> Account:
    """Returns an account by its name. Raises `Unknown`."""
    account = known.find(sub, issuer)
    if account is None:
        raise Unknown(what=Text("Kontot", "account"), name=sub, hint=Text.same(""))
    return account


def _check(role: Role) -> None:
    if role not in ROLES or role == "owner":
        names = ", ".join(name for name in ROLES if name != "owner")
        raise _bad("--role", "--role", f"en av {names}.", f"one of {names}.")


def _keep_an_administrator(connection: Connection, account: Account) -> None:
    others = (accounts.c.role == "administrator") & accounts.c.ended_at.is_(None) & (accounts.c.id != account.id)
    if account.role == "administrator" and connection.execute(select(accounts.c.id).where(others)).first() is None:
        raise _bad("namn", "name", "den sista administratören står kvar.", "the last administrator stays.")


def _find(connection: Connection, sub: str, issuer: str) -> Account | None:
    row = connection.execute(select(accounts).where(accounts.c.issuer == issuer, accounts.c.sub == sub)).one_or_none()
    return None if row is None else _account(row)


def _known(connection: Connection, sub: str, issuer: str) -> Account:
    account = _find(connection, sub, issuer)
    assert account is not None
    return account


def _account(row: Row[Any]) -> Account:
    has = {"has_password": row.password is not None, "has_totp": row.totp is not None}
    ended = None if row.ended_at is None else instant_of(row.ended_at)
    units = frozenset(orjson.loads(row.units))
    return Account(
        row.id, row.issuer, row.sub, row.name, row.role, units, **has, created_at=instant_of(row.created_at), ended_at=ended
    )


def _written(units: Collection[str]) -> str:
    return orjson.dumps(sorted(set(units))).decode()


def _bad(sv: str, en: str, why_sv: str, why_en: str) -> BadOption:
    return BadOption(option=Text(sv, en), why=Text(why_sv, why_en))
