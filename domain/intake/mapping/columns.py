"""Reads a mapping's values from a row: columns by name, texts with names in braces, code tables."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from domain.events.lines import BadLine
from domain.intake.mapping.identity import Identity
from domain.intake.tables.cells import Reader, reader_of, text
from domain.intake.tables.form import Condition, Entries, MappedColumn, Plain, Taken, Tested, Value
from domain.intake.tables.repeating import PERSONS, SHARE, called, places_of_persons
from domain.intake.tables.rows import Cells, no_column

NAME = re.compile(r"\{([^{}]+)\}")
_FINGERPRINT = "#"
_OF_NUMBER: Mapping[str, Callable[[Identity], str | None]] = {
    "#sex": lambda identity: identity.sex,
    "#born_on": lambda identity: identity.born_on,
}
"""Values that an identity number contains about its bearer."""


@dataclass(slots=True)
class TableRow:
    participant: str
    cells: Cells
    """The row's own cells, then the cells of the joined tables."""
    after: Cells | BadLine | None = None
    """The same person's next row, if any; or why the next row cannot be read."""
    identity: Identity | None = None
    """The identity number that identified the participant."""


class Named(NamedTuple):
    """A table's columns: the prefix of their names, the header, and how the columns are read."""

    prefix: str
    header: Sequence[str] | None
    """None if the table was not given; all its cells are then empty."""
    columns: Mapping[str, MappedColumn]
    repeat: Sequence[str] = ()
    """The endings of each person's columns, in rows about several persons."""
    identity: str | None = None
    """The column of the identity number that identifies the participant."""

    def label(self, name: str) -> str:
        """Returns the name or names of a column in the table."""
        return ", ".join(self.prefix + own for own in called(name, self.header or (), self.repeat))


class ValueReader(NamedTuple):
    """Reads a value from a row; `label` names the columns that it comes from."""

    take: Callable[[TableRow], Any]
    label: str = ""


