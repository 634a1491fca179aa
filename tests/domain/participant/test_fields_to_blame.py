"""Which fields of what is refused are to blame: what it names, and its day where days clash."""

import pytest

from domain.participant.decisions.decide import decide
from domain.participant.decisions.refused import Refused
from projections.measuring.examples import events_of
from tests.scenario import ANNA, BERIT

ENROLLED = "2023-02-01 anna enrolled enrolment_id=e unit=AME id=s"
EXITED = "2023-03-01 anna exited enrolment_id=e id=x"
MERGED = f"{BERIT}\n2023-02-01 anna participants_merged absorbed=berit id=m"

CASES = {
    "who is not registered": ("", ENROLLED, ("participant",)),
    "a second registration": (ANNA, "2023-05-01 anna participant_registered sex=K", ("participant",)),
    "an end without its start": (ANNA, EXITED, ("enrolment_id",)),
    "an end before its start": (f"{ANNA}\n{ENROLLED}", EXITED.replace("03-01", "01-31"), ("enrolment_id", "on")),
    "a start after death": (f"{ANNA}\n2023-01-31 anna deceased", ENROLLED, ("enrolment_id", "on")),
    "a milestone of a plan that is not there": (
        ANNA,
        "2023-02-01 anna milestone_added plan_id=p milestone_id=m due_on=2023-03-01",
        ("plan_id", "on"),
    ),
    "a milestone twice": (
        f"{ANNA}\n2023-02-01 anna plan_decided plan_id=p goal=work",
        '2023-02-02 anna plan_decided plan_id=q goal=work milestones=[{"milestone_id":"m","due_on":"2023-06-01"},'
        '{"milestone_id":"m","due_on":"2023-06-01"}]',
        ("milestones.0.milestone_id", "milestones.1.milestone_id"),
    ),
    "a retraction of nothing": (ANNA, "2023-02-01 anna retracted event=99 reason=fel", ("event",)),
    "a replacement of nothing": (ANNA, f"{ENROLLED} replaces=99", ("replaces",)),
    "a replacement of another id": (f"{ANNA}\n{ENROLLED}", f"{ENROLLED}2 replaces=s".replace("=e ", "=f "), ("replaces",)),
    "a merge with who is merged": (f"{ANNA}\n{MERGED}", f"{MERGED}2".split("\n")[1], ("absorbed",)),
    "an undoing of no merge": (f"{ANNA}\n{BERIT}", "2023-02-02 anna merge_undone absorbed=berit", ("absorbed",)),
    "a retraction of what another rests on": (
        f"{ANNA}\n{ENROLLED}\n{EXITED}",
        "2023-04-01 anna retracted event=s reason=fel",
        ("event",),
    ),
    "a replacement by a later day than what rests on it": (
        f"{ANNA}\n{ENROLLED}\n{EXITED}",
        "2023-03-02 anna enrolled enrolment_id=e unit=AME id=s2 replaces=s",
        ("replaces", "on"),
    ),
    "an undoing of a merge that another rests on": (
        f"{ANNA}\n{MERGED}\n2023-02-02 berit {ENROLLED[16:]}\n2023-03-01 anna exited enrolment_id=e",
        "2023-04-01 anna merge_undone absorbed=berit",
        ("absorbed",),
    ),
}
"""For each rule what stands, what is refused, and its fields."""


@pytest.mark.parametrize("rule", CASES)
def test_what_is_refused_names_its_fields_that_are_to_blame(rule: str) -> None:
    before, new, fields = CASES[rule]
    history = events_of(before)
    refused = events_of(f"{before}\n{new}")[len(history) :]
    with pytest.raises(Refused) as refusal:
        decide(history, refused)
    assert refusal.value.finding.fields_of(refused[0]) == fields
