"""A row of a table is taken whole or not at all, and what was refused can be mended and sent through the same mapping."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from domain.events.event import Event
from domain.events.lines import read_line
from domain.intake.bearers import bearers_in
from domain.intake.mapping import load_mapping
from domain.intake.mapping.origin import OfPerson
from domain.intake.pipeline import Importing, Summary
from domain.intake.sources import Sources
from domain.intake.together import Known, bind, take_whole
from domain.participant.decisions.decide import admit
from tests.domain.intake.mapping.desk import Desk, number
from tests.scripts.command_line import CommandResult, rodtrad
from tests.stores import IMPORTED, Shop

CASES = "Ärendenr;Personnr;Enhet;Anvisad av;Anvisad;Inskriven;Avslutad;Avslutsorsak\n"
ANNA, BO, CIA = number(100), number(101), number(120)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def case(nr: int, who: str, enrolled: str, ended: str = "", reason: str = "") -> str:
    return f"{nr};{who};AME;;;{enrolled};{ended};{reason}\n"


def take_in(shop: Shop, mapping: str, *files: Path, processes: int = 1) -> Summary:
    sources = Sources(files, load_mapping(mapping), lookup=bearers_in(shop.log))
    summary = Importing(shop.log, IMPORTED, processes=processes).run(sources.lines, sources.expected)
    summary.refused += sources.bad_rows
    return summary


def kinds(shop: Shop) -> list[str]:
    return sorted(str(line["kind"]) for line in shop.lines())


def codes(summary: Summary) -> list[str]:
    return sorted(refusal.code for refusal in summary.refused)


def test_an_end_before_its_start_leaves_nobody_enrolled(shop: Shop, desk: Desk) -> None:
    summary = take_in(shop, "lifecare-arenden", desk.file(CASES + case(1, ANNA, "2024-03-01", "2024-01-31", "Flyttat")))
    assert (summary.added, kinds(shop)) == (0, [])
    assert codes(summary) == ["ends_before_start", *["with_its_row"] * 3]


def test_a_persons_other_rows_stand_and_carry_the_registration(shop: Shop, desk: Desk) -> None:
    rows = case(1, ANNA, "2024-03-01", "2024-01-31") + case(2, ANNA, "2024-05-01", "2024-06-30", "Flyttat")
    summary = take_in(shop, "lifecare-arenden", desk.file(CASES + rows))
    assert kinds(shop) == ["enrolled", "exited", "identity_registered", "participant_registered"]
    assert {line["enrolment_id"] for line in shop.lines() if "enrolment_id" in line} == {"2"}
    assert codes(summary) == ["ends_before_start", "with_its_row"]


def test_what_only_a_fallen_row_stood_against_is_taken(shop: Shop, desk: Desk) -> None:
    """The second row's start clashes with the first one's, which falls for its own end."""
    rows = "1;anna;2024-01-01;2023-01-01\n1;anna;2024-02-01;2024-03-01\n"
    mapping = """
