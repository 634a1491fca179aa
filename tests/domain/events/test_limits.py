"""What no line may say: days, weeks and months outside the calendar, and what lies too far ahead (events.md §1, Dates)."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest

from domain.calendar import STOCKHOLM
from domain.events import EVENTS
from domain.events.event import Event, kind_of
from domain.events.limits import CLOCKS_APART
from domain.events.lines import BadLine, read_line
from domain.intake.line_schema import line_schema
from tests.histories import line_of

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
ENVELOPE = {"participant": "p", "on": "2024-05-01", "recorded_at": "2024-05-02T09:00:00+02:00", "id": "1", "source": "t"}


def read(**fields: Any) -> None:
    read_line(json.dumps(ENVELOPE | fields).encode(), NOW)


def refusal(**fields: Any) -> BadLine:
    with pytest.raises(BadLine) as error:
        read(**fields)
    return error.value


EXIT = {"kind": "exited", "enrolment_id": "e"}
WEEK = {"kind": "attendance_recorded", "planned_hours": 40, "attended_hours": 40}
MONTH = {"kind": "support_paid", "amount": 5}
PLAN = {"kind": "plan_decided", "plan_id": "p", "goal": "work"}
REFERENCE = {"kind": "reference_value_set", "series": "s", "value": 1}
KEPT: dict[str, dict[str, Any]] = {
    "the calendar's first day": {"kind": "participant_registered", "sex": "K", "born_on": "1900-01-01"},
    "the calendar's last day": PLAN | {"valid_until": "2100-12-31"},
    "a week 53 of a year that has one": WEEK | {"week": "2020-W53"},
    "the calendar's last month": MONTH | {"month": "2100-12"},
    "400 days ahead": EXIT | {"on": "2025-06-06"},
    "a clock a day ahead": EXIT | {"recorded_at": "2024-06-02T11:59:00Z"},
}
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an end that is open": (EXIT | {"on": "9999-12-31"}, "after_calendar", "on"),
    "another": (PLAN | {"valid_until": "2999-12-31"}, "after_calendar", "valid_until"),
    "a planned end that is open": (
        {"kind": "study_started", "study_id": "s", "programme": "sfi", "planned_end_on": "2101-01-01"},
        "after_calendar",
        "planned_end_on",
    ),
    "a milestone of another age": (
        PLAN | {"milestones": [{"milestone_id": "m", "due_on": "0001-01-01"}]},
        "before_calendar",
        "milestones.0.due_on",
    ),
    "a birth before the calendar": (
        {"kind": "participant_registered", "sex": "K", "born_on": "1899-12-31"},
        "before_calendar",
        "born_on",
    ),
    "a week of the wrong year": (WEEK | {"week": "2021-W53"}, "no_week", "week"),
    "a week of another age": (WEEK | {"week": "1899-W01"}, "no_week", "week"),
    "a month of year 0": (MONTH | {"month": "0000-01"}, "no_month", "month"),
    "a month 13": (MONTH | {"month": "2024-13"}, "no_month", "month"),
    "a period of another age": (REFERENCE | {"period": "2101"}, "no_period", "period"),
    "a day that its month has not": (REFERENCE | {"period": "2023-02-29"}, "no_period", "period"),
    "401 days ahead": (EXIT | {"on": "2025-06-07"}, "too_far_ahead", "on"),
    "a clock two days ahead": (EXIT | {"recorded_at": "2024-06-02T12:01:00Z"}, "recorded_ahead", "recorded_at"),
    "an instant of another age": (EXIT | {"recorded_at": "1899-12-31T12:00:00Z"}, "before_calendar", "recorded_at"),
    "an instant at the calendar's end": (EXIT | {"recorded_at": "9999-12-31T23:59:59-10:00"}, "after_calendar", "recorded_at"),
    "a whole number beyond 64 bits": (REFERENCE | {"period": "2023", "value": 10**30}, "too_large", "value"),
    "a number beyond them": (REFERENCE | {"period": "2023", "value": 1e300}, "too_large", "value"),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_within_the_limits_is_kept(case: str) -> None:
    read(**KEPT[case])


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_beyond_them_is_refused_with_the_field_and_in_words(case: str) -> None:
    fields, code, field = REFUSED[case]
    fault = refusal(**fields)
    assert (fault.code, fault.field) == (code, field)
    assert field in fault.text.sv
    assert field in fault.text.en


def test_an_open_end_is_refused_with_the_advice_to_leave_it_out() -> None:
    fault = refusal(**EXIT | {"on": "9999-12-31"})
    assert "utelämnas" in fault.text.sv
    assert "left out" in fault.text.en


@pytest.mark.parametrize("model", EVENTS, ids=kind_of)
def test_no_day_of_any_field_of_any_kind_lies_outside_the_calendar(model: type[Event]) -> None:
    fields = line_of(model, Random(1), "p", optional=0)
    for name, field in model.model_json_schema()["properties"].items():
        if "date" in (field.get("format"), *(choice.get("format") for choice in field.get("anyOf", ()))):
            assert refusal(**fields | {name: "1899-12-31"}).code == "before_calendar"
            assert refusal(**fields | {name: "2101-01-01"}).code == "after_calendar"


def test_the_schema_of_a_line_says_the_same_of_days_and_weeks() -> None:
    schema = line_schema()
    for fields in (EXIT | {"on": "9999-12-31"}, WEEK | {"week": "2021-W53"}, MONTH | {"month": "0000-01"}):
        patterns = [
            kind["properties"][name]["pattern"]
            for kind in schema["oneOf"]
            if kind["properties"]["kind"]["const"] == fields["kind"]
            for name in fields.keys() & {"on", "week", "month"}
        ]
        assert patterns
        assert not any(re.match(pattern, str(value)) for pattern in patterns for value in fields.values())


def nested(depth: int) -> bytes:
    return b'{"kind":"moved_in","x":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(("depth", "code"), [(31, "missing"), (32, "too_deep"), (300, "too_deep"), (2000, "no_json")])
def test_a_line_nested_too_deep_is_refused(depth: int, code: str) -> None:
    with pytest.raises(BadLine) as error:
        read_line(nested(depth), NOW)
    assert error.value.code == code


@pytest.mark.parametrize("text", ['{"kind":"moved_in","by":"\\ud800"}', '{"\\udfff":1}', '{"kind":"\\ud800"}'])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(BadLine) as error:
        read_line(text.encode(), NOW)
    assert error.value.code == "no_json"


@pytest.mark.parametrize("offset", [-1439, -600, 0, 120, 1439])
def test_a_registration_is_ahead_by_its_instant_whatever_its_offset(offset: int) -> None:
    zone = timezone(timedelta(minutes=offset))
    latest = (NOW + CLOCKS_APART).astimezone(zone)
    read(**EXIT | {"recorded_at": latest.isoformat()})
    assert refusal(**EXIT | {"recorded_at": (latest + timedelta(seconds=1)).isoformat()}).code == "recorded_ahead"


@pytest.mark.parametrize("offset", [-1439, -600, 0, 120, 1439])
def test_400_days_are_counted_from_the_day_in_stockholm_whatever_the_offset(offset: int) -> None:
    at = datetime(2024, 5, 1, 0, 30, tzinfo=STOCKHOLM).astimezone(timezone(timedelta(minutes=offset)))
    fields = EXIT | {"recorded_at": at.isoformat()}
    last = date(2024, 5, 1) + timedelta(days=400)
    read(**fields | {"on": str(last)})
    assert refusal(**fields | {"on": str(last + timedelta(days=1))}).code == "too_far_ahead"


def test_planned_is_what_lies_at_most_400_days_after_the_day_of_its_registration_in_stockholm() -> None:
    late_evening = datetime(2024, 4, 30, 22, 30, tzinfo=UTC)
    read(**EXIT | {"on": str(date(2024, 5, 1) + timedelta(days=400)), "recorded_at": late_evening.isoformat()})
