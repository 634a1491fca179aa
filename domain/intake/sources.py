"""Reads the files of an import as a single sequence of lines: event files directly, tables through their mapping.

A single integer encodes the file and the line number in it, since the import only handles line numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.errors import BadOption
from domain.events.lines import mended
from domain.intake.bins import Numbered
from domain.intake.mapping import BadRow, Lookup, check_table, nobody_looks_up, table_rows
from domain.intake.mapping import Mapping as TableMapping
from domain.intake.mapping.origin import TableLine
from domain.intake.mapping.plan import NO_CLOCK
from domain.intake.refusal import Refusal
from domain.intake.tables.reading import check_events, is_cut_off, read_lines
from domain.vocabulary.text import Text

_LINE_BITS = 40
WITHOUT_ROW = 1 << 39
"""The first number of lines that come from no row of a table, because the row is gone; their place is line 0."""
_BYTES_A_LINE = 230
_UNPACKED = 8
"""Approximate ratio of unpacked to packed size of a gzip file."""


@dataclass(slots=True)
class Sources:
    files: Sequence[Path]
    mapping: TableMapping | None = None
    tables: Mapping[str, Path] = field(default_factory=dict)
    lookup: Lookup = nobody_looks_up
    """Returns the bearer of an identity number; required if the mapping has a column of identity numbers."""
    now: datetime = NO_CLOCK
    bad_rows: list[Refusal] = field(default_factory=list)
    """The rows that could not be converted, in the last iteration of `lines`."""
    ids_of_bad_rows: set[str] = field(default_factory=set)
    """The ids that the events of those rows would have."""
    nameless_rows: int = 0
    """The number of those rows whose ids cannot be read either."""
    rows: int = 0
    """The number of table rows in that iteration."""

    def check(self) -> None:
        """Checks that every file can be read to its end, before anything is stored. Raises `Unreadable`."""
        look = check_events if self.mapping is None else check_table
        for path in (*self.files, *self.tables.values()):
            look(path)

    @property
    def expected(self) -> int:
        """The approximate number of lines."""
        return sum(_size(path) for path in self.files) // _BYTES_A_LINE + 1

    def lines(self) -> Iterator[Numbered]:
        """Reads all files from the start and yields their lines."""
        self.bad_rows.clear()
        self.ids_of_bad_rows.clear()
        self.nameless_rows = 0
        self.rows = 0
        for nr, path in enumerate(self.files):
            place = nr << _LINE_BITS
            if self.mapping is None:
                for number, raw in read_lines(path):
                    yield place | number, mended(raw)
            else:
                yield from self._of_table(path, self.mapping, place)

    def _of_table(self, path: Path, mapping: TableMapping, place: int) -> Iterator[Numbered]:
        row: list[TableLine] | BadRow = []
        for number, row in table_rows(path, mapping, dict(self.tables), self.lookup, self.now):
            self.rows += 1
            if isinstance(row, BadRow):
                self.bad_rows.append(Refusal(place | number, row.field, row.code, [row.text], b""))
                self.ids_of_bad_rows |= row.ids or frozenset()
                self.nameless_rows += row.ids is None
            else:
                for line in row:
                    yield place | number, line
        if isinstance(row, BadRow) and is_cut_off(path):
            self.nameless_rows += 1  # nor can the rows be read that should have come after it

    def place(self, refusal: Refusal) -> tuple[Path, int]:
        """Returns the file of a refused line, and its line number in it."""
        line = refusal.number & (1 << _LINE_BITS) - 1
        return self.files[refusal.number >> _LINE_BITS], line if line < WITHOUT_ROW else 0


def _size(path: Path) -> int:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return path.stat().st_size * (_UNPACKED if packed else 1)


def named_tables(given: Sequence[str], has_mapping: bool = True) -> dict[str, Path]:
    """Parses the joined tables of `--table NAME=FILE …`. Raises `BadOption`."""
    tables = {}
    for argument in given:
        name, sign, path = argument.partition("=")
        if not sign or not has_mapping:
            raise BadOption(
                option="--table",
                why=Text("skriv namn=fil, tillsammans med --mapping.", "write name=file, together with --mapping."),
            )
        tables[name] = Path(path)
    return tables
