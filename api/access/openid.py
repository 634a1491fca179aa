"""Sign-in by OpenID Connect: the code flow with PKCE, state and nonce, at one pinned issuer, with pinned algorithms.

The provider says who somebody is (issuer and subject identifier) and nothing else: the role is our own table's. A sign-in
that has begun is kept for ten minutes, for the browser that began it, and is used once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from httpx2 import BaseTransport, HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, insert, select

from api.http.settings import OpenIdSettings
from domain.access.store import AccessStore, hashed
from domain.access.tables import flows
from domain.calendar import microseconds
from domain.errors import NotSignedIn

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""With a public key: neither `none` nor one that takes the client's secret for the key."""
LONGEST = timedelta(minutes=10)
SKEW = 120
"""Seconds that the provider's clock may differ by."""
ANSWER = "/logga-in/openid/svar"


@dataclass(frozen=True)
class BegunSignIn:
    """Where the browser is to go, and what it is to bring back in a cookie."""

    url: str
    browser: str


@dataclass(frozen=True)
class ProviderAnswer:
    """What the browser brings back from the provider."""

    state: str = ""
    code: str = ""
    iss: str = ""
    """RFC 9207: which provider answers, where several could."""


class Provider:
    def __init__(self, settings: OpenIdSettings, origin: str, transport: BaseTransport | None = None) -> None:
        """`transport`: how the provider is reached, in tests."""
        self.settings, self._answer, self._transport = settings, f"{origin}{ANSWER}", transport
        self._metadata: dict[str, Any] = {}
        self._guard = Lock()

    def begin(self, store: AccessStore, now: datetime) -> BegunSignIn:
        """Raises `NotSignedIn` where the provider does not answer, or is another than the pinned one."""
        browser, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        with self._client() as client:
            address = self._configuration(client)["authorization_endpoint"]
            url, state = client.create_authorization_url(address, code_verifier=verifier, nonce=nonce)
        row = {"state": hashed(state), "browser": hashed(browser), "nonce": nonce, "verifier": verifier}
        with store.writing() as connection:
            connection.execute(delete(flows).where(flows.c.begun_at <= microseconds(now - LONGEST)))
            connection.execute(insert(flows).values(**row, begun_at=microseconds(now)))
        return BegunSignIn(url, browser)

    def finish(self, store: AccessStore, answer: ProviderAnswer, browser: str, now: datetime) -> str:
        """Returns the subject identifier of who signed in. Raises `NotSignedIn` for whatever is not as it must be."""
        nonce, verifier = _taken(store, answer.state, browser, now)
        if answer.iss not in ("", self.settings.issuer):
            raise NotSignedIn
        try:
            with self._client() as client:
                configuration = self._configuration(client)
                token = client.fetch_token(configuration["token_endpoint"], code=answer.code, code_verifier=verifier)
                keys = client.request("GET", configuration["jwks_uri"], withhold_token=True).raise_for_status().json()
            return self._subject(token, KeySet.import_key_set(keys), nonce, now)
        except (AuthlibBaseError, JoseError, HTTPError, KeyError, TypeError, ValueError):
            raise NotSignedIn from None

    def _subject(self, token: dict[str, Any], keys: KeySet, nonce: str, now: datetime) -> str:
        decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
        must = {"iss": {"essential": True, "value": self.settings.issuer}, "nonce": {"essential": True, "value": nonce}}
        must["aud"] = {"essential": True, "value": self.settings.client}
        known = {"nonce": nonce, "client_id": self.settings.client, "access_token": token["access_token"]}
        claims = CodeIDToken(decoded.claims, decoded.header, must, known)
        claims.validate(now=int(now.timestamp()), leeway=SKEW)
        return str(claims["sub"])

    def _configuration(self, client: OAuth2Client) -> dict[str, Any]:
        """The provider's own description, read once. Raises `NotSignedIn` if it is another issuer's."""
        with self._guard:
            if not self._metadata:
                address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                try:
                    metadata = client.request("GET", address, withhold_token=True).raise_for_status().json()
                except (HTTPError, ValueError):
                    raise NotSignedIn from None
                if not isinstance(metadata, dict) or metadata.get("issuer") != self.settings.issuer:
                    raise NotSignedIn
                self._metadata = metadata
            return self._metadata

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self.settings.client,
            self.settings.secret,
            scope="openid",
            redirect_uri=self._answer,
            code_challenge_method="S256",
            timeout=10,
            transport=self._transport,
        )


def _taken(store: AccessStore, state: str, browser: str, now: datetime) -> tuple[str, str]:
    """Returns nonce and verifier of a sign-in that this browser began, and forgets it: no answer is taken twice."""
    begun = (flows.c.state == hashed(state)) & (flows.c.begun_at > microseconds(now - LONGEST))
    with store.writing() as connection:
        row = connection.execute(select(flows).where(begun)).one_or_none()
        connection.execute(delete(flows).where(flows.c.state == hashed(state)))
    if row is None or not secrets.compare_digest(row.browser, hashed(browser)):
        raise NotSignedIn
    return row.nonce, row.verifier
