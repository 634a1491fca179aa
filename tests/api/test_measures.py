"""Measures over HTTP: the same catalogue, figures, cases and reasons as the product has, with what they are computed from."""

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from projections.disclosure.gate import Gate
from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import explain, listed
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from tests.api.desk import Desk
from tests.two_versions import two_versions

A = {"period": "2022", "as_of": "2023-06-30"}
KEY = "OUT-90.kas"
PATH = f"/api/v1/measures/{KEY}"


def ask(lives: Desk, *by: str) -> tuple[Ask, Any]:
    return Ask(CATALOGUE[KEY], [period("2022")], by), lives.shop.worlds.world(Coordinates(date(2023, 6, 30)))


def test_the_catalogue_tells_every_measure_in_both_languages(lives: Desk) -> None:
    body = lives.get("/api/v1/measures").json()
    assert body["position"] == lives.position
    assert [entry["key"] for entry in body["measures"]] == list(CATALOGUE)
    assert all(entry[lang] and entry["counted"][lang] for entry in body["measures"] for lang in ("sv", "en"))


def test_a_key_names_a_measure_or_all_its_parts(lives: Desk) -> None:
    single, several = lives.get(PATH).json(), lives.get("/api/v1/measures/OUT-90").json()
    assert [entry["key"] for entry in single["measures"]] == [KEY]
    assert len(several["measures"]) > 1
    assert single["measures"][0] in several["measures"]


def test_figures_are_those_of_the_requested_world(lives: Desk) -> None:
    body = lives.get(f"{PATH}/figures", **A, by="sex").json()
    assert (body["position"], body["as_of"], body["known_at"]) == (lives.position, "2023-06-30", None)
    expected = Gate().figures(*ask(lives, "sex"))
    assert [(f["breakdown"], f["value"], f["immature"], f["hidden"]) for f in body["figures"]] == [
        (dict(figure.breakdown), figure.value, figure.immature, list(figure.hidden)) for figure in expected
    ]
    assert "median" not in body["figures"][0]


def test_a_lead_times_figure_has_its_own_fields(lives: Desk) -> None:
    (figure,) = lives.get("/api/v1/measures/LT1/figures", **A).json()["figures"]
    assert (figure["value"], figure["n"], figure["median"], figure["waiting"]) == (None, None, None, 0)
    assert {"value", "n", "median"} <= set(figure["hidden"])


@pytest.mark.parametrize(
    ("query", "ended"),
    [({}, 3), ({"known_at": "2022-09-20"}, 1), ({"known_at": "2022-09-15T10:00:00+02:00"}, 0), ({"position": 0}, 0)],
)
def test_a_figure_is_as_it_was_known_then(lives: Desk, query: dict[str, Any], ended: int) -> None:
    body = lives.get(f"{PATH}/figures", **A, **query).json()
    assert body["position"] == query.get("position", lives.position)
    assert (body["known_at"] is None) is ("known_at" not in query)
    assert len(lives.get(f"{PATH}/cases", **A, **query).json()["cases"]) == ended
    (figure,) = body["figures"]
    assert (figure["suppressed"], figure["yes"]) == ((True, None) if ended else (False, 0))


def test_periods_views_and_parameters_are_passed_on(lives: Desk) -> None:
    several = lives.get(f"{PATH}/figures", **(A | {"period": ["2022", "2022-Q3"]})).json()["figures"]
    assert [figure["period"] for figure in several] == ["2022", "2022-Q3"]
    by_period = {label: lives.get(f"{PATH}/cases", **(A | {"period": label})).json()["cases"] for label in ("2022", "2022-Q3")}
    assert {label: len(cases) for label, cases in by_period.items()} == {"2022": 3, "2022-Q3": 2}
    chained = lives.get(f"{PATH}/cases", **A, set="journey_gap_days=300").json()["cases"]
    # Anna's two enrolments are one journey, still open; the others' exits may be undone yet
    assert [case["outcome"] for case in chained] == ["immature", "immature"]
    assert lives.get(f"{PATH}/figures", **A, view="adjusted").status_code == 200
    assert (
        lives.get("/api/v1/measures/UPP-1.1/figures", **A, set="unit=AME")
        .json()["figures"][0]["definition"]
        .endswith("unit=AME")
    )


