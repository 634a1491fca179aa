"""Tables become event lines as their mapping says, and what cannot become any is refused with its line and column."""

import gzip
import json

import pytest

from domain.errors import Unreadable
from domain.events.lines import read_line
from domain.intake.mapping import BadRow, table_lines
from domain.intake.mapping.file import load_mapping
from tests.domain.intake.mapping.desk import SMALL, Desk, values_of
from tests.scripts import NOW


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("sniffed", [False, True])
def test_the_same_table_gives_the_same_lines_however_it_is_written(
    desk: Desk, encoding: str, delimiter: str, sniffed: bool
) -> None:
    table = '"person";"dag"\r\nÅsa;2024-01-31\r\n"Örjan";05.02.2024\r\n'.replace(";", delimiter)
    sign = "auto" if sniffed else "tab" if delimiter == "\t" else delimiter
    heading = f'[table]\nencoding = "{encoding}"\ndelimiter = "{sign}"\n[table.columns.dag]'
    lines = desk.read(table.encode(encoding), SMALL.replace("[table.columns.dag]", heading))
    assert values_of(lines, "kind", "participant", "on", "source") == [
        (2, "moved_out", "Åsa", "2024-01-31", "test"),
        (3, "moved_out", "Örjan", "2024-02-05", "test"),
    ]


def test_the_same_row_has_the_same_id_and_another_row_another(desk: Desk) -> None:
    table = "person;dag\na;2024-01-31\na;2024-02-01\n"
    first = values_of(desk.read(table), "id")
    assert first == values_of(desk.read(table), "id")
    assert len({name for _, name in first}) == 2


def test_a_row_is_numbered_by_its_first_line_in_the_file(desk: Desk) -> None:
    heading = "[table]\nskip_lines = 2\n[table.columns.dag]"
    table = 'Uttag\n2024-03-01\nperson;dag;not\na;2024-01-01;"två\n\nrader"\n\n;;\nb;2024-01-02;\n'
    lines = desk.read(table, SMALL.replace("[table.columns.dag]", heading))
    assert values_of(lines, "participant") == [(4, "a"), (9, "b")]


def test_without_a_header_columns_are_called_by_number(desk: Desk) -> None:
    mapping = SMALL.replace("[table.columns.dag]", "[table]\nheader = false\n[table.columns.2]")
    lines = desk.read("a;2024-01-01\n", mapping.replace("{person}", "{1}").replace("{dag}", "{2}"))
    assert values_of(lines, "participant", "on") == [(1, "a", "2024-01-01")]


PAID = """
source = "test"
participant = "p-{nyckel}"
recorded_at = "{registrerad}"
[table.columns."Belopp, kr"]
number = ","
[table.columns."månad"]
column = "Period"
month = "ÅÅÅÅMM"
[table.columns.dag]
column = "Period"
date = "ÅÅÅÅMM"
day = "last"
[codes.roll]
S = "applicant"
[[events]]
kind = "support_paid"
[events.fields]
id = "{nyckel}/{Period}"
on = "{dag}"
month = "{månad}"
amount = "{Belopp, kr}"
role = { column = "roll", codes = "roll" }
"""
PAID_HEADER = "nyckel;Period;Belopp, kr;roll;registrerad\n"


