"""A, when it is not given, is the day of K, and today without one: at every address that takes them."""

from typing import Any

import pytest

from api.http.questions import now
from domain.calendar import day_of
from tests.api.desk import Desk

K = {"known_at": "2022-12-10"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "/api/v1/participants/{participant}/timeline": {},
    "/api/v1/measures/{key}/figures": {"period": "2022"},
    "/api/v1/measures/{key}/cases": {"period": "2022"},
    "/api/v1/measures/{key}/explain": {"period": "2022", "participant": "{participant}"},
    "/matt/{key}": {"period": "2022"},
    "/matt/{key}/deltagare/{participant}": {"period": "2022"},
    "/deltagare/{participant}": {},
    "/snurrar-runt": {},
    "/api/v1/coverage": {"period": "2022"},
    "/coverage": {"period": "2022"},
}


def test_every_described_address_with_known_at_is_tried(lives: Desk) -> None:
    described = lives.get("/api/v1/openapi.json").json()["paths"]
    taking = {
        path
        for path, methods in described.items()
        for operation in methods.values()
        if "known_at" in {parameter["name"] for parameter in operation.get("parameters", ())}
    }
    assert taking == {path for path in QUESTIONS if path.startswith("/api/")}


@pytest.mark.parametrize("address", QUESTIONS)
def test_as_of_is_the_day_of_known_at(lives: Desk, address: str) -> None:
    about = {"key": "OUT-90.kas", "participant": lives.id_of("anna")}
    question = {name: value.format(**about) for name, value in QUESTIONS[address].items()}

    def text_of(**when: Any) -> str:
        answer = lives.get(address.format(**about), **question, **when)
        assert answer.status_code == 200
        return answer.text

    def answered(**when: Any) -> str:
        """What is computed, without the links and fields that repeat what was asked."""
        return text_of(**when).replace("as_of=2022-12-10&amp;", "").replace('value="2022-12-10"', 'value=""')

    assert answered(**K) == answered(**K, as_of="2022-12-10")
    assert text_of(**K) != text_of(**K, as_of="2023-12-31")
    today = day_of(now()).isoformat()
    assert text_of().count(today) >= 1


@pytest.mark.parametrize("address", QUESTIONS)
def test_what_takes_one_value_is_not_given_two(lives: Desk, address: str) -> None:
    about = {"key": "OUT-90.kas", "participant": lives.id_of("anna")}
    question = {name: value.format(**about) for name, value in QUESTIONS[address].items()}
    takes = ["as_of", "known_at"] + (["view", "position"] if "key" in address else [])
    for name in [*takes, *(["participant"] if "participant" in question else []), *(["by"] if "figures" in address else [])]:
        response = lives.get(address.format(**about), **(question | {name: ["2022-12-01", "2022-12-02"]}))
        assert response.status_code == 422
        assert f"Parametern {name} kan bara anges en gång." in response.text


def test_what_takes_several_values_is_given_several(lives: Desk) -> None:
    response = lives.get("/api/v1/measures/OUT-90.kas/figures", period=["2021", "2022"], set=["unit=AME", "grace=30"])
    assert "kan bara anges en gång" not in response.text
    assert lives.get("/api/v1/measures/OUT-90.kas/figures", period=["2021", "2022"]).status_code == 200
