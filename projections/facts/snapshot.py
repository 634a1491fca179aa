"""Everybody's facts at a position of the log, in parts of the participants; never changed, replaced by the next.

A snapshot that follows another shares the parts in which nobody was folded again. Each part is what was stored, without the
rows of those who were folded again since, and with their new rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from domain.errors import SealBroken
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.part_files import PartFile
from projections.facts.tables import BY_NAME, NOBODY, TABLES, Frames

NO_ROWS: Frames = {table.name: pl.DataFrame(schema=table.schema) for table in TABLES}


FEW = 1_000
"""Among the rows of so many participants, every table has some that are no longer what they were."""


class Tables(Mapping[str, pl.DataFrame]):
    """Tables that are made when they are first read.

    An object that keeps its own passes the method of a copy of itself: tables and files in a ring of references would stay
    until the garbage collector comes.
    """

    def __init__(self, make: Callable[[str], pl.DataFrame], ready: Frames | None = None) -> None:
        """`ready`: tables that need not be made."""
        self._make, self._ready = make, {**(ready or {})}

    @property
    def ready(self) -> Frames:
        """The tables that have been made."""
        return dict(self._ready)

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._ready:
            if name not in BY_NAME:
                raise KeyError(name)
            self._ready[name] = self._make(name)
        return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


@dataclass(frozen=True)
class FactsPart:
    """The facts of some participants."""

    stored: Frames = field(default_factory=lambda: NO_ROWS)
    file: PartFile | None = None
    """The file that `stored` was read from, if it was."""
    gone: frozenset[int] = frozenset()
    """The participants (`pid`) whose stored rows no longer hold."""
    added: Frames = field(default_factory=lambda: NO_ROWS)
    later: PartFile | None = None
    """The file in which the added rows are stored, if they are."""

    @classmethod
    def of_file(cls, file: PartFile) -> "FactsPart":
        def read(name: str) -> pl.DataFrame:
            frame = file.read(name)
            return NO_ROWS[name] if frame is None else frame

        return cls(Tables(read), file)

    @cached_property
    def tables(self) -> Frames:
        return Tables(replace(self)._table) if self.changed else self.stored

    @property
    def changed(self) -> bool:
        """Whether somebody was folded again since the stored rows were."""
        return bool(self.gone) or self.added is not NO_ROWS

    def _table(self, name: str) -> pl.DataFrame:
        return pl.concat([without(self.stored[name], self.gone), self.added[name]])

    def rows_of(self, pids: Collection[int], table: str) -> pl.DataFrame:
        return self.tables[table].filter(pl.col("pid").is_in(list(pids)))

    def holding(self, pids: Collection[int]) -> frozenset[int]:
        """Returns those of these participants that have rows here."""
        return frozenset(self.rows_of(pids, "keys")["pid"])

    def replaced(self, gone: frozenset[int], folded: Frames) -> "FactsPart":
        """Returns the part with the rows of these participants removed, and those of `folded` added."""
        added = {name: pl.concat([without(frame, gone), folded[name]]) for name, frame in self.added.items()}
        return replace(self, gone=self.gone | gone, added=added, later=None)


def in_memory(frames: Frames) -> FactsPart:
    """Returns a part that lies in no file."""
    return FactsPart(stored=frames)


def discard(parts: Iterable[FactsPart]) -> None:
    """Deletes the files of parts that could not all be stored; whoever has one open can read it still."""
    for part in parts:
        if part.file is not None:
            part.file.path.unlink(missing_ok=True)


def without(frame: pl.DataFrame, pids: Collection[int]) -> pl.DataFrame:
    """Returns the rows that are not about these participants."""
    return frame.filter(~pl.col("pid").is_in(list(pids))) if pids and frame.height else frame


@dataclass(frozen=True)
class Snapshot:
    """The fold of everybody's used events, up to a position of the log; not cut at A."""

    position: int
    parts: tuple[FactsPart, ...]
    """The last is of all who were ever merged with others, and of the rows about nobody."""
    used: Used = ALL
    rules: Rules = RULES
    again: Callable[["Snapshot"], "Snapshot"] | None = field(default=None, compare=False)
    """Folds everybody again: what is done when a file is not what was written."""

    @cached_property
    def tables(self) -> Tables:
        return Tables(replace(self)._table)

    def _table(self, name: str) -> pl.DataFrame:
        try:
            return pl.concat([part.tables[name] for part in self.parts], rechunk=True)
        except SealBroken:
            return self._sound.tables[name]

    @cached_property
    def _sound(self) -> "Snapshot":
        if self.again is None:
            raise SealBroken
        return self.again(self)

    @property
    def unstored(self) -> int:
        """The number of participants with rows that are in no file."""
        return sum(part.added["keys"].height for part in self.parts if part.changed and part.later is None)

    @property
    def participants(self) -> int:
        return self.tables["keys"].height

    def part_of(self, stream: bytes) -> int:
        """Returns the number of the part of a participant who was never merged: by the stream's random first byte."""
        return stream[0] * (len(self.parts) - 1) // 256

    def followed(self, used: Used, position: int, gone: frozenset[int], folded: Mapping[int, Frames]) -> "Snapshot":
        """Returns the snapshot of these events: participants removed, and rows added, by the number of the part that gets them.

        It shares the tables that were read already, and in which their rows are what they were.
        """
        others: dict[int, FactsPart] = {}
        for number, part in enumerate(self.parts):
            here, rows = part.holding(gone), folded.get(number, NO_ROWS)
            if number == len(self.parts) - 1:
                here |= gone & {NOBODY}
            if here or rows["keys"].height:
                others[number] = part.replaced(here, rows)
        parts = tuple(others.get(number, part) for number, part in enumerate(self.parts))
        snapshot = replace(self, used=used, position=position, parts=parts)
        touched = [(self.parts[number], other) for number, other in others.items()]
        pids = gone.union(*(part["keys"]["pid"] for part in folded.values()))
        if len(pids) < FEW:
            vars(snapshot)["tables"] = Tables(replace(snapshot)._table, self._unchanged(touched, pids))
        return snapshot

    def _unchanged(self, touched: Sequence[tuple[FactsPart, FactsPart]], pids: frozenset[int]) -> Frames:
        """Returns the tables that were read, and in which the rows of these participants are what they were."""
        return {
            name: frame
            for name, frame in self.tables.ready.items()
            if all(old.rows_of(pids, name).equals(new.rows_of(pids, name)) for old, new in touched)
        }
