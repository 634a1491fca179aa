"""`python -m tests.golden.write`: writes the sample of each kind's present version that has none. Never overwrites one.

A sample is written once, when a kind or a version of it is new; from then on it must load for ever (docs/decisions/0008).
"""

from pathlib import Path
from random import Random
from typing import Any

import orjson

from domain.events import EVENTS, KINDS
from domain.events.event import Entry, Event, kind_of
from tests.golden.sealed import as_sample
from tests.histories import value_of

HERE = Path(__file__).parent
RECORDS: dict[str, dict[str, Any]] = {
    "reference_value_set": {"series": "population_18plus", "period": "2023", "value": 180500.5, "breakdown": {"sex": "K"}},
    "delivery_recorded": {
        "kinds": ["participant_registered", "enrolled", "exited"],
        "from": "2022-01-01",
        "to": "2023-03-31",
        "units": ["Jobbcentrum Öst"],
        "missing": {"participant_registered": ["born_on"]},
        "full": True,
        "assumed": True,
        "final": True,
    },
    "figure_published": {
        "figure": {"measure": "OUT-90.kas", "period": "2023", "value": 66.9, "breakdown": {}},
        "definition_hash": "d1",
        "code_version": "0.1.0",
        "cases_digest": "c1",
        "as_of": "2024-12-31",
        "known_at": "2025-01-31T23:59:59.999999+01:00",
        "position": 1234,
        "title": "Arbete eller studier 90 dagar efter avslut",
        "publication": "pub-1",
        "cases": "OUT-90.kas 2023 1",
        "hidden": ["unknown"],
        "view": "adjusted",
        "rules": {"journey_gap_days": 30},
    },
    "cases_published": {"publication": "pub-1", "of": "population", "number": 0, "packed": "eJwzNDIGAAEpAJc="},
    "figure_withdrawn": {"figure": "pub-1.1", "reason": "Fel enhet – räknad på hela kommunen"},
}


def path_of(kind: str, version: int) -> Path:
    return HERE / f"{kind}.{version}.json"


def full_line(kind: str) -> dict[str, Any]:
    """A line of a kind with every field that it can have."""
    model = KINDS[kind]
    record = {"kind": kind, "id": f"{kind}-1", "source": "lifecare", "by": "h017"}
    record["recorded_at"] = "2023-04-05T10:11:12.123456+02:00"
    if not issubclass(model, Event):
        return record | RECORDS[kind]
    record |= {"participant": "anna", "on": "2023-04-05"}
    for name, field in model.model_fields.items():
        if name not in Event.model_fields:
            record[name] = _text(name) if name in model.personal else value_of(name, field.annotation, Random(f"{kind} {name}"))
    if kind == "plan_decided":
        record["milestones"] = [
            {"milestone_id": "m1", "due_on": "2023-09-01", "title": "Söka praktik på två ställen"},
            {"milestone_id": "m2", "due_on": "2023-12-01"},
        ]
    return record | ({"replaces": "x0", "of_source": "extens"} if kind != "retracted" else {"of_source": "extens"})


def _text(name: str) -> str:
    return "199001011239" if name == "number" else f"Åsa Öberg, {name}: ”så här” – 1 000 kr"


def current() -> dict[str, type[Entry]]:
    return {kind_of(model): model for model in (*EVENTS, *KINDS.values())}


def main() -> None:
    for kind, model in current().items():
        path = path_of(kind, model.version)
        if path.exists():
            print(f"{path.name}: there already, left as it is")
        else:
            path.write_bytes(orjson.dumps(as_sample(full_line(kind)), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
            print(f"{path.name}: written")


if __name__ == "__main__":
    main()
