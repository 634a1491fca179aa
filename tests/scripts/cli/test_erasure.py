"""`erase`, `retention` and `hold`: what goes and what stays is shown first, two persons are needed, and there is a receipt."""

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from projections.erasure.archive import LINK, METS
from scripts.cli.erasure import retention
from tests.scripts.command_line import THREE_LIVES, lines_of, rodtrad, write_lines


@pytest.fixture
def store(where: str, tmp_path: Path) -> dict[str, Any]:
    lines = write_lines(tmp_path / "lives.ndjson", lines_of(THREE_LIVES))
    env = {"RODTRAD_STORE": where, "RODTRAD_KEY": str(tmp_path / "master.key")}
    assert rodtrad("import", lines, env=env).code == 0
    return env


def test_a_dry_run_says_what_goes_and_changes_nothing(store: dict[str, Any]) -> None:
    before = rodtrad("status", "--format", "json", env=store).json
    effect = rodtrad("erase", "anna", "--basis", "request", "--dry-run", "--format", "json", env=store).json
    assert effect["keys"] == 1
    assert effect["entries"]["participant_registered"] == 1
    assert rodtrad("status", "--format", "json", env=store).json == before


def test_nobody_is_erased_where_nobody_can_be_asked(store: dict[str, Any]) -> None:
    answer = rodtrad("erase", "anna", "--basis", "request", env=store)
    assert (answer.code, "--yes" in answer.err) == (2, True)
    assert rodtrad("timeline", "anna", env=store).code == 0


