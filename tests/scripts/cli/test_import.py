"""Importing files from the command line: what is told, what is stored, and what can be mended and sent again."""

import gzip
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines

ANNA = {"kind": "participant_registered", "participant": "anna", "on": "2022-01-01", "sex": "K", "id": "1"}
ENROLLED = {"kind": "enrolled", "participant": "anna", "on": "2022-02-01", "unit": "AME", "id": "2"}
EXITED = {"kind": "exited", "participant": "anna", "on": "2022-03-01", "enrolment_id": "e", "id": "3"}
MOVED = {"kind": "moved_out", "participant": "anna", "on": "2022-04-01", "id": "4"}
TOTAL = len(lines_of(THREE_LIVES))


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return tmp_path / "store"


def summed(result: CommandResult) -> tuple[int, ...]:
    summary = result.json
    return tuple(summary[name] for name in ("read", "added", "already", "refused"))


def imported(at: Path, *words: object) -> CommandResult:
    return rodtrad("import", *words, "--store", at, "--format", "json")


def test_the_same_file_twice_adds_nothing(at: Path, lives: Path) -> None:
    first, second = imported(at, lives), imported(at, lives)
    assert (first.code, second.code) == (0, 0)
    assert summed(first) == (TOTAL, TOTAL, 0, 0)
    assert summed(second) == (TOTAL, 0, TOTAL, 0)


def test_a_dry_run_stores_nothing_and_tells_the_same(at: Path, lives: Path) -> None:
    dry = imported(at, lives, "--dry-run")
    assert summed(dry) == (TOTAL, TOTAL, 0, 0)
    assert list(at.parent.iterdir()) == []
    imported(at, lives)
    write_lines(lives.with_name("more.ndjson"), [MOVED])
    assert summed(imported(at, lives.with_name("more.ndjson"), "--dry-run")) == (1, 1, 0, 0)
    assert rodtrad("status", "--store", at, "-f", "json").json["entries"] == TOTAL


def test_the_summary_is_written_in_words_in_both_languages(at: Path, lives: Path) -> None:
    assert ["Tillagda", str(TOTAL)] in rodtrad("import", lives, "--store", at).rows
    assert ["Already", "there", str(TOTAL)] in rodtrad("import", lives, "--store", at, "--lang", "en").rows
    dry = rodtrad("import", lives, "--store", at, "--dry-run")
    assert "Inget har lagrats." in dry.out


def test_several_files_are_one_import_and_each_refused_line_names_its_file(at: Path, tmp_path: Path) -> None:
    exits = write_lines(tmp_path / "exits.ndjson", [EXITED, "nonsens", {**EXITED, "id": "9", "enrolment_id": "x"}])
    starts = write_lines(tmp_path / "starts.ndjson", ["", ANNA, {**ENROLLED, "enrolment_id": "e"}, {**ENROLLED, "id": "8"}])
    result = imported(at, exits, starts)
    assert result.code == 1
    assert summed(result) == (6, 3, 0, 3)
    assert [(refusal["file"], refusal["line"], refusal["code"]) for refusal in result.json["refusals"]] == [
        ("exits.ndjson", 2, "no_json"),
        ("exits.ndjson", 3, "ends_without_start"),
        ("starts.ndjson", 4, "missing"),
    ]
    assert result.json["reasons"] == {"no_json": 1, "ends_without_start": 1, "missing": 1}


def test_refused_lines_are_shown_with_place_and_reason(at: Path, tmp_path: Path) -> None:
    bad = write_lines(tmp_path / "bad.ndjson", [ANNA, ENROLLED])
    result = rodtrad("import", bad, "--store", at)
    assert result.code == 1
    assert "Fältet enrolment_id saknas." in result.err
    assert ["bad.ndjson", "2", "enrolment_id", "Fältet", "enrolment_id", "saknas."] in [
        line.split() for line in result.err.splitlines()
    ]
    assert ["missing", "1"] in result.rows
    many = write_lines(tmp_path / "many.ndjson", ["nonsens"] * 25)
    assert "… and 5 more" in rodtrad("import", many, "--store", at, "--lang", "en").err


def refused_file(at: Path, tmp_path: Path, lines: list[Any]) -> list[dict[str, Any]]:
    out = tmp_path / "refused.ndjson"
    assert imported(at, write_lines(tmp_path / "bad.ndjson", lines), "--refused", out).code == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_a_refused_line_stands_as_it_was_beside_the_reason(at: Path, tmp_path: Path) -> None:
    first, second, third = refused_file(at, tmp_path, [ANNA, ENROLLED, "hej å", "[1]"])
    assert {name: value for name, value in first.items() if name != "_refused"} == ENROLLED
    assert first["_refused"] == {
        "file": "bad.ndjson",
        "line": 2,
        "field": "enrolment_id",
        "code": "missing",
        "reason": "Fältet enrolment_id saknas.",
        "reason_en": "The field enrolment_id is missing.",
    }
    assert (second["_refused"]["code"], second["_refused"]["raw"]) == ("no_json", "hej å")
    assert (third["_refused"]["code"], third["_refused"]["raw"]) == ("no_object", "[1]")


