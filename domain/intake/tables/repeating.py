"""Rows that are about several persons, like a household's: each is read once for each of them."""

from collections.abc import Iterator, Sequence

from domain.events.lines import BadLine
from domain.intake.tables.rows import Cells, Numbered, Rows

SHARE = "#share"
"""A column that is added: which of how many persons this reading of the row is about, from 0."""

PERSONS = "#persons"
"""All whom the row is about, in whichever order; in an id it tells a household from another with some of the same persons."""


def stem(name: str, endings: Sequence[str]) -> str:
    """A column's name without the ending that says whose it is."""
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), name)


def each_person(table: Rows, endings: Sequence[str]) -> Rows:
    """The rows with the columns of one person at a time, under the names without their endings."""
    header = table.header
    stems = _stems(header, endings)
    if not stems:
        return table
    places = [[header.index(name + ending) for name in stems] for ending in endings]
    return Rows([*header, *stems, SHARE], _read(table.rows, places))


def as_written(header: Sequence[str], endings: Sequence[str]) -> Sequence[str]:
    """The columns that the table itself has."""
    return header[: -len(_stems(header, endings)) - 1] if SHARE in header else header


def called(name: str, header: Sequence[str], endings: Sequence[str]) -> list[str]:
    """What the table itself calls a column; of one that is read for each person, what it calls them all."""
    own = as_written(header, endings)
    return [name] if name in own else [name + ending for ending in endings if name + ending in own]


def places_of_persons(header: Sequence[str], endings: Sequence[str]) -> list[int]:
    """Where it stands who the persons are: in the first of the columns that each has."""
    return [header.index(stem + ending) for stem in _stems(header, endings)[:1] for ending in endings]


def _stems(header: Sequence[str], endings: Sequence[str]) -> list[str]:
    """Of the columns that every person has."""
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
