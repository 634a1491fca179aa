"""Every cell of role, route and resource is declared, and answered as the decision says: nobody sees by a forgotten route."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.access.routes import PUBLIC, ROUTES
from domain.access.access_log import AccessLog
from domain.access.roles import AccessAction
from domain.errors import StoreFull
from tests.api.access.conftest import ASSIGNED, FOREIGN, NOBODY, OWN, STAFF, Office
from tests.domain.access.test_decisions import CELLS

OF_A_PERSON = ("{participant}", "/explain", "/lookup", "/deltagare", "/commands")
"""What in a route's path says that it is asked about one participant."""
MEASURE = "R4"


OPEN_TO_ALL = {"/api/v1/openapi.json", "/static"}
"""What is of the program and of nobody's data."""


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for included in app.routes:
        of = getattr(included, "original_router", None)
        for route in [included] if of is None else of.routes:
            methods = route.methods if isinstance(route, APIRoute) else ("",)
            yield from ((method, route.path) for method in methods)


def ask(office: Office, method: str, path: str, key: str, id_: str, headers: Mapping[str, str]) -> httpx2.Response:
    """The route asked about one participant, by its key or its id, or about nobody."""
    place = path.replace("{participant}", id_).replace("{key:definition}", MEASURE)
    query: dict[str, Any] = {"period": "2022"} if "{key:definition}/" in path else {}
    query |= {"participant": id_} if path.endswith("explain") else {}
    if method == "GET":
        return office.desk.client.get(place, params=query, headers=headers)
    if path.endswith("lookup"):
        return office.desk.client.post(place, json={"participant": key}, headers=headers)
    if path.endswith("/search"):
        return office.desk.client.post(place, json={"text": key}, headers=headers)
    if path.endswith("commands"):
        command = {"kind": "followed_up", "participant": key, "on": "2022-12-20", "id": f"f-{key}", "status": "neither"}
        return office.desk.client.post(place, json={"commands": [command]}, headers=headers)
    return office.desk.client.post(place, data={"participant": key}, headers=headers)


def letter(name: str, action: AccessAction) -> str:
    """What the reference of the decision says of somebody."""
    is_purposeless = name == "evaluator" and CELLS[STAFF[name][0], action] == "p"
    return "-" if is_purposeless else CELLS[STAFF[name][0], action]


def sees(name: str, action: AccessAction, key: str) -> bool:
    covered = {"a": True, "p": True, "n": False, "-": False}
    own = {"caseworker": OWN, "unit_manager": OWN, "assigned": ASSIGNED}.get(name) == key
    return covered.get(letter(name, action), own)


def test_every_route_is_in_the_table_and_the_table_has_no_other(office: Office) -> None:
    assert {*routes(office.desk.app)} == {*ROUTES, *(("", path) for path in OPEN_TO_ALL)}


@pytest.mark.parametrize("name", STAFF)
def test_every_cell_is_answered_as_it_is_decided(office: Office, name: str) -> None:
    people = {key: office.id_of(key) for key in (OWN, ASSIGNED, FOREIGN)} | {"nobody": NOBODY}
    for (method, path), action in ROUTES.items():
        if action == PUBLIC or (method, path) == ("POST", "/logga-ut"):
            continue
        for key, id_ in people.items() if any(part in path for part in OF_A_PERSON) else [(OWN, people[OWN])]:
            status = ask(office, method, path, key, id_, office.bearing(name)).status_code
            cell = (name, method, path, key, status)
            if letter(name, action) == "-":
                assert status == 403, cell
            elif any(part in path for part in OF_A_PERSON):
                assert (status in (200, 201, 303)) == (sees(name, action, key) and key != "nobody"), cell
            else:
                assert status in (200, 303), cell


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer rodtrad_x"}, {"Cookie": "rodtrad=x"}])
def test_who_has_not_signed_in_gets_nothing_but_the_sign_in(office: Office, headers: dict[str, str]) -> None:
    for (method, path), action in ROUTES.items():
        answer = ask(office, method, path, OWN, office.id_of(OWN), headers)
        if action == PUBLIC:
            assert answer.status_code in (200, 401)
        elif method == "GET" and not path.startswith("/api"):
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/logga-in?till=/")
        else:
            assert answer.status_code == 401
            assert "position" not in answer.text
        assert OWN not in answer.text


@pytest.mark.parametrize("name", ["caseworker", "assigned", "elsewhere"])
def test_one_of_another_unit_and_one_who_does_not_exist_are_answered_alike(office: Office, name: str) -> None:
    foreign = office.id_of(FOREIGN)
    for (method, path), action in ROUTES.items():
        if action in ("thread", "search") and not path.endswith("/search"):
            there = ask(office, method, path, FOREIGN, foreign, office.bearing(name))
            not_there = ask(office, method, path, "zz-nobody", NOBODY, office.bearing(name))
            assert there.status_code == not_there.status_code == 404, path
            assert there.text.replace(foreign, NOBODY).replace(FOREIGN, "zz-nobody") == not_there.text
            assert {*there.headers} == {*not_there.headers}