def test_refused_lines_can_be_mended_and_sent_again(at: Path, tmp_path: Path) -> None:
    enrolled, exited, text = refused_file(at, tmp_path, [ANNA, ENROLLED, EXITED, "nonsens"])
    enrolled["enrolment_id"] = "e"
    text["_refused"]["raw"] = json.dumps(MOVED)
    result = imported(at, write_lines(tmp_path / "mended.ndjson", [enrolled, exited, text]))
    assert (result.code, summed(result)) == (0, (3, 3, 0, 0))
    assert summed(imported(at, write_lines(tmp_path / "plain.ndjson", [MOVED]))) == (1, 0, 1, 0)


def test_a_line_that_is_too_long_or_in_another_encoding_is_refused_alone(at: Path, tmp_path: Path) -> None:
    out = tmp_path / "refused.ndjson"
    path = tmp_path / "odd.ndjson"
    long = json.dumps({**MOVED, "by": "x" * 1_100_000}).encode()
    path.write_bytes(b"\n".join([json.dumps(ANNA).encode(), long, '{"kind": "å"}'.encode("cp1252")]))
    result = imported(at, path, "--refused", out)
    assert summed(result) == (3, 1, 0, 2)
    first, second = (json.loads(line)["_refused"] for line in out.read_text("utf-8").splitlines())
    assert (first["code"], len(first["raw"])) == ("too_long", 1000)
    assert (second["code"], second["raw"]) == ("wrong_encoding", '{"kind": "\\xe5"}')


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x00\x01\x02" * 1000, "inte läsbar text"),
        (gzip.compress(b'{"kind": 1}\n' * 5000, mtime=0)[:-20], "avklippt eller skadad"),
        (None, "filen finns inte"),
    ],
)
def test_of_several_files_one_that_cannot_be_read_stores_nothing_of_any(
    at: Path, lives: Path, tmp_path: Path, content: bytes | None, says: str
) -> None:
    bad = tmp_path / "bad"
    if content is not None:
        bad.write_bytes(content)
    result = rodtrad("import", lives, bad, "--store", at)
    assert (result.code, result.out) == (1, "")
    assert says in result.err
    assert len(result.err.splitlines()) == 1
    assert not at.exists()


def test_where_the_refused_lines_cannot_be_written_nothing_is_taken_in(at: Path, lives: Path, tmp_path: Path) -> None:
    result = rodtrad("import", lives, "--store", at, "--refused", tmp_path / "no" / "where")
    assert result.code == 1
    assert "kan inte skrivas" in result.err
    assert not at.exists()


TABLE = "person;typ;from;to\nx;kurs;2020-01-01;2020-02-01\nx;{typ};2020-03-01;\n"


def test_a_table_goes_through_its_mapping_and_its_bad_rows_are_refused_by_their_line(at: Path, tmp_path: Path) -> None:
    table = tmp_path / "spells.csv"
    table.write_text(TABLE.format(typ="okänt ord"), "utf-8")
    out = tmp_path / "refused.csv"
    result = imported(at, table, "--mapping", "spells", "--refused", out)
    assert (result.code, summed(result)) == (1, (4, 3, 0, 1))
    (refusal,) = result.json["refusals"]
    assert (refusal["file"], refusal["line"], refusal["field"], refusal["code"]) == ("spells.csv", 3, "typ", "unmapped_row")
    heading, row = out.read_text("utf-8").splitlines()
    assert heading == "person;typ;from;to;_refused_row;_refused;_refused_en"
    assert row.startswith("x;okänt ord;2020-03-01;;spells.csv:3;Ingen händelse")
    table.write_text(TABLE.format(typ="sfi"), "utf-8")
    assert summed(imported(at, table, "--mapping", "spells")) == (4, 1, 3, 0)


def test_a_table_that_is_sent_without_its_mapping_is_refused_once(at: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("Ärendenr;Personnr\n1;2\n3;4\n")
    refused = rodtrad("import", tmp_path / "table.csv", "--store", at)
    assert (refused.code, refused.err.count("--mapping")) == (1, 1)
    (tmp_path / "events.txt").write_text('{"kind": "moved_in", "participant": "p", "on": "2023-01-01"}\n')
    assert "--mapping" not in rodtrad("import", tmp_path / "events.txt", "--store", at).err, (
        "what it holds decides, not its name"
    )


def test_a_joined_table_is_given_by_its_name(at: Path, tmp_path: Path) -> None:
    table, persons = tmp_path / "spells.csv", tmp_path / "persons.csv"
    table.write_text(TABLE.format(typ="sfi"), "utf-8")
    persons.write_text("person;kön\nx;Kvinna\n", "utf-8")
    imported(at, table, "--mapping", "spells", "--table", f"personer={persons}")
    assert rodtrad("participants", "--store", at, "-f", "json").json[0]["sex"] == "K"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--mapping", "nosuch"], 1, "mappningen finns inte"),
        (["--mapping", "spells", "--table", "x"], 2, "skriv namn=fil"),
        (["--table", "personer=x"], 2, "tillsammans med --mapping"),
        (["--mapping", "spells", "--table", "foo=lives.ndjson"], 1, "foo"),
    ],
)
def test_a_mapping_that_cannot_be_used_stores_nothing(
    at: Path, lives: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(lives.parent)
    result = rodtrad("import", lives, "--store", at, *words)
    assert result.code == code
    assert says in result.err
    assert not at.exists() or rodtrad("status", "--store", at, "-f", "json").json["entries"] == 0
