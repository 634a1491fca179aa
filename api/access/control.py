"""Who a request is from: a session's cookie, a program's token, or, where nobody signs in, whoever holds the machine.

The store of accounts and looks is opened when it is first needed. Without sign-in and without accounts, the owner of the
files reads a store that cannot be written as before, unlogged: there is nowhere to write it.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pwd import getpwuid
from secrets import compare_digest
from threading import Lock

from fastapi import Request

from api.access.cookies import cookie_name
from api.access.openid import Provider
from api.http.guards import SAFE
from api.http.settings import Settings
from domain.access.access_log import AccessContext, AccessLog, Outcome
from domain.access.accounts import Accounts
from domain.access.names import NameIndex
from domain.access.operators import operator, owner
from domain.access.sessions import Sessions, SignedInSession
from domain.access.store import AccessStore
from domain.access.tokens import Tokens
from domain.errors import NotSignedIn, StoreUnwritable
from domain.log.application import Log

BEARER = "Bearer "


class AccessControl:
    """Raises `StoreUnwritable` where people sign in and nothing can be written."""

    def __init__(self, log: Log, settings: Settings) -> None:
        self.settings = settings
        self.provider = Provider(settings.openid, settings.origin) if settings.openid else None
        self.names = NameIndex(log)
        self._log, self._guard = log, Lock()
        self._store = AccessStore(log) if settings.sign_in else AccessStore.if_there(log)

    @property
    def store(self) -> AccessStore:
        with self._guard:
            if self._store is None:
                self._store = AccessStore(self._log)
            return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()

    def identify(self, request: Request, csrf: str, now: datetime) -> tuple[AccessContext, SignedInSession | None]:
        """Returns who asks, and in which session. Raises `NotSignedIn`."""
        client = self.client(request)
        authorization = request.headers.get("authorization", "")
        if authorization.startswith(BEARER):
            return self._of_token(authorization.removeprefix(BEARER), client, now), None
        if self.settings.sign_in:
            return self._of_session(request, csrf, client, now)
        user = getpwuid(os.getuid()).pw_name
        with self._guard:
            self._store = self._store or AccessStore.if_there(self._log)  # somebody may have made accounts since
        if self._store is None:
            return owner(user), None
        return operator(Accounts(self._store), user, self.settings.operator, now), None

    def client(self, request: Request) -> str:
        """Returns the address that the request came from; where something in front ends TLS, as it says."""
        forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() if self.settings.address else ""
        return forwarded or (request.client.host if request.client else "")

    def record(
        self, by: AccessContext, at: datetime, action: str, what: str, outcome: Outcome, persons: Iterable[bytes]
    ) -> None:
        """Commits an entry of the access log; raises, so that the answer does not leave, if that fails."""
        unlogged = StoreUnwritable if by.subject.role == "owner" else ()
        with suppress(unlogged):  # type: ignore[arg-type]
            AccessLog(self.store).record(by, at, action, what, outcome, persons)

    def _of_token(self, value: str, client: str, now: datetime) -> AccessContext:
        token = Tokens(self.store).find(value, now)
        if token is None:
            raise NotSignedIn
        subject = Accounts(self.store).subject(token.account, now, token.scope)
        return AccessContext(subject, token.id.hex()[:16], client)

    def _of_session(
        self, request: Request, csrf: str, client: str, now: datetime
    ) -> tuple[AccessContext, SignedInSession | None]:
        value = request.cookies.get(cookie_name(self.settings), "")
        session = Sessions(self.store).find(value, now) if value else None
        if session is None or not (request.method in SAFE or compare_digest(csrf.encode(), session.csrf.encode())):
            raise NotSignedIn
        return AccessContext(Accounts(self.store).subject(session.account, now), session.name, client), session
