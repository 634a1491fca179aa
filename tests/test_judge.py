"""The judge against the conformance files: it must give what they expect before it may judge the product."""

import json
import math
import statistics
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.judge import judge, refused
from tests.judge.figures import quantile

FILES = sorted((Path(__file__).parent / "conformance").glob("*.json"))
STORIES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}


def asks(story: dict[str, Any]) -> list[dict[str, Any]]:
    """All but those of somebody who may not see persons: the judge hides nothing."""
    return [ask for ask in story["asks"] if not ask.get("disclosure")]


ASKS = [(name, number) for name, story in STORIES.items() for number in range(len(asks(story)))]


def _moment(given: str) -> date | datetime:
    return date.fromisoformat(given) if len(given) == len("2024-01-31") else datetime.fromisoformat(given)


def same(given: Any, expected: Any) -> bool:
    if given is None or expected is None or isinstance(expected, str):
        return bool(given == expected)
    return math.isclose(given, expected, rel_tol=0, abs_tol=1e-9)


@pytest.mark.parametrize("name", STORIES)
def test_the_judge_refuses_exactly_the_lines_that_must_be_refused(name: str) -> None:
    assert refused(STORIES[name]["events"]) == STORIES[name]["refused"]


@pytest.mark.parametrize(("name", "number"), ASKS)
def test_the_judge_gives_the_figure_that_the_conformance_file_expects(name: str, number: int) -> None:
    ask = asks(STORIES[name])[number]
    moment = _moment(ask["known_at"]) if "known_at" in ask else None
    given = judge(
        STORIES[name]["events"],
        ask["measure"],
        ask["period"],
        date.fromisoformat(ask["as_of"]),
        moment,
        ask["view"],
        ask["breakdown"],
    )
    given["status"] = given["status"] or ask["expect"].get("status")  # the judge says only what is lacking
    different = {field: (given[field], wanted) for field, wanted in ask["expect"].items() if not same(given[field], wanted)}
    assert not different


@pytest.mark.parametrize("name", STORIES)
def test_what_the_judge_has_accepted_it_accepts_again(name: str) -> None:
    lines, gone = STORIES[name]["events"], refused(STORIES[name]["events"])
    assert refused([line for number, line in enumerate(lines, 1) if number not in gone]) == []


def line(kind: str, on: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "participant": "p", "on": on, "id": name, "source": "t", **fields}


ENROLLED = [
    line("participant_registered", "2020-01-01", "1", sex="K"),
    line("enrolled", "2023-01-10", "2", enrolment_id="a", unit="AME"),
]


def test_a_wrong_exit_its_retraction_and_an_earlier_true_exit_stand_together() -> None:
    assert (
        refused(
            [
                *ENROLLED,
                line("exited", "2023-03-01", "3", enrolment_id="a", reason="A1"),
                line("retracted", "2023-04-01", "4", event="3", reason="fel"),
                line("exited", "2023-02-01", "5", enrolment_id="a", reason="E9"),
            ]
        )
        == []
    )


def test_a_start_whose_end_stands_cannot_be_retracted_alone() -> None:
    ended = [*ENROLLED, line("exited", "2023-03-01", "3", enrolment_id="a", reason="A1")]
    retraction = line("retracted", "2023-04-01", "4", event="2", reason="fel")
    assert refused([*ended, retraction]) == [4]
    assert refused([*ended, retraction, line("retracted", "2023-04-01", "5", event="3", reason="fel")]) == []


def test_a_merge_of_two_whose_ids_clash_is_refused() -> None:
    other = [each | {"participant": "q", "id": f"q{each['id']}"} for each in ENROLLED]
    merge = line("participants_merged", "2023-05-01", "m", absorbed="q")
    assert refused([*ENROLLED, *other, merge]) == [5]
    assert refused([*ENROLLED, other[0], merge]) == []


def test_nothing_is_known_of_an_erased_person_whatever_the_day_of_knowledge() -> None:
    lines = [
        each | {"recorded_at": f"{each['on']}T09:00:00+01:00"}
        for each in [*ENROLLED, line("erased", "2024-01-01", "3", basis="retention")]
    ]
    question = ("UPP-1.1", "2023-06", date(2023, 6, 30), date(2023, 7, 1))
    at_ujc = [each | {"unit": "UJC-A"} if each["kind"] == "enrolled" else each for each in lines]
    assert judge(at_ujc[:2], *question)["denominator"] == 1
    assert judge(at_ujc, *question)["denominator"] == 0


def test_a_position_uses_the_first_accepted_lines_only() -> None:
    lines = [*ENROLLED, line("exited", "2023-03-01", "3", enrolment_id="a", reason="A1")]
    assert judge(lines, "LIN-5", "2023", date(2024, 1, 1))["yes"] == 1
    assert judge(lines, "LIN-5", "2023", date(2024, 1, 1), position=2)["denominator"] == 0


@pytest.mark.parametrize("days", [[3], [0, 10, 20, 40], [1, 1, 2, 8, 30, 31, 200]])
def test_quantiles_are_of_type_7(days: list[int]) -> None:
    expected = statistics.quantiles(days, n=20, method="inclusive") if len(days) > 1 else [float(days[0])] * 19
    given = [quantile(days, Fraction(step, 20)) for step in range(1, 20)]
    assert given == pytest.approx(expected, abs=1e-9)
