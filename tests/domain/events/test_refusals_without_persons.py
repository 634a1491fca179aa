"""What a refusal says of a line never repeats who it is about: it goes to screens, files and logs."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from domain.events import KINDS
from domain.events.event import Entry, Event, kind_of
from domain.events.lines import BadLine, read_line
from domain.events.repeating import HIDDEN, repeatable, repeatable_id
from domain.identity import without_numbers
from domain.participant.decisions.decide import admit

PERSONAL = ("Anna Andersson", "Anna", "ANDERSSON", "811218-9876", "070-123 45 67", "0701234567", "anna andersson", "anna@ek.se")
NOW = datetime(2024, 6, 1, tzinfo=UTC)
LINE = {"participant": "p", "on": "2024-01-02", "recorded_at": "2024-01-02T10:00:00+01:00", "id": "i"}


@pytest.mark.parametrize(
    "number",
    [
        "19730372-9821",
        "197303729821",
        "730372-9821",
        "7303729821",
        "730372+9821",
        "19730372 9821",
        "１９７３０３７２９８２１",
        "730372–9822",
        "730372.9821",
        "730372/9821",
        "730372_9821",
        "730372--9821",
        "1973-03-72-9821",
        "73 03 72 - 98 21",
    ],
)
def test_what_has_the_form_of_an_identity_number_is_taken_out_valid_or_not(number: str) -> None:
    assert without_numbers(f"x {number} y") == "x … y"


def test_a_day_and_a_short_number_stay() -> None:
    for text in ("2024-01-02, 20240102, 123456", "2024-01-02T10:11:12+01:00", "2024-01-02 - 2024-02-03"):
        assert without_numbers(text) == text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "participant_registered", "sex": "19730372-9821"},
        {"kind": "participant_registered", "sex": "K", "born_on": "197303729821"},
        {"kind": "participant_registered", "sex": "K", "19730372-9821": 1},
        {"kind": "19730372-9821"},
        {"kind": "identity_registered", "number": 197303729821, "number_type": "personnummer"},
        {"kind": "identity_registered", "number": "19730372-9821", "number_type": "19730372-9821"},
        {"kind": "support_paid", "month": "19730372-9821", "amount": 5},
    ],
)
def test_no_refusal_repeats_an_identity_number(fields: dict[str, Any]) -> None:
    with pytest.raises(BadLine) as refused:
        read_line(orjson.dumps(LINE | fields), NOW)
    every = [refused.value, *refused.value.others]
    assert all("9821" not in text for fault in every for text in (fault.text.sv, fault.text.en, fault.field))


@pytest.mark.parametrize("before", range(55, 82))
def test_a_number_at_the_end_of_a_long_value_is_hidden_whole(before: int) -> None:
    given = "x" * before + " 811218-9876"
    for fields in ({"on": given}, {"kind": given}, {"sex": given}):
        with pytest.raises(BadLine) as refused:
            read_line(orjson.dumps(LINE | {"kind": "participant_registered", "sex": "K"} | fields), NOW)
        assert "81" not in f"{refused.value.text.sv} {refused.value.text.en}"


@pytest.mark.parametrize("field", ["number", "name"])
def test_no_refusal_repeats_what_stands_in_a_personal_field(field: str) -> None:
    given = LINE | {"kind": "identity_registered", "number": "x", "number_type": "personnummer", field: ["Karin Ek"]}
    with pytest.raises(BadLine) as refused:
        read_line(orjson.dumps(given), NOW)
    assert "Karin" not in refused.value.text.sv + refused.value.text.en
    assert field in refused.value.text.sv


def test_a_number_that_is_cut_off_is_taken_out_first() -> None:
    fault = BadLine("no_date", "on", "x" * 69 + " 811218-9876")
    assert "811218" not in fault.text.sv + fault.text.en


@pytest.mark.parametrize("value", [["Karin Ek"], {"namn": "Karin Ek"}], ids=["list", "object"])
@pytest.mark.parametrize("field", ["kind", "on", "sex", "born_on", "recorded_at", "participant", "source", "gender"])
def test_no_refusal_repeats_a_list_or_an_object(field: str, value: Any) -> None:
    with pytest.raises(BadLine) as refused:
        read_line(orjson.dumps(LINE | {"kind": "participant_registered", "sex": "K", field: value}), NOW)
    every = [refused.value, *refused.value.others]
    assert all("Karin" not in fault.text.sv + fault.text.en for fault in every)
    assert refused.value.field == field


def test_what_is_more_or_less_than_a_bound_is_reported_with_the_bound_alone() -> None:
    plan = LINE | {"kind": "plan_decided", "plan_id": "Karin Ek" * 30, "goal": "work"}
    with pytest.raises(BadLine) as refused:
        read_line(orjson.dumps(plan), NOW)
    assert (refused.value.code, refused.value.field) == ("text_too_long", "plan_id")
    assert "200" in refused.value.text.sv
    assert "Karin" not in refused.value.text.sv + refused.value.text.en


def test_a_code_that_is_not_in_its_list_is_repeated() -> None:
    """The control: what is no person's is said, so that it can be mended."""
    with pytest.raises(BadLine, match="annan"):
        read_line(orjson.dumps(LINE | {"kind": "exited", "enrolment_id": "e", "reason": "annan"}), NOW)


