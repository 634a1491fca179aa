"""What is planned is kept, shown as coming and among findings, and in no figure until it comes (events.md §1, Dates)."""

from datetime import date, timedelta
from random import Random

import pytest

from domain.events import EVENTS
from domain.events.event import START, Event, kind_of
from projections.timelines.timeline import Timeline, thread_of
from projections.timelines.timeline import timeline as laid_out
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import cut
from scripts.cli.participants.drawing import as_text
from tests.histories import Line, line_of
from tests.memory import book, read
from tests.stores import plain

REGISTERED_ON, COMES_ON = date(2023, 3, 1), date(2023, 5, 1)
DAY_BEFORE = COMES_ON - timedelta(days=1)
AT = {"recorded_at": f"{REGISTERED_ON}T09:00:00+01:00", "source": "t", "participant": "p"}
BEGUN: list[Line] = [
    {"kind": "participant_registered", "on": "2023-01-02", "sex": "K"},
    {"kind": "enrolled", "on": "2023-01-16", "enrolment_id": "e1", "unit": "AME"},
    {"kind": "insats_started", "on": "2023-01-16", "insats_id": "i1", "insats": "coaching"},
    {"kind": "placement_started", "on": "2023-01-16", "placement_id": "p1", "form": "praktik", "sector": "private"},
    {"kind": "study_started", "on": "2023-01-16", "study_id": "s1", "programme": "sfi"},
    {"kind": "employment_started", "on": "2023-01-16", "employment_id": "e1", "form": "permanent"},
    {"kind": "plan_decided", "on": "2023-01-16", "plan_id": "p1", "goal": "work"},
    {"kind": "referred", "on": "2023-01-16", "referral_id": "r1", "from_party": "af", "to_unit": "AME"},
    {"kind": "support_applied", "on": "2023-01-16", "application_id": "a1"},
]
PLANNED = [model for model in EVENTS if not model.timeless]
HELD = [model for model in EVENTS if model.timeless]


def lines(*more: Line) -> list[Line]:
    return [AT | {"id": f"n{nr}"} | line | {"participant": "p"} for nr, line in enumerate([*BEGUN, *more])]


def of(model: type[Event]) -> Line:
    """A line of a kind for the day to come, which ends or names what has begun."""
    fields = line_of(model, Random(3), "p", optional=0.5)
    own = {name: f"{name[0]}{9 if model.rank == START else 1}" for name in fields if name.endswith("_id")}
    return fields | own | {"on": COMES_ON.isoformat(), "id": "coming"}


@pytest.mark.parametrize("model", PLANNED, ids=kind_of)
def test_what_is_planned_is_in_no_fact_until_its_day(model: type[Event]) -> None:
    without, planned = (book(given).frames() for given in (lines(), lines(of(model))))
    before, beside = (plain(cut(frames, DAY_BEFORE)) for frames in (planned, without))
    findings = [row for row in before.pop("findings") if "planned" not in row]
    assert findings == [row for row in beside.pop("findings") if "planned" not in row]
    assert before == beside


@pytest.mark.parametrize("model", PLANNED, ids=kind_of)
def test_what_is_planned_is_a_finding_from_the_day_of_its_registration_until_its_own(model: type[Event]) -> None:
    frames = book(lines(of(model))).frames()

    def planned(day: date) -> list[str]:
        findings = cut(frames, day)["findings"]
        return findings.filter(findings["code"] == "planned")["event"].to_list()

    assert planned(REGISTERED_ON - timedelta(days=1)) == planned(COMES_ON) == []
    assert planned(REGISTERED_ON) == planned(DAY_BEFORE) == ["coming"]


@pytest.mark.parametrize("model", PLANNED, ids=kind_of)
def test_the_thread_shows_what_is_planned_as_coming(model: type[Event]) -> None:
    events = book(lines(of(model))).events

    def timeline(day: date) -> Timeline:
        thread = thread_of("p", events, Coordinates(day))
        assert thread is not None
        return laid_out(thread, Coordinates(day))

    assert timeline(REGISTERED_ON - timedelta(days=1)).coming == timeline(COMES_ON).coming == ()
    (coming,) = timeline(DAY_BEFORE).coming
    assert (coming.on, coming.event, coming.kind) == (COMES_ON, "coming", kind_of(model))
    assert [finding.event for finding in timeline(DAY_BEFORE).findings if finding.code == "planned"] == ["coming"]
    assert f"Kommande\n{COMES_ON}  {coming.label}" in as_text(timeline(DAY_BEFORE), "sv")


@pytest.mark.parametrize("model", HELD, ids=kind_of)
def test_what_takes_effect_whatever_its_day_is_neither_planned_nor_coming_nor_among_the_days_before_it(
    model: type[Event],
) -> None:
    line = of(model) | ({"absorbed": "q"} if "absorbed" in model.model_fields else {})
    given = [event for event in read([*lines(), AT | line]) if event.kind != "participant_registered" or event.id != "n0"]
    given = read(lines()) if model.__name__ == "ParticipantRegistered" else [read(lines())[0], *given]
    thread = thread_of("p", given, Coordinates(DAY_BEFORE))
    assert thread is not None
    timeline = laid_out(thread, Coordinates(DAY_BEFORE))
    assert (timeline.coming, [finding for finding in timeline.findings if finding.code == "planned"]) == ((), [])
    assert all(moment.on <= DAY_BEFORE for moment in timeline.moments)
