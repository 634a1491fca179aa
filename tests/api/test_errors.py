"""What goes wrong: every error has its place in the table, and every answer is a problem in two languages."""

import inspect
import signal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.errors import STATUS, problem_of
from api.http.settings import LARGEST_BODY, Settings
from domain import errors
from domain.errors import RodTradError
from domain.log.application import Log
from tests.api.desk import HERE, Desk

ERRORS = [error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, RodTradError)]


@pytest.mark.parametrize("error", [error for error in ERRORS if error is not RodTradError], ids=lambda error: error.__name__)
def test_every_error_of_the_domain_has_a_status(error: type[RodTradError]) -> None:
    status, kind, title = next(STATUS[cls] for cls in error.__mro__ if cls in STATUS)
    assert 400 <= status < 600
    assert kind
    assert title.sv != title.en


def test_a_problem_has_both_languages_and_its_detail_in_the_requested_one(lives: Desk) -> None:
    path = "/api/v1/measures/OUT-91"
    answers = {lang: lives.client.get(path, headers={"Accept-Language": lang}) for lang in ("sv-SE,en;q=0.5", "en-GB,sv;q=0.5")}
    for answer, lang in zip(answers.values(), ("sv", "en"), strict=True):
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["detail"] == body[lang]
        assert body["status"] == answer.status_code == 404
    assert len({answer.json()["title"] for answer in answers.values()}) == 2


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/measures", 405)])
def test_an_address_that_is_not_there_is_a_problem_too(lives: Desk, method: str, path: str, status: int) -> None:
    answer = lives.client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"", "application/json"), (b"{", "application/json"), (b"[]", "application/json"), (b'{"commands": []}', "text/plain")],
)
def test_what_is_no_json_object_is_not_understood(lives: Desk, body: bytes, kind: str) -> None:
    answer = lives.client.post("/api/v1/participants/commands", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_json_object")


def test_a_body_that_is_too_large_is_refused_unread(lives: Desk) -> None:
    before = lives.position
    for body in (b"x" * (LARGEST_BODY + 1), iter([b"x" * LARGEST_BODY, b"x"])):
        answer = lives.client.post("/api/v1/participants/commands", content=body)
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    just = b'{"commands": []}'.ljust(LARGEST_BODY)
    answer = lives.client.post("/api/v1/participants/commands", content=just, headers={"Content-Type": "application/json"})
    assert (answer.status_code, lives.position) == (422, before)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "", "10.0.0.1"])
def test_the_server_answers_to_its_own_name_only(lives: Desk, host: str) -> None:
    answer = lives.client.get("/", headers={"Host": host})
    assert (answer.status_code, answer.headers["content-type"]) == (421, "application/problem+json")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_the_loopbacks_names_are_its_own(lives: Desk, host: str) -> None:
    assert lives.client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/measures", "/api/v1/nothing", "/static/style.css"])
def test_answers_are_kept_nowhere_and_run_nothing_of_others(lives: Desk, path: str) -> None:
    headers = lives.client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert (headers["cache-control"], headers["referrer-policy"], headers["x-content-type-options"]) == (
        "no-store",
        "no-referrer",
        "nosniff",
    )


def test_what_nobody_thought_of_is_reported_without_what_the_program_held(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("19900515-2386")

    monkeypatch.setattr("api.resources.measures.describe", fail)
    answer = lives.client.get("/api/v1/measures")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:rodtrad:problem:http-500")
    assert "19900515" not in answer.text


def test_a_store_that_is_busy_is_reported_so(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise errors.StoreBusy(where="lagret", seconds=30)

    monkeypatch.setattr("domain.log.application.Log.handle", busy)
    command = {"kind": "participant_registered", "participant": "dan", "on": "2023-01-01", "id": "d", "sex": "M"}
    answer = lives.send(command)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:rodtrad:problem:busy")


def test_a_store_that_is_not_there_is_neither_served_nor_made(tmp_path: Path) -> None:
    with pytest.raises(errors.StoreError):
        create_app(Settings(str(tmp_path / "store"), tmp_path / "store.key"))
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_its_key_is_not_served(lives: Desk) -> None:
    where = lives.shop.log.where
    with pytest.raises(errors.KeyMissing):
        create_app(Settings(where, lives.shop.log.key_path.with_name("other.key")))


def test_an_error_without_a_place_of_its_own_has_its_parents() -> None:
    problem = problem_of(errors.KeyExposed(path="x.key", mode="644"))
    assert (problem.status, problem.kind) == (503, "store")


def test_nothing_is_served_before_it_is_requested(lives: Desk) -> None:
    """Two servers over one store see each other's entries."""
    other = create_app(Settings(lives.shop.log.where, lives.shop.log.key_path, processes=1))
    with TestClient(other, base_url=HERE) as client:
        assert client.get("/api/v1/measures").json()["position"] == lives.position


@pytest.mark.parametrize(("many", "code", "limit"), [(1001, "too_many", "1000"), (0, "too_few", "1")])
def test_too_many_commands_or_none_are_reported_by_the_limit_and_nothing_of_them_is_repeated(
    lives: Desk, many: int, code: str, limit: str
) -> None:
    number = {"kind": "identity_registered", "number": "19811218-9876", "name": "Karin Ek"}
    answer = lives.client.post("/api/v1/participants/commands", json={"commands": [number] * many})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"], fault["code"]) == (422, "commands", code)
    assert fault["sv"].endswith(f" {limit}.")
    assert "Karin" not in answer.text
    assert "identity_registered" not in answer.text


def test_a_server_whose_disk_did_not_confirm_a_write_answers_and_stops(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried again, the system may say that all is well of what the disk never got."""
    stopped: list[int] = []

    def refuse(*_: object) -> None:
        raise errors.StoreUnsynced(where="log.db", why="EIO")

    monkeypatch.setattr(signal, "raise_signal", stopped.append)
    monkeypatch.setattr(Log, "handle", refuse)
    command = {"kind": "participant_registered", "participant": "ny", "on": "2024-01-01", "sex": "K", "id": "n"}
    assert (lives.send(command).status_code, stopped) == (503, [signal.SIGTERM])
