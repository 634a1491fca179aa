"""The import of a table's deliveries on the command line: what it counts, when it pauses, what it says."""

from pathlib import Path

import orjson
import pytest

from domain.intake.mapping import example_table
from domain.vocabulary.undeclared import UNDECLARED
from tests.domain.intake.snapshots.test_full_deliveries import FIRST, HEADER, MAPPING, SECOND
from tests.scripts.command_line import CommandResult, rodtrad


class Desk:
    def __init__(self, at: Path) -> None:
        self.at = at
        (at / "egen.toml").write_text(MAPPING, "utf-8")

    def send(self, rows: str, *words: object, mapping: str = "egen.toml") -> CommandResult:
        table = self.at / "tabell.csv"
        table.write_text(HEADER + rows, "utf-8")
        return rodtrad("import", table, "--mapping", self.at / mapping, "--store", self.at / "store", *words)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_dry_run_counts_each_kind_of_difference(desk: Desk) -> None:
    assert desk.send(FIRST + SECOND, "--format", "json").json["delivery"] == {
        "new": 5, "changed": 0, "gone": 0, "same": 0, "recorded": True,
    }  # fmt: skip
    changed = FIRST.replace("AME", "UJC") + "3;cia;AME;2024-01-08;;\n"
    result = desk.send(changed, "--dry-run", "--format", "json").json
    assert result["delivery"] == {"new": 2, "changed": 1, "gone": 2, "same": 0, "recorded": False}
    printed = [" ".join(row) for row in desk.send(changed, "--dry-run").rows]
    for line in ("nya 2", "rättelser av ändrade 1", "makuleringar av försvunna 2", "oförändrade 0"):
        assert line in printed


def test_an_older_delivery_is_refused_with_the_day_of_the_newer(desk: Desk) -> None:
    assert desk.send(FIRST, "--extracted-at", "2024-03-02").code == 0
    assert desk.send(FIRST + SECOND, "--extracted-at", "2024-03-03T02:00").code == 0
    result = desk.send(FIRST, "--extracted-at", "2024-03-02", "--lang", "en")
    assert result.code == 1
    assert "tabell.csv: is older than the delivery of 2024-03-03 02:00" in " ".join(result.err.split())
    assert "Traceback" not in result.err


def test_much_that_is_gone_pauses_until_it_is_accepted(desk: Desk) -> None:
    many = "".join(f"{nr};p{nr};AME;2024-01-08;;\n" for nr in range(30))
    desk.send(many)
    paused = desk.send("1;p1;AME;2024-01-08;;\n")
    assert paused.code == 1
    assert "--accept-changes" in paused.err
    assert "p1" not in paused.err
    accepted = desk.send("1;p1;AME;2024-01-08;;\n", "--accept-changes", "--format", "json")
    assert accepted.json["delivery"]["gone"] == 29


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--extracted-at", "igår"), "YYYY-MM-DD"), (("--extracted-at", "2024-13-01"), "YYYY-MM-DD")],
)
def test_an_instant_that_is_none_is_refused(desk: Desk, words: tuple[str, ...], says: str) -> None:
    result = desk.send(FIRST, *words, "--lang", "en")
    assert result.code != 0
    assert says in result.err


def test_what_concerns_deliveries_goes_with_a_mapping_that_describes_them(desk: Desk) -> None:
    head, _, after = MAPPING.partition("[delivery]")
    (desk.at / "utan.toml").write_text(head + after[after.index("[[events]]") :], "utf-8")
    result = desk.send(FIRST, "--accept-changes", mapping="utan.toml")
    assert result.code != 0
    assert "[delivery]" in result.err


def events(at: Path, *lines: dict[str, str]) -> Path:
    path = at / "händelser.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(line) for line in lines))
    return path


def test_the_same_content_again_is_no_new_delivery_and_that_is_said(desk: Desk) -> None:
    first, again, anew = desk.send(FIRST), desk.send(FIRST), desk.send(FIRST, "--extracted-at", "2030-01-01")
    assert "Leveransen är antecknad." in first.out
    assert "ingen ny är antecknad" in again.out
    assert "ingen ny är antecknad" not in first.out + anew.out


