"""Every field of every command at and beyond its limits over HTTP: taken, or refused in words; the server never fails."""

import json
from random import Random
from typing import Any

import pytest

from api.http.commands import AS_THEY_ARE, DECIDED
from domain.events import KINDS
from domain.events.event import Event
from tests.api.desk import Desk
from tests.conftest import Many
from tests.histories import line_of
from tests.limits import ALL

ENVELOPE = {"participant": "p", "on": "2024-05-01", "id": "1"}
OF_DECIDED: dict[str, dict[str, Any]] = {
    "enrol": {"enrolment_id": "e", "unit": "AME"},
    "correct": {"corrects": "r", "changes": {"born_on": "1990-01-01"}},
    "retract": {"event": "r", "reason": "fel person"},
    "merge": {"absorbed": "q"},
}


def command(kind: str, chance: Random) -> dict[str, Any]:
    if kind in DECIDED:
        return {"kind": kind} | ENVELOPE | OF_DECIDED[kind]
    model = KINDS[kind]
    assert issubclass(model, Event)
    return line_of(model, chance, "p", 0.5) | ENVELOPE


@pytest.mark.parametrize("part", range(2))
def test_no_command_at_its_limits_fails_the_server(empty: Desk, part: int, many: Many) -> None:
    chance = Random(part)
    empty.send({"kind": "participant_registered", "sex": "K"} | ENVELOPE | {"id": "r"})
    kinds = sorted([*DECIDED, *AS_THEY_ARE])
    for nr in range(many(4000, 60)):
        fields = command(kinds[(nr * 2 + part) % len(kinds)], chance)
        value = chance.choice(ALL)
        wild = fields | {"id": f"n{nr}"} | {chance.choice([*fields, "unknown", "\ud800"]): value}
        answer = empty.client.post(
            "/api/v1/participants/commands",
            content=json.dumps({"commands": [wild]}),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code < 500, (wild, answer.text)
        assert answer.status_code in (200, 201, 409) or answer.json()["sv"], (wild, answer.text)
    timeline = empty.get(f"/api/v1/participants/{empty.id_of('p')}/timeline")
    assert timeline.status_code == 200
