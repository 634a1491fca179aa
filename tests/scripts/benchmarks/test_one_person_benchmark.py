"""The benchmark of one person's very many lines has as many bad ones as it says, and they alone are refused."""

from domain.participant.decisions.decide import admit
from scripts.benchmarks.one_person import one_person
from tests.memory import read


def test_of_one_person_s_lines_just_the_bad_are_refused() -> None:
    assert admit([], read(one_person(1_000))).refused == []
    lines = one_person(2_000, bad_in=200)
    verdict = admit([], read(lines))
    assert len(lines) == 2_000
    assert {event.id for event, _ in verdict.refused} == {line["id"] for line in lines if line["id"].startswith("x")}
    assert 8 <= len(verdict.refused) <= 10
    assert len({finding.code for _, finding in verdict.refused}) == 7
