"""Joined tables with one row per person, whose cells are appended to each of that person's rows."""

from collections.abc import Mapping as MappingOf
from pathlib import Path

from domain.errors import Unreadable
from domain.events.lines import BadLine
from domain.intake.mapping.columns import Named, TableColumns, TableRow
from domain.intake.mapping.identity import Exchange, Lookup
from domain.intake.tables.form import JoinedTable, Mapping
from domain.intake.tables.opening import open_table
from domain.intake.tables.rows import Cells
from domain.vocabulary.text import Text


class Joined:
    """The joined tables of a mapping, fully in memory: their size depends on the number of persons, not of rows."""

    def __init__(self, mapping: Mapping, paths: MappingOf[str, Path], lookup: Lookup) -> None:
        _refuse_unasked(mapping, paths)
        self.named: list[Named] = []
        self._tables: list[tuple[dict[str, list[str]], list[str]]] = []
        for name, table in mapping.tables.items():
            path = paths.get(name)
            header, cells = _by_person(path, table, lookup) if path else (None, {})
            self.named.append(Named(f"{name}.", header, table.columns))
            self._tables.append((cells, [""] * len(header or ())))

    def cells_of(self, participant: str) -> list[str]:
        return [cell for cells, blank in self._tables for cell in cells.get(participant, blank)]


def _by_person(path: Path, table: JoinedTable, lookup: Lookup) -> tuple[list[str], dict[str, Cells]]:
    header, rows = open_table(path, table)
    numbers = Exchange(path, header, table, table.identity, lookup)
    key = TableColumns(path, {}, Named("", header, table.columns)).value_reader(table.whose, "participant").take
    by_person: dict[str, Cells] = {}
    for number, exchanged in numbers.rows(rows):
        if isinstance(exchanged, BadLine):
            raise _bad(path, number, exchanged.text)
        _, own = exchanged
        person = key(TableRow("", own))
        if person is None or by_person.setdefault(str(person), own) != own:
            raise _bad(path, number, Text("Personen saknas eller står redan.", "The person is missing or stands already."))
    return header, by_person


def _refuse_unasked(mapping: Mapping, paths: MappingOf[str, Path]) -> None:
    for name, path in paths.items():
        if name not in mapping.tables:
            raise Unreadable(
                where=str(path),
                why=Text(
                    f"mappningen har ingen tabell ”{name}” (de som finns: {', '.join(mapping.tables) or '–'}).",
                    f"the mapping has no table “{name}” (there are: {', '.join(mapping.tables) or '–'}).",
                ),
            )
    for name, table in mapping.tables.items():
        if name not in paths and not table.optional:
            raise Unreadable(
                where=name,
                why=Text("mappningen behöver denna tabell; ange dess fil.", "the mapping needs this table; give its file."),
            )


def _bad(path: Path, number: int, why: Text) -> Unreadable:
    return Unreadable(where=str(path), why=Text("rad {number}: {why}", "line {number}: {why}").format(number=number, why=why))
