"""Many writers, a reader at the tail, and writers that are killed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from domain.errors import Conflict
from domain.log.recorder import LogRecorder
from domain.log.rows import LogRow, leaf_of
from domain.log.storage.bulk import insert_rows
from domain.log.storage.database import open_engine
from domain.log.storage.schema import events
from domain.proof.tree import Frontier
from tests.conftest import Open
from tests.domain.log.rows import history
from tests.processes import apart

WRITERS, BATCHES = 3, 40


def write_batches(where: str, seed: int, done: Connection) -> None:
    """One writer: batches of mixed sizes, each told once it is acknowledged."""
    recorder = LogRecorder(open_engine(where, "log"))
    sizes = Random(seed)
    for _ in range(BATCHES):
        rows = history(sizes.choice((1, 3, 50)))
        first = recorder.append(rows, now=time.time_ns() // 1000)
        done.send([(first + at, row.event_key) for at, row in enumerate(rows)])
    done.close()


def follow(recorder: LogRecorder, until: Callable[[int], bool]) -> list[int]:
    """A reader at the tail: it never looks back, so what appears behind it is missed."""
    seen: list[int] = []
    while not until(len(seen)):
        seen += [entry.position for entry in recorder.read(after=seen[-1] if seen else 0)]
    return seen


def verify(recorder: LogRecorder) -> None:
    """The log is whole: no gaps, and its tree is over what stands there."""
    entries = recorder.read(limit=1_000_000)
    frontier = Frontier()
    frontier.extend(leaf_of(entry.position, entry.stored_at, *entry[:9]) for entry in entries)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert recorder.head() == (len(entries), frontier.root())


def test_a_reader_at_the_tail_misses_nothing_of_many_writers(where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(where, "log"))
    pipes = [apart.Pipe(duplex=False) for _ in range(WRITERS)]
    writers = [apart.Process(target=write_batches, args=(where, seed, sending)) for seed, (_, sending) in enumerate(pipes)]
    for writer in writers:
        writer.start()
    for _, sending in pipes:
        sending.close()

    def all_written(seen: int) -> bool:
        return not any(writer.is_alive() for writer in writers) and seen >= recorder.head()[0]

    seen = follow(recorder, all_written)
    acknowledged = [received for receiving, _ in pipes for _ in range(BATCHES) for received in receiving.recv()]
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert seen == sorted(position for position, _ in acknowledged)
    assert {entry.event_key: entry.position for entry in recorder.read(limit=1_000_000)} == {
        key: position for position, key in acknowledged
    }
    verify(recorder)


class Unlocked(LogRecorder):
    """A recorder that draws its positions from a sequence, and waits for nobody: what one would write first."""

    @contextmanager
    def started(self, rows: list[LogRow]) -> Any:
        with self.engine.begin() as connection:
            places = [connection.execute(text("SELECT nextval('places')")).scalar_one() for _ in rows]
            insert_rows(
                connection,
                events,
                [(place, *row[:5], 1, *row[5:]) for place, row in zip(places, rows, strict=True)],
            )
            yield places


def test_without_the_lock_a_reader_at_the_tail_does_miss_entries(postgresql_where: str, opened: Open) -> None:
    """The control: a slow transaction commits behind a fast one, and the reader has passed it."""
    recorder = Unlocked(opened(postgresql_where, "log"))
    with recorder.engine.begin() as connection:
        connection.execute(text("CREATE SEQUENCE places"))
    with recorder.started(history(2)) as slow:
        with recorder.started(history(3)) as fast:
            pass
        seen = follow(recorder, lambda count: count >= 3)
    seen += [entry.position for entry in recorder.read(after=seen[-1])]
    assert (slow, fast) == ([1, 2], [3, 4, 5])
    assert seen == fast


def write_until_killed(where: str, acknowledgements: Connection) -> None:
    recorder = LogRecorder(open_engine(where, "log"))
    while True:
        rows = history(20)
        recorder.append(rows, now=time.time_ns() // 1000)
        acknowledgements.send_bytes(b"".join(row.event_key for row in rows))


def test_a_killed_writer_loses_no_acknowledged_entry(where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(where, "log"))
    acknowledged: set[bytes] = set()
    moments = Random(7)
    for _ in range(4):
        receiving, sending = apart.Pipe(duplex=False)
        writer = apart.Process(target=write_until_killed, args=(where, sending))
        writer.start()
        sending.close()
        batches = [receiving.recv_bytes()]
        time.sleep(moments.uniform(0.005, 0.1))
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        while receiving.poll():
            try:
                batches.append(receiving.recv_bytes())
            except EOFError:
                break
        acknowledged |= {batch[at : at + 16] for batch in batches for at in range(0, len(batch), 16)}
        recorder.append(history(1), now=1)  # who was killed holds no lock
    assert len(acknowledged) >= 4 * 20
    assert acknowledged <= set(recorder.by_event_keys(acknowledged))
    verify(recorder)


def test_one_version_is_given_once_however_many_try(where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(where, "log"))
    rows = history(30)
    with apart.Pool(3, initializer=_open, initargs=(where,)) as pool:
        outcomes = pool.map(_try, [row._replace(event_key=os.urandom(16)) for row in rows for _ in range(3)], chunksize=1)
    assert outcomes.count("recorded") == 30
    assert outcomes.count("version") == 60
    verify(recorder)


_recorder: LogRecorder


def _open(where: str) -> None:
    global _recorder  # noqa: PLW0603
    _recorder = LogRecorder(open_engine(where, "log"))


def _try(row: LogRow) -> str:
    try:
        _recorder.append([row], now=1)
    except Conflict as conflict:
        return str(conflict.about["which"])
    return "recorded"


@pytest.mark.parametrize("size", [1, 200])
def test_a_subscription_brings_what_another_process_writes(where: str, opened: Open, size: int) -> None:
    recorder = LogRecorder(opened(where, "log"))
    receiving, sending = apart.Pipe(duplex=False)
    with recorder.subscribe() as subscription:
        writer = apart.Process(target=write_batches, args=(where, size, sending))
        writer.start()
        sending.close()
        received = [each for _ in range(BATCHES) for each in receiving.recv()]
        brought = [next(subscription).id for _ in received]
        writer.join()
    assert brought == [position for position, _ in received]
