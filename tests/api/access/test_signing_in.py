"""Signing in with an account of our own: what the browser gets, what ends it, and what no other site can do with it."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.access.cookies import cookie_name
from api.app import create_app
from api.http.questions import now
from api.http.settings import BadSetting, OpenIdSettings, Settings
from domain.access.accounts import Accounts
from domain.access.passwords import Passwords
from domain.access.roles import LABELS
from domain.access.store import AccessStore
from tests.api.access.conftest import BY, NOBODY, OWN, PASSWORD, Office
from tests.api.desk import HERE
from tests.api.page import Page
from tests.stores import Shop

ABROAD = "https://rodtrad.example.se"
KEY = Path("store.key")


def sign_in(client: TestClient, password: str = PASSWORD, **more: str) -> httpx2.Response:
    return client.post("/logga-in", data={"name": "caseworker", "password": password, **more})


def csrf(client: TestClient) -> str:
    return next(e.attrs["value"] for e in Page(client.get("/").text).all("input") if e.attrs.get("name") == "csrf")


def test_a_sign_in_gives_a_new_cookie_that_opens_and_one_that_fails_gives_none(office: Office) -> None:
    client = office.client()
    wrong = sign_in(client, "fel lösenord")
    assert (wrong.status_code, wrong.headers.get("set-cookie")) == (401, None)
    assert client.get("/").status_code == 303
    first, second = sign_in(client), sign_in(office.client())
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert "httponly" in first.headers["set-cookie"].lower()
    assert "samesite=lax" in first.headers["set-cookie"].lower()
    assert first.headers["set-cookie"] != second.headers["set-cookie"]
    assert f"caseworker, {LABELS['caseworker'].sv}" in Page(client.get("/").text).all("header")[0].text
    assert [entry.outcome for entry in office.entries() if entry.action == "sign_in"][-3:] == ["refused", "done", "done"]


def test_a_cookie_planted_before_the_sign_in_opens_nothing_after_it(office: Office) -> None:
    client = office.client()
    client.cookies.set("rodtrad", "planted")
    sign_in(client)
    planted = office.client()
    planted.cookies.set("rodtrad", "planted")
    assert planted.get("/").status_code == 303


@pytest.mark.parametrize(
    ("till", "place"),
    [("/matt/R4?period=2022", None), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/")],
)
def test_after_the_sign_in_one_comes_to_a_page_of_ours(office: Office, till: str, place: str | None) -> None:
    assert sign_in(office.client(), till=till).headers["location"] == (place or till)


def test_nothing_is_changed_or_sought_without_the_token_of_the_session(office: Office) -> None:
    client, other = office.client(), office.client()
    sign_in(client)
    sign_in(other)
    sought: dict[str, Any] = {"participant": OWN}
    assert client.post("/deltagare", data=sought).status_code == 401
    assert client.post("/deltagare", data=sought | {"csrf": csrf(other)}).status_code == 401
    assert client.post("/deltagare", data=sought | {"csrf": csrf(client)}).status_code == 303
    lookup = "/api/v1/participants/lookup"
    assert client.post(lookup, json=sought).status_code == 401
    assert client.post(lookup, json=sought, headers={"X-CSRF-Token": csrf(client)}).status_code == 200
    assert client.post("/logga-ut").status_code == 401


def test_a_cookie_copied_before_the_sign_out_opens_nothing_after_it(office: Office) -> None:
    client, thief = office.client(), office.client()
    sign_in(client)
    thief.cookies.update(client.cookies)
    assert thief.get("/").status_code == 200
    assert client.post("/logga-ut", data={"csrf": csrf(client)}).status_code == 303
    assert thief.get("/").status_code == client.get("/").status_code == 303


def test_ones_sessions_are_listed_and_ended(office: Office) -> None:
    here, there = office.client(), office.client()
    sign_in(here)
    sign_in(there)
    page = Page(here.get("/sessioner").text)
    names = [e.attrs["value"] for e in page.all("input") if e.attrs.get("name") == "session"]
    assert len(names) >= 2
    own = next(nr for nr, row in enumerate(page.rows()) if "(den här)" in row[2]) - 1
    for name in names[:own] + names[own + 1 :]:
        here.post("/sessioner/avsluta", data={"csrf": csrf(here), "session": name})
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_a_changed_role_ends_what_was_signed_in(office: Office) -> None:
    client, accounts, at = office.client(), Accounts(office.access), now()
    account = accounts.add(BY, at, "newcomer", "caseworker", ["AME"])
    Passwords(office.access).set_password(BY, at, account, PASSWORD)
    client.post("/logga-in", data={"name": "newcomer", "password": PASSWORD})
    assert client.get("/").status_code == 200
    accounts.set_role(BY, at, account, "caseworker", ["UJC"])
    assert client.get("/").status_code == 303


def test_beyond_the_machine_there_is_no_server_without_sign_in_and_tls(tmp_path: Path) -> None:
    for more in ({}, {"sign_in": True}, {"address": ABROAD}, {"sign_in": True, "address": "http://rodtrad.example.se"}):
        with pytest.raises(BadSetting):
            Settings("store", KEY, host="10.0.0.1", **more)
    assert Settings("store", KEY, host="10.0.0.1", sign_in=True, address=ABROAD).is_secure
    secret = tmp_path / "secret"
    secret.write_text("hemlig\n", "utf-8")
    environment = {"RODTRAD_STORE": "s", "RODTRAD_SIGN_IN": "openid", "RODTRAD_ADDRESS": f"{ABROAD}/"}
    with pytest.raises(BadSetting):
        Settings.of_environment(environment)
    environment |= {"RODTRAD_OPENID_ISSUER": "https://idp", "RODTRAD_OPENID_CLIENT": "rodtrad"}
    environment["RODTRAD_OPENID_SECRET_FILE"] = str(secret)
    settings = Settings.of_environment(environment)
    assert (settings.address, settings.openid) == (ABROAD, OpenIdSettings("https://idp", "rodtrad", "hemlig"))
    with pytest.raises(BadSetting):
        Settings.of_environment(environment | {"RODTRAD_SIGN_IN": "ja"})
    with pytest.raises(BadSetting):
        Settings.of_environment(environment | {"RODTRAD_OPENID_SECRET_FILE": str(tmp_path / "none")})


def test_behind_tls_the_cookie_is_for_this_host_alone(office: Office) -> None:
    log = office.desk.shop.log
    app = create_app(Settings(log.where, log.key_path, processes=1, sign_in=True, address=ABROAD))
    with TestClient(app, base_url=ABROAD, raise_server_exceptions=False, follow_redirects=False) as client:
        cookie = sign_in(client).headers["set-cookie"]
        assert cookie.startswith(f"{cookie_name(Settings('s', KEY, address=ABROAD))}=")
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
        assert client.get("/").status_code == 200
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        for origin, status in ((ABROAD, 401), ("https://evil.example", 403), ("http://rodtrad.example.se", 403)):
            assert client.post("/logga-ut", headers={"Origin": origin}).status_code == status


@pytest.mark.parametrize(("address", "client"), [(ABROAD, "192.0.2.7"), ("", "testclient")])
def test_only_what_stands_in_front_says_where_a_request_came_from(office: Office, address: str, client: str) -> None:
    """And of what it passes on, only what it added itself."""
    log = office.desk.shop.log
    app = create_app(Settings(log.where, log.key_path, processes=1, sign_in=True, address=address))
    with TestClient(app, base_url=address or HERE, raise_server_exceptions=False, follow_redirects=False) as browser:
        browser.headers["X-Forwarded-For"] = "10.9.9.9, 192.0.2.7"
        sign_in(browser)
        assert office.entries()[-1].client == client


def test_a_server_without_sign_in_acts_as_the_owner_until_there_are_accounts(tmp_path: Path) -> None:
    where = tmp_path / "store"
    shop = Shop.open(str(where), tmp_path / "key")
    app = create_app(Settings(str(where), tmp_path / "key", processes=1))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        assert client.get("/").status_code == 200
        access = AccessStore(shop.log)
        Accounts(access).add(BY, now(), "ada", "administrator")
        assert client.get("/").status_code == 403
        access.close()
    shop.close()
    operated = create_app(Settings(str(where), tmp_path / "key", processes=1, operator="ada"))
    with TestClient(operated, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        assert client.get("/").status_code == 200
        assert client.get(f"/deltagare/{NOBODY}").status_code == 403
