"""A desk to lay a table and its mapping on, and to read off the lines that they give."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.events.event import Event
from domain.events.lines import read_line
from domain.intake.mapping import BadRow, Bearer, Mapping, load_mapping, shipped, table_lines
from domain.participant.decisions.decide import admit
from scripts.benchmarks.life import made_up_number
from tests.scripts import NOW

SMALL = """
source = "test"
participant = "{person}"
[table.columns.dag]
date = ["ÅÅÅÅ-MM-DD", "DD.MM.ÅÅÅÅ"]
[[events]]
kind = "moved_out"
[events.fields]
on = "{dag}"
"""


class Desk:
    """A directory with a table, a mapping and what they give."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.bearers: dict[str, Bearer] = {}
        """Who bears a number; whoever is not there yet is a new participant, p1, p2 …"""

    def lookup(self, numbers: Collection[str]) -> dict[str, Bearer]:
        return {
            number: self.bearers.setdefault(number, Bearer(f"p{len(self.bearers) + 1}", registered=False)) for number in numbers
        }

    def workbook(self, *sheets: Sequence[Sequence[object]], names: Sequence[str] = (), file: str = "tabell.xlsx") -> Path:
        """A workbook as Excel writes it; a text that begins with = is a formula."""
        path = self.directory / file
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            for nr, rows in enumerate(sheets):
                sheet = book.add_worksheet(names[nr] if names else None)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
        return path

    def file(self, content: str | bytes, name: str = "tabell.csv") -> Path:
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def mapping(self, mapping: str) -> Mapping:
        return load_mapping(mapping if mapping in shipped() else str(self.file(mapping, "egen.toml")))

    def read(self, table: str | bytes | Path, mapping: str = SMALL, **tables: str) -> list[tuple[int, Any]]:
        """Row numbers with lines as objects, or with the refusal."""
        joined = {name: self.file(content, f"{name}.csv") for name, content in tables.items()}
        path = table if isinstance(table, Path) else self.file(table)
        given = table_lines(path, self.mapping(mapping), joined, self.lookup)
        return [(n, line if isinstance(line, BadRow) else json.loads(line)) for n, line in given]

    def refused(self, table: str | bytes | Path, mapping: str = SMALL) -> list[tuple[int, str, str]]:
        bad = [(n, line) for n, line in self.read(table, mapping) if isinstance(line, BadRow)]
        assert all(n == row.number and row.text.sv and row.text.en for n, row in bad)
        return [(row.number, row.field, row.code) for _, row in bad]


def number(serial: int, *, coordination: bool = False) -> str:
    """An identity number that nobody bears."""
    return made_up_number(date(1990, 5, 15), serial, coordination=coordination)


def values_of(lines: list[tuple[int, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return [(number, *(line.get(field) for field in fields)) for number, line in lines]


def stand(lines: list[tuple[int, Any]]) -> bool:
    """Whether the line's judge and the fold accept every line."""
    entries = [read_line(json.dumps(line).encode(), NOW).entry for _, line in lines]
    events = [entry for entry in entries if isinstance(entry, Event)]
    names = {event.participant for event in events}
    return len(events) == len(lines) and not any(
        admit([], [event for event in events if event.participant == name]).refused for name in names
    )
