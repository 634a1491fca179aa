"""A refusal of a row names the columns of the table, also where only the line or the fold shows what is wrong."""

import csv
import json
import pickle
from pathlib import Path

import pytest

from domain.intake.bins import FLUSH, Bins
from domain.intake.mapping import example_table, load_mapping, shipped, table_lines
from domain.intake.mapping.origin import OfPerson, TableLine, in_columns
from tests.domain.intake.mapping.desk import Desk, number
from tests.scripts.command_line import rodtrad

ANNA, BO = number(100), number(101)
HEADERS = {
    "lifecare-arenden": "Ärendenr;Personnr;Enhet;Anvisad av;Anvisad;Inskriven;Avslutad;Avslutsorsak",
    "lifecare-insatser": "Insatsnr;Personnr;Ärendenr;Insats;Enhet;Start;Slut;Avslut;Som väntat",
    "lifecare-placeringar": (
        "Placeringsnr;Personnr;Ärendenr;Placering;Sektor;Arbetsgivare;Arbetsplats;Timmar per vecka;Start;Slut;Avslut"
    ),
    "lifecare-bistand": "Utbetalningsnr;Personnr;Avser månad;Utbetald;Belopp;Roll;Försörjningshinder",
    "extens": "Studienr;Personnr;Skolform;Studieväg;Kurs;Antagen;Start;Planerat slut;Slut;Resultat;Bristyrke;Studiemedel",
    "socialstyrelsen": "Ar\tManad\tPersonnr1\tHhstatus1\tKon1\tPersonnr2\tHhstatus2\tKon2\tSbel\tBarn15",
    "spells": "person;typ;from;to",
    "mvad": "person,state,from,to",
    "lifecare-formagor": "Personnr;Bedömd;Språknivå;Arbetsförmåga;Försörjningshinder",
}
ROWS = {
    "lifecare-formagor": [f"{ANNA};2024-01-10;A2;Nedsatt;Sociala skäl"],
    "lifecare-arenden": [
        f"1;{ANNA};AME;Socialtjänsten;2024-01-02;2024-01-10;2024-06-01;Visstidsanställning",
        f"2;{BO};AME;Socialtjänsten;2024-01-03;;2024-01-20;Tackat nej",
    ],
    "lifecare-insatser": [f"1;{ANNA};1;Coachning;AME;2024-01-15;2024-02-15;Genomförd;Ja"],
    "lifecare-placeringar": [f"1;{ANNA};1;Praktik;Privat;Bagaren AB;Bageriet;37,5;2024-03-01;2024-03-29;Avbruten"],
    "lifecare-bistand": [f"1;{ANNA};2024-01;2024-01-25;8421,50;Sökande;Arbetslös - ingen ersättning"],
    "extens": [f"1;{ANNA};Sfi;2;C;2024-01-02;2024-01-15;2024-06-15;2024-05-30;Godkänt;Ja;Nej"],
    "socialstyrelsen": [f"2024\t1\t{ANNA}\t1\t2\t{BO}\t2\t1\t8000\t1"],
    "spells": [f"a;{word};2024-01-01;2024-02-01" for word in ("Inskriven", "Kurs", "Praktik", "Sfi", "Visstid")],
    "mvad": ["a,training,1993-07-01,1993-08-31", "a,employment,1993-09-01,1993-12-31", "a,HE,1994-01-01,1994-06-30"],
}
"""For each shipped mapping rows that give every kind that it has; of those not listed, the rows of its example."""
for name in {*shipped()} - {*HEADERS}:
    HEADERS[name], *ROWS[name] = example_table(name).decode().splitlines()


def table(name: str, *rows: str) -> bytes:
    return "\n".join([HEADERS[name], *(rows or ROWS[name]), ""]).encode(load_mapping(name).table.encoding)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_field_of_every_line_of_a_shipped_mapping_tells_its_columns(desk: Desk, name: str) -> None:
    mapping = load_mapping(name)
    lines = [line for _, line in table_lines(desk.file(table(name)), mapping, {}, desk.lookup) if isinstance(line, TableLine)]
    kinds = {event.kind for event in mapping.events}
    header = {*HEADERS[name].replace("\t", ";").replace(",", ";").split(";"), "personer.kön", "persons.sex"}
    kinds_read = set()
    for line in lines:
        given = json.loads(line)
        kinds_read.add(given["kind"])
        for field in given.keys() - {"kind", "source"}:
            columns = in_columns(line, field)
            constant = columns.endswith(f".{field}") and field not in ("participant", "id")
            assert constant or {*columns.split(", ")} <= header, (given["kind"], field, columns)
    assert kinds_read >= kinds


