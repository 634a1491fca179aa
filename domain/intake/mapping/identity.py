"""Identity numbers in a table: never used directly, but replaced by the key of the participant who bears them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import get_args

from domain.errors import Unreadable
from domain.events.lines import BadLine, BadLines
from domain.identity import born_on, can_be, one_form
from domain.intake.tables.form import MappedTable
from domain.intake.tables.repeating import as_written, stem
from domain.intake.tables.rows import Cells, Numbered, no_column
from domain.vocabulary.person_codes import NumberType, Sex
from domain.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class Bearer:
    """The bearer of a number: the participant's key, whether it is already registered, and then what is not known of it."""

    participant: str
    registered: bool
    lacks: frozenset[str] = field(default=frozenset(), compare=False)
    """The particulars (sex, born_on) that nothing states yet."""


Lookup = Callable[[Collection[str]], Mapping[str, Bearer]]
"""Returns the bearers of numbers in normalized form (`one_form`); the same bearer at each lookup of a number."""
AT_ONCE = 2_000
"""The rows of which the numbers are looked up together."""
Exchanged = tuple["Identity | None", Cells]
"""The number in the participant's column, and the row with keys instead of numbers."""


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
        self._lookup = lookup
        self._identities: dict[str, Identity] = {}
        """Those that have been looked up, by cell."""
        for name in columns - set(header):
            raise no_column(path, name, "identity", header)
        self._own = header.index(own) if own else None
        named = sorted(columns)
        of_others = [name for name in header if name not in columns and stem(name, table.repeat) in columns]
        self._columns = [(header.index(name), name) for name in [*of_others, *named]]
        self._written = frozenset(as_written(header, table.repeat))

    def rows(self, rows: Iterator[Numbered]) -> Iterator[tuple[int, Exchanged | BadLine]]:
        """Yields the rows with keys instead of numbers; the numbers of many rows are looked up at once."""
        if not self._columns:
            yield from ((number, cells if isinstance(cells, BadLine) else (None, cells)) for number, cells in rows)
        while some := list(islice(rows, AT_ONCE)):
            self._look_up(cells[at] for _, cells in some if not isinstance(cells, BadLine) for at, _ in self._columns)
            for number, cells in some:
                try:
                    yield number, cells if isinstance(cells, BadLine) else self._of(cells)
                except BadLine as bad:
                    yield number, bad

    def _of(self, cells: Cells) -> Exchanged:
        """Raises `BadLine`, with the table's names of the columns, and without the numbers."""
        exchanged, own = list(cells), None
        faults: list[BadLine] = []
        for at, name in self._columns:
            identity = self._identities.get(cell := cells[at])
            if cell and identity is None:
                faults.append(BadLine("bad_identity", name))
            own = identity if at == self._own else own
            exchanged[at] = identity.bearer.participant if identity else ""
        if faults:
            written = [fault for fault in faults if fault.field in self._written]
            raise BadLines(written or faults)
        return own, exchanged

    def _look_up(self, cells: Iterable[str]) -> None:
        types = {cell: _type_of(cell) for cell in dict.fromkeys(cells) if cell and cell not in self._identities}
        numbers = {cell: (one_form(cell), number_type) for cell, number_type in types.items() if number_type is not None}
        if numbers:
            bearers = self._lookup(dict.fromkeys(number for number, _ in numbers.values()))
            self._identities |= {cell: Identity(*of, bearers[of[0]]) for cell, of in numbers.items()}


def _type_of(cell: str) -> NumberType | None:
    return next((kind for kind in get_args(NumberType) if can_be(cell, kind)), None)


def nobody_looks_up(_: Collection[str]) -> Mapping[str, Bearer]:
    """The default lookup. Always raises `Unreadable`."""
    raise Unreadable(
        where="identity",
        why=Text(
            "mappningen läser identitetsnummer, och de kan bara slås upp i ett lager.",
            "the mapping reads identity numbers, and they can only be looked up in a store.",
        ),
    )