def test_numbers_months_codes_and_instants_are_read_as_the_mapping_says(desk: Desk) -> None:
    rows = "7;202402;12 345,50;s;2024-03-05 08:30\n7;202403;900;;2024-03-05T08:30:00+00:00\n7;202404;1;S;2024-05-02\n"
    lines = desk.read(PAID_HEADER + rows, PAID)
    assert all(read_line(json.dumps(line).encode(), NOW) for _, line in lines)
    assert values_of(lines, "participant", "id", "on", "month", "amount", "role", "recorded_at") == [
        (2, "p-7", "7/202402", "2024-02-29", "2024-02", 12345.5, "applicant", "2024-03-05T08:30:00+01:00"),
        (3, "p-7", "7/202403", "2024-03-31", "2024-03", 900, None, "2024-03-05T08:30:00+00:00"),
        (4, "p-7", "7/202404", "2024-04-30", "2024-04", 1, "applicant", "2024-05-02T12:00:00+02:00"),
    ]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("7;202413;1;S;2024-05-02", "Period", "bad_date"),
        ("7;2024-01;1;S;2024-05-02", "Period", "bad_date"),
        ("7;202401;1.5;S;2024-05-02", "Belopp, kr", "bad_number"),
        ("7;202401;mycket;S;2024-05-02", "Belopp, kr", "bad_number"),
        ("7;202401;1;X;2024-05-02", "roll", "unmapped_code"),
        ("7;202401;;S;2024-05-02", "Belopp, kr", "missing_column_value"),
        (";202401;1;S;2024-05-02", "nyckel", "missing_column_value"),
        ("7;202401;1;S;", "registrerad", "missing_column_value"),
        ("7;202401;1;S;i går", "registrerad", "no_instant"),
        ("7;202401;1;S", "", "wrong_columns"),
        ("7;202401;1;S;2024-05-02;mer", "", "wrong_columns"),
        ('7;202401;1;"S"x;2024-05-02', "", "broken_row"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(desk: Desk, row: str, field: str, code: str) -> None:
    good = "8;202401;5;S;2024-05-02\n"
    lines = desk.read(PAID_HEADER + good + row + "\n" + good.replace("8", "9"), PAID)
    assert [number for number, line in lines if not isinstance(line, BadRow)] == [2, 4]
    assert desk.refused(PAID_HEADER + good + row + "\n" + good, PAID) == [(3, field, code)]


def test_trailing_delimiters_are_no_columns(desk: Desk) -> None:
    assert values_of(desk.read("person;dag\na;2024-01-01;;\n"), "on") == [(2, "2024-01-01")]


def test_a_quotation_mark_that_is_never_closed_is_reported_with_the_lines_it_takes(desk: Desk) -> None:
    ((number, bad),) = desk.read('person;dag\n"a;2024-01-01\nb;2024-01-02\n')
    assert (number, bad.code) == (2, "broken_row")
    assert "2–3" in bad.text.sv


def test_a_time_of_day_after_a_date_is_left_out(desk: Desk) -> None:
    assert values_of(desk.read("person;dag\na;2024-01-01 00:00:00\n"), "on") == [(2, "2024-01-01")]


def test_a_table_that_is_gzipped_is_read_the_same(desk: Desk) -> None:
    assert values_of(desk.read(gzip.compress(b"person;dag\na;2024-01-01\n")), "on") == [(2, "2024-01-01")]


@pytest.mark.parametrize(
    ("table", "encoding", "says"),
    [
        ("person;dag\na;2024-01-01\nÅsa;2024-01-01\n".encode("windows-1252"), "utf-8", "rad 3"),
        ("person;dag\na;2024-01-01\nÅsa;2024-01-01\n".encode(), "windows-1252", "utf-8"),
        (b"person;dag\n\x81;2024-01-01\n", "windows-1252", "rad 2"),
        ("person;dag\n".encode("utf-16"), "utf-8", "UTF-16"),
        (gzip.compress(b"person;dag\na;2024-01-01\n", mtime=0)[:-4], "utf-8", "avklippt eller skadad"),
        (b"", "utf-8", "inga rader"),
        (b'"person;dag\n', "utf-8", "första rad"),
        (b"person;dag;dag\na;2024-01-01;\n", "utf-8", "kolumnerna 2 och 3 heter lika: ”dag”"),
        (b"person;datum\na;2024-01-01\n", "utf-8", "person, datum"),
        (b"person;Anna Ek;811218-9876;070-123 45 67;datum\n", "utf-8", "De som finns: person, …, datum. Står rubrikerna"),
        (b"Anna;Ek\n", "utf-8", "De som finns: …. Står"),
        (b"person;Anna Ek;Anna Ek\n", "utf-8", "kolumnerna 2 och 3 heter lika: ”…”"),
        (b"namn;dag\na;2024-01-01\n", "utf-8", "”person”"),
    ],
)
def test_a_table_that_is_not_as_the_mapping_says_gives_no_line_at_all(
    desk: Desk, table: bytes, encoding: str, says: str
) -> None:
    mapping = SMALL.replace("[table.columns.dag]", f'[table]\nencoding = "{encoding}"\n[table.columns.dag]')
    lines = table_lines(desk.file(table), load_mapping(str(desk.file(mapping, "egen.toml"))))
    with pytest.raises(Unreadable) as error:
        next(lines)
    assert says in error.value.text.sv
    assert "tabell.csv" in error.value.text.en


def test_a_row_that_no_event_applies_to_is_refused_unless_that_is_meant(desk: Desk) -> None:
    mapping = SMALL.replace('"moved_out"', '"moved_out"\nwhen = { slag = ["Ut", "bort"] }')
    mapping = mapping.replace("[table.", 'no_event = { slag = "" }\n[table.', 1)
    table = "person;slag;dag\na;ut;2024-01-01\na;;2024-01-02\na;kvar;2024-01-03\na;BORT;2024-01-04\n"
    assert desk.refused(table, mapping) == [(4, "slag", "unmapped_row")]
    assert [number for number, _ in desk.read(table, mapping)] == [2, 4, 5]


GROUPS = (
    SMALL.replace("moved_out", "circumstances_recorded").replace(
        'on = "{dag}"', 'on = "{dag}"\npriority_groups = { column = "grupper", separator = ",", codes = "grupp" }'
    )
    + '[codes.grupp]\nUnga = "young"\n"Långtids­arbetslösa" = "long"\n'
)


def test_a_cell_of_several_words_becomes_a_list(desk: Desk) -> None:
    table = "person;dag;grupper\na;2024-01-01;unga, Långtidsarbetslösa,\nb;2024-01-01;Unga\nc;2024-01-01;\n"
    lines = desk.read(table, GROUPS)
    assert values_of(lines, "priority_groups") == [(2, ["young", "long"]), (3, ["young"]), (4, None)]
    assert all(read_line(json.dumps(line).encode(), NOW) for _, line in lines)
    assert desk.refused("person;dag;grupper\na;2024-01-01;unga,gamla\n", GROUPS) == [(2, "grupper", "unmapped_code")]


def test_a_separator_is_for_lists_alone(desk: Desk) -> None:
    with pytest.raises(Unreadable, match="separator is only for fields that are lists"):
        desk.mapping(GROUPS.replace("priority_groups", "household"))


@pytest.mark.parametrize("amount", ["9" * 30, "1" + "0" * 5000, "9" * 400 + ",5", "-" + "9" * 25])
def test_a_number_beyond_what_a_line_can_tell_is_refused(desk: Desk, amount: str) -> None:
    assert desk.refused(f"{PAID_HEADER}7;202401;{amount};S;2024-05-02\n", PAID) == [(2, "Belopp, kr", "bad_number")]


@pytest.mark.parametrize("text", ["\x00", "\x07a", "\ud800", "\U0010ffff", "a\x85b", "=1+1", "\x1f"])
def test_odd_characters_in_a_cell_are_an_answer_and_no_crash(desk: Desk, text: str) -> None:
    table = f"person;dag\na{text};2024-01-01\nb;{text}\n".encode("utf-8", "surrogatepass")
    if text in ("\x00", "\ud800"):
        with pytest.raises(Unreadable):
            desk.read(table)
    else:
        assert {number for number, _ in desk.read(table)} == {2, 3}
