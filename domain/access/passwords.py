"""Sign-in with an account of our own: password (argon2) and, where it is set, a one-time code (TOTP), behind a lockout.

Whatever is wrong, the answer is one sentence and takes one verification of a password: nobody learns which accounts exist.
"""

import secrets
from datetime import datetime
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, Row, select, update

from domain.access.access_log import AccessContext, append
from domain.access.accounts import LOCAL, Account
from domain.access.lockout import Lockout
from domain.access.store import AccessStore
from domain.access.tables import accounts
from domain.errors import BadOption, NotSignedIn
from domain.log.keys.sealing import NONCE, seal, unseal
from domain.vocabulary.text import Text

SHORTEST = 12
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""What is verified where there is no account or no password, so that it takes as long."""
_TURN = BoundedSemaphore(2)
"""A verification takes 64 MB on purpose: not as many at once as there are threads."""
_WINDOW = 1
"""Steps of 30 seconds that a clock may differ by."""


class Passwords:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def set_password(self, by: AccessContext, at: datetime, account: Account, password: str) -> None:
        """Raises `BadOption` for a short one, and for an account whose identity provider keeps its own."""
        if len(password) < SHORTEST or account.issuer != LOCAL:
            why = Text(
                f"minst {SHORTEST} tecken, för ett eget konto.", f"at least {SHORTEST} characters, for an account of ours."
            )
            raise BadOption(option=Text("lösenordet", "the password"), why=why)
        self._change(by, at, account, "password", password=_HASHER.hash(password))

    def set_totp(self, by: AccessContext, at: datetime, account: Account) -> str:
        """Returns the address that an authenticator reads; it is shown once."""
        secret = pyotp.random_base32()
        sealed = seal(self.store.key, _aad(account.id), secret.encode(), secrets.token_bytes(NONCE))
        self._change(by, at, account, "one-time code", totp=sealed, totp_step=0)
        return pyotp.TOTP(secret).provisioning_uri(name=account.sub, issuer_name="Röda tråden")

    def verify(self, sub: str, password: str, code: str, client: str, at: datetime) -> int:
        """Returns the id of the account. Raises `NotSignedIn`, also while the account or the address is locked out."""
        lockout = Lockout(self.store)
        is_open = lockout.attempt(sub, client, at)
        with self.store.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.issuer == LOCAL, accounts.c.sub == sub)).one_or_none()
        is_right = _matches(_NOBODY if row is None or row.password is None else row.password, password)
        if row is None or row.ended_at is not None or not (is_right and is_open and self._code_holds(row, code, at)):
            raise NotSignedIn
        lockout.forget(sub, client)
        return int(row.id)

    def _code_holds(self, row: Row[tuple[int, str]], code: str, at: datetime) -> bool:
        """Whether the code is right, and newer than the last that was used; each can be used once."""
        if row.totp is None:
            return True
        totp = pyotp.TOTP(unseal(self.store.key, _aad(row.id), row.totp).decode())
        now = int(at.timestamp()) // totp.interval
        steps = [
            step for step in range(now - _WINDOW, now + _WINDOW + 1) if secrets.compare_digest(totp.generate_otp(step), code)
        ]
        if not steps:
            return False
        with self.store.writing() as connection:
            newer = (accounts.c.id == row.id) & (accounts.c.totp_step < steps[-1])
            return connection.execute(update(accounts).where(newer).values(totp_step=steps[-1])).rowcount == 1

    def _change(self, by: AccessContext, at: datetime, account: Account, what: str, **values: object) -> None:
        with self.store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account.id).values(**values))
            _say(connection, by, at, account, what)


def _say(connection: Connection, by: AccessContext, at: datetime, account: Account, what: str) -> None:
    append(connection, by, at, "accounts", f"{account.issuer} {account.sub}: new {what}", "done", ())


def _matches(stored: str, password: str) -> bool:
    try:
        with _TURN:
            return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _aad(account: int) -> bytes:
    return f"totp|{account}".encode()
