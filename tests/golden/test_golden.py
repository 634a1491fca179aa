"""Every kind and version that was ever stored loads for ever, from its stored bytes alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from domain.events import EVENTS, KINDS, Upcaster, upcast
from domain.events.event import SEALED, Event
from domain.events.lines import read_line
from domain.log.keys.keystore import Subject
from domain.log.mapper import exported, open_row
from domain.participant.fold import fold
from domain.participant.handlers import HANDLERS
from projections.measuring.examples import events_of
from tests.golden.sealed import SUBJECT, opened, row_of, stored, understood
from tests.golden.write import current, full_line, main, path_of
from tests.memory import IMPORTED

SAMPLES: Mapping[str, dict[str, Any]] = {
    path.stem: orjson.loads(path.read_bytes()) for path in sorted(Path(__file__).parent.glob("*.json"))
}


def subject_of(sample: Mapping[str, Any]) -> Subject:
    return Subject(bytes.fromhex(sample["row"]["stream"]), sample["participant"], bytes.fromhex(sample["key"]))


def test_every_kind_has_a_sample_of_its_present_version() -> None:
    assert {f"{kind}.{model.version}" for kind, model in current().items()} <= set(SAMPLES)
    assert set(current()) == set(KINDS)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_stored_row_opens_under_its_key_and_says_what_was_recorded(name: str) -> None:
    sample = SAMPLES[name]
    row = stored(sample)
    entry = open_row(subject_of(sample), row, with_person=True)
    if row.kind_version == KINDS[row.kind].version:
        assert entry == understood(sample["line"]).entry
        assert entry.model_fields_set | {"kind"} == set(sample["line"])
    for part, expected in sample["plain"].items():
        assert opened(row, part, getattr(row, part)) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_without_its_person_part_a_row_says_neither_name_nor_text(name: str) -> None:
    sample = SAMPLES[name]
    entry = open_row(subject_of(sample), stored(sample))
    text = entry.model_dump_json()
    for field in entry.personal & set(sample["line"]):
        assert getattr(entry, field) == SEALED
        assert orjson.dumps(sample["line"][field]).decode() not in text
    assert "Söka praktik" not in text


@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_of_a_stored_row_is_read_as_the_same_event(name: str) -> None:
    sample = SAMPLES[name]
    line = exported(subject_of(sample), stored(sample))
    assert read_line(orjson.dumps(line), IMPORTED).entry == understood(sample["line"]).entry


@pytest.mark.parametrize("kind", current())
def test_the_same_line_still_gives_the_same_bytes(kind: str) -> None:
    """Not for ever as loading is: another version or layout changes this, and then it is meant."""
    sample = SAMPLES[f"{kind}.{KINDS[kind].version}"]
    row = row_of(sample["line"])
    assert {name: value.hex() if isinstance(value, bytes) else value for name, value in row._asdict().items()} == sample["row"]


def test_a_sample_has_every_field_that_its_kind_can_have() -> None:
    for kind, model in current().items():
        shared = {"replaces", "version"} if kind == "retracted" else {"version"}
        assert set(model.model_fields) - shared == set(SAMPLES[f"{kind}.{model.version}"]["line"]), kind


def test_samples_are_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    before = {kind: path_of(kind, model.version).read_bytes() for kind, model in current().items()}
    main()
    assert capsys.readouterr().out.count("left as it is") == len(before)
    assert before == {kind: path_of(kind, model.version).read_bytes() for kind, model in current().items()}
    assert full_line("moved_out") == SAMPLES["moved_out.1"]["line"]


def test_every_kind_of_event_has_a_handler_and_the_fold_takes_its_sample() -> None:
    assert set(HANDLERS) == set(EVENTS)
    registered = events_of("2020-01-01 anna participant_registered sex=K source=lifecare id=r")
    for name, sample in SAMPLES.items():
        entry = open_row(SUBJECT, stored(sample), with_person=True)
        if isinstance(entry, Event):
            history = [] if name.startswith("participant_registered") else registered
            assert fold([*history, entry.model_copy(update={"replaces": None})]).participant == "anna"


def test_an_older_version_is_lifted_step_by_step_to_the_newest() -> None:
    """A made-up kind's past: version 1 had one name, 2 had two, 3 has them in a list."""
    steps: Mapping[tuple[str, int], Upcaster] = {
        ("made_up", 1): lambda record: {"first": record["name"], "last": None},
        ("made_up", 2): lambda record: {"names": [part for part in (record["first"], record["last"]) if part]},
    }
    assert upcast("made_up", 1, {"name": "anna"}, steps) == {"names": ["anna"]}
    assert upcast("made_up", 2, {"first": "anna", "last": "ek"}, steps) == {"names": ["anna", "ek"]}
    assert upcast("made_up", 3, {"names": []}, steps) == {"names": []}
    assert upcast("another", 1, {"name": "anna"}, steps) == {"name": "anna"}
