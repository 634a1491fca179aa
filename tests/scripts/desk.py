"""A desk to lay a table and its mapping on, and to read off the lines that they give."""

import json
from pathlib import Path
from typing import Any

from domain.decisions import admit
from domain.events.event import Event
from domain.lines import read_line
from scripts.mapping import BadRow, table_lines
from scripts.mapping_file import load_mapping, shipped
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

    def file(self, content: str | bytes, name: str = "tabell.csv") -> Path:
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, table: str | bytes, mapping: str = SMALL, **tables: str) -> list[tuple[int, Any]]:
        """Row numbers with lines as objects, or with the refusal."""
        form = mapping if mapping in shipped() else str(self.file(mapping, "egen.toml"))
        joined = {name: self.file(content, f"{name}.csv") for name, content in tables.items()}
        given = table_lines(self.file(table), load_mapping(form), joined)
        return [(n, line if isinstance(line, BadRow) else json.loads(line)) for n, line in given]

    def refused(self, table: str | bytes, mapping: str = SMALL) -> list[tuple[int, str, str]]:
        bad = [(n, line) for n, line in self.read(table, mapping) if isinstance(line, BadRow)]
        assert all(n == row.number and row.sv and row.en for n, row in bad)
        return [(row.number, row.field, row.code) for _, row in bad]


def said(lines: list[tuple[int, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return [(number, *(line.get(field) for field in fields)) for number, line in lines]


def stand(lines: list[tuple[int, Any]]) -> bool:
    """Whether the line's judge and the fold accept every line."""
    entries = [read_line(json.dumps(line).encode(), NOW).entry for _, line in lines]
    events = [entry for entry in entries if isinstance(entry, Event)]
    names = {event.participant for event in events}
    return len(events) == len(lines) and not any(
        admit([], [event for event in events if event.participant == name]).refused for name in names
    )
