"""A line is refused only if it cannot stand with those that can, earlier dates first (events.md §4).

Each history is the least of a random log on which the product and the judge once differed.
"""

from collections.abc import Mapping
from random import Random

import pytest

from domain.participant.decisions.decide import admit
from tests import judge
from tests.domain.participant.test_admission import Line, of, registered
from tests.judge.lines import Event as Judged
from tests.judge.lines import read_line
from tests.judge.refusals import in_place, largest_that_can_stand
from tests.memory import read

X = {"enrolment_id": "x"}
P = {"plan_id": "x"}
A, BOTH = registered("a"), registered("ab")


def start(on: str, name: str, key: str = "a", **fields: str) -> Line:
    return of(key, "enrolled", on, name, unit="AME", **X, **fields)


def back(on: str, name: str, event: str, key: str = "a") -> Line:
    return of(key, "retracted", on, name, event=event, reason="fel")


def merged(on: str, name: str) -> Line:
    return of("a", "participants_merged", on, name, absorbed="b")


LEAST: Mapping[str, tuple[list[Line], set[str]]] = {
    "what was only retracted is said anew": (
        [*A, start("2023-01-10", "s"), back("2023-01-10", "u", "s"), start("2023-02-01", "w", replaces="s")],
        set(),
    ),
    "the same, of one instant": (
        [*A, back("2023-01-10", "u", "s"), start("2023-01-10", "w", replaces="s"), start("2023-01-10", "s")],
        set(),
    ),
    "a retraction that rests on a merge of a later day, and an end after both": (
        [
            *BOTH,
            start("2023-02-01", "s", "b"),
            back("2023-02-01", "u", "s") | {"recorded_at": "2023-06-01T09:00:00+02:00"},
            merged("2023-03-01", "m"),
            of("b", "exited", "2023-05-01", "e", **X),
        ],
        {"e"},
    ),
    "a registration retracted by whom it was merged with later": (
        [
            *BOTH,
            back("2023-01-01", "u", "rb"),
            merged("2023-02-01", "m"),
            of("a", "merge_undone", "2023-03-01", "h", absorbed="b"),
            of("b", "protection_set", "2023-04-01", "p", level="protected"),
        ],
        {"p"},
    ),
    "a second start waits for the retraction of the first, before a third": (
        [
            *A,
            start("2023-01-10", "s1"),
            start("2023-01-15", "s2"),
            back("2023-02-01", "u", "s1"),
            start("2023-03-01", "s3"),
        ],
        {"s3"},
    ),
    "two retractions that need one another, before what rests on the start": (
        [
            *A,
            of("a", "plan_decided", "2023-01-10", "p", goal="work", **P),
            of("a", "plan_ended", "2023-01-12", "e", **P),
            back("2023-01-20", "u1", "p"),
            back("2023-02-01", "u2", "e"),
            of("a", "plan_followed_up", "2023-03-01", "f", **P),
        ],
        {"f"},
    ),
    "an end too early and the right one in its place, before the retraction of the start": (
        [
            *A,
            start("2023-05-03", "s"),
            of("a", "exited", "2023-02-01", "e1", **X),
            back("2023-05-03", "u", "s"),
            of("a", "exited", "2023-06-01", "e2", replaces="e1", **X),
        ],
        {"u"},
    ),
    "a merge that was there already is retracted, and the first still holds": (
        [
            *BOTH,
            merged("2023-02-01", "m1"),
            merged("2023-02-15", "m2"),
            back("2023-02-16", "u1", "m2"),
            of("b", "support_paid", "2023-05-20", "paid", month="2023-05", amount=4500.0),
            back("2023-05-21", "u2", "paid"),
        ],
        set(),
    ),
    "who is not registered is named by a merge that is undone": (
        [
            *A,
            of("b", "moved_out", "2023-02-01", "o"),
            merged("2023-03-01", "m"),
            of("a", "merge_undone", "2023-04-01", "h", absorbed="b"),
        ],
        {"h"},
    ),
}


@pytest.mark.parametrize("case", LEAST)
def test_of_lines_that_cannot_all_stand_the_later_ones_are_refused(case: str) -> None:
    lines, refused = LEAST[case]
    for order in (lines, lines[::-1], *(Random(seed).sample(lines, len(lines)) for seed in range(3))):
        assert {order[number - 1]["id"] for number in judge.refused(order)} == refused
        assert {event.id for event, _ in admit([], read(order)).refused} == refused
    every = in_place([line for number, raw in enumerate(lines, 1) if isinstance(line := read_line(number, raw), Judged)])
    assert {line["id"] for line in lines} - {name for _, name in largest_that_can_stand([], every)} == refused
