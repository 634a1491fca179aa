"""Days in cells: far ones mean open, two digits need a pivot, instants are Stockholm's days."""

import datetime as dt
from pathlib import Path

import pytest

from domain.errors import Unreadable
from domain.intake.mapping import shipped
from domain.intake.mapping.file import load_mapping
from tests.domain.intake.mapping.desk import SMALL, Desk, values_of
from tests.scripts.command_line import rodtrad

TRIALS = Path(__file__).parent / "trials"


def reading(form: str) -> str:
    return SMALL.replace('date = ["ÅÅÅÅ-MM-DD", "DD.MM.ÅÅÅÅ"]', form)


@pytest.mark.parametrize("day", ["2100-01-01", "2999-12-31", "9999-12-31", "01.01.2100"])
def test_a_day_from_2100_on_is_an_empty_cell_unless_the_mapping_says_otherwise(desk: Desk, day: str) -> None:
    assert desk.refused(f"person;dag\na;{day}\n") == [(2, "dag", "missing_column_value")]
    kept = SMALL.replace("[table.columns.dag]", "[table.columns.dag]\nopen_from = false")
    assert len(values_of(desk.read(f"person;dag\na;{day}\n", kept), "on")) == 1
    assert values_of(desk.read("person;dag\na;2099-12-31\n"), "on") == [(2, "2099-12-31")]


def test_a_workbooks_far_day_is_empty_too(desk: Desk) -> None:
    path = desk.workbook([["person", "dag"], ["a", dt.date(2999, 12, 31)], ["b", dt.date(2024, 1, 31)]])
    assert desk.refused(path) == [(2, "dag", "missing_column_value")]


@pytest.mark.parametrize("name", shipped())
def test_no_shipped_mapping_reads_a_far_day_as_a_day(name: str) -> None:
    columns = [column for table in (load_mapping(name).table,) for column in table.columns.values() if column.date]
    assert columns
    assert all(column.open_from and column.open_from <= dt.date(2100, 1, 1) for column in columns)


def test_an_open_case_is_ended_by_the_next_extract(tmp_path: Path) -> None:
    store = tmp_path / "store"
    words = ("--mapping", "lifecare-arenden", "--store", store, "--format", "json")
    first = rodtrad("import", TRIALS / "arenden-open-end.csv", *words)
    assert (first.code, first.json["added"], first.json["refused"]) == (0, 4, 0)
    (participant,) = rodtrad("participants", "--store", store, "-f", "json").json
    assert participant["born"] == 1973
    second = rodtrad("import", TRIALS / "arenden-true-end.csv", *words)
    assert (second.code, second.json["added"], second.json["refused"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("pivot", "cell", "day"),
    [
        (1930, "30-01-31", "1930-01-31"),
        (1930, "29-12-31", "2029-12-31"),
        (1930, "00-02-29", "2000-02-29"),
        (1950, "49-06-01", "2049-06-01"),
        (2000, "99-06-01", "2099-06-01"),
    ],
)
def test_two_digits_are_a_year_of_the_hundred_from_the_pivot(desk: Desk, pivot: int, cell: str, day: str) -> None:
    lines = desk.read(f"person;dag\na;{cell}\n", reading(f'date = "ÅÅ-MM-DD"\npivot = {pivot}'))
    assert values_of(lines, "on") == [(2, day)]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ('date = "ÅÅ-MM-DD"', "pivot = 1930"),
        ('date = "ÅÅÅÅ-MM-DD"\npivot = 1930', "hör till år med två siffror"),
        ('month = "ÅÅMM"', "pivot = 1930"),
        ('number = ","\nopen_from = 2050-01-01', "hör till date"),
    ],
)
def test_a_century_that_is_not_stated_is_a_fault_of_the_mapping(desk: Desk, form: str, says: str) -> None:
    with pytest.raises(Unreadable) as fault:
        desk.mapping(reading(form))
    assert says in fault.value.text.sv


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023-05-01T22:30:00Z", "2023-05-02"),
        ("2023-01-01T22:59:59.999Z", "2023-01-01"),
        ("2023-01-01T23:00:00+00:00", "2023-01-02"),
        ("2023-05-02T00:30:00+02:00", "2023-05-02"),
        ("2023-05-01 23:59", "2023-05-01"),
        ("2023-05-01", "2023-05-01"),
    ],
)
def test_an_instant_is_its_day_in_stockholm(desk: Desk, cell: str, day: str) -> None:
    assert values_of(desk.read(f"person;dag\na;{cell}\n", reading('date = "instant"')), "on") == [(2, day)]


@pytest.mark.parametrize("cell", ["2023-05-01T25:30:00Z", "i går", "2023-13-01T00:00:00Z", "0000-01-01T00:00:00Z"])
def test_what_is_no_instant_is_refused(desk: Desk, cell: str) -> None:
    assert desk.refused(f"person;dag\na;{cell}\n", reading('date = ["instant", "ÅÅÅÅ-MM-DD"]')) == [(2, "dag", "bad_date")]


def test_an_instant_at_the_calendars_end_is_open(desk: Desk) -> None:
    table = "person;dag\na;9999-12-31T23:59:59Z\n"
    assert desk.refused(table, reading('date = "instant"')) == [(2, "dag", "missing_column_value")]
