"""What a row cannot say alone: the same person's next row, and the person's row in another table."""

from collections.abc import Mapping

import pytest

from domain.errors import Unreadable
from tests.domain.intake.mapping.desk import SMALL, Desk, stand, values_of

NEXT = SMALL.replace('"moved_out"', '"exited"').replace(
    'on = "{dag}"',
    'on = "{dag}"\nenrolment_id = "{person}"\nreason = { next = "typ", codes = "orsak", otherwise = "E9" }',
).replace("[[events]]", '[codes.orsak]\njobb = "A1"\n[[events]]')  # fmt: skip


def test_the_same_persons_next_row_decides(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\na;jobb;2024-02-01\nb;jobb;2024-03-01\n"
    assert values_of(desk.read(table, NEXT), "reason") == [(2, "A1"), (3, "E9"), (4, "E9")]


def test_a_row_is_refused_when_the_next_row_that_decides_it_cannot_be_read(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\na;jobb\nb;jobb;2024-03-01\n"
    assert desk.refused(table, NEXT) == [(2, "typ", "next_unreadable"), (3, "", "wrong_columns")]


def test_where_the_next_row_decides_scattered_rows_give_no_line_at_all(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\nb;jobb;2024-02-01\na;jobb;2024-03-01\n"
    with pytest.raises(Unreadable, match="line 4"):
        desk.read(table, NEXT)


JOIN = """
[tables.folk]
participant = "{nr}"
[tables.folk.columns."född"]
date = "ÅÅÅÅMMDD"
[[events]]
kind = "participant_registered"
once = true
[events.fields]
on = 2020-01-01
recorded_at = 2020-01-01T08:00:00
sex = { column = "folk.kön", codes = "kön", otherwise = "U" }
born_on = "{folk.född}"
[codes]
"kön" = { f = "K", m = "M" }
"""


def test_a_person_is_registered_once_with_what_another_table_says(desk: Desk) -> None:
    table = "person;dag\na;2024-01-01\nb;2024-01-01\na;2024-01-02\n"
    lines = desk.read(table, SMALL + JOIN, folk="nr,kön,född\na,F,19900515\nc,m,19910101\n")
    registered = [(n, line) for n, line in lines if line["kind"] == "participant_registered"]
    assert values_of(registered, "participant", "sex", "born_on", "recorded_at", "id") == [
        (2, "a", "K", "1990-05-15", "2020-01-01T08:00:00+01:00", "participant_registered-a"),
        (3, "b", "U", None, "2020-01-01T08:00:00+01:00", "participant_registered-b"),
    ]
    assert stand(lines)


def test_a_person_is_registered_at_the_first_row_that_can_be_read(desk: Desk) -> None:
    lines = desk.read("person;dag\na;i går\na;2024-01-02\n", SMALL + JOIN, folk="nr,kön,född\n")
    assert [(n, getattr(line, "code", None) or line["kind"]) for n, line in lines] == [
        (2, "bad_date"),
        (3, "moved_out"),
        (3, "participant_registered"),
    ]


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({}, "folk: mappningen behöver"),
        ({"folk": "nr,kön,född\na,f,\na,m,\n"}, "rad 3"),
        ({"folk": "nr,kön,född\na,f\n"}, "rad 2"),
        ({"folk": "nr,född\n"}, "”folk.kön”"),
        ({"folk": "nr,kön,född\n", "djur": "nr\n"}, "ingen tabell ”djur”"),
    ],
)
def test_a_joined_table_that_does_not_fit_is_reported(desk: Desk, tables: Mapping[str, str], says: str) -> None:
    with pytest.raises(Unreadable) as error:
        desk.read("person;dag\na;2024-01-01\n", SMALL + JOIN, **tables)
    assert says in error.value.text.sv
