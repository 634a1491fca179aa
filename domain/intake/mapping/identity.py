"""Identity numbers in a table: never used directly, but replaced by the key of the participant who bears them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import get_args

from domain.errors import Unreadable
from domain.events.lines import BadLine, BadLines
from domain.identity import born_on, can_be, one_form
from domain.intake.tables.form import MappedTable
from domain.intake.tables.repeating import as_written, stem
from domain.intake.tables.rows import Cells, no_column
from domain.vocabulary.person_codes import NumberType, Sex
from domain.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class Bearer:
    """The bearer of a number: the participant's key, whether it is already registered, and then what is not known of it."""

    participant: str
    registered: bool
    lacks: frozenset[str] = field(default=frozenset(), compare=False)
    """The particulars (sex, born_on) that nothing states yet."""


Lookup = Callable[[str], Bearer]
"""Returns the bearer of a number in normalized form (`one_form`); the same bearer at each lookup of the number."""


Reader = Callable[[str], "Identity | None"]


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number read from a row; only `identity_registered` may contain it."""

    number: str
    number_type: NumberType
    bearer: Bearer

    @property
    def sex(self) -> Sex:
        """The sex according to the number: the second last digit is odd for men; `U` if it is not a digit."""
        digit = self.number[-2]
        return "U" if not digit.isdecimal() else "M" if int(digit) % 2 else "K"

    @property
    def born_on(self) -> str | None:
        day = born_on(self.number)
        return day.isoformat() if day else None


class Exchange:
    """Replaces the identity numbers in a table's columns with participant keys, before any other code reads the rows."""

    def __init__(self, path: Path, header: Sequence[str], table: MappedTable, own: str | None, lookup: Lookup) -> None:
        columns = {str(column.column or name) for name, column in table.columns.items() if column.identity}
        columns |= {own} if own else set()
        for name in columns - set(header):
            raise no_column(path, name, "identity", header)
        self._own = header.index(own) if own else None
        self._columns = [(header.index(name), reader_of_numbers(name, lookup)) for name in sorted(columns)]
        of_others = [name for name in header if name not in columns and stem(name, table.repeat) in columns]
        self._of_others = [(header.index(name), reader_of_numbers(name, lookup)) for name in of_others]
        self._written = frozenset(as_written(header, table.repeat))

    def of(self, cells: Cells) -> tuple[Identity | None, Cells]:
        """Returns the number in the participant's column, and the row with keys. Raises `BadLine`, with the table's names."""
        exchanged, own = list(cells), None
        faults: list[BadLine] = []
        for at, read in chain(self._of_others, self._columns):
            try:
                identity = read(cells[at])
            except BadLine as fault:
                faults.append(fault)
                continue
            own = identity if at == self._own else own
            exchanged[at] = identity.bearer.participant if identity else ""
        if faults:
            written = [fault for fault in faults if fault.field in self._written]
            raise BadLines(written or faults)
        return own, exchanged


def reader_of_numbers(name: str, lookup: Lookup) -> Reader:
    """Returns the reader of a column of identity numbers. Its errors never contain the number."""

    @lru_cache(100_000)
    def read(cell: str) -> Identity | None:
        if not cell:
            return None
        number_type = next((kind for kind in get_args(NumberType) if can_be(cell, kind)), None)
        if number_type is None:
            raise BadLine("bad_identity", name)
        number = one_form(cell)
        return Identity(number, number_type, lookup(number))

    return read


def nobody_looks_up(_: str) -> Bearer:
    """The default lookup. Always raises `Unreadable`."""
    raise Unreadable(
        where="identity",
        why=Text(
            "mappningen läser identitetsnummer, och de kan bara slås upp i ett lager.",
            "the mapping reads identity numbers, and they can only be looked up in a store.",
        ),
    )
