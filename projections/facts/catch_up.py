"""Keeping the stored facts fresh: participants with new events are folded again, and their rows are replaced.

The tables are the World at the head of the log, by the default rules. One transaction moves rows and position together,
so a reader sees the old or the new, never half; a rebuild likewise.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from domain.errors import StoreError
from domain.log.application import Log
from domain.log.parts import check_reach
from domain.log.storage.bulk import insert_rows
from domain.log.storage.database import open_engine, writing
from domain.log.storage.sqlite import open_in_memory
from domain.log.storage.upgrade import upgrade
from domain.used import Used
from projections.facts.folding import fold_clusters, fold_everybody
from projections.facts.tables import NOBODY, SQL, TABLES, Frames, metadata, progress
from projections.fingerprints.code import files_digest, syntax_digest

NEWEST = "facts_0006"
"""The newest revision of the facts' tables."""
MANY = 0.2
"""From this share of participants with something new, everybody is folded again, by several processes."""


def made_by() -> str:
    """A digest of the files that make facts of events: this module, and all of ours that it imports."""
    return files_digest(__name__)


def definition(kept: str | None = None) -> str:
    """What facts are made by: the files, and what those do, whatever the comments in them are.

    The latter takes long to work out, and is taken from the facts that are kept where the very same files made those.
    """
    return kept if kept and _files(kept) == made_by() else f"{made_by()}-{syntax_digest(__name__)}"


def _files(definition: str) -> str:
    return definition.partition("-")[0]


def _rules(definition: str) -> str:
    return definition.partition("-")[2]


@dataclass(frozen=True)
class FactStore:
    """The tables of facts, in a file or schema of their own; the readable copy, rebuilt from the log at will."""

    engine: Engine
    refused: StoreError | None = None
    """Why they are not kept for the next who reads."""

    @classmethod
    def open(cls, where: str) -> "FactStore":
        engine = open_engine(where, "facts")
        with ExitStack() as opened:
            opened.callback(engine.dispose)
            upgrade(engine, "facts", "projections.facts:migrations", NEWEST)
            opened.pop_all()
        return cls(engine)

    @classmethod
    def in_memory(cls, refused: StoreError) -> "FactStore":
        """Where no disk takes them: made for as long as they are read."""
        engine = open_in_memory()
        metadata.create_all(engine)
        return cls(engine, refused)

    def position(self, log: Log) -> int | None:
        """The log position that the facts have reached.

        None where they were never made, by other rules, or of another store. Raises `PartOlder` or `PartAltered` where
        they are made of entries of this store that the log lacks.
        """
        with self.engine.connect() as connection:
            return _reached(connection, log)

    def of_another_store(self, log: Log) -> bool:
        with self.engine.connect() as connection:
            own = connection.execute(sa.select(progress.c.store)).scalar()
        return own is not None and own != _hex(log.id)

    def load(self) -> tuple[Frames, int]:
        """Everybody's facts and the position they stand for, from one snapshot."""
        with self.engine.connect() as connection:
            position = connection.execute(sa.select(progress.c.position)).scalar_one()
            return {table.name: _loaded(connection, table.name) for table in TABLES}, int(position)


def catch_up(log: Log, facts: FactStore, processes: int = 2) -> int:
    """Bring the facts to the head of the log; the position they then stand for."""
    head, _ = log.rows.head()
    if facts.position(log) == head:
        return head
    with writing(facts.engine) as connection:
        reached = _reached(connection, log)
        if reached is not None and reached >= head:
            return reached  # somebody else was faster
        touched = None if reached is None else _touched(log, reached, head, MANY * _participants(connection))
        if reached is None or touched is None:
            _make_anew(connection, log, head, processes)
        else:
            _replace(connection, log, touched, reached, head)
    return head


def _touched(log: Log, reached: int, head: int, most: float) -> set[bytes] | None:
    """The streams with something new; None where they are more, which is seen before all of it is read."""
    streams: set[bytes] = set()
    for page in log.since(reached, head):
        streams |= {stored.stream for stored in page}
        if len(streams) > most:
            return None
    return streams


def rebuild(log: Log, facts: FactStore, processes: int = 2) -> int:
    """Compute all facts again; until that is complete, readers see the old ones."""
    if facts.refused is not None:
        raise facts.refused
    head, _ = log.rows.head()
    with writing(facts.engine) as connection:
        _reached(connection, log)  # facts that know of more than the log are not made anew of less
        _make_anew(connection, log, head, processes)
    return head


