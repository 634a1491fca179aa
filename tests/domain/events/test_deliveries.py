"""A delivery states which kinds, units and days a source has sent: what it may state, and how it goes in and out of the log."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.events import KINDS
from domain.events.lines import BadLine, read_line
from domain.events.records import DeliveryRecorded
from domain.intake.line_schema import line_schema
from projections.exports.event_file import export_lines
from tests.stores import Shop

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
DELIVERY: dict[str, Any] = {
    "kind": "delivery_recorded",
    "source": "lifecare",
    "id": "d1",
    "recorded_at": "2024-01-15T09:00:00+01:00",
    "kinds": ["participant_registered", "plan_decided"],
    "from": "2023-01-01",
    "to": "2023-12-31",
}


def read(**fields: Any) -> DeliveryRecorded:
    given = {name: value for name, value in (DELIVERY | fields).items() if value is not None}
    entry = read_line(json.dumps(given).encode(), NOW).entry
    assert isinstance(entry, DeliveryRecorded)
    return entry


def test_a_delivery_states_kinds_and_days_and_stands_until_further_notice_without_an_end() -> None:
    delivery = read(to=None)
    assert (delivery.from_on, delivery.to, delivery.units) == (date(2023, 1, 1), None, None)
    assert (delivery.missing, delivery.full, delivery.assumed, delivery.final) == ({}, False, False, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "2024-01-15"},
        {"to": "2023-01-01"},
        {"recorded_at": "2024-01-14T23:30:00Z", "to": "2024-01-15"},
        {"units": ["Jobbcentrum", "UJC-A"], "full": True, "assumed": True, "final": True},
        {"missing": {"participant_registered": ["born_on"], "plan_decided": ["valid_until", "milestones"]}},
    ],
)
def test_what_a_delivery_may_state(fields: dict[str, Any]) -> None:
    read(**fields)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"to": "2024-01-16"}, "delivered_ahead", "to"),
        ({"recorded_at": "2024-01-14T22:30:00Z", "to": "2024-01-15"}, "delivered_ahead", "to"),
        ({"to": "2022-12-31"}, "ends_before_it_begins", "to"),
        ({"from": None}, "missing", "from"),
        ({"from": "2023-02-30"}, "no_date", "from"),
        ({"from": "1899-12-31"}, "before_calendar", "from"),
        ({"kinds": None}, "missing", "kinds"),
        ({"kinds": []}, "too_few", "kinds"),
        ({"kinds": "enrolled"}, "bad_value", "kinds"),
        ({"kinds": ["enrolled", "enroled"]}, "unknown_kind", "kinds.1"),
        ({"kinds": ["reference_value_set"]}, "unknown_kind", "kinds.0"),
        ({"units": []}, "too_few", "units"),
        ({"units": ["19900101-1239"]}, "identity_as_key", "units.0"),
        ({"missing": {"born": ["born_on"]}}, "unknown_kind", "missing"),
        ({"missing": {"participant_registered": ["birth"]}}, "unknown_field", "missing.participant_registered.birth"),
        ({"missing": {"participant_registered": ["on"]}}, "unknown_field", "missing.participant_registered.on"),
        ({"final": "yes"}, "bad_value", "final"),
        ({"participant": "p"}, "unknown_field", "participant"),
    ],
)
def test_what_a_delivery_may_not_state_is_refused_with_the_field_and_in_words(
    fields: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(BadLine) as refused:
        read(**fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert field in refused.value.text.sv or (code == "unknown_kind" and refused.value.detail in refused.value.text.sv)


def test_the_schema_of_a_line_has_the_delivery_with_the_catalogues_words() -> None:
    (schema,) = (each for each in line_schema()["oneOf"] if each["properties"]["kind"]["const"] == "delivery_recorded")
    assert set(schema["properties"]) == set(KINDS["delivery_recorded"].model_fields)
    assert {"from", "to", "kinds", "missing", "final"} <= set(schema["properties"])
    assert schema["required"] == ["kind", "kinds", "from"]


def test_a_delivery_goes_into_the_log_once_and_out_again_as_it_came(shop: Shop) -> None:
    line = DELIVERY | {"units": ["UJC-A"], "missing": {"participant_registered": ["born_on"]}, "final": True}
    assert shop.take_in([line]).added == 1
    assert shop.take_in([line]).already == 1
    assert [refusal.code for refusal in shop.take_in([line | {"to": "2023-11-30"}]).refused] == ["conflict"]
    assert [json.loads(each) for each in export_lines(shop.log)] == [line]
    assert [entry.to for _, entry in shop.log.records(DeliveryRecorded)] == [date(2023, 12, 31)]


def test_a_refused_delivery_is_reported_with_its_line_and_the_others_are_read(shop: Shop) -> None:
    summary = shop.take_in([DELIVERY | {"to": "2024-02-01"}, DELIVERY | {"id": "d2"}])
    assert (summary.added, [(refusal.number, refusal.field, refusal.code) for refusal in summary.refused]) == (
        1,
        [(1, "to", "delivered_ahead")],
    )
