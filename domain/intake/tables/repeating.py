"""Rows about several persons, such as a household: each row is read once for each person."""

from collections.abc import Iterator, Sequence

from domain.events.lines import BadLine
from domain.intake.tables.rows import Cells, Numbered, Rows

SHARE = "#share"
"""An added column `index/count`: which of the row's persons this reading is about, from 0."""

PERSONS = "#persons"
"""All persons of the row, sorted; in an id it distinguishes households that share some persons."""


def stem(name: str, endings: Sequence[str]) -> str:
    """Returns a column's name without the ending that identifies the person."""
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)


def each_person(table: Rows, endings: Sequence[str]) -> Rows:
    """Returns the table with a reading per person, with that person's columns added under names without endings."""
    header = table.header
    stems = _stems(header, endings)
    if not stems:
        return table
    places = [[header.index(name + ending) for name in stems] for ending in endings]
    return Rows([*header, *stems, SHARE], _read(table.rows, places))


def as_written(header: Sequence[str], endings: Sequence[str]) -> Sequence[str]:
    """Returns the columns of the table itself, without added columns."""
    return header[: -len(_stems(header, endings)) - 1] if SHARE in header else header


def called(name: str, header: Sequence[str], endings: Sequence[str]) -> list[str]:
    """Returns a column's name in the table itself; for a column read for each person, the names of all persons' columns."""
    own = as_written(header, endings)
    return [name] if name in own else [name + ending for ending in endings if name + ending in own]


def places_of_persons(header: Sequence[str], endings: Sequence[str]) -> list[int]:
    """Returns the places of the cells that identify the persons: the first repeated column of each person."""
    return [header.index(stem + ending) for stem in _stems(header, endings)[:1] for ending in endings]


def _stems(header: Sequence[str], endings: Sequence[str]) -> list[str]:
    """Returns the names, without endings, of the columns that every person has."""
    names = dict.fromkeys(stem(name, endings) for name in header)
    return [name for name in names if endings and all(name + ending in header for ending in endings)]


def _read(rows: Iterator[Numbered], places: Sequence[Sequence[int]]) -> Iterator[Numbered]:
    for number, cells in rows:
        if isinstance(cells, BadLine):
            yield number, cells
            continue
        persons = [own for own in places if cells[own[0]]] or places[:1]
        for nr, own in enumerate(persons):
            yield number, _of_person(cells, own, f"{nr}/{len(persons)}")


def _of_person(cells: Cells, own: Sequence[int], share: str) -> Cells:
    return [*cells, *(cells[at] for at in own), share]
