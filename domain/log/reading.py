"""Reading the log: by position, by stream, by key; and everything in the order of streams, for a replay.

Each answer comes from one snapshot. What streams (`streams`, `in_stream_order`) holds a page at a time in memory.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, inspect, not_, or_, select

from domain.log.rows import Fence, Stored
from domain.log.storage.database import chunks, in_part
from domain.log.storage.schema import MERGES_ONLY, MERGING, clock, events, fences, identities, leaves, tree
from domain.log.tree import Frontier
from domain.used import ALL, Used

PAGE = 500  # larger pages live long enough for the garbage collector to walk them
DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds. An import keeps the instant it began at, and others write meanwhile; beyond a day a clock was wrong."""
ENTRY = select(*(events.c[name] for name in Stored._fields))


def known(used: Used) -> ColumnElement[bool]:
    """The condition on an entry that it is known."""
    return and_(*used.conditions(events.c.recorded_at, events.c.position))


class LogReader:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._under_way: WeakSet[Generator[Stored, None, None]] = WeakSet()

    def close(self) -> None:
        """Lets go of the database, also where a reading was given up half-way: the error that ended it may still hold it."""
        for reading in tuple(self._under_way):
            reading.close()
        self.engine.dispose()

    def head(self) -> tuple[int, bytes]:
        """The last position given, and the root of the tree over everything up to it."""
        with self.engine.connect() as connection:
            stored = connection.execute(select(tree.c.frontier)).scalar_one()
        frontier = Frontier.from_bytes(stored)
        return frontier.size, frontier.root()

    def leaf(self, position: int) -> bytes | None:
        """The leaf at a position: what tells one log's history from another's."""
        with self.engine.connect() as connection:
            leaf: bytes | None = connection.execute(select(leaves.c.leaf).where(leaves.c.position == position)).scalar()
            return leaf

    def read(self, after: int = 0, upto: int | None = None, limit: int = 5000, kinds: Collection[str] = ()) -> list[Stored]:
        """Entries by position, of these kinds where any are named. Erased ones are not there; their positions are never
        given again."""
        wanted = ENTRY.where(events.c.position > after).order_by(events.c.position).limit(limit)
        if upto is not None:
            wanted = wanted.where(events.c.position <= upto)
        return self._all(wanted.where(events.c.kind.in_(kinds)) if kinds else wanted)

    def leaves(self, after: int = 0, limit: int = 5000) -> list[bytes]:
        """The leaf hashes from the position after `after`: also those of erased entries."""
        wanted = select(leaves.c.leaf).where(leaves.c.position > after).order_by(leaves.c.position).limit(limit)
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def stream(self, stream: bytes) -> list[Stored]:
        return self._all(ENTRY.where(events.c.stream == stream).order_by(events.c.version))

    def versions_of(self, stream: bytes, versions: Iterable[int]) -> list[Stored]:
        """These entries of one stream, in order."""
        wanted = ENTRY.where(events.c.stream == stream, events.c.version.in_(sorted(versions)))
        return self._all(wanted.order_by(events.c.version))

    def streams(self, streams: Iterable[bytes]) -> Iterator[Stored]:
        """Everything of these streams, ordered by stream and version."""
        for some in chunks(sorted(set(streams))):
            yield from self._page_through(ENTRY.where(events.c.stream.in_(some)))

    def in_stream_order(self, part: tuple[int, int] = (0, 1), upto: int | None = None) -> Iterator[Stored]:
        """Everything of one part of all streams, ordered by stream and version: (0, 2) and (1, 2) are two halves.

        Streams are random, so their first byte parts them evenly.
        """
        wanted = ENTRY.where(in_part(events.c.stream, part))
        return self._page_through(wanted if upto is None else wanted.where(events.c.position <= upto))

    def differing(self, first: Used, second: Used = ALL) -> list[bytes]:
        """The streams with an entry that is known at one of two points only."""
        by_first, by_second = known(first), known(second)
        with self.engine.connect() as connection:
            wanted = (
                select(events.c.stream).where(or_(and_(by_first, not_(by_second)), and_(not_(by_first), by_second))).distinct()
            )
            return list(connection.execute(wanted).scalars())

    def by_event_keys(self, keys: Iterable[bytes]) -> dict[bytes, tuple[bytes, int, bytes]]:
        """Which of these events are recorded: their stream, version and content."""
        wanted = select(events.c.event_key, events.c.stream, events.c.version, events.c.content)
        with self.engine.connect() as connection:
            return {
                key: (stream, version, content)
                for some in chunks(keys)
                for key, stream, version, content in connection.execute(wanted.where(events.c.event_key.in_(some)))
            }

    def versions(self, streams: Iterable[bytes]) -> dict[bytes, int]:
        """The last version of each of these streams that has any."""
        with self.engine.connect() as connection:
            return _versions(connection, streams)

    def kinds(self, kinds: Sequence[str]) -> list[bytes]:
        """The streams that hold an event of these kinds; found without a scan for the kinds of merging."""
        wanted = select(events.c.stream).where(events.c.kind.in_(kinds)).distinct()
        if set(kinds) <= set(MERGING):
            wanted = wanted.where(MERGES_ONLY)  # in the words of the index, or it is not used
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def merging(self) -> tuple[int, int]:
        """How many events of merging there are, and the last one's position: what has not moved need not be read again."""
        with self.engine.connect() as connection:
            return _merging(connection)

    def with_number(self, number_hash: bytes) -> list[bytes]:
        """The streams in which this identity number was registered."""
        wanted = select(identities.c.stream).where(identities.c.number_hash == number_hash)
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def of_shared_numbers(self) -> list[bytes]:
        """The streams in which a number was registered that was also registered in another."""
        shared = select(identities.c.number_hash).group_by(identities.c.number_hash).having(func.count() > 1)
        wanted = select(identities.c.stream).where(identities.c.number_hash.in_(shared)).distinct()
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def fences(self) -> list[Fence]:
        """The erased streams: what must stay erased also after a restored key store."""
        wanted = select(fences.c.stream, fences.c.position, fences.c.name_hash).order_by(fences.c.position)
        with self.engine.connect() as connection:
            return [Fence._make(row) for row in connection.execute(wanted)]

    def position_at(self, stored_before_us: int) -> int:
        """The position the log had reached before an instant. Stored times never decrease, so it is searched by halves."""
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

    def clocks_ahead(self, now: int) -> list[tuple[int, int]]:
        """Between which instants nothing tells what was stored when, because a clock was more than a day ahead.

        After the first of each, up to the second, which that clock had come to: what was stored meanwhile stands there too.
        """
        with self.engine.connect() as connection:
            last: int = connection.execute(select(tree.c.last_stored_at)).scalar_one()
            kept = inspect(connection).has_table(clock.name)
            rows = connection.execute(select(clock.c.clock, clock.c.stored_at)).all() if kept else []
        ahead = {stored_at: read for read, stored_at in rows}
        if last - now > DAY:
            ahead.setdefault(last, now)
        return [(self._stored_by(read), stored_at) for stored_at, read in sorted(ahead.items())]

    def _stored_by(self, instant: int) -> int:
        """When the last entry was stored by an instant, as far as its clock said."""
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
    """What a decision was made on: how far its streams had come, and who was merged with whom."""

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
