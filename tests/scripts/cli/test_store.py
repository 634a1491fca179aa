"""The commands about the store: out with all of it and in again, how it stands, facts anew, another key."""

import gzip
import json
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from domain.events import EVENTS, KINDS, RECORDS
from tests.scripts.command_line import THREE_LIVES, lines_of, rodtrad, write_lines

REFERENCE = {
    "kind": "reference_value_set",
    "series": "population",
    "period": "2022",
    "value": 1000.5,
    "recorded_at": "2022-01-01T12:00:00+01:00",
    "id": "r1",
    "source": "scb",
}
MORE = """
2022-01-01 eva participant_registered sex=K born_on=1999-01-01
2022-01-01 eva identity_registered number=19990101-2384 number_type=personnummer name=Eva
2022-02-01 eva enrolled enrolment_id=x unit=AME
2022-02-03 eva plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m","due_on":"2022-05-01","title":"Ring"}]
2022-03-01 eva exited enrolment_id=x reason=E9
2022-03-02 eva retracted event=5 reason=fel
2022-01-01 ev2 participant_registered sex=K
2022-04-01 ev2 insats_started insats_id=i insats=coaching purpose=Komma_vidare
2022-05-01 eva participants_merged absorbed=ev2
"""


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A store with names, texts, corrections, a merge and a reference value."""
    where = tmp_path / "store"
    more = [{**line, "source": "annan"} for line in lines_of(MORE)]
    path = write_lines(tmp_path / "full.ndjson", [*lines_of(THREE_LIVES), *more, REFERENCE])
    assert rodtrad("import", path, "--store", where).code == 0
    return where


def figures(where: Path) -> list[dict[str, Any]]:
    words = (
        "measure",
        "--open-counts",
        "OUT-90",
        "LIN-1",
        "RET-365",
        "R3",
        "R4",
        "LT3",
        "LT9",
        "UPP-1.2",
        "--period",
        "2022",
        "--by",
        "sex,unit",
    )
    records: list[dict[str, Any]] = rodtrad(*words, "--as-of", "2023-12-31", "-f", "json", "--store", where).json
    return [{name: value for name, value in figure.items() if name != "position"} for figure in records]


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_read_into_an_empty_store_gives_the_same_figures(full: Path, tmp_path: Path, packed: bool) -> None:
    out = tmp_path / "all.ndjson"
    assert rodtrad("export", "--out", out, *(["--gz"] if packed else []), "--store", full).code == 0
    other = tmp_path / "other"
    result = rodtrad("import", out, "--store", other, "-f", "json")
    assert (result.code, result.json["refused"], result.json["added"]) == (
        0,
        0,
        rodtrad("status", "--store", full, "-f", "json").json["entries"],
    )
    assert figures(other) == figures(full)
    again = tmp_path / "again.ndjson"
    rodtrad("export", "--out", again, "--store", other)
    plain = gzip.decompress(out.read_bytes()) if packed else out.read_bytes()
    assert sorted(again.read_bytes().splitlines()) == sorted(plain.splitlines())


def test_an_export_writes_every_line_whole_and_in_the_order_of_the_log(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.ndjson"
    rodtrad("export", "--out", out, "--store", full)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert all({"kind", "recorded_at", "id", "source"} <= line.keys() for line in lines)
    assert REFERENCE in lines
    sent = [*lines_of(THREE_LIVES), *({**line, "source": "annan"} for line in lines_of(MORE)), REFERENCE]
    assert sorted(map(json.dumps, map(sorted_items, lines))) == sorted(map(json.dumps, map(sorted_items, sent)))


def sorted_items(line: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(line.items()))


def test_an_export_overwrites_only_when_forced(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.ndjson"
    out.write_text("något annat")
    refused = rodtrad("export", "--out", out, "--store", store)
    assert refused.code == 2
    assert "--force" in refused.err
    assert out.read_text() == "något annat"
    assert rodtrad("export", "--out", out, "--force", "--store", store).code == 0
    assert out.read_text("utf-8").startswith("{")
    assert list(tmp_path.iterdir()) == [out]


def test_an_export_that_cannot_be_written_leaves_nothing(store: Path, tmp_path: Path) -> None:
    result = rodtrad("export", "--out", tmp_path / "no" / "where", "--store", store)
    assert result.code == 1
    assert "kan inte skrivas" in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_erased_are_not_exported(full: Path, tmp_path: Path) -> None:
    erased = write_lines(tmp_path / "erased.ndjson", lines_of("2023-01-01 bo erased basis=request id=99 source=egen"))
    assert rodtrad("import", erased, "--store", full).code == 0
    out = tmp_path / "all.ndjson"
    rodtrad("export", "--out", out, "--store", full)
    assert {json.loads(line).get("participant") for line in out.read_text("utf-8").splitlines()} == {
        "anna",
        "cia",
        "eva",
        "ev2",
        None,
    }


def test_the_status_counts_what_is_there(full: Path) -> None:
    status = rodtrad("status", "--store", full, "-f", "json").json
    entries = len(lines_of(THREE_LIVES)) + len(lines_of(MORE)) + 1
    assert (status["position"], status["entries"], status["participants"], status["streams"]) == (entries, entries, 5, 6)
    assert (status["merges"], status["erasures"], status["key_epoch"]) == (1, 0, 1)
    assert (status["facts_position"], status["findings"], len(status["root"])) == (None, None, 64)
    rodtrad("participants", "--store", full)
    after = rodtrad("status", "--store", full, "-f", "json").json
    assert after["facts_position"] == entries
    assert after["root"] == status["root"]


@pytest.mark.parametrize(("lang", "says"), [("sv", "Loggens position"), ("en", "Log position")])
def test_the_status_is_written_in_words(store: Path, lang: str, says: str) -> None:
    assert says in rodtrad("status", "--store", store, "--lang", lang).out


def test_facts_made_anew_give_the_same_figures(full: Path) -> None:
    before = figures(full)
    result = rodtrad("rebuild", "--store", full)
    assert (result.code, result.out) == (0, "")
    assert "Fakta är omgjorda" in result.err
    assert figures(full) == before


def test_another_master_key_opens_the_same_log(full: Path) -> None:
    before = figures(full)
    old = full.with_name("store.key").read_bytes()
    assert rodtrad("rotate-key", "--store", full).code == 0
    assert full.with_name("store.key").read_bytes() != old
    assert rodtrad("status", "--store", full, "-f", "json").json["key_epoch"] == 2
    assert figures(full) == before


def test_the_bench_hands_its_words_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    assert rodtrad("bench", "--events", "1000").code == 3
    assert ran[0][1:] == ["-m", "scripts.benchmarks", "--events", "1000"]


def test_the_schema_tells_every_kind_with_its_swedish_words() -> None:
    schema = rodtrad("schema").json
    kinds = {event_schema["properties"]["kind"]["const"]: event_schema for event_schema in schema["oneOf"]}
    assert kinds.keys() == KINDS.keys()
    for kind, event_schema in kinds.items():
        assert event_schema["title"] == KINDS[kind].text.sv
        assert all(field["description"] for field in event_schema["properties"].values())
        assert set(event_schema["properties"]) == set(KINDS[kind].model_fields)
    assert kinds["enrolled"]["required"] == ["kind", "participant", "on", "enrolment_id", "unit"]
    assert kinds["enrolled"]["additionalProperties"] is False
    assert "A1: Tillsvidareanställning" in kinds["exited"]["properties"]["reason"]["description"]
    assert kinds["plan_decided"]["properties"]["milestones"]["items"]["required"] == ["milestone_id", "due_on"]


def test_the_schema_lets_null_stand_only_where_it_clears_a_circumstance() -> None:
    nullable = {
        (event_schema["properties"]["kind"]["const"], name)
        for event_schema in rodtrad("schema").json["oneOf"]
        for name, field in event_schema["properties"].items()
        if {"type": "null"} in field.get("anyOf", ())
    }
    assert {kind for kind, _ in nullable} == {"circumstances_recorded"}
    circumstances = next(model for model in EVENTS if model.model_fields["kind"].default == "circumstances_recorded")
    common = set(EVENTS[0].model_fields) - {"sex", "born_on", "protected"}
    assert {name for _, name in nullable} == set(circumstances.model_fields) - common


def test_particulars_give_sex_or_birth_date_by_the_schema() -> None:
    kinds = {event_schema["properties"]["kind"]["const"]: event_schema for event_schema in rodtrad("schema").json["oneOf"]}
    wanting = {kind: event_schema["anyOf"] for kind, event_schema in kinds.items() if "anyOf" in event_schema}
    assert wanting == {"particulars_recorded": [{"required": ["sex"]}, {"required": ["born_on"]}]}


def test_what_is_about_no_participant_needs_none_by_the_schema() -> None:
    kinds = {event_schema["properties"]["kind"]["const"]: event_schema for event_schema in rodtrad("schema").json["oneOf"]}
    for model in RECORDS:
        assert "participant" not in kinds[model.model_fields["kind"].default]["properties"]


def test_a_database_is_a_store_like_any_other(postgresql_where: str, lives: Path, tmp_path: Path) -> None:
    env = {"RODTRAD_STORE": postgresql_where, "RODTRAD_KEY": str(tmp_path / "master.key"), "HOME": str(tmp_path)}
    missing = rodtrad("status", env=env)
    assert missing.code == 2
    assert len(missing.err.splitlines()) == 1
    assert rodtrad("import", lives, env=env).code == 0
    status = rodtrad("status", "-f", "json", env=env).json
    assert (status["entries"], status["database"][:10]) == (len(lines_of(THREE_LIVES)), "PostgreSQL")
    words = ("measure", "OUT-90.kas", "-p", "2022", "--as-of", "2023-12-31", "-f", "json", "--open-counts")
    (figure,) = rodtrad(*words, env=env).json
    assert (figure["yes"], figure["no"], figure["unknown"]) == (1, 1, 1)
    assert [opening["what"] for opening in rodtrad("openings", "-f", "json", env=env).json] == ["OUT-90.kas/1; 2022"]
    assert "Resa 2" in rodtrad("timeline", "anna", env=env).out