def test_for_one_of_another_unit_no_more_is_read_than_for_one_who_does_not_exist(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that both take as long: neither the key, nor the log of events, is looked into."""
    keys, log = type(office.desk.app.state.store.log.keys), type(office.desk.app.state.store.log)
    foreign = office.id_of(FOREIGN)
    ask(office, "GET", "/deltagare/{participant}", OWN, NOBODY, office.bearing("caseworker"))
    for of, reading in ((keys, "by_stream"), (keys, "find"), (log, "history"), (log, "events_of")):
        monkeypatch.setattr(of, reading, None)
    for method, path in (("GET", "/deltagare/{participant}"), ("POST", "/api/v1/participants/lookup")):
        for key, id_ in ((FOREIGN, foreign), ("zz-nobody", NOBODY)):
            assert ask(office, method, path, key, id_, office.bearing("caseworker")).status_code == 404


def test_a_list_holds_just_those_whom_a_look_shows(office: Office) -> None:
    path = f"/api/v1/measures/{MEASURE}/cases?period=2022&everyone=true"
    everybody = {
        case["participant"]
        for case in office.desk.client.get(path, headers=office.bearing("evaluator_of_something")).json()["cases"]
    }
    assert everybody
    assert everybody.isdisjoint({OWN, ASSIGNED, FOREIGN})
    for name, key in (("caseworker", OWN), ("assigned", ASSIGNED), ("elsewhere", None)):
        cases = office.desk.client.get(path, headers=office.bearing(name)).json()["cases"]
        assert {case["participant"] for case in cases} == ({key} if key else set())
        page = office.desk.client.get("/matt/R4?period=2022&show=out", headers=office.bearing(name)).text
        page += office.desk.client.get("/matt/R4?period=2022", headers=office.bearing(name)).text
        assert [
            who for who in (OWN, ASSIGNED, FOREIGN) if f'<th scope="row"><a href="/deltagare/{office.id_of(who)}' in page
        ] == ([key] if key else [])
    for name in ("evaluator", "evaluator_of_something", "auditor", "administrator"):
        page = office.desk.client.get("/matt/R4?period=2022", headers=office.bearing(name)).text
        assert all(office.id_of(who) not in page for who in (OWN, ASSIGNED, FOREIGN))


def test_everybody_shown_is_logged_before_the_answer_and_so_is_a_refusal(office: Office) -> None:
    anna, bo, cia = (bytes.fromhex(office.id_of(key)) for key in (OWN, ASSIGNED, FOREIGN))
    before = len(office.entries())
    ask(office, "GET", "/deltagare/{participant}", OWN, anna.hex(), office.bearing("caseworker"))
    ask(office, "GET", "/deltagare/{participant}", OWN, cia.hex(), office.bearing("caseworker"))
    office.desk.client.get(
        "/api/v1/measures/R4/cases?period=2022&everyone=true", headers=office.bearing("evaluator_of_something")
    )
    ask(office, "GET", "/deltagare/{participant}", OWN, anna.hex(), office.bearing("auditor"))
    ask(office, "GET", "/api/v1/measures", OWN, "", office.bearing("auditor"))
    look, foreign, listing, refused = office.entries()[before:]
    assert (look.sub, look.role, look.units, look.persons) == ("caseworker", "caseworker", ("AME",), (anna,))
    assert (look.action, look.what, look.outcome) == ("thread", "GET /deltagare/{participant}", "done")
    assert (foreign.persons, foreign.outcome) == ((), "refused")
    assert (listing.purpose, {*listing.persons}) == ("uppföljning", {anna, bo, cia})
    assert (refused.sub, refused.persons, refused.outcome) == ("auditor", (), "refused")
    assert AccessLog(office.access).verify() is None


def test_what_cannot_be_logged_is_not_answered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise StoreFull(where="access.db")

    monkeypatch.setattr(AccessLog, "record", full)
    for method, path in ROUTES:
        if ROUTES[method, path] in ("thread", "search"):
            answer = ask(office, method, path, OWN, office.id_of(OWN), office.bearing("caseworker"))
            assert answer.status_code == 503
            assert office.id_of(OWN) not in answer.text + answer.headers.get("location", "")
    cases = office.desk.client.get("/api/v1/measures/R4/cases?period=2022", headers=office.bearing("evaluator_of_something"))
    assert cases.status_code == 503
    assert ask(office, "GET", "/api/v1/measures", OWN, "", office.bearing("caseworker")).status_code == 200


def test_a_new_participant_is_enrolled_in_a_unit_of_ones_own(office: Office) -> None:
    def sent(unit: str, key: str) -> int:
        commands = [
            {"kind": "participant_registered", "participant": key, "on": "2023-02-01", "id": f"{key}-1", "sex": "K"},
            {
                "kind": "enrol",
                "participant": key,
                "on": "2023-02-05",
                "id": f"{key}-2",
                "enrolment_id": f"e-{key}",
                "unit": unit,
            },
        ]
        path = "/api/v1/participants/commands"
        return office.desk.client.post(path, json={"commands": commands}, headers=office.bearing("caseworker")).status_code

    assert sent("UJC", "dan") == 403
    assert sent("AME", "dan") == 201
    merged = {"kind": "merge", "participant": "dan", "on": "2023-07-01", "id": "m", "absorbed": FOREIGN}
    answer = office.desk.client.post(
        "/api/v1/participants/commands", json={"commands": [merged]}, headers=office.bearing("caseworker")
    )
    assert answer.status_code == 404
