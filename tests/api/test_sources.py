"""What was imported is ended and corrected on the web without saying whose it is; the page and its JSON say it."""

from typing import Any

from tests.api.desk import Desk

AT = "T10:00:00+01:00"
IMPORTED: list[dict[str, Any]] = [
    {"kind": "participant_registered", "participant": "q1", "on": "2024-01-01", "id": "q1.1", "sex": "K"},
    {"kind": "enrolled", "participant": "q1", "on": "2024-02-01", "id": "q1.2", "enrolment_id": "e1", "unit": "AME"},
]
ENDED = {
    "kind": "exited",
    "participant": "q1",
    "on": "2024-06-01",
    "id": "w-2",
    "enrolment_id": "e1",
    "reason": "A1",
    "by": "k-7",
}


def of(source: str, line: dict[str, Any]) -> dict[str, Any]:
    return line | {"source": source, "recorded_at": line["on"] + AT}


def test_an_imported_enrolment_is_corrected_and_ended_on_the_web_and_the_thread_says_by_whom(empty: Desk) -> None:
    assert not empty.shop.take_in([of("lifecare", line) for line in IMPORTED]).refused
    correction = {"kind": "correct", "participant": "q1", "on": "2024-02-05", "id": "w-1", "corrects": "q1.2", "changes": {}}
    answer = empty.send(correction, ENDED)
    assert answer.status_code == 201
    assert [line.get("of_source") for line in empty.stored()[2:]] == ["lifecare", "lifecare"]
    who = empty.id_of("q1")
    registrations = empty.get(f"/api/v1/participants/{who}/timeline").json()["timeline"]["registrations"]
    origins = {
        registration["event"]: (registration["source"], registration["by"], registration["replaces"])
        for registration in registrations
    }
    assert origins == {"q1.1": ("lifecare", None, None), "w-1": ("web", None, "q1.2"), "w-2": ("web", "k-7", None)}
    assert all(registration["recorded_at"] for registration in registrations)
    page = empty.get(f"/deltagare/{who}").text
    for word in ("Registreringar", "lifecare", "web", "k-7", "2024-01-01 10:00"):
        assert word in page


def test_what_two_sources_have_is_refused_with_their_names_and_not_as_never_begun(empty: Desk) -> None:
    other = of("extens", IMPORTED[1] | {"id": "x"})
    assert not empty.shop.take_in([*(of("lifecare", line) for line in IMPORTED), other]).refused
    answer = empty.send(ENDED)
    assert (answer.status_code, answer.json()["finding"]) == (409, "of_several_sources")
    assert "e1 (extens, lifecare)" in answer.json()["sv"]
    assert empty.send(ENDED | {"of_source": "extens"}).status_code == 201