def _reached(connection: Connection, log: Log) -> int | None:
    row = connection.execute(sa.select(progress)).one_or_none()
    if row is None or row.store != _hex(log.id) or _rules(row.definition) != _rules(definition(row.definition)):
        return None
    check_reach(log.where, log.rows, "facts", row.position, bytes.fromhex(row.leaf or "") or None)
    return int(row.position)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _participants(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(SQL["participants"])).scalar_one())


def _make_anew(connection: Connection, log: Log, head: int, processes: int) -> None:
    for table in SQL.values():
        connection.execute(sa.delete(table))
    gc.disable()  # rows hold no circles, and there are very many of them
    try:
        for part in fold_everybody(log, Used(position=head), processes=processes):
            _insert(connection, part)
    finally:
        gc.enable()
    _move(connection, log, head)


def _replace(connection: Connection, log: Log, touched: set[bytes], reached: int, head: int) -> None:
    """Fold again the participants with something new, with all who were ever merged with them; the erased are only taken away.

    Participants that had rows together with one of them are folded again too: the log no longer holds a merge that was erased.
    """
    streams = touched | {fence.stream for fence in log.rows.fences() if fence.position > reached}
    clusters, pids = _concerned(connection, log, streams)
    for some in _pages([NOBODY, *pids]):
        for table in SQL.values():
            connection.execute(sa.delete(table).where(table.c.pid.in_(some)))
    _insert(connection, fold_clusters(log, clusters, Used(position=head)))
    _move(connection, log, head)


def _concerned(connection: Connection, log: Log, streams: set[bytes]) -> tuple[set[tuple[str, ...]], set[int]]:
    """Who is to be folded again, and whose rows are to go: of these streams, of all merged with them, and of all whose
    rows those were among."""
    while True:
        clusters = log.clusters_of(streams)
        subjects = log.keys.find(sorted({key for cluster in clusters for key in cluster}))
        merged = streams | {subject.stream for subject in subjects.values() if subject is not None}
        pids = _matching(connection, "pid", "stream", [stream.hex() for stream in merged])
        together = merged | {bytes.fromhex(stream) for stream in _matching(connection, "stream", "pid", pids) if stream}
        if together == streams:
            return clusters, pids
        streams = together


def _matching(connection: Connection, wanted: str, by: str, values: Iterable[Any]) -> set[Any]:
    """What the keys of those participants say."""
    keys = SQL["keys"].c
    return {
        value
        for some in _pages(values)
        for value in connection.execute(sa.select(keys[wanted]).where(keys[by].in_(some)).distinct()).scalars()
    }


def _pages(values: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(values)
    while some := list(islice(remaining, 1000)):
        yield some


def _insert(connection: Connection, frames: Frames) -> None:
    text_dates = connection.dialect.name == "sqlite"
    for name, frame in frames.items():
        storable = frame.with_columns(pl.selectors.date().dt.to_string("%Y-%m-%d")) if text_dates else frame
        if storable.height:
            insert_rows(connection, SQL[name], storable.rows())


def _loaded(connection: Connection, name: str) -> pl.DataFrame:
    schema = next(table.schema for table in TABLES if table.name == name)
    columns = ", ".join(f'"{column}"' for column in schema)
    result = connection.exec_driver_sql(f'SELECT {columns} FROM "{name}"')
    frame = pl.DataFrame(result.fetchall(), schema=list(schema), orient="row", infer_schema_length=None)
    return frame.select(_as(frame, column, dtype) for column, dtype in schema.items())


def _as(frame: pl.DataFrame, column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Date and frame.schema[column] == pl.String:
        return pl.col(column).str.to_date("%Y-%m-%d")
    return pl.col(column).cast(dtype)


def _move(connection: Connection, log: Log, position: int) -> None:
    kept = connection.execute(sa.select(progress.c.definition)).scalar()
    connection.execute(sa.delete(progress))
    row = {"one": 1, "position": position, "definition": definition(kept)}
    connection.execute(sa.insert(progress).values(row | {"store": _hex(log.id), "leaf": _hex(log.rows.leaf(position))}))
