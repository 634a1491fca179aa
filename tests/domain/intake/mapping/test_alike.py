"""What looks alike in a table is one: composed and decomposed letters, plain and no-break spaces and hyphens."""

from pathlib import Path
from unicodedata import normalize

import pytest

from domain.errors import Unreadable
from domain.normal_form import forms, normal_form, on_one_line
from tests.domain.intake.mapping.desk import SMALL, Desk, values_of

TRIALS = Path(__file__).parent / "trials"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Ärende 1", "Ärende 1"),
        (normalize("NFD", "Åsa Öst"), "Åsa Öst"),
        ("Egen\u00a0ansökan", "Egen ansökan"),
        ("Egen \u202f\u2009 ansökan", "Egen ansökan"),
        ("\u00a0AME  ", "AME"),
        ("A\u2011kassa", "A-kassa"),
        ("arbets\u00adträning\u200b", "arbetsträning"),
        ("två\nrader", "två\nrader"),
    ],
)
def test_each_text_has_one_normal_form_and_that_form_is_its_own(text: str, normal: str) -> None:
    assert normal_form(text) == normal == normal_form(normal)
    assert text in forms(text)
    assert forms(text)[0] == normal


def test_a_cells_line_breaks_are_spaces() -> None:
    assert on_one_line("Avslutad\r\n datum\t") == "Avslutad datum"


@pytest.mark.parametrize("trial", ["decomposed-headers.csv", "decomposed-values.csv"])
def test_decomposed_headers_and_codes_are_read_as_composed(desk: Desk, trial: str) -> None:
    lines = desk.read(TRIALS / trial, "lifecare-insatser")
    started = [(n, line) for n, line in lines if line["kind"] == "insats_started"]
    assert values_of(started, "insats", "insats_id", "enrolment_id") == [
        (2, "language_training", "1", "A1"),
        (3, "work_training", "2", "A1"),
    ]
    assert not any(normalize("NFC", text) != text for _, line in lines for text in map(str, line.values()))


def test_no_break_spaces_and_hyphens_in_codes_are_plain_ones(desk: Desk) -> None:
    lines = desk.read(TRIALS / "no-break-spaces.csv", "lifecare-arenden")
    assert values_of([(n, line) for n, line in lines if line["kind"] == "referred"], "from_party") == [
        (2, "self"),
        (3, "self"),
        (4, "self"),
    ]
    assert values_of([(n, line) for n, line in lines if line["kind"] == "exited"], "reason") == [
        (2, "C1"),
        (3, "C5"),
        (4, "C5"),
    ]


def test_rows_that_look_alike_are_the_same_event(desk: Desk) -> None:
    rows = ("Åsa Öst;2024-01-01", normalize("NFD", "Åsa\u00a0Öst;2024-01-01"), "Åsa  Öst ;2024-01-01")
    lines = desk.read("person;dag\n" + "\n".join(rows) + "\n")
    assert len({line["id"] for _, line in lines}) == 1
    assert {line["participant"] for _, line in lines} == {"Åsa Öst"}


def test_a_mapping_may_be_written_decomposed_too(desk: Desk) -> None:
    mapping = SMALL.replace("{person}", "{läsare}").replace("dag", "händelse dag")
    mapping = mapping.replace("table.columns.händelse dag", 'table.columns."händelse dag"')
    lines = desk.read("läsare;händelse\u00a0dag\na;2024-01-01\n", normalize("NFD", mapping))
    assert values_of(lines, "on") == [(2, "2024-01-01")]


def test_two_headers_that_look_alike_are_one_too_many(desk: Desk) -> None:
    with pytest.raises(Unreadable, match="columns 2 and 3 are called alike: “…”"):
        desk.read(f"person;dagen å;{normalize('NFD', 'dagen å')}\na;1;2\n")


def test_a_workbooks_texts_are_read_in_the_same_form(desk: Desk) -> None:
    path = desk.workbook([["person", "dag\u00a0"], [normalize("NFD", "Åsa\u00a0Ö"), "2024-01-01"]])
    assert values_of(desk.read(path), "participant") == [(2, "Åsa Ö")]
