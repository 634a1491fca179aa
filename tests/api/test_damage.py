"""A store that something happens to while it is served: 503 in words, nothing of a person, and what can be read is read."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.api.desk import Desk, Json, desk
from tests.scripts.damage.harmed import Harmed
from tests.scripts.damage.unwritable import full
from tests.stores import Shop

REGISTER = {"kind": "participant_registered", "participant": "anna", "on": "2022-01-01", "id": "r", "sex": "K"}
MUCH = [
    {
        "kind": "insats_started",
        "participant": "anna",
        "on": "2022-02-01",
        "id": f"i{nr}",
        "insats_id": f"i{nr}",
        "insats": "sfi",
    }
    | {"purpose": "anna 19900515-2386 " * 400}
    for nr in range(20)
]


def says(answer: Json, status: int, kind: str) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == f"urn:rodtrad:problem:{kind}"
    assert "19900515" not in answer.text
    return str(problem["sv"])


def test_a_disk_that_is_full_is_reported_and_what_is_there_is_read(
    empty: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert empty.send(REGISTER).status_code == 201
    path = f"/api/v1/participants/{empty.id_of('anna')}"
    before = empty.get(path).json()
    with full(Harmed(empty.shop.log.where, tmp_path)):
        empty.client.app.state.store.close()  # type: ignore[attr-defined]
        assert "Disken är full" in says(empty.send(*MUCH), 503, "store")
        assert empty.get(path).json() == before
        assert empty.get("/api/v1/measures/R4", period="2022").status_code == 200
        assert empty.get("/").status_code == 200
    empty.client.app.state.store.close()  # type: ignore[attr-defined]
    assert empty.send(*MUCH).status_code == 201
    assert "19900515" not in caplog.text
    assert "anna" not in caplog.text


def test_a_connection_that_ends_is_reported_and_opened_again(
    postgresql_where: str, key_path: Path, shops: Callable[[str], Shop]
) -> None:
    with desk(postgresql_where, key_path, shops(postgresql_where)) as served:
        assert served.send(REGISTER).status_code == 201
        let_go(postgresql_where)
        sentence = says(served.send(MUCH[0]), 503, "store")
        assert "bröts. Kör samma sak igen: det som redan är lagrat lagras inte två gånger." in sentence
        answers = [served.send(MUCH[0]) for _ in range(3)]  # each of the store's databases has connections of its own
        assert answers[-1].status_code in (200, 201)


def let_go(where: str) -> None:
    with psycopg.connect(where, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
