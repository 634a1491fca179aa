"""Where a mapping's values are found in a row: columns by name, texts with names in braces, code tables."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from domain.errors import Unreadable
from domain.lines import BadLine
from scripts.cells import Reader, reader_of, text
from scripts.mapping_form import Column, Condition, Plain, Taken, Tested, Value

_NAME = re.compile(r"\{([^{}]+)\}")
_FINGERPRINT = "#"


@dataclass(frozen=True, slots=True)
class Row:
    participant: str
    cells: Sequence[str]
    """The row's own cells, then those of the tables that are joined to it."""
    after: Sequence[str] | BadLine | None = None
    """The same person's next row, if there is one; or why the next row cannot be read."""


class Named(NamedTuple):
    """A table's columns: how its name stands before theirs, what they are called, how they are read."""

    prefix: str
    header: Sequence[str] | None
    """None: the table was not given, and all its cells are empty."""
    columns: Mapping[str, Column]


class Found(NamedTuple):
    """A value that is looked for; `label` names the columns that it comes from."""

    take: Callable[[Row], Any]
    label: str = ""


class Columns:
    """The columns that a row has. Every method raises `Unreadable` for a name that the table has not."""

    def __init__(self, path: Path, codes: Mapping[str, Mapping[str, Plain]], *tables: Named) -> None:
        self._path = path
        self._codes = {name: {key.casefold(): plain(value) for key, value in of.items()} for name, of in codes.items()}
        self._at: dict[str, tuple[int, Reader, str]] = {}
        """By the mapping's name: the cell's place, how it is read, and what the table calls it."""
        self._own = len(tables[0].header or ())
        self._absent = tuple(table.prefix for table in tables if table.header is None)
        start = 0
        for table in tables:
            self._add(table, start)
            start += len(table.header or ())

    def found(self, value: Value, place: str) -> Found:
        """How a value of the mapping is got from a row."""
        if isinstance(value, Taken):
            return self._taken(value, place)
        if isinstance(value, str) and _NAME.search(value):
            return self._filled(value, place)
        constant = plain(value)
        return Found(lambda _: constant)

    def holds(self, conditions: Mapping[str, Condition], place: str) -> Callable[[Row], bool]:
        """Whether all of the conditions hold for a row."""
        tests = [self._test(name, condition, f"{place}.{name}") for name, condition in conditions.items()]
        return lambda row: all(test(row) for test in tests)

    def _add(self, table: Named, start: int) -> None:
        if table.header is None:
            return
        index = {name: at for at, name in enumerate(table.header, start)}
        self._at |= {table.prefix + name: (at, text, table.prefix + name) for name, at in index.items()}
        for alias, column in table.columns.items():
            name = table.prefix + alias
            called = column.column or alias
            if called not in index:
                raise self._no_column(called, f"columns.{name}", table.header)
            self._at[name] = index[called], reader_of(called, column), table.prefix + called

    def _cell(self, name: str, place: str) -> Found:
        if name == _FINGERPRINT:
            return Found(lambda row: _fingerprint(row.cells[: self._own]))
        if self._absent and name.startswith(self._absent):
            return Found(lambda _: None, name)
        if name not in self._at:
            raise self._no_column(name, place, self._at)
        at, read, called = self._at[name]
        return Found(lambda row: read(row.cells[at]), called)

    def _next(self, name: str, place: str) -> Found:
        of_this, called = self._cell(name, place)

        def take(row: Row) -> Any:
            if isinstance(row.after, BadLine):
                raise BadLine("next_unreadable", called)
            return None if row.after is None else of_this(Row(row.participant, row.after))

        return Found(take, called)

    def _filled(self, template: str, place: str) -> Found:
        parts = _NAME.split(template)
        found = [self._cell(name, place) for name in parts[1::2]]
        if len(found) == 1 and not any(parts[::2]):
            return found[0]
        takes = [one.take for one in found]
        form = "%s".join(part.replace("%", "%%") for part in parts[::2])

        def take(row: Row) -> str | None:
            values = tuple(take(row) for take in takes)
            return None if None in values else form % values

        return Found(take, ", ".join(one.label for one in found if one.label))

    def _taken(self, value: Taken, place: str) -> Found:
        inner, label = self._cell(value.column, place) if value.column else self._next(value.next or "", place)
        codes = self._codes[value.codes] if value.codes else None
        otherwise = plain(value.otherwise)

        def take(row: Row) -> Any:
            given = inner(row)
            if codes is None:
                return otherwise if given is None else given
            key = _key(given)
            if key not in codes and otherwise is None and key:
                raise BadLine("unmapped_code", label, str(given)[:80])
            return codes.get(key, otherwise)

        return Found(take, label)

    def _test(self, name: str, condition: Condition, place: str) -> Callable[[Row], bool]:
        take = self._cell(name, place).take
        if isinstance(condition, Tested) and condition.codes:
            wanted = frozenset(self._codes[condition.codes])
            return lambda row: _key(take(row)) in wanted
        if isinstance(condition, Tested):
            unwanted = _keys(condition.unlike or "")
            return lambda row: _key(take(row)) not in unwanted
        wanted = _keys(condition)
        return lambda row: _key(take(row)) in wanted

    def _no_column(self, name: str, place: str, have: Sequence[str] | Mapping[str, object]) -> Unreadable:
        names = ", ".join(have)
        return Unreadable(
            where=str(self._path),
            why_sv=f"kolumnen ”{name}”, som mappningen läser ({place}), finns inte. De som finns: {names}.",
            why_en=f"there is no column “{name}”, which the mapping reads ({place}). There are: {names}.",
        )


def plain(value: Plain | None) -> Any:
    """A constant as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _key(value: object) -> str:
    """Codes are the same whether in capitals or not; an empty cell is the empty text."""
    return "" if value is None else str(value).casefold()


def _keys(values: str | Sequence[str]) -> frozenset[str]:
    return frozenset(map(_key, [values] if isinstance(values, str) else values))


def _fingerprint(cells: Sequence[str]) -> str:
    return sha256("\x1f".join(cells).encode()).hexdigest()[:24]