@pytest.mark.parametrize("value", PERSONAL)
@pytest.mark.parametrize("model", KINDS.values(), ids=lambda model: str(kind_of(model)))
def test_no_error_of_any_field_of_any_kind_repeats_what_may_be_personal(model: type[Entry], value: str) -> None:
    """A line that is refused as it is read, or by the fold: it is about nobody who is registered."""
    for field in [*model.model_fields, "Anna Andersson"]:
        if field in ("participant", "source", "by"):
            continue
        line = LINE | {"kind": kind_of(model), "breakdown": {value: 1}} | {field: value}
        try:
            entry = read_line(orjson.dumps(line), NOW).entry
        except BadLine as fault:
            texts = [text for each in (fault, *fault.others) for text in (each.text.sv, each.text.en, each.field)]
        else:
            assert isinstance(entry, Event)
            texts = [text for _, finding in admit([], [entry]).refused for text in (finding.refusal.sv, finding.refusal.en)]
        assert not [text for text in texts if value in text or "Anna" in text], field


@pytest.mark.parametrize("field", ["insats_id", "event", "replaces", "absorbed", "plan_id"])
@pytest.mark.parametrize("value", ["Anna Andersson", "Anna", "070-123 45 67"])
def test_no_refusal_by_the_fold_repeats_what_may_be_personal(field: str, value: str) -> None:
    lines = {
        "insats_id": {"kind": "insats_ended", "result": "completed"},
        "event": {"kind": "retracted", "reason": "x"},
        "replaces": {"kind": "moved_out"},
        "absorbed": {"kind": "merge_undone"},
        "plan_id": {"kind": "plan_ended"},
    }
    known = LINE | {"kind": "participant_registered", "sex": "K", "id": "r"}
    before, refused = (read_line(orjson.dumps(line), NOW).entry for line in (known, LINE | lines[field] | {field: value}))
    assert isinstance(before, Event)
    assert isinstance(refused, Event)
    ((_, finding),) = admit([before], [refused]).refused
    assert value not in finding.refusal.sv + finding.refusal.en
    assert HIDDEN in finding.refusal.sv


def test_what_nothing_personal_looks_like_is_repeated() -> None:
    """The control: codes, numbers and days of all forms, so that they can be mended."""
    words = "praktikk komvux_grund A9 E10 K avböjt x -2.5 8421,50"
    days = "2024-13 2024-02-30 31.12.2024 31/12 9999-12-31 2021-W53 2024-Q5 2024-02-30T10:00:00+01:00"
    for value in f"{words} {days}".split():
        assert repeatable(value) == value
    for name in ("insats-17", "LC:2024/118", "rad-3f2a", "web", "E1"):
        assert repeatable_id(name) == name
    for value in PERSONAL:
        assert (repeatable(value), repeatable_id(value) if "@" not in value else HIDDEN) == (HIDDEN, HIDDEN)
