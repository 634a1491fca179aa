"""A line that the fold refuses is refused for a field of it: what it names, its day, or who it is about."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from domain.events.event import Event
from domain.events.lines import read_line
from domain.participant.decisions.decide import admit

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def event(kind: str, on: str, name: str, **fields: Any) -> Event:
    given = {"kind": kind, "participant": "p", "on": on, "recorded_at": "2024-12-01T00:00:00Z", "id": name} | fields
    entry = read_line(orjson.dumps(given), NOW).entry
    assert isinstance(entry, Event)
    return entry


MILESTONE = {"milestone_id": "M", "due_on": "2024-03-01"}
BEFORE = [
    event("participant_registered", "2020-01-01", "r", sex="K"),
    event("enrolled", "2024-02-01", "e", enrolment_id="E", unit="U"),
    event("exited", "2024-03-01", "x", enrolment_id="E", reason="A1"),
    event("plan_decided", "2024-02-01", "p", plan_id="P", goal="work", milestones=[MILESTONE]),
]
REFUSED = [
    ("not_registered", ("participant",), event("moved_out", "2024-01-01", "1", participant="q")),
    ("registered_twice", ("participant",), event("participant_registered", "2024-01-01", "1", sex="K")),
    ("ends_without_start", ("insats_id",), event("insats_ended", "2024-01-01", "1", insats_id="p", result="completed")),
    ("ends_before_start", ("plan_id", "on"), event("plan_ended", "2024-01-01", "1", plan_id="P")),
    ("second_ending", ("enrolment_id",), event("exited", "2024-04-01", "1", enrolment_id="E")),
    ("second_start", ("enrolment_id",), event("enrolled", "2024-04-01", "1", enrolment_id="E", unit="E")),
    ("second_start", ("milestone_id",), event("milestone_added", "2024-04-01", "1", **MILESTONE, plan_id="P")),
    ("unknown_plan", ("plan_id", "on"), event("plan_followed_up", "2024-01-01", "1", plan_id="P")),
    ("corrects_nothing", ("event",), event("retracted", "2024-04-01", "1", event="none", reason="x")),
    ("corrects_nothing", ("replaces",), event("moved_out", "2024-04-01", "1", replaces="none")),
    ("second_ending", ("event",), event("retracted", "2024-04-01", "1", event="e", reason="x")),
    ("not_merged", ("absorbed",), event("merge_undone", "2024-04-01", "1", absorbed="q")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "fields", "line"), REFUSED)
def test_a_refusal_by_the_fold_names_the_fields_to_mend(code: str, fields: tuple[str, ...], line: Event) -> None:
    ((refused, finding),) = admit(BEFORE if line.participant == "p" else [], [line]).refused
    assert refused is line
    assert finding.fields_of(line) == fields, finding.code