ENROLLED = {"kind": "enrolled", "on": "2024-01-08", "enrolment_id": "e1", "unit": "AME", "id": "2", "source": "jobb"}
REGISTERED = {"kind": "participant_registered", "sex": "K", "on": "2024-01-08", "id": "1", "source": "jobb"}
COMPLETE = ("--complete-from", "2024-01-01", "--complete-to", "2024-12-31")


def deliveries(at: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = rodtrad("coverage", "--store", at / "store", "--format", "json").json["deliveries"]
    return rows


def test_who_imports_files_can_state_that_they_are_complete_for_each_source_and_kind_in_them(tmp_path: Path) -> None:
    other = {**REGISTERED, "source": "af", "participant": "b", "id": "3"}
    lines = [{**REGISTERED, "participant": "a"}, {**ENROLLED, "participant": "a"}, other]
    sent = [rodtrad("import", events(tmp_path, *lines), "--store", tmp_path / "store", *COMPLETE) for _ in range(2)]
    assert [result.code for result in sent] == [0, 0]
    assert "Leveransen är antecknad." in sent[0].out
    rows = deliveries(tmp_path)
    assert {(row["source"], row["kind"], row["from_on"], row["to_on"], row["assumed"]) for row in rows} == {
        ("jobb", "participant_registered", "2024-01-01", "2024-12-31", False),
        ("jobb", "enrolled", "2024-01-01", "2024-12-31", False),
        ("af", "participant_registered", "2024-01-01", "2024-12-31", False),
    }


def test_where_a_line_was_refused_that_all_was_sent_is_only_assumed(tmp_path: Path) -> None:
    lines = [{**REGISTERED, "participant": "a"}, {**ENROLLED, "participant": "nobody"}]
    assert rodtrad("import", events(tmp_path, *lines), "--store", tmp_path / "store", *COMPLETE).code == 1
    assert {row["assumed"] for row in deliveries(tmp_path)} == {True}


def test_how_many_lines_were_refused_stands_beside_what_is_only_assumed(tmp_path: Path) -> None:
    lines = [{**REGISTERED, "participant": "a"}, *({**ENROLLED, "id": name, "participant": name} for name in ("x", "y"))]
    sent = rodtrad("import", events(tmp_path, *lines), "--store", tmp_path / "store", *COMPLETE)
    assert "antecknad som antagen: 2 rader avvisades" in " ".join(sent.out.split())
    assert {row["refused"] for row in deliveries(tmp_path)} == {2}
    assert "antaget: 2 rader avvisades" in " ".join(rodtrad("coverage", "ENK-7", "--store", tmp_path / "store").out.split())
    written = rodtrad("report", "enkoping", "2024", "--store", tmp_path / "store").out
    assert "Underlag: antagna leveranser; 2 rader avvisades vid importen" in written


@pytest.mark.parametrize("given", [b'{"source": ["x"]}', b'{"source": 7}', b'{"kind": ["enrolled"]}', b"[1]", b"{", b"\xff"])
def test_a_line_that_is_none_is_refused_and_states_nothing(tmp_path: Path, given: bytes) -> None:
    odd = orjson.dumps({**REGISTERED, "participant": "b", **orjson.loads(given)}) if given.startswith(b'{"') else given
    path = events(tmp_path, {**REGISTERED, "participant": "a"})
    path.write_bytes(path.read_bytes() + b"\n" + odd)
    result = rodtrad("import", path, "--store", tmp_path / "store", *COMPLETE)
    assert result.code == 1
    assert "Något gick fel" not in result.err
    assert [(row["source"], row["kind"], row["assumed"]) for row in deliveries(tmp_path)] == [
        ("jobb", "participant_registered", True)
    ]


def test_files_that_are_tables_can_be_stated_to_be_complete_too(tmp_path: Path) -> None:
    table = tmp_path / "insatser.csv"
    table.write_bytes(example_table("lifecare-insatser"))
    result = rodtrad("import", table, "--mapping", "lifecare-insatser", "--store", tmp_path / "store", *COMPLETE)
    assert (result.code, "Leveransen är antecknad." in result.out) == (0, True)
    stated = {(row["source"], row["kind"]) for row in deliveries(tmp_path)}
    assert {("lifecare", "insats_started"), ("lifecare", "insats_ended")} <= stated


def test_a_dry_run_states_nothing(tmp_path: Path) -> None:
    path = events(tmp_path, {**REGISTERED, "participant": "a"})
    rodtrad("import", path, "--store", tmp_path / "store")
    assert "antecknad" not in rodtrad("import", path, "--store", tmp_path / "store", *COMPLETE, "--dry-run").out
    assert deliveries(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--complete-from", "2024-01-01"], "ange båda dagarna"),
        (["--complete-from", "2024-01-02", "--complete-to", "2024-01-01"], "den sista dagen är före den första"),
        (["--complete-from", "2024-01-02", "--complete-to", "2099-01-01"], "ingen fil är komplett in i framtiden"),
        (["--complete-from", "2024", "--complete-to", "2024-01-01"], "inget datum"),
    ],
)
def test_days_that_state_nothing_are_refused_before_anything_is_stored(tmp_path: Path, words: list[str], says: str) -> None:
    result = rodtrad("import", events(tmp_path, {**REGISTERED, "participant": "a"}), "--store", tmp_path / "store", *words)
    assert result.code != 0
    assert says in " ".join(result.err.split())
    assert not (tmp_path / "store").exists()


