"""What the proof of the log costs: an append with the tree beside one without it, and the recount of the whole log."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, select, update

from domain.log.application import Log
from domain.log.proving.recount import recount
from domain.log.recorder import LogRecorder
from domain.log.rows import LogRow
from domain.log.storage.bulk import insert_rows
from domain.log.storage.database import open_engine
from domain.log.storage.schema import events, tree
from domain.log.storage.upgrade import upgrade
from scripts.benchmarks.measuring import BenchmarkRow, Spread, medians

APPENDS: Final = 200
BULK: Final = 10_000


class TreelessRecorder(LogRecorder):
    """The same without leaves and tree: what they cost is seen beside it."""

    def _append(self, connection: Connection, rows: Sequence[LogRow], now: int) -> int:
        first: int = connection.execute(select(tree.c.size)).scalar_one() + 1
        insert_rows(connection, events, [(at, *row[:5], now, *row[5:]) for at, row in enumerate(rows, first)])
        connection.execute(update(tree).values(size=first + len(rows) - 1, last_stored_at=now))
        return first


def rows(log: Log, folder: Path, times: int, size: str) -> Iterator[BenchmarkRow]:
    """`folder`: where the logs are made that are appended to."""
    for what, reach, batches in (("a single durable append", 1.15, [1] * APPENDS), ("a bulk append", 1.3, [BULK])):
        yield BenchmarkRow(f"{what}, beside one without a tree", reach, _ratio(folder, batches, times), "×")
    for processes, reach in ((1, 80_000), (2, 150_000)):
        took = medians("recount", lambda processes=processes: _recounted(log, processes), times)  # type: ignore[misc]
        verified = took.per_second(log.rows.head()[0])
        yield BenchmarkRow(f"verify by {processes} processes, {size}", reach, verified, "events/s")


def _ratio(folder: Path, batches: Sequence[int], times: int) -> Spread:
    """With and without in turn, so that both meet the same disk."""
    recorders = [kind(_log(folder, kind)) for kind in (LogRecorder, TreelessRecorder)]
    pairs = [[_appended(recorder, batches) for recorder in recorders] for _ in range(times)]
    for recorder in recorders:
        recorder.close()
    ratios = sorted(with_tree / without for with_tree, without in pairs)
    return Spread("without", ratios[len(ratios) // 2], ratios[0], ratios[-1])


def _log(folder: Path, kind: type[LogRecorder]) -> Engine:
    engine = open_engine(str(folder / f"{kind.__name__}-{os.urandom(4).hex()}"), "log")
    upgrade(engine, "log")
    return engine


def _appended(recorder: LogRecorder, batches: Sequence[int]) -> float:
    stacks = [_rows(number) for number in batches]
    started = time.perf_counter()
    for stack in stacks:
        recorder.append(stack, now=1)
    return time.perf_counter() - started


def _rows(number: int) -> list[LogRow]:
    stream = os.urandom(16)
    return [
        LogRow(stream, version, "insats_started", 1, 1, os.urandom(16), os.urandom(16), os.urandom(250), None)
        for version in range(1, number + 1)
    ]


def _recounted(log: Log, processes: int) -> float:
    started = time.perf_counter()
    counted = recount(log, processes)
    took = time.perf_counter() - started
    assert counted.difference is None, counted.difference
    return took