source = "test"
participant = "{person}"
[[events]]
kind = "participant_registered"
once = true
fields = { on = 2000-01-01, recorded_at = 2000-01-01, sex = "K" }
[[events]]
kind = "enrolled"
fields = { id = "in-{nr}-{from}", on = "{from}", enrolment_id = "{nr}", unit = "AME" }
[[events]]
kind = "exited"
fields = { id = "ut-{nr}-{from}", on = "{to}", enrolment_id = "{nr}" }
"""
    path = str(desk.file(mapping, "egen.toml"))
    summary = take_in(shop, path, desk.file("nr;person;from;to\n" + rows))
    assert [line["on"] for line in shop.lines() if line["kind"] == "enrolled"] == ["2024-02-01"]
    assert summary.added == 3


def test_what_hangs_on_a_fallen_row_falls_too(shop: Shop, desk: Desk) -> None:
    shop.take_in([])
    cases = desk.file(CASES + case(1, ANNA, "2024-03-01", "2024-01-31"), "arenden.csv")
    assert take_in(shop, "lifecare-arenden", cases).added == 0
    later = desk.file(CASES + case(1, ANNA, "2024-03-01", "2024-04-30", "Flyttat"), "sedan.csv")
    assert take_in(shop, "lifecare-arenden", later).added == 4
    changed = desk.file(CASES + case(1, ANNA, "2024-02-01", "2024-04-30", "Flyttat"), "andrad.csv")
    again = take_in(shop, "lifecare-arenden", changed)
    assert (again.added, codes(again)) == (0, ["conflict"])


HOUSEHOLD = """
source = "test"
identity = "Personnr"
[table]
repeat = ["1", "2"]
[[events]]
kind = "participant_registered"
once = true
fields = { on = 2000-01-01, recorded_at = 2000-01-01, sex = "{#sex}" }
[[events]]
kind = "enrolled"
when = { in = { not = "" } }
fields = { id = "in-{Personnr}-{nr}", on = "{in}", enrolment_id = "{nr}", unit = "AME" }
[[events]]
kind = "exited"
when = { ut = { not = "" } }
fields = { id = "ut-{Personnr}-{nr}", on = "{ut}", enrolment_id = "{nr}" }
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_row_about_two_persons_is_taken_for_both_or_neither(
    shop: Shop, desk: Desk, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr("domain.intake.pipeline.LINES_A_BIN", 2)
    table = f"nr;in1;ut1;Personnr1;in2;ut2;Personnr2\n1;2024-01-01;;{ANNA};2024-01-01;2023-01-01;{BO}\n" + "".join(
        f"{nr};2024-02-0{nr};;{who};;;\n" for nr, who in enumerate([ANNA, CIA], 2)
    )
    path = str(desk.file(HOUSEHOLD, "egen.toml"))
    summary = take_in(shop, path, desk.file(table), processes=processes)
    assert sorted(str(line["enrolment_id"]) for line in shop.lines() if line["kind"] == "enrolled") == ["2", "3"]
    assert len({line["participant"] for line in shop.lines()}) == 2
    assert codes(summary)[0] == "ends_before_start"


def test_all_that_is_wrong_with_a_row_is_reported_at_once(desk: Desk) -> None:
    header = "Utbetalningsnr;Personnr;Avser månad;Utbetald;Belopp;Roll;Försörjningshinder\n"
    ((_, bad),) = desk.read(header + f"1;{ANNA};2024-13;i går;mycket;Granne;\n", "lifecare-bistand")
    assert bad.field == "Utbetald, Avser månad, Belopp, Roll"
    for words in ("”…” i kolumnen Utbetald", "”2024-13”", "”mycket”", "”…” i kolumnen Roll"):
        assert words in bad.text.sv


def imported(at: Path, *words: object) -> CommandResult:
    return rodtrad("import", *words, "--store", at, "--format", "json")


def rows_of(path: Path, encoding: str = "utf-8", delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding)), delimiter=delimiter))


def test_refused_rows_are_the_table_again_and_can_be_mended(tmp_path: Path, desk: Desk) -> None:
    bad = case(1, ANNA, "2024-03-01", "2024-01-31", "Flyttat") + case(2, BO, "2024-13-01", "", "Fel ord")
    table, out, at = desk.file(CASES + bad + case(3, CIA, "2024-01-01")), tmp_path / "refused.csv", tmp_path / "store"
    result = imported(at, table, "--mapping", "lifecare-arenden", "--refused", out)
    assert (result.code, result.json["added"]) == (1, 3)
    assert [(refusal["line"], refusal["code"]) for refusal in result.json["refusals"]] == [
        (2, "ends_before_start"),
        (3, "bad_date"),
    ]
    refused = rows_of(out)
    assert [list(row) for row in refused] == [[*CASES.strip().split(";"), "_refused_row", "_refused", "_refused_en"]] * 2
    assert [row["_refused_row"] for row in refused] == ["tabell.csv:2", "tabell.csv:3"]
    assert "före" in refused[0]["_refused"]
    assert "2024-13-01" in refused[1]["_refused_en"]
    mended = tmp_path / "mended.csv"
    mended.write_text(out.read_text("utf-8").replace("2024-01-31", "2024-04-30").replace("2024-13-01;;Fel ord", "2024-01-13;;"))
    result = imported(at, mended, "--mapping", "lifecare-arenden", "--refused", tmp_path / "again.csv")
    assert (result.code, result.json["added"], result.json["refused"]) == (0, 7, 0)
    assert rows_of(tmp_path / "again.csv") == []


SPELLS = 'source = "test"\nparticipant = "{person}"\n[table]\nencoding = "windows-1252"\nskip_lines = 2\n%s\n' + (
    '[table.columns.dag]\ncolumn = "%s"\ndate = "DD.MM.ÅÅÅÅ"\n[[events]]\nkind = "moved_out"\n[events.fields]\non = "{dag}"\n'
)


