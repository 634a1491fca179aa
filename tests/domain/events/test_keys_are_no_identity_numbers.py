"""A participant is never called by an identity number (events.md §1): such a line is refused, and the number not repeated."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.events import EVENTS
from domain.events.event import Event, key_fields, kind_of
from domain.events.lines import BadLine, read_line
from domain.identity import is_number
from scripts.benchmarks.histories import histories
from scripts.simulator.identity import checked
from scripts.simulator.town import simulate
from tests.histories import line_of
from tests.judge.keys import may_be_key
from tests.stores import Shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WOMAN, COORDINATION = (checked(date(1990, 5, 15), 980, coordination=coordination) for coordination in (False, True))
CENTENARIAN = checked(date(1912, 3, 1), 981, coordination=False)
FORMS = {
    "twelve digits": WOMAN,
    "twelve digits with a hyphen": f"{WOMAN[:8]}-{WOMAN[8:]}",
    "ten digits": WOMAN[2:],
    "ten digits with a hyphen": f"{WOMAN[2:8]}-{WOMAN[8:]}",
    "ten digits with a plus": f"{CENTENARIAN[2:8]}+{CENTENARIAN[8:]}",
    "samordningsnummer": COORDINATION,
    "samordningsnummer of ten digits": f"{COORDINATION[2:8]}-{COORDINATION[8:]}",
    "with blanks": f" {WOMAN[:8]} {WOMAN[8:]} ",
    "full-width digits": WOMAN.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "Arabic-Indic digits": WOMAN.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
    "with a dash of another width": f"{WOMAN[:8]}\N{EN DASH}{WOMAN[8:]}",
    "with a full stop": f"{WOMAN[2:8]}.{WOMAN[8:]}",
    "with a slash": f"{WOMAN[2:8]}/{WOMAN[8:]}",
    "with a low line": f"{WOMAN[2:8]}_{WOMAN[8:]}",
    "with two hyphens": f"{WOMAN[2:8]}--{WOMAN[8:]}",
    "as a day": f"{WOMAN[:4]}-{WOMAN[4:6]}-{WOMAN[6:8]}-{WOMAN[8:]}",
    "in brackets": f"({WOMAN})",
    "with a character that is not seen": f"{WOMAN[:8]}\N{ZERO WIDTH SPACE}{WOMAN[8:]}",
    "samordningsnummer of month 00": "197300709818",
    "samordningsnummer of day 60": "19730060-9836",
}
OTHERS = {
    "a wrong check digit": f"{WOMAN[:-1]}{(int(WOMAN[-1]) + 1) % 10}",
    "no day": "199013459804",
    "a prefix": f"p{WOMAN}",
    "a prefix of its own": f"p-{WOMAN[:8]}-{WOMAN[8:]}",
    "a source's key": f"arende/{WOMAN[2:8]}.{WOMAN[8:]}",
    "eleven digits": WOMAN[1:],
    "nine digits": WOMAN[3:],
    "twenty digits": WOMAN + WOMAN[4:],
    "a birthday": "19900515",
    "a uuid": "19900515-9804-4804-9804-199005159804",
    "a reservnummer": "19900515T012",
    "a name": "anna",
}


def line(participant: str, kind: str = "moved_out", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "participant": participant, "on": "2024-01-31", "id": "1", "source": "t", **fields}


def refused(given: dict[str, Any]) -> BadLine:
    with pytest.raises(BadLine) as error:
        read_line(json.dumps(given).encode(), NOW)
    return error.value


@pytest.mark.parametrize("form", FORMS)
def test_an_identity_number_is_no_key_in_any_of_its_forms(form: str) -> None:
    number = FORMS[form]
    assert not may_be_key(number)
    for field, fault in (
        ("participant", refused(line(number))),
        ("absorbed", refused(line("anna", "participants_merged", absorbed=number))),
    ):
        assert (fault.field, fault.code) == (field, "identity_as_key")
        assert field in fault.text.sv
        assert field in fault.text.en
        assert number.strip()[-4:] not in f"{fault.text.sv} {fault.text.en} {fault}"


KEYS = [(model, name) for model in EVENTS for name in key_fields(model) if name != "milestones"]
FAULTS = {
    "identity_as_key": WOMAN,
    "blank_key": "\N{NO-BREAK SPACE} ",
    "control_character": "AME\nUJC",
}
UNSEEN = {
    "zero width space": ("\u200b", "blank_key"),
    "word joiner and soft hyphen": ("\u2060 \u00ad", "blank_key"),
    "joiner": ("\u200d", "blank_key"),
    "filler": ("\u3164", "blank_key"),
    "filler, braille blank and variation selector": ("\u115f\u2800\ufe0f", "blank_key"),
    "tag": ("\U000e0041", "blank_key"),
    "letter and tag": ("p\U000e0041", "control_character"),
    "right to left": ("\u202ep", "control_character"),
    "control of the second row": ("p\x9f", "control_character"),
    "for private use": ("p\ue000", "control_character"),
    "no character": ("p\ufffe", "control_character"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_key_that_nobody_sees_or_that_turns_the_line_is_refused(name: str) -> None:
    key, code = UNSEEN[name]
    for field in ("participant", "id", "source"):
        fault = refused(line("p") | {field: key})
        assert (fault.code, fault.field) == (code, field)
    assert not may_be_key(key)


@pytest.mark.parametrize("code", FAULTS)
def test_no_key_unit_or_id_of_any_kind_is_a_number_or_blank_or_cannot_be_seen(code: str) -> None:
    for model, name in KEYS:
        fault = refused(
            line_of(model, Random(1), "p", 0) | line("p", kind_of(model)) | {name: as_in(model, name, FAULTS[code])}
        )
        assert (fault.code, fault.field) == (code, f"{name}.0" if name == "priority_groups" else name)


@pytest.mark.parametrize(
    "key",
    [
        "arbets\u00adträning\u200b",
        "Åsa\u00a0Öst",
        "\u5f20\u4f1f",
        "p\u0301",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    ],
)
def test_a_key_of_any_script_that_can_be_seen_is_one(key: str) -> None:
    read_line(json.dumps(line(key)).encode(), NOW)
    assert may_be_key(key)


def as_in(model: type[Event], name: str, key: str) -> str | list[str]:
    return [key] if "array" in str(model.model_json_schema()["properties"][name]) else key


def test_no_milestone_is_called_by_a_number() -> None:
    plan = {"plan_id": "1", "goal": "work", "milestones": [{"milestone_id": WOMAN, "due_on": "2024-03-01"}]}
    assert refused(line("p", "plan_decided") | plan).field == "milestones.0.milestone_id"


def test_an_event_of_a_name_that_is_no_longer_accepted_can_still_be_retracted() -> None:
    read_line(json.dumps(line("p", "retracted", event=WOMAN, reason="fel person")).encode(), NOW)


@pytest.mark.parametrize("form", OTHERS)
def test_what_only_looks_like_one_is_a_key(form: str) -> None:
    assert read_line(json.dumps(line(OTHERS[form])).encode(), NOW).given["participant"] == OTHERS[form]
    assert may_be_key(OTHERS[form])


def test_a_line_that_is_no_event_is_refused_for_that_first() -> None:
    assert refused(line(WOMAN) | {"on": "igår"}).code == "no_date"


def test_a_number_is_still_read_where_it_belongs() -> None:
    registration = line("anna", "identity_registered", number=WOMAN, number_type="personnummer")
    assert read_line(json.dumps(registration).encode(), NOW).given["number"] == WOMAN


def test_an_import_refuses_the_line_and_makes_no_participant_of_the_number(shop: Shop) -> None:
    summary = shop.take_in([line("anna", "participant_registered", sex="K"), line(WOMAN, "participant_registered", sex="K")])
    (refusal,) = summary.refused
    assert (refusal.number, refusal.field, refusal.code, summary.added) == (2, "participant", "identity_as_key", 1)
    assert [subject.name for subject in shop.log.keys.everyone()] == ["anna"]


def test_no_key_that_we_make_up_is_taken_for_a_number() -> None:
    def keys(lines: Iterable[bytes]) -> set[str]:
        events = (json.loads(raw) for raw in lines)
        return {event[field] for event in events for field in ("participant", "absorbed") if field in event}

    made_up = keys(simulate(300, 1, 2023, 2024)) | keys(histories(300, 1))
    files = sorted((Path(__file__).parents[2] / "conformance").glob("*.json"))
    made_up |= {
        event["participant"]
        for path in files
        for event in json.loads(path.read_text("utf-8"))["events"]
        if "participant" in event
    }
    assert len(made_up) > 600
    assert [key for key in sorted(made_up) if is_number(key)] == []
