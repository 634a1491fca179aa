"""The description of the API: every command is in it, every endpoint says what it answers, and nothing is fetched from afar."""

from typing import Any

import pytest

from api.http.commands import KINDS
from domain.events import KINDS as STORED
from tests.api.desk import Desk, Json


@pytest.fixture(scope="module")
def described(lives: Desk) -> Json:
    answer = lives.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def _operations(described: Json) -> dict[str, Any]:
    return {
        f"{method} {path}": operation for path, methods in described["paths"].items() for method, operation in methods.items()
    }


def _followed(described: Json, schema: Any) -> Any:
    return described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def test_every_endpoint_of_the_contract_is_there(described: Json) -> None:
    assert set(_operations(described)) == {
        "post /api/v1/participants/commands",
        "post /api/v1/participants/lookup",
        "post /api/v1/participants/search",
        "get /api/v1/participants/{participant}/timeline",
        "get /api/v1/coverage",
        "get /api/v1/measures",
        "get /api/v1/measures/{key}",
        "get /api/v1/measures/{key}/figures",
        "get /api/v1/measures/{key}/cases",
        "get /api/v1/measures/{key}/explain",
    }


def test_every_command_is_listed_under_its_kind(described: Json) -> None:
    commands = described["components"]["schemas"]["Batch"]["properties"]["commands"]
    assert set(commands["items"]["discriminator"]["mapping"]) == set(KINDS)
    assert len(commands["items"]["oneOf"]) == len(KINDS)
    for kind, reference in commands["items"]["discriminator"]["mapping"].items():
        form = _followed(described, {"$ref": reference})
        assert form["properties"]["kind"]["const"] == kind
        assert form["additionalProperties"] is False
        assert {"kind", "participant", "on", "id"} <= set(form["required"])
        assert not {"recorded_at", "source", "replaces"} & set(form["properties"])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in STORED])
def test_a_command_asks_for_what_its_event_needs(described: Json, kind: str) -> None:
    mapping = described["components"]["schemas"]["Batch"]["properties"]["commands"]["items"]["discriminator"]["mapping"]
    form = _followed(described, {"$ref": mapping[kind]})
    needed = {name for name, field in STORED[kind].model_fields.items() if field.is_required()}
    assert set(form["required"]) == (needed | {"kind"}) - {"recorded_at"}


def test_every_answer_is_described_and_carries_the_position(described: Json) -> None:
    for operation in _operations(described).values():
        good = operation["responses"]["201" if "201" in operation["responses"] else "200"]
        schema = _followed(described, good["content"]["application/json"]["schema"])
        assert schema["properties"]["position"]["type"] == "integer"
        assert operation["summary"]
        assert operation["description"]


def test_every_error_is_described_as_a_problem(described: Json) -> None:
    for operation in _operations(described).values():
        errors = [answer for status, answer in operation["responses"].items() if int(status) >= 400]
        assert len(errors) >= 5
        assert all(set(answer["content"]) == {"application/problem+json"} for answer in errors)


def test_there_are_examples_of_what_is_sent(described: Json) -> None:
    sent = described["paths"]["/api/v1/participants/commands"]["post"]["requestBody"]["content"]["application/json"]
    kinds = {command["kind"] for example in sent["examples"].values() for command in example["value"]["commands"]}
    assert {"enrol", "correct", "retract", "merge"} <= kinds


def test_no_page_of_documentation_is_fetched_from_afar(lives: Desk) -> None:
    assert [lives.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]