def test_a_refused_table_keeps_its_encoding_delimiter_and_what_stands_above_it(tmp_path: Path, desk: Desk) -> None:
    mapping = desk.file(SPELLS % ('delimiter = "tab"', "dag"), "egen.toml")
    content = 'Uttag "å"\r\n2024\r\nperson\tdag\tnot\r\nÅsa\t2024\t"två\r\nrader"\r\nBo\t"x"y\t\r\nCia\t1\t\tmer\r\n'
    out = tmp_path / "refused.txt"
    imported(tmp_path / "store", desk.file(content.encode("cp1252")), "--mapping", mapping, "--refused", out)
    lines = out.read_bytes().decode("cp1252").split("\r\n")
    assert lines[:3] == ['Uttag "å"', "2024", "person\tdag\tnot\t_refused_row\t_refused\t_refused_en"]
    assert lines[3] == 'Åsa\t2024\t"två'
    assert '"Bo\t""x""y\t' in out.read_bytes().decode("cp1252")
    assert lines[-2].endswith("\tmer")
    again = tmp_path / "again.txt"
    imported(tmp_path / "store", out, "--mapping", mapping, "--refused", again)
    assert again.read_bytes().count(b"_refused_en") == 1


def test_a_table_without_a_header_gets_its_reasons_in_a_last_cell(tmp_path: Path, desk: Desk) -> None:
    mapping = desk.file(
        (SPELLS % ("header = false", "2")).replace("{person}", "{1}").replace("skip_lines = 2\n", ""), "egen.toml"
    )
    out = tmp_path / "refused.csv"
    imported(tmp_path / "store", desk.file("a;2024\nb;01.02.2024\n"), "--mapping", mapping, "--refused", out)
    assert out.read_text("cp1252").startswith("a;2024;_refused: ”2024” i kolumnen 2")
    mended = desk.file(out.read_bytes().replace(b"a;2024;", b"a;31.12.2023;"), "mended.csv")
    result = imported(tmp_path / "store", mended, "--mapping", mapping)
    assert result.json["reasons"] == {"not_registered": 2}


def test_a_refused_workbook_is_a_workbook_with_its_days_as_days(tmp_path: Path, desk: Desk) -> None:
    header: Sequence[Any] = CASES.strip().split(";")
    rows = [
        [1, ANNA, "AME", "", "", dt.date(2024, 3, 1), dt.date(2024, 1, 31), "Flyttat"],
        [2, BO, "AME", "", "", dt.date(2024, 3, 1), "", ""],
    ]
    at, out = tmp_path / "store", tmp_path / "refused.xlsx"
    result = imported(at, desk.workbook([header, *rows]), "--mapping", "lifecare-arenden", "--refused", out)
    assert (result.code, result.json["added"]) == (1, 3)
    assert imported(at, out, "--mapping", "lifecare-arenden").json["reasons"]["ends_before_start"] == 1
    result = imported(at, out, "--mapping", "lifecare-arenden", "--refused", tmp_path / "again.xlsx")
    assert result.json["reasons"] == {"ends_before_start": 1, "with_its_row": 3}


def test_mapping_check_tells_what_the_import_then_does(tmp_path: Path, desk: Desk) -> None:
    bad = case(1, ANNA, "2024-03-01", "2024-01-31", "Flyttat") + case(2, BO, "1850-01-01") + case(4, ANNA, "2024-13-01")
    table = desk.file(CASES + bad + case(3, CIA, "2024-01-01"))
    checked = rodtrad("mapping", "check", table, "--mapping", "lifecare-arenden", "--lang", "en")
    assert checked.code == 0
    refusals = imported(tmp_path / "store", table, "--mapping", "lifecare-arenden").json["refusals"]
    assert [refusal["line"] for refusal in refusals] == [2, 3, 4]
    for refusal in refusals:
        assert f"row {refusal['line']}: refused. {refusal['reason_en']}" in checked.out
    assert "row 5: person-3 enrolled 2024-01-01" in checked.out
    assert ANNA not in checked.out


