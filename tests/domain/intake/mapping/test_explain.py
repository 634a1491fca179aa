"""A mapping is explained on the table itself, before anything is imported and without anybody's number."""

import pytest

from domain.errors import Unreadable
from domain.intake.mapping import MappingExplanation, describe_explanation, explain_mapping
from domain.intake.mapping.explain import HIDDEN
from tests.domain.intake.mapping.desk import SMALL, Desk, number
from tests.domain.intake.mapping.test_identity import MAPPING
from tests.domain.intake.mapping.test_shipped import SUPPORT

SPELLS = "person;typ;from;to;anteckning\n" + "".join(
    f"p{nr};{typ};2024-01-0{nr};;x\n" for nr, typ in enumerate(["Kurs", "Segling", "Vilande", "KURS", "Praktik"], 1)
)


def spells(desk: Desk, rows: int = 5) -> MappingExplanation:
    return explain_mapping(desk.file(SPELLS), desk.mapping("spells"), rows=rows)


def test_each_of_the_first_rows_is_reported_with_what_it_becomes_or_why_not(desk: Desk) -> None:
    explanation = spells(desk, rows=3)
    assert [(row.number, [event["kind"] for event in row.events]) for row in explanation.rows] == [
        (2, ["participant_registered", "insats_started"]),
        (3, []),
        (4, ["participant_registered"]),
    ]
    assert [row.refused and row.refused.code for row in explanation.rows] == [None, "unmapped_row", None]
    assert explanation.kinds["insats_started"] == 2
    assert dict(explanation.reasons) == {"unmapped_row": 1}


def test_codes_are_counted_and_those_without_a_table_are_named(desk: Desk) -> None:
    (typ,) = [coded for coded in spells(desk).codes if coded.column == "typ"]
    assert dict(typ.mapped) == {("Kurs", "course"): 1, ("KURS", "course"): 1, ("Praktik", "praktik"): 1}
    assert dict(typ.unmapped) == {"Segling": 1}


def test_columns_that_are_never_read_are_named(desk: Desk) -> None:
    assert list(spells(desk).unused) == ["anteckning"]
    explanation = explain_mapping(desk.file(SUPPORT), desk.mapping("socialstyrelsen"))
    assert explanation.delimiter == "\t"
    assert list(explanation.unused) == [
        "Kommun",
        "Distrikt",
        *(f"{name}{nr}" for nr in "12" for name in ("Flykting", "Utlblank", "Alder")),
    ]


def test_only_the_first_thousand_rows_are_counted(desk: Desk) -> None:
    table = "person;dag\n" + "p;2024-01-01\n" * 1200
    assert explain_mapping(desk.file(table), desk.mapping(SMALL)).counted == 1000


def test_no_number_is_shown(desk: Desk) -> None:
    explanation = explain_mapping(desk.file(f"Personnr;dag\n{number(100)};2024-01-01\nx;2024-01-01\n"), desk.mapping(MAPPING))
    assert explanation.rows[0].events[1]["number"] == HIDDEN
    for text in (describe_explanation(explanation, "sv"), describe_explanation(explanation, "en")):
        assert number(100) not in text
        assert "person-1" in text


def test_the_explanation_is_described_in_both_languages(desk: Desk) -> None:
    swedish, english = describe_explanation(spells(desk), "sv"), describe_explanation(spells(desk), "en")
    for text in (
        "text (utf-8) med ”;” mellan kolumnerna",
        "Läses aldrig: anteckning",
        "rad 3: avvisas. Ingen händelse",
        "rad 2: p1 insats påbörjad 2024-01-01 (insats_started:",
        "Segling – finns i ingen kodtabell: 1",
        "Avvisade rader: unmapped_row 1",
    ):
        assert text in swedish
    for text in ("Never read: anteckning", "row 3: refused. No event", "Segling – in no code table: 1"):
        assert text in english


def test_a_workbook_is_explained_too_and_what_cannot_be_read_is_reported(desk: Desk) -> None:
    path = desk.workbook([row.split(";") for row in SPELLS.splitlines()])
    assert "arbetsbok (.xlsx)" in describe_explanation(explain_mapping(path, desk.mapping("spells")))
    with pytest.raises(Unreadable, match="no column “typ”"):
        explain_mapping(desk.file("person;sort;from;to\na;b;c;d\n"), desk.mapping("spells"))
