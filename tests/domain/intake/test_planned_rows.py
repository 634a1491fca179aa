"""A table's planned ends are kept as planned: what is still to come is registered as it is imported, never in the future."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.calendar import STOCKHOLM
from domain.events.lines import BadLine, read_line
from domain.intake.bearers import bearers_in
from domain.intake.mapping import BadRow, load_mapping
from domain.intake.pipeline import Importing, Summary
from domain.intake.sources import Sources
from tests.domain.intake.mapping.desk import SMALL, Desk, number
from tests.scripts.command_line import rodtrad
from tests.stores import Shop

NOON = datetime(2026, 3, 2, 12, tzinfo=STOCKHOLM)
WHO = number(100)
PLANNED = {
    "spells": "person;typ;from;to\na;inskriven;2026-01-01;2027-01-31\n",
    "lifecare-arenden": "Ärendenr;Personnr;Enhet;Anvisad av;Anvisad;Inskriven;Avslutad;Avslutsorsak\n"
    f"1;{WHO};AME;;;2026-01-01;2027-01-31;Flyttat\n",
    "lifecare-insatser": "Insatsnr;Personnr;Ärendenr;Insats;Enhet;Start;Slut;Avslut;Som väntat\n"
    f"1;{WHO};;Kurs;AME;2026-01-01;2027-01-31;Genomförd;\n",
    "lifecare-placeringar": "Placeringsnr;Personnr;Ärendenr;Placering;Sektor;Arbetsgivare;Arbetsplats;"
    "Timmar per vecka;Start;Slut;Avslut\n"
    f"1;{WHO};;Praktik;Kommun;;;40;2026-01-01;2027-01-31;Genomförd\n",
    "extens": "Studienr;Personnr;Skolform;Studieväg;Kurs;Antagen;Start;Planerat slut;Slut;Resultat;Bristyrke;Studiemedel\n"
    f"1;{WHO};Sfi;2;C;2026-01-01;2026-01-15;2027-01-15;2027-01-31;Godkänt;;Nej\n",
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def take_in(shop: Shop, mapping: str, file: Path, now: datetime) -> Summary:
    sources = Sources([file], load_mapping(mapping), lookup=bearers_in(shop.log), now=now)
    summary = Importing(shop.log, now, processes=1).run(sources.lines, sources.expected)
    summary.refused += sources.bad_rows
    return summary


@pytest.mark.parametrize("mapping", PLANNED)
def test_a_row_with_a_planned_end_goes_in_and_its_end_is_registered_at_the_import(shop: Shop, desk: Desk, mapping: str) -> None:
    summary = take_in(shop, mapping, desk.file(PLANNED[mapping]), NOON)
    assert summary.refused == []
    (end,) = [line for line in shop.lines() if line["on"] == "2027-01-31"]
    assert datetime.fromisoformat(end["recorded_at"]) == NOON
    assert max(datetime.fromisoformat(line["recorded_at"]) for line in shop.lines()) == NOON


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(days=500)], ids=["still to come", "when it has been"])
def test_a_planned_row_sent_again_changes_nothing(shop: Shop, desk: Desk, later: timedelta) -> None:
    file = desk.file(PLANNED["spells"])
    first = take_in(shop, "spells", file, NOON)
    again = take_in(shop, "spells", file, NOON + later)
    assert (again.added, again.already, again.refused) == (0, first.added, [])


def test_a_planned_end_that_is_moved_is_still_a_conflict(shop: Shop, desk: Desk) -> None:
    take_in(shop, "spells", desk.file(PLANNED["spells"]), NOON)
    moved = desk.file(PLANNED["spells"].replace("2027-01-31", "2027-02-28"))
    again = take_in(shop, "spells", moved, NOON + timedelta(days=500))
    assert {refusal.code for refusal in again.refused} == {"conflict"}


def test_a_line_dated_as_registered_before_it_came_in_is_a_conflict(shop: Shop) -> None:
    line = {"kind": "participant_registered", "participant": "a", "on": "2024-01-01", "sex": "K", "id": "1"}
    assert shop.take_in([line]).added == 1
    again = shop.take_in([line | {"recorded_at": "2024-01-01T12:00:00+01:00"}])
    assert [refusal.code for refusal in again.refused] == ["conflict"]


def test_what_happens_today_is_not_registered_later_today(desk: Desk) -> None:
    mapping = SMALL.replace("[table.columns.dag]", "recorded_at = { days_after = 0 }\n[table.columns.dag]")
    path, read = desk.file("person;dag\na;2026-03-02\nb;2026-03-03\nc;2026-03-01\n"), desk.mapping(mapping)
    for now, dated in ((NOON, [True, False, True]), (NOON - timedelta(hours=1), [False, False, True])):
        sources = Sources([path], read, now=now)
        assert [b"recorded_at" in line for _, line in sources.lines()] == dated


def test_a_day_before_the_calendar_is_reported_once_and_of_no_column_that_the_table_has_not(shop: Shop, desk: Desk) -> None:
    rows = "person;typ;from;to\na;inskriven;0001-01-01;2024-01-31\nb;inskriven;1850-02-01;2024-01-31\n"
    summary = take_in(shop, "spells", desk.file(rows), NOON)
    faults = [refusal for refusal in summary.refused if refusal.code != "with_its_row"]
    assert {(refusal.field, refusal.code) for refusal in faults} == {("from", "before_calendar")}
    assert "recorded_at" not in " ".join(refusal.text.sv + refusal.text.en for refusal in faults)


def test_a_column_of_instants_before_the_calendar_is_named_as_it_stands(desk: Desk) -> None:
    mapping = SMALL.replace("[table.columns.dag]", 'recorded_at = "{reg}"\n[table.columns.dag]')
    (bad,) = [row for _, row in desk.read("person;dag;reg\na;2024-01-01;0001-01-01\n", mapping) if isinstance(row, BadRow)]
    assert (bad.field, bad.code) == ("reg", "before_calendar")
    assert "”0001-01-01”" in bad.text.sv


def test_the_command_line_takes_a_planned_end(tmp_path: Path) -> None:
    soon = datetime.now(UTC).date() + timedelta(days=200)
    table = tmp_path / "t.csv"
    table.write_text(f"person;typ;from;to\na;inskriven;2026-01-01;{soon}\n", "utf-8")
    words = ("--mapping", "spells", "--store", tmp_path / "store", "--format", "json")
    assert "har inte varit" not in rodtrad("mapping", "check", table, "--mapping", "spells", "--store", tmp_path / "o").out
    for added, already in ((3, 0), (0, 3)):
        result = rodtrad("import", table, *words)
        assert (result.code, result.json["added"], result.json["already"], result.json["refused"]) == (0, added, already, 0)


def test_a_line_of_an_event_file_is_still_refused_where_it_is_registered_ahead() -> None:
    line = b'{"kind":"moved_out","participant":"a","on":"2026-03-02","recorded_at":"2026-03-04T12:00:01+01:00"}'
    with pytest.raises(BadLine, match="har inte varit"):
        read_line(line, NOON)
