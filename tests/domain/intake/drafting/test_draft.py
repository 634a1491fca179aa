"""A draft of a mapping, completed as its questions ask, maps the table like the shipped mapping it came from."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Unreadable
from domain.intake.drafting import DraftQuestion, draft_mapping, unanswered
from domain.intake.drafting.template import Template
from domain.intake.mapping import example_table, load_mapping, shipped
from domain.intake.tables.text import delimiter_of
from tests.domain.intake.mapping.desk import Desk
from tests.scripts.command_line import rodtrad

KEYED = ("mvad", "spells", "socialstyrelsen")
"""Tables whose words stand in the ids of their events, or with several persons a row: only drafted as they are."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def read(desk: Desk, table: Path, mapping: str) -> list[tuple[int, Any]]:
    """The events of a table, the participants numbered from 1 at each reading."""
    desk.bearers.clear()
    return desk.read(table, mapping)


@pytest.mark.parametrize("name", shipped())
def test_a_table_as_the_shipped_mapping_has_it_needs_no_answer(desk: Desk, name: str) -> None:
    table = desk.file(example_table(name), "tabell.csv")
    draft = draft_mapping(table, like="mvad" if name == "mvad" else None)
    assert f"efter {name} " in draft
    assert [line for line in draft.splitlines() if "FRÅGA:" in line] == FRAGOR.get(name, [])
    assert read(desk, table, draft) == read(desk, table, name)


FRAGOR = {"lifecare-besok": ["# FRÅGA: vad är ”Bokat” i kolumnen ”Utfall”? (Genomfört | Uteblev | -)"]}


class Foreign:
    """The example of a table as another provider has it: other headings, days in another form, its own words."""

    def __init__(self, name: str) -> None:
        template = Template(name)
        header, *rows = csv.reader(io.StringIO(example_table(name).decode()), delimiter=";")
        self.headings = {column: f"K{number}" for number, column in enumerate(header, 1)}
        days = {column for column, read_as in template.mapping.table.columns.items() if read_as.date}
        coded = {column: (table, separator) for column, table, separator, *_ in template.coded()}
        tables = {table for _, table, *_ in template.coded()}
        self.codes = {
            f"{table}.{foreign(word)}": code for table in tables for word, code in template.mapping.codes[table].items()
        }
        self.words = {foreign(word): word for words in template.deciding.values() for word in words}
        own = {column: str if column in coded or column in template.deciding else as_is for column in header}
        self.rows = [
            [
                self._cell(cell, column in days, own[column] is str, coded.get(column, ("", None))[1])
                for column, cell in zip(header, row, strict=True)
            ]
            for row in rows
        ]

    def _cell(self, cell: str, is_day: bool, is_word: bool, separator: str | None) -> str:
        if not cell:
            return cell
        if is_day:
            day = date.fromisoformat(cell)
            return f"{day.day}/{day.month}/{day.year}"
        if is_word:
            return (separator or "").join(foreign(word.strip()) for word in (cell.split(separator) if separator else [cell]))
        return cell

    def table(self) -> str:
        return "\n".join(";".join(f'"{cell}"' for cell in row) for row in [[*self.headings.values()], *self.rows]) + "\n"

    def answer(self, question: DraftQuestion) -> str | None:
        what, name = question.about
        if what == "column":
            return self.headings[name]
        if what == "form":
            return "D/M/ÅÅÅÅ"
        answer: Any = self.words.get(name, "-") if what == "word" else self.codes.get(name, "-")
        assert (
            what == "word"
            or answer in question.choices
            or str(answer).lower() in question.choices
            or f'"{answer}"' in question.choices
        )
        return answer


def as_is(word: str) -> str:
    return word


def foreign(word: str) -> str:
    return f"x {word}"


@pytest.mark.parametrize("name", [name for name in shipped() if name not in KEYED])
def test_a_foreign_table_with_its_questions_answered_gives_the_same_events(desk: Desk, name: str) -> None:
    provider = Foreign(name)
    table = desk.file(provider.table(), "tabell.csv")
    expected = read(desk, desk.file(example_table(name), "exempel.csv"), name)
    draft = draft_mapping(table, provider.answer, like=name)
    assert "FRÅGA:" not in draft
    events = read(desk, table, draft)
    assert [(row, {**line, "id": line["id"].replace("x ", "")}) for row, line in events] == expected