def test_a_mapping_that_describes_its_deliveries_and_the_options_do_not_both_speak(desk: Desk) -> None:
    result = desk.send(FIRST, *COMPLETE)
    assert result.code != 0
    assert "[delivery]" in result.err


def test_files_that_are_stated_to_be_complete_and_hold_no_event_state_nothing_and_it_is_said(tmp_path: Path) -> None:
    sent = ("import", events(tmp_path), "--store", tmp_path / "store", *COMPLETE)
    assert "Filerna innehåller inga händelser av något slag. Därför antecknas ingen leverans" in rodtrad(*sent).out
    assert rodtrad(*sent, "--format", "json").json["delivery"] == {"recorded": False}
    assert "hold no event of any kind" in rodtrad(*sent, "--dry-run", "--lang", "en").out


def test_an_import_into_a_log_that_states_no_delivery_says_so_once_with_how_to_state_it(tmp_path: Path) -> None:
    sent = ("import", events(tmp_path, {**REGISTERED, "participant": "a"}), "--store", tmp_path / "store")
    printed = " ".join(rodtrad(*sent).out.split())
    assert printed.count(UNDECLARED.sv) == 1
    assert rodtrad(*sent, "--format", "json").json["declared"] is False
    assert UNDECLARED.en not in rodtrad(*sent, "--dry-run", "--lang", "en").out
    stated = rodtrad(*sent, *COMPLETE, "--lang", "en")
    assert UNDECLARED.en not in " ".join(stated.out.split())
    assert UNDECLARED.sv not in " ".join(rodtrad(*sent).out.split()), "the log states something now"


@pytest.mark.parametrize("face", ["status", "health"])
def test_the_status_and_the_health_of_a_log_that_states_no_delivery_say_so(tmp_path: Path, face: str) -> None:
    sent = ("import", events(tmp_path, {**REGISTERED, "participant": "a"}), "--store", tmp_path / "store")
    rodtrad(*sent)
    asked = (face, "--store", tmp_path / "store")
    assert " ".join(rodtrad(*asked).out.split()).count(UNDECLARED.sv) == 1
    rodtrad(*sent, *COMPLETE)
    assert UNDECLARED.sv not in " ".join(rodtrad(*asked).out.split())
    if face == "status":
        assert rodtrad(*asked, "--format", "json").json["deliveries"] == 1
