"""The recount of a log: every stored row against its leaf, every leaf against the tree, every position there once.

Rows are hashed by several processes; the tree is hashed by one. Entries are not opened: what has no key is verified as well.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from domain.log.adding_up import SIGNED_FURTHER, SIGNED_OTHERWISE, LogDifference, unaccounted
from domain.log.application import Log
from domain.log.mapper import ERASURES, erasure_mark
from domain.log.processes import in_processes
from domain.log.proving.leaf_ranges import extend
from domain.log.rows import leaf_of
from domain.log.storage.schema import erased, events, fences, leaves, tree
from domain.proof.checkpoints import Checkpoint
from domain.proof.tree import Frontier
from domain.vocabulary.text import Text

SHARE = 50_000
"""The number of positions that a process recounts at a time."""
PAGE = 5_000
_ROW = (
    events.c.position,
    events.c.stored_at,
    events.c.stream,
    events.c.version,
    events.c.kind,
    events.c.kind_version,
    events.c.recorded_at,
    events.c.event_key,
    events.c.content,
    events.c.data,
    events.c.person,
)
OTHER_THAN_LEAF = Text("den är en annan än dess löv i trädet", "it is other than its leaf in the tree")
GAP = Text("version {version} saknas före den i strömmen", "version {version} is missing before it in the stream")
NO_ERASURE = Text("den är märkt som gallrad av någon utan nycklar", "it is marked as erased by somebody without keys")
STILL_THERE = Text("strömmen är gallrad, men den finns", "the stream was erased, but it is there")
UNFOUNDED = Text("en gallring ska stå där, men det gör den inte", "an erasure is to stand there, but does not")
OTHER_TREE = Text("trädets kant är en annan än alla löv ger", "the edge of the tree is not what all leaves give")


class Recount(NamedTuple):
    """What a recount counted, and the first difference, if there is one."""

    size: int
    root: bytes
    entries: int
    erased: int
    unmarked: int
    """How many of the erased were gone before the log noted them."""
    checkpoints: int
    """How many signed checkpoints the tree was compared with."""
    difference: LogDifference | None


def recount(log: Log, processes: int, signed: Sequence[Checkpoint] = ()) -> Recount:
    """Counts the whole log again, and compares its tree with signed checkpoints.

    An erasure at the same time takes rows away while they are counted; then all is counted once more.
    """
    while True:
        before = len(log.rows.fences())
        counted = _recount(log, processes, sorted(signed, key=lambda each: each.size))
        if counted.difference is None or len(log.rows.fences()) == before:
            return counted


def _recount(log: Log, processes: int, signed: Sequence[Checkpoint]) -> Recount:
    with log.rows.engine.connect() as connection:
        size, stored = connection.execute(select(tree.c.size, tree.c.frontier)).one()
        entries, gone = (connection.execute(select(func.count()).select_from(of)).scalar_one() for of in (events, erased))
        unmarked = connection.execute(select(func.count()).where(erased.c.mark == b"")).scalar_one()
        edge, differences = _of_tree(log, size, signed)
        if edge.to_bytes() != stored:
            differences.append(LogDifference(size, OTHER_TREE))
        differences += [unaccounted(connection), _of_gaps(connection)]
        differences += [*_of_fences(log, connection), *_of_marks(log, connection)]
    differences += other_rows(log, processes, 0, size)
    first = min(filter(None, differences), key=lambda each: each.position, default=None)
    return Recount(size, edge.root(), entries, gone, unmarked, len(signed), first)


def other_rows(log: Log, processes: int, after: int, upto: int) -> Iterable[LogDifference]:
    """Yields the first row of each share, between two positions, that is not what its leaf says."""
    shares = [(start, min(start + SHARE, upto)) for start in range(after, upto, SHARE)]
    return filter(None, in_processes(log, processes, _other_row, shares))


def _other_row(log: Log, share: tuple[int, int]) -> LogDifference | None:
    start, end = share
    with log.rows.engine.connect() as connection:
        for first in range(start, end, PAGE):
            last = min(first + PAGE, end)
            stored = select(leaves.c.position, leaves.c.leaf).where(leaves.c.position > first, leaves.c.position <= last)
            theirs = {row.position: row.leaf for row in connection.execute(stored)}
            rows = select(*_ROW).where(events.c.position > first, events.c.position <= last).order_by(events.c.position)
            for row in connection.execute(rows):
                if theirs.get(row[0]) != _leaf_of(row):
                    return LogDifference(row[0], OTHER_THAN_LEAF, row[2])
    return None


def _leaf_of(row: Sequence[object]) -> bytes | None:
    """Returns a row's leaf; None if its columns cannot be those of an entry."""
    try:
        return leaf_of(*row)  # type: ignore[arg-type]
    except (ValueError, struct.error):
        return None


def _of_tree(log: Log, size: int, signed: Sequence[Checkpoint]) -> tuple[Frontier, list[LogDifference | None]]:
    """Returns the tree's edge as all leaves give it, and how it differs from what was signed."""
    edge, agreed, differences = Frontier(), 0, list[LogDifference | None]()
    for checkpoint in takewhile(lambda each: each.size <= size, signed):
        extend(edge, log, checkpoint.size)
        if edge.root() != checkpoint.root:
            differences.append(LogDifference(agreed + 1 if agreed else checkpoint.size, SIGNED_OTHERWISE))
            break
        agreed = checkpoint.size
    if signed and signed[-1].size > size:
        differences.append(LogDifference(size, SIGNED_FURTHER.format(size=signed[-1].size)))
    extend(edge, log, size)
    return edge, differences


def _of_fences(log: Log, connection: Connection) -> Iterator[LogDifference]:
    """Yields fences that stand on no erasure, and entries of fenced streams."""
    register = log.keys.system_stream(ERASURES).stream
    standing = select(events.c.position).where(events.c.stream == register, events.c.kind == "erased")
    for (position,) in connection.execute(select(fences.c.position).where(fences.c.position.not_in(standing))):
        yield LogDifference(position, UNFOUNDED)
    there = select(events.c.position, events.c.stream).join(fences, fences.c.stream == events.c.stream)
    for position, stream in connection.execute(there):
        yield LogDifference(position, STILL_THERE, stream)


def _of_marks(log: Log, connection: Connection) -> Iterator[LogDifference]:
    """Yields positions that are marked as erased by somebody who has no keys."""
    marked = select(erased.c.position, erased.c.mark, leaves.c.leaf).join(leaves, leaves.c.position == erased.c.position)
    for position, mark, leaf in connection.execute(marked):
        if mark not in (b"", erasure_mark(log.keys, position, leaf)):
            yield LogDifference(position, NO_ERASURE)


def _of_gaps(connection: Connection) -> LogDifference | None:
    """Returns the first entry of a stream before which a version is missing: somebody has numbered the log anew."""
    before = func.coalesce(func.lag(events.c.version).over(partition_by=events.c.stream, order_by=events.c.version), 0)
    numbered = select(events.c.position, events.c.stream, events.c.version, before.label("before")).subquery()
    broken = select(numbered).where(numbered.c.version != numbered.c.before + 1).order_by(numbered.c.position).limit(1)
    row = connection.execute(broken).first()
    return None if row is None else LogDifference(row.position, GAP.format(version=row.before + 1), row.stream)