HEADERS = {
    "lifecare-insatser": "InsatsNr;Personnummer;Ärende;Insats;Avdelning;Startdatum;Slutdatum;Avslut;Som väntat",
    "lifecare-bistand": "Utbetalningsnr;Pnr;Avser månad;Utbetald;Belopp;Roll;Försörjningshinder",
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_headings_of_the_same_meaning_are_recognised(desk: Desk, name: str, encoding: str) -> None:
    text = example_table(name).decode()
    header, rows = text.split("\n", 1)
    renamed = desk.file(f"Uttag 2024-01-01\n{HEADERS[name]}\n{rows}".encode(encoding), "tabell.csv")
    draft = draft_mapping(renamed)
    assert f"efter {name} " in draft
    assert "FRÅGA:" not in draft
    events = [line for _, line in read(desk, renamed, draft)]
    assert events == [line for _, line in read(desk, desk.file(text, "exempel.csv"), name)]
    assert header


def test_what_nobody_answers_stands_in_the_draft_which_is_refused_there(desk: Desk) -> None:
    table = desk.file(example_table("lifecare-formagor").decode().replace("A2", "Nybörjare").replace("Full", "Hel"))
    draft = draft_mapping(table, unanswered)
    assert "# Obesvarade frågor: 2." in draft
    for asked in ("vad betyder ”Nybörjare” (språknivå bedömd: level)?", "vad betyder ”Hel” (arbetsförmåga bedömd: ability)?"):
        assert f"# FRÅGA: {asked}" in draft
    with pytest.raises(Unreadable, match=r"events\[2\]\.fields\.level"):
        desk.mapping(draft)
    answered = draft.replace('"Nybörjare" = "?"', '"Nybörjare" = "A2"').replace('"Hel" = "?"', '"Hel" = "full"')
    expected = read(desk, desk.file(example_table("lifecare-formagor"), "exempel.csv"), "lifecare-formagor")
    assert read(desk, table, answered) == expected


def test_an_event_whose_column_is_not_there_is_not_drafted(desk: Desk) -> None:
    header, *rows = [line.rsplit(";", 1)[0] for line in example_table("lifecare-formagor").decode().splitlines()]
    table = desk.file("\n".join([header, *rows, ""]))
    answers: Mapping[str, str] = {"column": "-"}
    draft = draft_mapping(table, lambda question: answers.get(question.about[0]), like="lifecare-formagor")
    assert "saknar kolumner för dem: work_ability_assessed" in draft
    kinds = [line["kind"] for _, line in read(desk, table, draft) if isinstance(line, dict)]
    assert kinds.count("language_assessed") == 2


def test_days_that_two_forms_fit_alike_are_asked_about(desk: Desk) -> None:
    (asked,) = _asked_of_form(desk, "3/4/2023")
    assert asked == ("D/M/ÅÅÅÅ", "M/D/ÅÅÅÅ")
    assert _asked_of_form(desk, "13/4/2023") == []


def _asked_of_form(desk: Desk, day: str) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []

    def ask(question: DraftQuestion) -> str | None:
        if question.about[0] == "form":
            asked.append(tuple(question.choices))
        return None

    draft_mapping(desk.file(f"Personnr;Datum;Händelse\n199005151009;{day};Inflyttad\n"), ask, like="folkbokforing")
    return asked


def test_a_workbook_is_drafted_with_its_days_as_days(desk: Desk) -> None:
    header, *rows = [line.split(";") for line in example_table("folkbokforing").decode().splitlines()]
    book = desk.workbook([header, *[[who, date.fromisoformat(day), word] for who, day, word in rows]])
    draft = draft_mapping(book)
    assert "FRÅGA:" not in draft
    assert read(desk, book, draft) == read(desk, desk.file(example_table("folkbokforing"), "e.csv"), "folkbokforing")


def test_the_command_writes_the_draft(desk: Desk) -> None:
    table = desk.file(example_table("kaa"))
    result = rodtrad("mapping", "draft", table)
    assert result.code == 0
    assert result.out == draft_mapping(table)
    assert rodtrad("mapping", "draft", table, "--like", "nosuch").code == 1


def test_the_delimiter_of_a_draft_is_that_of_the_table(desk: Desk) -> None:
    table = desk.file(example_table("kaa").decode().replace(";", "\t"))
    assert 'delimiter = "tab"' in draft_mapping(table)
    assert delimiter_of(table, load_mapping(str(desk.file(draft_mapping(table), "egen.toml"))).table) == "\t"
