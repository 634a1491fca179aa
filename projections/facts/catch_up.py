"""Keeps the stored facts up to date: participants with new events are folded again, and their rows are replaced.

The tables are the World at the head of the log, by the default rules. One transaction changes rows and position together,
so a reader sees the old state or the new, never a mix; the same holds for a rebuild.
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
"""Above this share of participants with new events, all participants are folded again, by several processes."""


def made_by() -> str:
    """Returns a digest of the files that make facts from events: this module, and all our modules that it imports."""
    return files_digest(__name__)


def definition(kept: str | None = None) -> str:
    """Returns what makes the facts: a digest of the files, and one of their syntax, which ignores comments.

    The second takes long to compute; it is reused from `kept` if the very same files made those facts.
    """
    return kept if kept and _files(kept) == made_by() else f"{made_by()}-{syntax_digest(__name__)}"


def _files(definition: str) -> str:
    return definition.partition("-")[0]


def _rules(definition: str) -> str:
    return definition.partition("-")[2]


@dataclass(frozen=True)
class FactStore:
    """The tables of facts, in a file or schema of their own; the readable copy, which the log can rebuild at any time."""

    engine: Engine
    refused: StoreError | None = None
    """Why the facts are not stored for the next reader."""

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
        """Returns a store in memory, if no disk accepts the facts: they exist only while they are read."""
        engine = open_in_memory()
        metadata.create_all(engine)
        return cls(engine, refused)

    def position(self, log: Log) -> int | None:
        """Returns the log position that the facts have reached.

        None if they were never made, or by other rules, or from another store. Raises `PartOlder` or `PartAltered` if they are
        made from entries of this store that the log lacks.
        """
        with self.engine.connect() as connection:
            return _reached(connection, log)

    def of_another_store(self, log: Log) -> bool:
        with self.engine.connect() as connection:
            own = connection.execute(sa.select(progress.c.store)).scalar()
        return own is not None and own != _hex(log.id)

    def load(self) -> tuple[Frames, int]:
        """Returns everybody's facts and the log position they stand for, from one snapshot."""
        with self.engine.connect() as connection:
            position = connection.execute(sa.select(progress.c.position)).scalar_one()
            return {table.name: _loaded(connection, table.name) for table in TABLES}, int(position)


def catch_up(log: Log, facts: FactStore, processes: int = 2) -> int:
    """Brings the facts to the head of the log; returns the position they then stand for."""
    head, _ = log.rows.head()
    if facts.position(log) == head:
        return head
    with writing(facts.engine) as connection:
        reached = _reached(connection, log)
        if reached is not None and reached >= head:
            return reached  # another process was faster
        touched = None if reached is None else _touched(log, reached, head, MANY * _participants(connection))
        if reached is None or touched is None:
            _make_anew(connection, log, head, processes)
        else:
            _replace(connection, log, touched, reached, head)
    return head


def _touched(log: Log, reached: int, head: int, most: float) -> set[bytes] | None:
    """Returns the streams with new events; None if they are more than `most`, which ends the reading early."""
    streams: set[bytes] = set()
    for page in log.since(reached, head):
        streams |= {stored.stream for stored in page}
        if len(streams) > most:
            return None
    return streams


def rebuild(log: Log, facts: FactStore, processes: int = 2) -> int:
    """Computes all facts again; readers see the old ones until that is complete. Raises `StoreError` if they are not stored."""
    if facts.refused is not None:
        raise facts.refused
    head, _ = log.rows.head()
    with writing(facts.engine) as connection:
        _reached(connection, log)  # raises if the facts hold entries that the log lacks
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
    gc.disable()  # rows hold no reference cycles, and there are very many of them
    try:
        for part in fold_everybody(log, Used(position=head), processes=processes):
            _insert(connection, part)
    finally:
        gc.enable()
    _move(connection, log, head)


def _replace(connection: Connection, log: Log, touched: set[bytes], reached: int, head: int) -> None:
    """Folds participants with new events again, with all who were ever merged with them; the erased only lose their rows.

    Participants whose rows were computed with one of these are folded again too: the log no longer holds an erased merge.
    """
    streams = touched | {fence.stream for fence in log.rows.fences() if fence.position > reached}
    clusters, pids = _concerned(connection, log, streams)
    for some in _pages([NOBODY, *pids]):
        for table in SQL.values():
            connection.execute(sa.delete(table).where(table.c.pid.in_(some)))
    _insert(connection, fold_clusters(log, clusters, Used(position=head)))
    _move(connection, log, head)


def _concerned(connection: Connection, log: Log, streams: set[bytes]) -> tuple[set[tuple[str, ...]], set[int]]:
    """Returns the clusters to fold again and the `pid`s whose rows to delete: of these streams, of all merged with them,
    and of all that had rows together with those."""
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
    """Returns the distinct values of one column of `keys`, in rows where another has one of these values."""
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
