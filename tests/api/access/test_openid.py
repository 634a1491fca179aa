"""Sign-in by OpenID Connect: what is right opens, and whatever is wrong of an answer is refused."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from api.access.openid import Provider
from api.app import create_app
from api.http.questions import now
from api.http.settings import OpenIdSettings, Settings
from domain.access.accounts import Accounts
from tests.api.access.conftest import BY, Office
from tests.api.desk import HERE

ISSUER, CLIENT, SECRET = "https://idp.example/realms/kommun", "rodtrad", "hemlig"
OPENID = OpenIdSettings(ISSUER, CLIENT, SECRET)
SUB = "7f3a"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k1"})
Claims = dict[str, Any]


@dataclass
class FakeProvider:
    """An identity provider within the test, which checks what a provider must, and says what it is made to say."""

    issuer: str = ISSUER
    claims: Claims = field(default_factory=dict)
    """What is changed of a right identity token."""
    write: Callable[[Claims], str] = lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)
    asked: dict[str, str] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx2.Response(200, json=self._configuration())
        if request.url.path.endswith("jwks"):
            return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        return self._token({name: values[0] for name, values in parse_qs(request.content.decode()).items()})

    def _configuration(self) -> dict[str, str]:
        places = {name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        return {"issuer": self.issuer, "jwks_uri": f"{ISSUER}/jwks", **places}

    def _token(self, form: dict[str, str]) -> httpx2.Response:
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if challenge != self.asked["code_challenge"] or form["code"] in self.spent:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        self.spent.add(form["code"])
        at = int(now().timestamp())
        right = {"iss": ISSUER, "sub": SUB, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": self.asked["nonce"]}
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        return httpx2.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": self.write(claims)})


@dataclass(frozen=True)
class Visit:
    """A browser and the provider it is sent to."""

    client: TestClient
    provider: FakeProvider

    def begin(self) -> dict[str, str]:
        """Returns what the provider was asked."""
        answer = self.client.get("/logga-in/openid")
        assert answer.status_code == 303
        self.provider.asked.clear()
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        self.provider.asked.update({name: values[0] for name, values in query.items()})
        return self.provider.asked

    def finish(self, **changed: str) -> int:
        """Returns with what the provider says, or something else."""
        params = {"state": self.provider.asked["state"], "code": "c1"} | changed
        return self.client.get("/logga-in/openid/svar", params=params).status_code

    @property
    def is_signed_in(self) -> bool:
        return self.client.get("/").status_code == 200


@pytest.fixture(scope="module")
def app(office: Office) -> Iterator[FastAPI]:
    log = office.desk.shop.log
    app = create_app(Settings(log.where, log.key_path, processes=1, sign_in=True, openid=OPENID))
    if Accounts(office.access).find(SUB, ISSUER) is None:
        Accounts(office.access).add(BY, now(), SUB, "caseworker", ["AME"], ISSUER, "Kim")
    with TestClient(app, base_url=HERE):
        yield app


@pytest.fixture
def visit(app: FastAPI) -> Visit:
    provider = FakeProvider()
    app.state.access.provider = Provider(OPENID, HERE, httpx2.MockTransport(provider))
    return Visit(TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False), provider)


def test_who_signs_in_at_the_provider_is_signed_in_with_the_role_of_our_table(visit: Visit, office: Office) -> None:
    asked = visit.begin()
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT, "openid")
    assert asked["code_challenge_method"] == "S256"
    assert visit.finish() == 303
    assert visit.is_signed_in
    last = office.entries()[-1]
    assert (last.issuer, last.sub, last.role, last.action) == (ISSUER, SUB, "caseworker", "sign_in")


@pytest.mark.parametrize("changed", [{"state": "x"}, {"state": ""}, {"code": ""}, {"iss": "https://evil.example"}])
def test_what_another_brings_back_is_refused(visit: Visit, changed: dict[str, str]) -> None:
    visit.begin()
    visit.provider.spent.add("")
    assert visit.finish(**changed) == 401
    assert not visit.is_signed_in


def test_an_answer_is_taken_once(visit: Visit) -> None:
    visit.begin()
    assert visit.finish() == 303
    assert visit.finish(code="c2") == 401


def test_an_answer_in_another_browser_is_refused(visit: Visit, app: FastAPI) -> None:
    visit.begin()
    other = Visit(TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False), visit.provider)
    assert other.finish() == 401
    assert not other.is_signed_in


def test_a_verifier_that_does_not_fit_is_refused(visit: Visit) -> None:
    visit.begin()["code_challenge"] = "another"
    assert visit.finish() == 401


AT = int(now().timestamp())
WRONG: dict[str, Claims] = {
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "several audiences and another party": {"aud": [CLIENT, "another"], "azp": "another"},
    "expired": {"exp": AT - 600, "iat": AT - 900},
    "no end": {"exp": None},
    "issued in time to come": {"iat": AT + 6000, "exp": AT + 9000},
    "not yet": {"nbf": AT + 6000},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_identity_token_that_says_something_wrong_is_refused(visit: Visit, wrong: str) -> None:
    visit.provider.claims = WRONG[wrong]
    visit.begin()
    assert visit.finish() == 401
    assert not visit.is_signed_in


def _unsigned(claims: Claims) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


SIGNED: dict[str, Callable[[Claims], str]] = {
    "alg none": _unsigned,
    "another key": lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER_KEY),
    "the client's secret": lambda claims: jwt.encode(
        {"alg": "HS256"}, claims, OctKey.import_key(SECRET * 6), algorithms=["HS256"]
    ),
    "the public key as a secret": lambda claims: jwt.encode(
        {"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(json.dumps(KEY.as_dict(private=False))), algorithms=["HS256"]
    ),
    "an algorithm that is not pinned": lambda claims: jwt.encode(
        {"alg": "RS512", "kid": "k1"}, claims, KEY, algorithms=["RS512"]
    ),
    "no token": lambda claims: "x",
}


@pytest.mark.parametrize("signed", SIGNED)
def test_an_identity_token_that_is_not_signed_by_the_provider_is_refused(visit: Visit, signed: str) -> None:
    visit.provider.write = SIGNED[signed]
    visit.begin()
    assert visit.finish() == 401
    assert not visit.is_signed_in


def test_a_provider_that_is_another_than_the_pinned_is_not_gone_to(visit: Visit) -> None:
    visit.provider.issuer = "https://evil.example"
    assert visit.client.get("/logga-in/openid").status_code == 401


def test_who_has_no_account_of_ours_learns_their_identifier_and_gets_nothing(visit: Visit) -> None:
    visit.provider.claims = {"sub": "nobody-7"}
    visit.begin()
    assert visit.finish() == 403
    assert not visit.is_signed_in


def test_with_a_provider_nobody_signs_in_with_a_password(visit: Visit) -> None:
    assert visit.client.post("/logga-in", data={"name": "caseworker", "password": "x"}).status_code == 401
    assert "password" not in visit.client.get("/logga-in").text


@pytest.mark.filterwarnings("ignore")  # it uses what authlib has moved
def test_who_signs_in_at_a_provider_of_another_make_is_signed_in(office: Office) -> None:
    from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415 only here may it warn

    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        log, at = office.desk.shop.log, now()
        Accounts(office.access).add(BY, at, "kim@kommunen.example", "caseworker", ["AME"], issuer)
        settings = Settings(log.where, log.key_path, processes=1, sign_in=True, openid=OpenIdSettings(issuer, CLIENT, SECRET))
        with TestClient(create_app(settings), base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
            to = client.get("/logga-in/openid").headers["location"]
            with httpx2.Client() as browser:
                back = browser.post(to, data={"sub": "kim@kommunen.example"}).headers["location"]
            answer = urlsplit(back)
            assert client.get(f"{answer.path}?{answer.query}").status_code == 303
            assert client.get("/").status_code == 200
            assert client.get(f"{answer.path}?{answer.query}").status_code == 401
