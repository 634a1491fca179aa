"""Registering over HTTP, on both databases: what is answered and what is stored; and a participant's thread."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.http.commands import AS_THEY_ARE, DECIDED, EXAMPLES
from domain.events import EVENTS
from domain.events.event import kind_of
from tests.api.desk import Desk

ANNA: dict[str, Any] = {"kind": "participant_registered", "participant": "anna", "on": "2023-01-01", "id": "w1", "sex": "K"}
ENROL: dict[str, Any] = {
    "kind": "enrol",
    "participant": "anna",
    "on": "2023-02-01",
    "id": "w2",
    "enrolment_id": "e",
    "unit": "AME",
}
EXIT: dict[str, Any] = {"kind": "exited", "participant": "anna", "on": "2023-05-01", "id": "w3", "enrolment_id": "e"}

GONE: dict[str, Any] = {"kind": "erased", "participant": "anna", "on": "2023-06-01", "id": "w9", "basis": "request"}


def test_commands_are_answered_with_their_events_and_stored_as_sent(empty: Desk) -> None:
    before = datetime.now(UTC)
    answer = empty.send(ANNA, ENROL, EXIT, {**ENROL, "id": "w4", "on": "2023-09-01", "enrolment_id": "e2"})
    assert answer.status_code == 201
    body = answer.json()
    assert body["position"] == empty.position == 4
    assert [event["kind"] for event in body["registered"]] == ["participant_registered", "enrolled", "exited", "re_entered"]
    assert {event["participant_id"] for event in body["registered"]} == {empty.id_of("anna")}
    stored = empty.stored()
    assert [(line["kind"], line["on"], line["id"], line["source"]) for line in stored] == [
        ("participant_registered", "2023-01-01", "w1", "web"),
        ("enrolled", "2023-02-01", "w2", "web"),
        ("exited", "2023-05-01", "w3", "web"),
        ("re_entered", "2023-09-01", "w4", "web"),
    ]
    assert stored[3]["previous_enrolment_id"] == "e"
    registered = [datetime.fromisoformat(line["recorded_at"]) for line in stored]
    assert before <= registered[0] <= registered[-1] <= datetime.now(UTC) + timedelta(milliseconds=1)


def test_the_answer_tells_what_is_odd_about_what_was_registered_and_nothing_older(empty: Desk) -> None:
    today = datetime.now(UTC).date()
    empty.send(ANNA, ENROL)
    exited = empty.send(EXIT).json()["findings"]
    assert {finding["code"] for finding in exited} == {"registered_late", "exit_without_reason", "no_follow_up"}
    assert {finding["event"] for finding in exited} == {"w3"}
    assert "Avslutet 2023-05-01 saknar orsak, så utfallet är okänt." in [finding["says"] for finding in exited]
    booked = {"kind": "appointment_booked", "participant": "anna", "on": str(today + timedelta(days=20)), "id": "w5"}
    (planned,) = empty.send({**booked, "appointment_id": "a1"}).json()["findings"]
    assert (planned["code"], planned["event"]) == ("planned", "w5")
    page = empty.get(f"/deltagare/{empty.id_of('anna')}").text
    assert "Kommande (1)" in page
    assert str(today + timedelta(days=20)) in page


def test_a_command_for_a_day_too_far_ahead_or_outside_the_calendar_is_not_understood(empty: Desk) -> None:
    far = str(datetime.now(UTC).date() + timedelta(days=410))
    empty.send(ANNA, ENROL)
    commands: list[dict[str, Any]] = [
        EXIT,
        {**ENROL, "id": "w6", "enrolment_id": "e2"},
        {"kind": "correct", "participant": "anna", "id": "w6", "corrects": "w2", "changes": {}},
        {"kind": "retract", "participant": "anna", "id": "w6", "event": "w2", "reason": "fel person"},
    ]
    for command in commands:
        for day, code in ((far, "too_far_ahead"), ("9999-12-31", "after_calendar"), ("0001-01-01", "before_calendar")):
            answer = empty.send(command | {"on": day})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert empty.position == 2


def test_a_batch_of_which_one_cannot_stand_stores_nothing(empty: Desk) -> None:
    answer = empty.send(ANNA, EXIT)
    assert answer.status_code == 409
    body = answer.json()
    assert (body["type"], body["finding"]) == ("urn:rodtrad:problem:refused", "ends_without_start")
    assert body["event"] == {"id": "w3", "kind": "exited", "on": "2023-05-01"}
    assert body["sv"] == "”avslutad” 2023-05-01 avslutar e, som aldrig har börjat."
    assert (empty.stored(), body["position"]) == ([], 0)
    assert list(empty.shop.log.keys.everyone()) == []


def test_nobody_is_registered_under_an_identity_number_and_the_answer_does_not_repeat_it(empty: Desk) -> None:
    number = "19900515-9802"
    for command in (ANNA | {"participant": number}, {**ENROL, "participant": number}):
        answer = empty.send(command)
        assert answer.status_code in (409, 422)
        assert number[-4:] not in answer.text
    (fault,) = empty.send(ANNA | {"participant": number}).json()["errors"]
    assert (fault["field"], fault["code"]) == ("participant", "identity_as_key")
    assert empty.stored() == []


def test_the_same_batch_again_changes_nothing_and_says_so(empty: Desk) -> None:
    first, again = empty.send(ANNA, ENROL), empty.send(ANNA, ENROL)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {
        "position": 2,
        "registered": [{**event, "already": True} for event in first.json()["registered"]],
        "findings": [],
    }
    assert len(empty.stored()) == 2


def test_the_same_batch_spelt_otherwise_changes_nothing_and_other_content_is_a_conflict(empty: Desk) -> None:
    who = {"participant": ANNA["participant"]}
    paid = {"kind": "support_paid", **who, "on": "2024-02-01", "id": "p1", "month": "2024-01", "amount": 20}
    correction = {"kind": "correct", **who, "on": "2024-02-02", "id": "c1", "corrects": "p1", "changes": {"amount": 30}}
    assert empty.send(ANNA, paid, correction).status_code == 201
    assert empty.send({**paid, "amount": 20.0}, {**correction, "changes": {"amount": 30.0}}).status_code == 200
    for other in ({**paid, "amount": 21}, {**correction, "changes": {"amount": 31}}):
        assert empty.send(other).status_code == 409


def test_something_else_under_the_same_id_is_a_conflict(empty: Desk) -> None:
    empty.send(ANNA)
    answer = empty.send({**ANNA, "sex": "M"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:rodtrad:problem:conflict")
    assert [line["sex"] for line in empty.stored()] == ["K"]


@pytest.mark.parametrize(
    ("command", "field", "code"),
    [
        ({**ANNA, "sex": "X"}, "commands.0.sex", "unknown_code"),
        ({**ANNA, "on": "2023-02-30"}, "commands.0.on", "no_date"),
        ({**ANNA, "on": 20230101}, "commands.0.on", "no_date"),
        ({**ANNA, "protected": "true"}, "commands.0.protected", "bad_value"),
        ({**ANNA, "colour": "red"}, "commands.0.colour", "unknown_field"),
        ({**ANNA, "recorded_at": "2020-01-01T00:00:00Z"}, "commands.0.recorded_at", "unknown_field"),
        ({**ANNA, "source": "lifecare"}, "commands.0.source", "unknown_field"),
        ({name: value for name, value in ANNA.items() if name != "id"}, "commands.0.id", "missing"),
        ({name: value for name, value in ANNA.items() if name != "kind"}, "commands.0.kind", "missing"),
        ({**ENROL, "kind": "enrolled"}, "commands.0.kind", "unknown_kind"),
        (GONE, "commands.0.kind", "unknown_kind"),
        ({**ANNA, "born_on": None}, "born_on", "null"),
    ],
)
def test_what_is_not_understood_is_reported_by_field_and_stores_nothing(
    empty: Desk, command: dict[str, Any], field: str, code: str
) -> None:
    answer = empty.send(command)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["field"], fault["code"]) == (field, code)
    assert answer.json()["sv"] == fault["sv"] != fault["en"] == answer.json()["en"]
    assert empty.stored() == []


def test_every_fault_of_a_batch_is_reported(empty: Desk) -> None:
    answer = empty.send({**ANNA, "sex": "X"}, {**ENROL, "on": "igår"})
    assert [fault["field"] for fault in answer.json()["errors"]] == ["commands.0.sex", "commands.1.on"]


def test_an_empty_list_is_no_batch(empty: Desk) -> None:
    assert empty.send().status_code == 422


def test_what_clears_a_circumstance_is_kept(empty: Desk) -> None:
    command = {"kind": "circumstances_recorded", "participant": "anna", "on": "2023-01-02", "id": "w2", "area_class": None}
    assert empty.send(ANNA, command).status_code == 201
    assert empty.stored()[1]["area_class"] is None


def test_the_documented_examples_can_be_sent_in_their_order(empty: Desk) -> None:
    answers = [empty.client.post("/api/v1/participants/commands", json=example) for example in EXAMPLES.values()]
    assert [answer.status_code for answer in answers] == [201] * len(EXAMPLES)
    thread = empty.get(f"/api/v1/participants/{empty.id_of('p-1')}/timeline", as_of="2024-12-31").json()["timeline"]
    assert thread["keys"] == ["p-1", "p-2"]
    assert thread["journeys"][0]["outcome"].startswith("A2")
    assert [span["ended_on"] for span in thread["spans"]] == [None]


def test_everything_that_can_happen_can_be_registered_by_one_command() -> None:
    decided = {"enrolled", "re_entered", "retracted", "participants_merged"}
    assert set(AS_THEY_ARE) == {kind_of(model) for model in EVENTS} - decided - {"erased"}
    assert set(DECIDED) == {"enrol", "correct", "retract", "merge"}


# Who is asked for, and the thread.


def test_a_participant_is_found_by_key_and_named_by_a_random_id(lives: Desk) -> None:
    ids = [lives.id_of(key) for key in ("anna", "bo", "cia")]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in ids)
    subjects = lives.shop.log.keys.find(["anna", "bo", "cia"])
    assert [subjects[key].stream.hex() for key in ("anna", "bo", "cia")] == ids  # type: ignore[union-attr]


def test_a_key_that_is_not_there_is_not_found(lives: Desk) -> None:
    answer = lives.client.post("/api/v1/participants/lookup", json={"participant": "dan"})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:rodtrad:problem:unknown")


def test_a_thread_is_as_of_a_day_and_as_it_was_known(lives: Desk) -> None:
    path = f"/api/v1/participants/{lives.id_of('anna')}/timeline"
    body = lives.get(path, as_of="2022-12-31").json()
    assert (body["position"], body["id"]) == (lives.position, lives.id_of("anna"))
    assert (body["timeline"]["participant"], body["timeline"]["as_of"]) == ("anna", "2022-12-31")
    (journey,) = body["timeline"]["journeys"]
    assert (journey["began_on"], journey["ended_on"]) == ("2022-01-10", "2022-09-30")
    known = lives.get(path, as_of="2022-12-31", known_at="2022-08-31").json()["timeline"]
    assert known["known_at"] == "2022-08-31T23:59:59.999999+02:00"
    assert [journey["ended_on"] for journey in known["journeys"]] == [None]


@pytest.mark.parametrize(("which", "status"), [("0" * 32, 404), ("f" * 32, 404), ("anna", 422), ("F" * 32, 422)])
def test_an_id_of_nobody_has_no_thread(lives: Desk, which: str, status: int) -> None:
    assert lives.get(f"/api/v1/participants/{which}/timeline").status_code == status


def test_who_was_not_known_yet_has_no_thread(lives: Desk) -> None:
    assert lives.get(f"/api/v1/participants/{lives.id_of('anna')}/timeline", known_at="2021-12-31").status_code == 404


def test_of_the_erased_nothing_is_answered_and_nothing_is_registered(empty: Desk) -> None:
    empty.send(ANNA)
    was = empty.id_of("anna")
    assert empty.shop.take_in([GONE]).erased == 1
    answers = [
        empty.client.post("/api/v1/participants/lookup", json={"participant": "anna"}),
        empty.get(f"/api/v1/participants/{was}/timeline"),
        empty.get("/api/v1/measures/R3/explain", period="2023", participant=was),
        empty.send(ENROL),
        empty.get(f"/deltagare/{was}"),
    ]
    assert [answer.status_code for answer in answers] == [410] * 5
