"""Reads the log by position, by stream or by key, and as a whole in stream order for a replay.

Each query reads one snapshot. The generators (`streams`, `in_stream_order`) hold a page at a time in memory.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from weakref import WeakSet

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, inspect, not_, or_, select

from domain.log.numbers import NumberReader
from domain.log.rows import Fence, Stored
from domain.log.storage.bulk import rows_with
from domain.log.storage.database import CHUNK, chunks, in_part
from domain.log.storage.schema import MERGES_ONLY, MERGING, clock, events, fences, leaves, tree
from domain.proof.tree import Frontier
from domain.used import ALL, Used

PAGE = 500  # larger pages live long enough for the garbage collector to walk them
DAY = 24 * 60 * 60 * 1_000_000
"""A day in microseconds. An import uses its start time while others write, so only a larger difference means a wrong clock."""
ENTRY = select(*(events.c[name] for name in Stored._fields))


def known(used: Used) -> ColumnElement[bool]:
    """Returns the SQL condition that an entry is known at the point `used`."""
    return and_(*used.conditions(events.c.recorded_at, events.c.position))


class LogReader(NumberReader):
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._under_way: WeakSet[Generator[Stored, None, None]] = WeakSet()

    def close(self) -> None:
        """Closes the connections, including those of unfinished generators, which an exception may still reference."""
        for reading in tuple(self._under_way):
            reading.close()
        self.engine.dispose()

    def edge(self) -> Frontier:
        """Returns the edge of the tree, up to the last assigned position."""
        with self.engine.connect() as connection:
            return Frontier.from_bytes(connection.execute(select(tree.c.frontier)).scalar_one())

    def head(self) -> tuple[int, bytes]:
        """Returns the last assigned position and the root of the tree up to it."""
        return (edge := self.edge()).size, edge.root()

    def leaf(self, position: int) -> bytes | None:
        """Returns the leaf hash at a position, or None; it differs between logs with different histories."""
        with self.engine.connect() as connection:
            leaf: bytes | None = connection.execute(select(leaves.c.leaf).where(leaves.c.position == position)).scalar()
            return leaf

    def read(self, after: int = 0, upto: int | None = None, limit: int = 5000, kinds: Collection[str] = ()) -> list[Stored]:
        """Returns entries by position, restricted to `kinds` if any are given. Erased entries are absent; their positions are
        never reused."""
        wanted = ENTRY.where(events.c.position > after).order_by(events.c.position).limit(limit)
        if upto is not None:
            wanted = wanted.where(events.c.position <= upto)
        return self._all(wanted.where(events.c.kind.in_(kinds)) if kinds else wanted)

    def contents(self, kinds: Collection[str]) -> Iterator[tuple[bytes, bytes, int, int]]:
        """Yields the event key, content hash, time of registration and position of every entry of these kinds."""
        named = events.c.event_key, events.c.content, events.c.recorded_at, events.c.position
        wanted = select(*named).where(events.c.kind.in_(kinds))
        with self.engine.connect() as connection, connection.execution_options(yield_per=10_000).execute(wanted) as result:
            for page in result.partitions():
                yield from ((key, content, recorded_at, position) for key, content, recorded_at, position in page)

    def at(self, positions: Iterable[int]) -> Iterator[Stored]:
        """Yields the entries at these positions, in order."""
        remaining = iter(sorted(positions))
        while some := tuple(islice(remaining, CHUNK)):
            yield from self._all(ENTRY.where(events.c.position.in_(some)).order_by(events.c.position))

    def leaves(self, after: int = 0, limit: int = 5000) -> list[bytes]:
        """Returns the leaf hashes after position `after`, including those of erased entries."""
        wanted = select(leaves.c.leaf).where(leaves.c.position > after).order_by(leaves.c.position).limit(limit)
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def stream(self, stream: bytes) -> list[Stored]:
        return self._all(ENTRY.where(events.c.stream == stream).order_by(events.c.version))

    def versions_of(self, stream: bytes, versions: Iterable[int]) -> list[Stored]:
        """Returns the entries of a stream with these versions, in order."""
        wanted = ENTRY.where(events.c.stream == stream, events.c.version.in_(sorted(versions)))
        return self._all(wanted.order_by(events.c.version))

    def streams(self, streams: Iterable[bytes], point: Used = ALL, kinds: Collection[str] = ()) -> Iterator[Stored]:
        """Yields the first entry of each of these streams, and all that are known at a point, ordered by stream and version;
        restricted to `kinds` if any are given."""
        wanted = ENTRY.where(events.c.kind.in_(kinds)) if kinds else ENTRY
        wanted = wanted if point == ALL else wanted.where(or_(events.c.version == 1, known(point)))
        for some in chunks(sorted(set(streams))):
            yield from self._page_through(wanted.where(events.c.stream.in_(some)))

    def in_stream_order(self, part: tuple[int, int] = (0, 1), upto: int | None = None) -> Iterator[Stored]:
        """Yields all entries of a part of all streams, ordered by stream and version: (0, 2) and (1, 2) are two halves.

        Stream ids are random, so their first byte divides them evenly.
        """
        wanted = ENTRY.where(in_part(events.c.stream, part))
        return self._page_through(wanted if upto is None else wanted.where(events.c.position <= upto))

    def differing(self, first: Used, *others: Used) -> list[bytes]:
        """Returns the streams with an entry that is known at the first of these points and not at all others, or vice versa."""
        by_first = known(first)
        unlike = [or_(and_(by_first, not_(known(other))), and_(not_(by_first), known(other))) for other in others]
        with self.engine.connect() as connection:
            return list(connection.execute(select(events.c.stream).where(or_(*unlike)).distinct()).scalars())

    def by_event_keys(self, keys: Iterable[bytes]) -> dict[bytes, tuple[bytes, int, bytes]]:
        """Maps each of these event keys that is recorded to its stream, version and content hash."""
        named = events.c.event_key
        columns = (named, events.c.stream, events.c.version, events.c.content)
        with self.engine.connect() as connection:
            return {
                key: (stream, version, content)
                for some in chunks(keys)
                for key, stream, version, content in rows_with(connection, columns, named, some)
            }

    def versions(self, streams: Iterable[bytes]) -> dict[bytes, int]:
        """Returns the last version of each of these streams that has entries."""
        with self.engine.connect() as connection:
            return _versions(connection, streams)

    def merges(self) -> list[Stored]:
        """Returns all merges and their undoings in log order; read from an index of their own, instead of a scan."""
        merging = events.c.kind.in_(MERGING) & MERGES_ONLY  # the exact condition of the index, otherwise it is not used
        return self._all(ENTRY.where(merging).order_by(events.c.position))

    def merging(self) -> tuple[int, int]:
        """Returns the number of merge events and the position of the last; callers use it to see whether merges changed."""
        with self.engine.connect() as connection:
            return _merging(connection)

    def fences(self) -> list[Fence]:
        """Returns the fences of erased streams, which must stay erased even if the key store is restored from a copy."""
        wanted = select(fences.c.stream, fences.c.position, fences.c.name_hash).order_by(fences.c.position)
        with self.engine.connect() as connection:
            return [Fence._make(row) for row in connection.execute(wanted)]

    def position_at(self, stored_before_us: int) -> int:
        """Returns the log's last position before an instant (microseconds). Binary search: stored times never decrease."""
        low, (high, _root) = 0, self.head()
        with self.engine.connect() as connection:
            while low < high:
                middle = (low + high + 1) // 2
                first = select(events.c.stored_at).where(events.c.position >= middle).order_by(events.c.position).limit(1)
                stored_at = connection.execute(first).scalar()
                if stored_at is not None and stored_at < stored_before_us:
                    low = middle
                else:
                    high = middle - 1
        return low

    def last_stored_at(self) -> int:
        """Returns the latest stored time (microseconds); 0 in an empty log."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(tree.c.last_stored_at)).scalar_one())

    def clocks_ahead(self, now: int) -> list[tuple[int, int]]:
        """Returns the intervals in which stored times are unreliable because a clock was more than a day ahead.

        Each interval is (exclusive start, inclusive end) in microseconds; the end is the latest time that clock stored.
        """
        last = self.last_stored_at()
        with self.engine.connect() as connection:
            kept = inspect(connection).has_table(clock.name)
            rows = connection.execute(select(clock.c.clock, clock.c.stored_at)).all() if kept else []
        ahead = {stored_at: read for read, stored_at in rows}
        if last - now > DAY:
            ahead.setdefault(last, now)
        return [(self._stored_by(read), stored_at) for stored_at, read in sorted(ahead.items())]

    def _stored_by(self, instant: int) -> int:
        """Returns the stored time of the last entry stored at or before an instant, or 0 if there is no such entry."""
        before = events.c.position <= self.position_at(instant + 1)
        with self.engine.connect() as connection:
            last = select(events.c.stored_at).where(before).order_by(events.c.position.desc()).limit(1)
            return int(connection.execute(last).scalar() or 0)

    def _all(self, wanted: Select[Any]) -> list[Stored]:
        with self.engine.connect() as connection:
            return [Stored._make(row) for row in connection.execute(wanted)]

    def _page_through(self, wanted: Select[Any]) -> Iterator[Stored]:
        reading = self._pages(wanted)
        self._under_way.add(reading)
        return reading

    def _pages(self, wanted: Select[Any]) -> Generator[Stored, None, None]:
        ordered = wanted.order_by(events.c.stream, events.c.version)
        with self.engine.connect() as connection, connection.execution_options(yield_per=PAGE).execute(ordered) as result:
            for page in result.partitions():
                yield from map(Stored._make, page)


@dataclass(frozen=True)
class Seen:
    """The state that a decision was based on: the last version of its streams, and the state of the merges."""

    versions: Mapping[bytes, int]
    merging: tuple[int, int]


def seen_by(connection: Connection, streams: Iterable[bytes]) -> Seen:
    return Seen(_versions(connection, streams), _merging(connection))


def _versions(connection: Connection, streams: Iterable[bytes]) -> dict[bytes, int]:
    wanted = select(events.c.stream, func.max(events.c.version)).group_by(events.c.stream)
    return {
        stream: version
        for some in chunks(streams)
        for stream, version in connection.execute(wanted.where(events.c.stream.in_(some)))
    }


def _merging(connection: Connection) -> tuple[int, int]:
    wanted = select(func.count(), func.max(events.c.position)).where(events.c.kind.in_(MERGING), MERGES_ONLY)
    number, last = connection.execute(wanted).one()
    return int(number), int(last or 0)