def test_an_erasure_gives_a_receipt_that_names_nobody(store: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    before = rodtrad("status", "--format", "json", env=store).json
    answer = rodtrad("erase", "anna", "--basis", "error", "--yes", "--receipt", file, "--format", "json", env=store)
    assert answer.code == 0, answer.err
    receipt = answer.json
    assert json.loads(file.read_text()) == receipt
    assert "anna" not in file.read_text()
    assert receipt["is_finished"]
    assert receipt["position"] == before["position"] + 1
    assert [erasure["position"] for erasure in receipt["erasures"]] == [receipt["position"]]
    assert receipt["remains"]["leaves"] == sum(receipt["removed"]["entries"].values())
    assert (receipt["remains"]["server_journal_until"] is None) != store["RODTRAD_STORE"].startswith("postgresql")
    after = rodtrad("status", "--format", "json", env=store).json
    assert (after["erasures"], after["key_epoch"]) == (1, before["key_epoch"] + 1)
    assert after["entries"] == before["entries"] - receipt["remains"]["leaves"] + 1
    assert rodtrad("timeline", "anna", env=store).code == 1
    again = rodtrad("erase", "anna", "--basis", "error", "--yes", env=store)
    assert (again.code, "anna" in again.err) == (1, False)


def test_who_is_held_is_not_erased(store: dict[str, Any]) -> None:
    assert rodtrad("hold", "anna", "--reason", "överklagat", env=store).code == 0
    (held,) = rodtrad("holds", "--format", "json", env=store).json
    assert (held["participant"], held["reason"]) == ("anna", "överklagat")
    assert rodtrad("erase", "anna", "--basis", "request", "--yes", env=store).code == 1
    assert rodtrad("hold", "anna", "--lift", env=store).code == 0
    assert rodtrad("holds", "--format", "json", env=store).json == []
    assert rodtrad("erase", "anna", "--basis", "request", "--yes", env=store).code == 0


def test_a_publication_says_how_many_of_its_cases_are_erased(store: dict[str, Any]) -> None:
    assert rodtrad("publish", "OUT-90.kas", "-p", "2022", env=store).code == 0
    (before,) = rodtrad("publications", "--open-counts", "--format", "json", env=store).json
    assert before["erased_cases"] == 0
    effect = rodtrad("erase", "anna", "--basis", "request", "--dry-run", "--format", "json", env=store).json
    assert effect["published"][before["id"]] == 1
    assert rodtrad("erase", "anna", "--basis", "request", "--yes", env=store).code == 0
    (after,) = rodtrad("publications", "--open-counts", "--format", "json", env=store).json
    assert after == {**before, "erased_cases": 1}
    assert "1" in rodtrad("publications", "--lang", "en", env=store).out.split("Erased since")[1]


def test_a_receipt_names_every_mirror_that_still_holds_the_erased(store: dict[str, Any], tmp_path: Path) -> None:
    for name in ("old.db", "new.db"):
        assert rodtrad("mirror", tmp_path / name, env=store).code == 0
    words = ("--basis", "request", "--yes", "--format", "json")
    first = rodtrad("erase", "anna", *words, env=store).json
    assert first["remains"]["mirrors"] == [str(tmp_path / "new.db"), str(tmp_path / "old.db")]
    assert rodtrad("mirror", tmp_path / "new.db", env=store).code == 0
    assert rodtrad("erase", "bo", *words[:-2], env=store).out.count("spegel") == 2
    assert rodtrad("mirror", tmp_path / "new.db", env=store).code == 0
    nobody = write_lines(tmp_path / "later.ndjson", lines_of("2022-01-01 dan participant_registered sex=K id=later"))
    assert rodtrad("import", nobody, env=store).code == 0
    last = rodtrad("erase", "dan", *words, env=store).json
    assert str(tmp_path / "old.db") in last["remains"]["mirrors"]


def old(who: str, born: str) -> dict[str, Any]:
    return {"kind": "participant_registered", "participant": who, "on": "2012-02-01", "sex": "K", "born_on": born,
            "recorded_at": "2012-02-01T09:00:00+01:00", "id": f"r-{who}"}  # fmt: skip


@pytest.fixture
def old_store(where: str, tmp_path: Path) -> dict[str, Any]:
    lines = [old("gallras", "1990-05-14"), old("bevaras", "1990-05-15"), old("undantas", "1990-05-16")]
    file = write_lines(tmp_path / "old.ndjson", lines)
    env = {"RODTRAD_STORE": where, "RODTRAD_KEY": str(tmp_path / "master.key")}
    assert rodtrad("import", file, env=env).code == 0
    assert rodtrad("hold", "undantas", "--reason", "tvist", env=env).code == 0
    return env


def test_the_retention_run_needs_the_municipality_an_archive_file_and_two_persons(
    old_store: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rodtrad("retention", env=old_store).code == 1
    dry = rodtrad("retention", "--municipality", "0380", "--dry-run", "--format", "json", env=old_store).json
    outcomes = {each["participant"]: each["outcome"] for each in dry["candidates"]}
    assert outcomes == {"gallras": "due", "bevaras": "research", "undantas": "held"}
    assert rodtrad("retention", env=old_store).code == 1, "a dry run remembers nothing"

    file = tmp_path / "archive.zip"
    monkeypatch.setattr(retention, "current_user", lambda: "anna")
    answer = rodtrad("retention", "--municipality", "0380", "--propose", file, "--lang", "en", env=old_store)
    assert answer.code == 0, answer.err
    proposal = answer.err.split()[1].rstrip(".")
    assert sha256(file.read_bytes()).hexdigest() in answer.err
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    same = rodtrad("retention", "--confirm", proposal, "--yes", env=old_store)
    assert (same.code, "själv" in same.err) == (1, True)
    monkeypatch.setattr(retention, "current_user", lambda: "bo")
    assert rodtrad("retention", "--confirm", "00000000", "--yes", env=old_store).code == 1
    receipt = rodtrad("retention", "--confirm", proposal, "--yes", "--format", "json", env=old_store).json
    assert (receipt["by"], receipt["basis"], len(receipt["erasures"])) == ("bo", "retention", 1)
    participants = rodtrad("participants", "--format", "json", env=old_store).json
    assert {each["participant"] for each in participants} == {"bevaras", "undantas"}
    assert rodtrad("retention", "--confirm", proposal, "--yes", env=old_store).code == 1


def test_whoever_is_no_longer_due_when_it_is_confirmed_is_not_erased(
    old_store: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "current_user", lambda: "anna")
    answer = rodtrad("retention", "--municipality", "0380", "--propose", tmp_path / "a.zip", "--lang", "en", env=old_store)
    proposal = answer.err.split()[1].rstrip(".")
    back = {"kind": "moved_in", "participant": "gallras", "on": "2026-02-01", "id": "back"}
    assert rodtrad("import", write_lines(tmp_path / "back.ndjson", [back]), env=old_store).code == 0
    monkeypatch.setattr(retention, "current_user", lambda: "bo")
    assert rodtrad("retention", "--confirm", proposal, "--yes", env=old_store).code == 1
    assert len(rodtrad("participants", "--format", "json", env=old_store).json) == 3


def test_the_archive_file_holds_what_is_kept_and_its_manifest_every_checksum(old_store: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "archive.zip"
    assert rodtrad("retention", "--municipality", "0380", "--propose", file, env=old_store).code == 0
    with ZipFile(file) as package:
        contents = {name: package.read(name) for name in package.namelist()}
    manifest = ElementTree.fromstring(contents.pop("mets.xml"))
    named = {
        location.attrib[f"{{{LINK}}}href"].removeprefix("file:"): (described.attrib["CHECKSUM"], int(described.attrib["SIZE"]))
        for described in manifest.iter(f"{{{METS}}}file")
        for location in described.iter(f"{{{METS}}}FLocat")
    }
    assert named == {name: (sha256(content).hexdigest(), len(content)) for name, content in contents.items()}
    entries = [json.loads(line) for line in contents["content/events.ndjson"].splitlines()]
    assert [entry["participant"] for entry in entries] == ["bevaras"]
    (row,) = csv.DictReader(io.StringIO(contents["content/events.csv"].decode()))
    assert (row["kind"], json.loads(row["fields"])["born_on"]) == ("participant_registered", "1990-05-15")
    env = {**old_store, "RODTRAD_STORE": str(tmp_path / "again"), "RODTRAD_KEY": str(tmp_path / "again.key")}
    again = tmp_path / "again.ndjson"
    again.write_bytes(contents["content/events.ndjson"])
    assert rodtrad("import", again, "--format", "json", env=env).json["added"] == 1