class TableColumns:
    """The columns of a row. Every method raises `Unreadable` for a column name that the table does not have."""

    def __init__(self, path: Path, codes: Mapping[str, Mapping[str, Plain]], *tables: Named) -> None:
        self._path = path
        self._codes = {name: {key.casefold(): plain(value) for key, value in of.items()} for name, of in codes.items()}
        self._at: dict[str, tuple[tuple[int, ...], Reader, str]] = {}
        """By name in the mapping: the places of the cells, their reader, and the column's name in the table."""
        self.own = tables[0].header or ()
        """The header of the main table."""
        self._persons = places_of_persons(self.own, tables[0].repeat)
        self._identity = tables[0].label(tables[0].identity) if tables[0].identity else ""
        self._of_persons = ", ".join(self.own[at] for at in self._persons)
        self.used: set[int] = set()
        """The indexes of the cells that the mapping reads."""
        self._absent = tuple(table.prefix for table in tables if table.header is None)
        self._lacking: set[str] = set()
        start = 0
        for table in tables:
            self._add(table, start)
            start += len(table.header or ())

    def value_reader(self, value: Value, place: str) -> ValueReader:
        """Returns the reader of a mapping's value."""
        if isinstance(value, Entries):
            return self._entries(value, place)
        if isinstance(value, Taken):
            return self._taken(value, place)
        if isinstance(value, str) and NAME.search(value):
            return self._filled(value, place)
        constant = plain(value)
        return ValueReader(lambda _: constant)

    def holds(self, conditions: Mapping[str, Condition], place: str) -> Callable[[TableRow], bool]:
        """Returns a test of whether all conditions hold for a row."""
        tests = [self._test(name, condition, f"{place}.{name}") for name, condition in conditions.items()]
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _add(self, table: Named, start: int) -> None:
        if table.header is None:
            return
        index = {name: at for at, name in enumerate(table.header, start)}
        self._at |= {table.prefix + name: ((at,), text, table.label(name)) for name, at in index.items()}
        for alias, column in table.columns.items():
            name = table.prefix + alias
            parts = column.parts(alias)
            if (absent := next((part for part in parts if part not in index), None)) is not None:
                if not column.optional:
                    raise no_column(self._path, absent, f"columns.{name}", table.header)
                self._lacking.add(name)
                continue
            label = ", ".join(map(table.label, parts))
            self._at[name] = tuple(index[part] for part in parts), reader_of(label, column), label

    def _cell(self, name: str, place: str) -> ValueReader:
        if name == _FINGERPRINT:
            own = len(self.own)
            return ValueReader(lambda row: _fingerprint(row.cells[:own]))
        if name in _OF_NUMBER:
            of_number = _OF_NUMBER[name]
            return ValueReader(lambda row: of_number(row.identity) if row.identity else None, self._identity)
        if name == PERSONS and self._persons:
            return ValueReader(
                lambda row: "+".join(sorted(row.cells[at] for at in self._persons if row.cells[at])), self._of_persons
            )
        if name in self._lacking or (self._absent and name.startswith(self._absent)):
            return ValueReader(lambda _: None, name)
        if name not in self._at:
            raise no_column(self._path, name, place, self._at)
        places, read, label = self._at[name]
        self.used.update(places)
        if len(places) > 1:
            return ValueReader(lambda row: read(_joined([row.cells[at] for at in places])), label)
        (at,) = places
        return ValueReader((lambda row: row.cells[at] or None) if read is text else lambda row: read(row.cells[at]), label)

    def _next(self, name: str, place: str) -> ValueReader:
        of_this, label = self._cell(name, place)

        def take(row: TableRow) -> Any:
            if isinstance(row.after, BadLine):
                raise BadLine("next_unreadable", label)
            return None if row.after is None else of_this(TableRow(row.participant, row.after, identity=row.identity))

        return ValueReader(take, label)

    def _filled(self, template: str, place: str) -> ValueReader:
        parts = NAME.split(template)
        readers = [self._cell(name, place) for name in parts[1::2]]
        if len(readers) == 1 and not any(parts[::2]):
            return readers[0]
        takes = [reader.take for reader in readers]
        form = "%s".join(part.replace("%", "%%") for part in parts[::2])

        def take(row: TableRow) -> str | None:
            values = tuple([take(row) for take in takes])
            return None if None in values else form % values

        return ValueReader(take, ", ".join(reader.label for reader in readers if reader.label))

    def _taken(self, value: Taken, place: str) -> ValueReader:
        inner, label = self._cell(value.column, place) if value.column else self._next(value.next or "", place)
        codes = self._codes[value.codes] if value.codes else None
        otherwise = plain(value.otherwise)
        if value.shared:
            return self._shared(inner, label, place)

        def decoded(given: Any) -> Any:
            if codes is None:
                return otherwise if given is None else given
            key = _key(given)
            if key not in codes and otherwise is None and key:
                raise BadLine("unmapped_code", label, str(given))
            return codes.get(key, otherwise)

        if value.separator:
            words = words_in(value.separator)
            return ValueReader(lambda row: [decoded(word) for word in words(inner(row))] or otherwise, label)
        return ValueReader(lambda row: decoded(inner(row)), label)

    def _entries(self, value: Entries, place: str) -> ValueReader:
        readers = {name: self.value_reader(part, f"{place}.{name}") for name, part in value.entries.items()}

        def take(row: TableRow) -> dict[str, Any] | None:
            parts = {name: reader.take(row) for name, reader in readers.items()}
            return {name: part for name, part in parts.items() if part is not None} or None

        return ValueReader(take, ", ".join(reader.label for reader in readers.values() if reader.label))

    def _shared(self, inner: Callable[[TableRow], Any], label: str, place: str) -> ValueReader:
        share = self._cell(SHARE, place).take

        def take(row: TableRow) -> float | None:
            nr, persons = map(int, share(row).split("/"))
            amount = inner(row)
            return None if amount is None else in_equal_parts(amount, persons)[nr]

        return ValueReader(take, label)

    def _test(self, name: str, condition: Condition, place: str) -> Callable[[TableRow], bool]:
        take = self._cell(name, place).take
        if isinstance(condition, Tested) and condition.codes:
            wanted = frozenset(self._codes[condition.codes])
            return lambda row: _key(take(row)) in wanted
        if isinstance(condition, Tested):
            unwanted = _keys(condition.unlike or "")
            return lambda row: _key(take(row)) not in unwanted
        wanted = _keys(condition)
        return lambda row: _key(take(row)) in wanted


def words_in(separator: str | None) -> Callable[[object], list[str]]:
    """Returns a function that splits a cell into words, or keeps it as a single word; an empty cell has no words."""

    def words(cell: object) -> list[str]:
        parts = str(cell or "").split(separator) if separator else [str(cell or "")]
        return [word for part in parts if (word := part.strip())]

    return words


def in_equal_parts(amount: float, persons: int) -> list[float]:
    """Divides an amount in kronor into equal parts in whole öre; the first parts get the remaining öre."""
    each, remainder = divmod(round(amount * 100), persons)
    return [(each + (nr < remainder)) / 100 for nr in range(persons)]


def plain(value: Plain | None) -> Any:
    """Returns a constant as a JSON value."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _key(value: object) -> str:
    """Returns the key of a code: case is ignored, and an empty cell is the empty text."""
    return "" if value is None else str(value).casefold()


def _keys(values: str | Sequence[str]) -> frozenset[str]:
    return frozenset(map(_key, [values] if isinstance(values, str) else values))


def _joined(cells: Cells) -> str:
    """Joins cells, such as a year and its month; empty unless all cells have a value."""
    return "-".join(cells) if all(cells) else ""


def _fingerprint(cells: Cells) -> str:
    return sha256("\x1f".join(cells).encode()).hexdigest()[:24]