FAULTS = [
    ("lifecare-arenden", f"1;{ANNA};AME;;;2024-03-01;2024-01-31;Flyttat", "ends_before_start", "Ärendenr, Avslutad"),
    ("lifecare-insatser", f"1;{ANNA};1;Coachning;AME;2024-03-15;2024-02-15;Genomförd;", "ends_before_start", "Insatsnr, Slut"),
    ("lifecare-insatser", f"1;{ANNA};;Coachning;{BO};2024-01-15;;;", "identity_as_key", "Enhet"),
    (
        "lifecare-placeringar",
        f"1;{ANNA};1;Praktik;Privat;;;300;2024-03-01;;",
        "bad_value",
        "Timmar per vecka",
    ),
    ("lifecare-bistand", f"1;{ANNA};2024-01;2024-01-25;-5;Sökande;", "bad_value", "Belopp"),
    ("lifecare-bistand", f"1;{ANNA};2024-01;2030-01-25;5;Sökande;", "too_far_ahead", "Utbetald"),
    ("extens", f"1;{ANNA};Sfi;2;C;;2024-03-15;;2024-02-01;Godkänt;;", "ends_before_start", "Studienr, Kurs, Slut"),
    ("socialstyrelsen", f"2024\t1\t{ANNA}\t1\t2\t\t\t\t-5\t1", "bad_value", "Sbel"),
    ("spells", "a;Inskriven;1850-01-01;1850-02-01", "before_calendar", "from, to"),
    ("mvad", "a,training,1993-07-01,1993-06-01", "ends_before_start", "person, from, to"),
]


@pytest.mark.parametrize(("name", "row", "code", "columns"), FAULTS)
def test_what_is_wrong_with_a_row_is_reported_of_its_columns(
    tmp_path: Path, desk: Desk, name: str, row: str, code: str, columns: str
) -> None:
    """In the summary and in the table of refused rows."""
    out = tmp_path / "refused.csv"
    words = ("import", desk.file(table(name, row)), "--mapping", name, "--store", tmp_path / "store", "--refused", out)
    (refusal,) = rodtrad(*words, "--format", "json").json["refusals"]
    assert (refusal["file"], refusal["line"], refusal["code"], refusal["field"]) == ("tabell.csv", 2, code, columns)
    mapping = load_mapping(name).table
    delimiter = {"tab": "\t", "auto": ";"}.get(mapping.delimiter, mapping.delimiter)
    (again,) = csv.DictReader(out.read_text(mapping.encoding).splitlines(), delimiter=delimiter if name != "mvad" else ",")
    for column in columns.split(", "):
        assert column in again["_refused"]
        assert column in again["_refused_en"]


def test_a_changed_row_that_clashes_with_what_is_stored_names_the_columns_of_its_id(tmp_path: Path, desk: Desk) -> None:
    words = ("--mapping", "lifecare-bistand", "--store", tmp_path / "store", "--format", "json")
    paid = f"1;{ANNA};2024-01;2024-01-25;{{}};Sökande;"
    rodtrad("import", desk.file(table("lifecare-bistand", paid.format(5))), *words)
    (refusal,) = rodtrad("import", desk.file(table("lifecare-bistand", paid.format(6))), *words).json["refusals"]
    assert (refusal["code"], refusal["field"]) == ("conflict", "Utbetalningsnr")


def test_lines_that_were_laid_aside_on_disk_know_their_columns() -> None:
    with Bins(2) as bins:
        bins.put("a", (1, TableLine(b"{}", {"on": "Slut"})))
        bins.put("a", (2, OfPerson(b"{}", {"on": "Start"})))
        bins.put("a", (3, b"{}"))
        lines = [line for of in bins for _, line in of]
    assert [(type(line), in_columns(line, "on")) for line in lines] == [
        (TableLine, "Slut"),
        (OfPerson, "Start"),
        (bytes, "on"),
    ]


def test_lines_that_were_laid_aside_come_out_in_order_each_time_they_are_asked_for_and_in_another_process() -> None:
    origin = {"on": "Slut"}
    lines = [(number, as_line(b"%d" % number * (FLUSH // 2))) for number, as_line in enumerate([bytes, TableLine] * 3, 1)]
    lines += [(7, OfPerson(b"", origin)), (2**40, TableLine(b"{}", origin))]
    with Bins(2) as bins:
        for numbered in lines:
            bins.put("a", numbered)
        (laid,) = [of for of in bins if list(of)]
    for again in (laid, laid, pickle.loads(pickle.dumps(laid))):
        assert list(again) == lines
        assert [type(line) for _, line in again] == [type(line) for _, line in lines]
        assert [in_columns(line, "on") for _, line in again][-2:] == ["Slut", "Slut"]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_no_error_about_a_row_repeats_a_name_in_whichever_column(tmp_path: Path, desk: Desk, name: str) -> None:
    """A row for each column that a name, or a telephone number, stands in by mistake; the rows go back as they were."""
    delimiter = next(sign for sign in "\t;," if sign in HEADERS[name])
    cells = ROWS[name][0].split(delimiter)
    rows = [
        delimiter.join([*cells[:at], value, *cells[at + 1 :]])
        for at in range(len(cells))
        for value in ("Anna Andersson", "ANDERSSON", "070-123 45 67")
    ]
    out = tmp_path / "refused.csv"
    words = ("import", desk.file(table(name, *rows)), "--mapping", name, "--store", tmp_path / "store", "--refused", out)
    for result in (rodtrad(*words), rodtrad(*words, "--dry-run", "--force", "--format", "json", "--lang", "en")):
        assert result.code == 1
        for personal in ("Anna", "ANDERSSON", "070-1"):
            assert personal not in result.out + result.err
    refused = csv.DictReader(out.read_text(load_mapping(name).table.encoding).splitlines(), delimiter=delimiter)
    assert not [row for row in refused if "Ander" in row["_refused"] + row["_refused_en"] or "ANDERS" in row["_refused"]]