def test_cases_are_those_of_the_figure_each_with_the_id_that_urls_have(lives: Desk) -> None:
    body = lives.get(f"{PATH}/cases", **A).json()
    expected = listed(*ask(lives))
    assert [(c["participant"], c["in"], c["outcome"], c["reason"], c["events"]) for c in body["cases"]] == [
        (case.participant, True, case.outcome, case.reason, list(case.events)) for case in expected
    ]
    assert [c["participant_id"] for c in body["cases"]] == [lives.id_of(case.participant) for case in expected]
    assert body["position"] == lives.position


def test_cases_are_of_a_part_or_of_everyone(lives: Desk) -> None:
    women = lives.get(f"{PATH}/cases", **A, part="sex=K").json()["cases"]
    assert [case["participant"] for case in women] == ["anna", "cia"]
    everyone = lives.get(f"{PATH}/cases", **(A | {"period": "2022-10"}), everyone=True).json()["cases"]
    assert [(case["participant"], case["in"]) for case in everyone] == [("anna", False), ("bo", False), ("cia", True)]
    assert all(case["reason"] for case in everyone)


def test_an_explanation_goes_step_by_step(lives: Desk) -> None:
    body = lives.get(f"{PATH}/explain", **A, participant=lives.id_of("anna")).json()
    (why,) = body["explanations"]
    expected = explain(*ask(lives), "anna")
    assert (why["measure"], why["participant_id"]) == (KEY, lives.id_of("anna"))
    assert {name: why[name] for name in expected} == expected
    assert body["position"] == lives.position


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        ("OUT-91/figures", A, 404, "unknown"),
        ("OUT-91", {}, 404, "unknown"),
        (f"{KEY}/figures", A | {"period": "2022-13"}, 404, "unknown"),
        (f"{KEY}/figures", A | {"by": "colour"}, 404, "unknown"),
        (f"{KEY}/cases", A | {"part": "colour=red"}, 404, "unknown"),
        (f"{KEY}/cases", A | {"part": "sex"}, 422, "bad-question"),
        (f"{KEY}/cases", A | {"part": "sex=Q"}, 404, "unknown"),
        (f"{KEY}/figures", A | {"as_of": "2999-01-01"}, 422, "bad-question"),
        (f"{KEY}/figures", A | {"known_at": "2999-01-01"}, 422, "bad-question"),
        (f"{KEY}/figures", A | {"position": 99999}, 422, "bad-question"),
        (f"{KEY}/figures", A | {"set": "journey_gap_days=-5"}, 422, "bad-question"),
        (f"{KEY}/figures", A | {"set": "colour=red"}, 422, "bad-question"),
        (f"{KEY}/figures", A | {"set": "journey_gap_days=x"}, 422, "bad-question"),
        ("UPP-1.2y/figures", A | {"period": "2022-04"}, 422, "bad-question"),
        (f"{KEY}/figures", {"as_of": "2023-06-30"}, 422, "not-understood"),
        (f"{KEY}/figures", A | {"as_of": "2023-06-31"}, 422, "not-understood"),
        (f"{KEY}/figures", A | {"known_at": "i går"}, 422, "not-understood"),
        (f"{KEY}/figures", A | {"position": -1}, 422, "not-understood"),
        (f"{KEY}/figures", A | {"view": "best"}, 422, "not-understood"),
        (f"{KEY}/figures", A | {"periods": "2022"}, 422, "not-understood"),
        (f"{KEY}/explain", A | {"participant": "anna"}, 422, "not-understood"),
        (f"{KEY}/explain", A | {"participant": "0" * 32}, 404, "unknown"),
    ],
)
def test_a_question_that_cannot_be_answered_is_reported_so(
    lives: Desk, path: str, query: dict[str, Any], status: int, kind: str
) -> None:
    answer = lives.get(f"/api/v1/measures/{path}", **query)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:rodtrad:problem:{kind}")
    assert answer.json()["sv"] != answer.json()["en"]
    assert answer.json()["position"] == lives.position


