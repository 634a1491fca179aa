"""Nothing that was ever accepted stops anything: a log with lines that cannot be works, and each becomes a finding.

The lines go straight into the log, past every refusal, as an older version took them in. A line that says what cannot be
counts for nothing in what it cannot be: an end outside the calendar is no end.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from domain.calendar import day_of
from domain.events import EVENTS
from domain.events.event import Event, kind_of
from projections.exports.ocel.registrations import registrations
from projections.health import health
from projections.measuring.periods import period
from projections.timelines.timeline import thread_of
from projections.timelines.timeline import timeline as laid_out
from projections.worlds.all_findings import all_findings
from projections.worlds.coordinates import Coordinates
from projections.worlds.impossible_references import impossible_references
from scripts.cli.participants import tables
from scripts.cli.participants.drawing import as_text
from tests.conftest import Many
from tests.histories import line_of
from tests.limits import DAYS, at_its_limits
from tests.scripts.everything import run_everything
from tests.stores import Shop

Line = dict[str, Any]
AS_OF = date(2024, 6, 30)
REGISTERED: Line = {"kind": "participant_registered", "on": "2023-01-02", "sex": "K"}
ENROLLED: Line = {"kind": "enrolled", "on": "2023-01-16", "enrolment_id": "e1", "unit": "AME"}
EMPLOYED: Line = {"kind": "employment_started", "on": "2023-05-01", "employment_id": "j1", "form": "permanent"}
TRIALS: dict[str, tuple[list[Line], str]] = {
    "far-end-exit": ([{"kind": "exited", "on": "9999-12-31", "enrolment_id": "e1"}], "on: 9999-12-31"),
    "far-end-employment": (
        [EMPLOYED, {"kind": "employment_ended", "on": "9999-12-31", "employment_id": "j1"}],
        "on: 9999-12-31",
    ),
    "week-of-the-wrong-year": (
        [{"kind": "attendance_recorded", "on": "2021-01-03", "week": "2021-W53", "planned_hours": 40, "attended_hours": 40}],
        "week: 2021-W53",
    ),
    "month-of-year-0": ([{"kind": "support_paid", "on": "2023-01-31", "month": "0000-01", "amount": 5}], "month: 0000-01"),
    "mistyped-year": (
        [{"kind": "enrolled", "on": "2204-01-05", "enrolment_id": "e2", "unit": "AME"}],
        "on: 2204-01-05",
    ),
}


def about(participant: str, *lines: Line) -> list[Line]:
    at = {"recorded_at": "2023-06-01T10:00:00+02:00", "source": "t", "participant": participant}
    return [at | {"id": f"{participant}-{nr}"} | line | {"participant": participant} for nr, line in enumerate(lines)]


@pytest.mark.parametrize("trial", TRIALS)
def test_a_line_that_cannot_be_is_a_finding_that_names_it_and_takes_nothing_with_it(shop: Shop, trial: str) -> None:
    lines, detail = TRIALS[trial]
    shop.put(about("p1", REGISTERED, ENROLLED, *lines))
    world = shop.worlds.world(Coordinates(AS_OF))
    odd = world["findings"].filter(pl.col("code") == "impossible_value")
    assert odd.select("detail", "event").rows() == [(detail, f"p1-{len(lines) + 1}")]
    assert world["enrolments"].select("began_on", "ended_on").rows() == [(date(2023, 1, 16), None)]
    assert world["employments"]["ended_on"].to_list() == [None] * (lines[0] == EMPLOYED)
    assert health(world, all_findings(shop.log, world), registrations(shop.log, Coordinates(AS_OF)), period("2023")).figures


def test_what_cannot_be_is_mended_by_a_correction_and_then_odd_no_more(shop: Shop) -> None:
    end = {"kind": "exited", "on": "9999-12-31", "enrolment_id": "e1", "reason": "A1"}
    true_end = about("p1", end | {"on": "2023-05-31", "id": "true", "replaces": "p1-2"})
    shop.put(about("p1", REGISTERED, ENROLLED, end))
    assert shop.take_in(true_end).added == 1
    world = shop.worlds.world(Coordinates(AS_OF))
    assert world["enrolments"]["ended_on"].to_list() == [date(2023, 5, 31)]
    assert "impossible_value" not in world["findings"]["code"].to_list()


def test_the_true_end_is_accepted_beside_one_that_cannot_be(shop: Shop) -> None:
    end = {"kind": "exited", "on": "9999-12-31", "enrolment_id": "e1", "reason": "A1"}
    shop.put(about("p1", REGISTERED, ENROLLED, end))
    assert shop.take_in(about("p1", end | {"on": "2023-05-31", "id": "true"})).added == 1


def test_a_day_that_a_line_could_have_left_out_is_left_out_and_the_line_counts(shop: Shop) -> None:
    plan = {"kind": "plan_decided", "on": "2023-02-01", "plan_id": "pl", "goal": "work", "valid_until": "9999-12-31"}
    milestones = [{"milestone_id": "a", "due_on": "0001-01-01"}, {"milestone_id": "b", "due_on": "2023-04-01"}]
    shop.put(about("p1", REGISTERED | {"born_on": "0001-01-01", "on": "9999-12-31"}, plan | {"milestones": milestones}))
    world = shop.worlds.world(Coordinates(AS_OF))
    assert world["participants"]["born_on"].to_list() == [None]
    assert world["plans"]["valid_until"].to_list() == [None]
    assert world["milestones"]["milestone"].to_list() == ["b"]
    details = sorted(world["findings"].filter(pl.col("code") == "impossible_value")["detail"])
    assert details == ["born_on: 0001-01-01", "milestones.0.due_on: 0001-01-01", "on: 9999-12-31", "valid_until: 9999-12-31"]


def wild_lines(chance: Random, each: Callable[[list[tuple[str, Any]]], list[tuple[str, Any]]]) -> Iterator[Line]:
    """Of every kind, every field at its limits, each on a participant of its own with something to end."""
    who = 0
    for model in EVENTS:
        limited = {name: at_its_limits(name, schema) for name, schema in model.model_json_schema()["properties"].items()}
        for name, value in each([(name, value) for name, values in limited.items() if name != "id" for value in values]):
            who += 1
            yield from about(f"w{who}", *_begun(chance, model), line_of(model, chance, "x", 0.5) | {name: value})
    yield from _plans(chance)


def _begun(chance: Random, model: type[Event]) -> list[Line]:
    registered = [] if kind_of(model) == "participant_registered" else [REGISTERED]
    starts = [
        other for other in EVENTS if kind_of(other).endswith("_started") or kind_of(other) in ("enrolled", "plan_decided")
    ]
    return registered + [line_of(other, chance, "x", 0.5) for other in starts if other is not model]


def _plans(chance: Random) -> Iterator[Line]:
    for nr, day in enumerate(DAYS):
        milestones = [{"milestone_id": str(n), "due_on": chance.choice((day, "2023-05-01"))} for n in range(12)]
        plan = {"kind": "plan_decided", "on": "2023-02-01", "plan_id": "pl", "goal": "work", "milestones": milestones}
        yield from about(f"pl{nr}", REGISTERED, plan)


REFERENCES: list[Line] = [
    {"kind": "reference_value_set", "series": series, "period": label, "value": value, "id": f"{series}-{label}"}
    | {"recorded_at": "2023-06-01T10:00:00+02:00", "source": "t"}
    for series in ("population", "shortage_occupation")
    for label in ("0000", "2101", "2023-13", "2023-02-30", "2023", "9999-Q4")
    for value in (1,)
]


def test_whatever_the_log_holds_everything_runs(sqlite_where: str, tmp_path: Path, many: Many) -> None:
    chance = Random(11)
    most = many(10_000, 2)
    shop = Shop.open(sqlite_where, Path(f"{sqlite_where}.key"))
    shop.put([*wild_lines(chance, lambda values: chance.sample(values, min(most, len(values)))), *REFERENCES])
    for subject in shop.log.keys.everyone():
        if (thread := thread_of(subject.name, shop.log.history(subject.name), Coordinates(AS_OF))) is not None:
            assert as_text(laid_out(thread, Coordinates(AS_OF)), "sv")
    shop.close()
    run_everything(sqlite_where, tmp_path)


def test_a_character_that_a_database_does_not_hold_stops_no_facts(shop: Shop) -> None:
    placed = {"kind": "placement_started", "on": "2023-02-01", "placement_id": "p1", "form": "praktik", "sector": "private"}
    shop.put(about("p1", REGISTERED, ENROLLED | {"unit": "A\0ME"}, placed | {"employer": "B\0olaget"}))
    world = shop.worlds.world(Coordinates(AS_OF))
    assert world["enrolments"].height == world["placements"].height == 1


def test_a_reference_value_of_a_period_that_cannot_be_counts_for_nothing(shop: Shop) -> None:
    shop.put(REFERENCES)
    assert set(shop.worlds.world(Coordinates(AS_OF))["reference_values"]["period"]) == {"2023"}


def test_a_reference_value_that_cannot_be_is_a_finding_that_names_it(shop: Shop) -> None:
    """From the day that it was registered, wherever findings are listed or counted; also where there are no participants."""
    shop.put(REFERENCES)
    impossible = sorted(row["id"] for row in REFERENCES if row["period"] != "2023")
    world = shop.worlds.world(Coordinates(AS_OF))
    rows, every = impossible_references(shop.log, world), all_findings(shop.log, world)
    assert sorted(rows["event"].to_list()) == impossible
    listed = tables.findings(world, every, "sv", "impossible_reference", None)
    assert [(row["participant"], row["event"]) for row in listed] == [("", name) for name in impossible]
    assert all("period: " in row["says"] and row["event"] in row["says"] for row in listed)
    data_health = health(world, every, registrations(shop.log, Coordinates(AS_OF)), period("2023"))
    counted = data_health.findings_by_kind.filter(pl.col("code") == "impossible_reference")
    assert counted.select("number", "participants").rows() == [(len(impossible), 0)]
    before = shop.worlds.world(Coordinates(day_of(datetime.fromisoformat(REFERENCES[0]["recorded_at"])) - timedelta(days=1)))
    assert impossible_references(shop.log, before).is_empty()