def test_all_that_is_wrong_with_a_line_is_reported_at_once(shop: Shop) -> None:
    line = {"kind": "support_paid", "participant": "anna", "on": "1850-01-01", "month": "2024-13", "amount": -1, "farg": "röd"}
    (refusal,) = shop.take_in([line]).refused
    for name in ("1850-01-01", "2024-13", "-1", "farg"):
        assert name in refusal.text.sv


def made_up_rows(random: Random) -> list[Known]:
    """Rows of one or two lines about one or two persons, that name few spells and few days; who they are is told once."""
    lines: list[tuple[int, dict[str, Any], bool]] = [
        (number, {"kind": "participant_registered", "participant": who, "on": "2000-01-01", "sex": "K", "id": who}, True)
        for number, who in enumerate("ab")
    ]
    for row in range(random.randint(2, 7)):
        for part in range(random.randint(1, 3)):
            values = {"participant": random.choice("ab"), "on": f"2024-01-0{random.randint(1, 6)}", "id": f"{row}-{part}"}
            kind = random.choice([{"kind": "enrolled", "unit": "AME"}, {"kind": "exited"}])
            lines.append((row, {**values, **kind, "enrolment_id": random.choice("xy")}, False))
    known = []
    for row, given, once in lines:
        raw = orjson.dumps(given)
        line = read_line(raw, IMPORTED)
        assert isinstance(line.entry, Event)
        known.append(Known((row, OfPerson(raw) if once else raw), line, line.entry))
    bind(known, set())
    return known


@pytest.mark.parametrize("seed", range(150))
def test_what_stands_is_whole_rows_and_no_other_row_could_be_added(seed: int) -> None:
    known = made_up_rows(Random(seed))
    groups = {(who,): [line for line in known if line.event.participant == who] for who in "ab"}
    outcome = take_whole(groups, {})
    standing = {line for of in outcome.accepted.values() for line in of}
    fallen = {line for line, _ in outcome.refused} | {*outcome.withdrawn}
    assert standing | fallen == {*known}
    assert not standing & fallen
    rows = {line.number for line in known if not line.of_person}
    taken = {row for row in rows if {line in standing for line in known if line.number == row and not line.of_person} == {True}}
    assert not {line.number for line in standing if not line.of_person} - taken
    assert {line.event.participant for line in standing if line.of_person} == {line.event.participant for line in standing}
    for row in [None, *rows - taken]:
        for who in "ab":
            before = [line.event for line in known if line in standing and line.event.participant == who]
            more = [
                line.event
                for line in known
                if line not in standing and line.event.participant == who and (line.number == row or line.of_person)
            ]
            if row is None:
                assert not admit([], before).refused
            elif admit(before, more).refused:
                break
        else:
            assert row is None


FAULTY = (
    "person;typ;from;to\n"
    "a;inskriven;2024-01-01;2024-05-31\n"
    "b;inskriven;igår;1850-01-01\n"
    f"{ANNA};inskriven;2024-01-01;2024-05-31\n"
    "c;vilande;;\n"
)


def test_all_that_is_wrong_with_a_row_is_reported_at_once_and_the_same_once(tmp_path: Path) -> None:
    """Also what only the lines of the row show, beside what could not be read."""
    table = tmp_path / "t.csv"
    table.write_text(FAULTY, "utf-8")
    result = rodtrad("import", table, "--mapping", "spells", "--store", tmp_path / "store", "--format", "json")
    by_row = {refusal["line"]: refusal["reason"] for refusal in result.json["refusals"]}
    assert len(by_row) == len(result.json["refusals"]) == 2
    assert "”igår” i kolumnen from" in by_row[3]
    assert "före 1900-01-01" in by_row[3]
    assert "saknas" not in by_row[3]
    assert by_row[4].count("Nyckeln i person är") == 1


def test_rows_are_reported_as_rows_and_their_events_as_events(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(FAULTY, "utf-8")
    words = ("import", table, "--mapping", "spells", "--store", tmp_path / "store")
    printed = [" ".join(row) for row in rodtrad(*words).rows]
    for line in ("Lästa rader 4", "Händelser i dem 7", "Tillagda 4", "Avvisade rader 2", "bad_date 1", "identity_as_key 1"):
        assert line in printed
    english = [" ".join(row) for row in rodtrad(*words, "--lang", "en").rows]
    for line in ("Rows read 4", "Events in them 7", "Already there 4", "Rows refused 2"):
        assert line in english
    assert rodtrad(*words, "--format", "json").json["rows"] == 4