def test_a_figure_follows_the_log(empty: Desk) -> None:
    query = {"period": "2023", "as_of": "2024-06-30"}
    first = empty.get(f"{PATH}/figures", **query).json()
    anna = {"participant": "anna", "kind": "participant_registered", "on": "2023-01-01", "id": "1", "sex": "K"}
    enrol = {"participant": "anna", "kind": "enrol", "on": "2023-01-02", "id": "2", "enrolment_id": "e", "unit": "AME"}
    out = {"participant": "anna", "kind": "exited", "on": "2023-05-01", "id": "3", "enrolment_id": "e"}
    assert empty.send(anna, enrol, out).status_code == 201
    then = empty.get(f"{PATH}/figures", **query).json()
    assert [(body["position"], body["figures"][0]["denominator"]) for body in (first, then)] == [(0, 0), (3, None)]
    assert [body["figures"][0]["suppressed"] for body in (first, then)] == [False, True]


@pytest.mark.parametrize("key", ["R3/1", "R3%2F1", "R3/1%3Flook_back_days=1095", quote("R3/1?look_back_days=1095", safe="")])
def test_an_older_definition_has_an_address_of_its_own(lives: Desk, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    older, _ = two_versions(monkeypatch)
    path = f"/api/v1/measures/{key}"
    (entry,) = lives.get(path).json()["measures"]
    assert (entry["version"], entry["versions"]) == (1, [2, 1])
    (figure,) = lives.get(f"{path}/figures", **A).json()["figures"]
    (now,) = lives.get("/api/v1/measures/R3/figures", **A).json()["figures"]
    assert figure["definition"] == older.definition(older.parameters)
    assert now["definition"] == "R3/2?look_back_days=1095"
    cases = lives.get(f"{path}/cases", **A).json()["cases"]
    assert (len(cases), len(lives.get("/api/v1/measures/R3/cases", **A).json()["cases"])) == (3, 2)
    assert {(case["measure"], case["participant"]) for case in cases} >= {("R3/1?look_back_days=1095", "bo")}
    (why,) = lives.get(f"{path}/explain", **A, participant=lives.id_of("bo")).json()["explanations"]
    assert (why["measure"], why["in"]) == ("R3/1?look_back_days=1095", True)


def test_a_version_that_never_was_is_not_found(lives: Desk) -> None:
    for path in ("R3/7", "R3/7/figures", "R3/1%3Fgap=2/figures", "R3/1/nothing"):
        answer = lives.get(f"/api/v1/measures/{path}", **(A if path.endswith("figures") else {}))
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:rodtrad:problem:unknown")
    assert "R3/1" in lives.get("/api/v1/measures/R3/7").json()["sv"]


def test_a_target_has_the_day_it_is_to_be_reached_by(lives: Desk) -> None:
    (entry,) = lives.get("/api/v1/measures/UPP-0").json()["measures"]
    (figure,) = lives.get("/api/v1/measures/UPP-0/figures", **A).json()["figures"]
    assert {(each["target"], each["deadline"]) for each in (entry, figure)} == {(1.0, "2026-12-31")}


def test_a_slash_at_the_end_leads_to_the_same_address_without_it(lives: Desk) -> None:
    for path in ("/api/v1/measures", "/api/v1/measures/R3", "/api/v1/measures/R3/1", f"{PATH}/figures", "/matt/R3/1"):
        answer = lives.get(f"{path}/")
        assert (answer.status_code, answer.headers["location"].removeprefix("http://127.0.0.1")) == (307, path)


def test_breakdowns_and_outcomes_go_by_their_swedish_names_too(lives: Desk) -> None:
    path, question = "/api/v1/measures/OUT-90.kas", {"period": "2022", "as_of": "2023-12-31"}
    assert [row["breakdown"] for row in lives.get(f"{path}/figures", **question, by="kön").json()["figures"]][1:] == [
        {"sex": "K"},
        {"sex": "M"},
    ]
    assert [row["outcome"] for row in lives.get(f"{path}/cases", **question, outcome="nej").json()["cases"]] == ["no"]
    assert lives.get(f"{path}/cases", **question, outcome="kanske").status_code == 404
