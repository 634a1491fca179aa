"""The access log: every participant shown, to whom, in which role, for what, when; and every change of who may see what.

An entry is committed before the answer leaves. Each is a leaf of a Merkle tree of the log's own (RFC 6962), so that one who
may write the database cannot take a look back unseen: `verify` counts everything again.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from domain.access.decisions import AccessSubject
from domain.access.roles import Role
from domain.access.store import AccessStore
from domain.access.tables import entries, leaves, looks, tree
from domain.calendar import day_of, end_of_day, instant_of, microseconds, plus_months
from domain.proof.tree import Frontier, leaf_hash

KEPT_YEARS = 5
EXPIRE = "expire"
"""The action of an entry that says up to which number older ones were deleted."""
_LENGTH = struct.Struct(">I")
_STREAM = 16
Outcome = Literal["done", "refused", "failed"]


@dataclass(frozen=True)
class AccessContext:
    """Who acts, and from where: a session's or token's short name, and the client's address or the machine's user."""

    subject: AccessSubject
    session: str = ""
    client: str = ""


@dataclass(frozen=True)
class AccessEntry:
    number: int
    at: datetime
    issuer: str
    sub: str
    role: Role
    units: tuple[str, ...]
    purpose: str | None
    session: str
    client: str
    action: str
    what: str
    """The route or command, and what of it may stand in clear: never a name, a number or a search's words."""
    outcome: Outcome
    persons: tuple[bytes, ...]
    """The streams of the participants shown."""


class AccessLog:
    def __init__(self, store: AccessStore) -> None:
        self.store = store

    def record(
        self, by: AccessContext, at: datetime, action: str, what: str, outcome: Outcome, persons: Iterable[bytes]
    ) -> int:
        """Stores an entry durably, and returns its number."""
        with self.store.writing() as connection:
            return append(connection, by, at, action, what, outcome, persons)

    def head(self) -> tuple[int, bytes]:
        """Returns the number of entries ever written, and the root of their tree."""
        with self.store.reading() as connection:
            frontier = _frontier(connection)
        return frontier.size, frontier.root()

    def root_at(self, until: datetime) -> bytes:
        """Returns the root of the tree of the entries before an instant."""
        with self.store.reading() as connection:
            last = connection.execute(select(func.max(entries.c.number)).where(entries.c.at < microseconds(until))).scalar()
            query = select(leaves.c.leaf).where(leaves.c.number <= (last or 0)).order_by(leaves.c.number)
            frontier = Frontier()
            frontier.extend(connection.execute(query).scalars())
        return frontier.root()

    def entries(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[AccessEntry]:
        """Yields the entries in order, of these instants (`until` is the first that no longer counts)."""
        query = select(entries).order_by(entries.c.number)
        if since is not None:
            query = query.where(entries.c.at >= microseconds(since))
        if until is not None:
            query = query.where(entries.c.at < microseconds(until))
        with self.store.reading() as connection:
            yield from map(_opened, connection.execute(query))

    def entries_of(self, streams: Sequence[bytes]) -> list[AccessEntry]:
        """Returns the entries in which one of these participants was shown, in order."""
        numbers = select(looks.c.number).where(looks.c.stream.in_(streams))
        with self.store.reading() as connection:
            query = select(entries).where(entries.c.number.in_(numbers)).order_by(entries.c.number)
            return list(map(_opened, connection.execute(query)))

    def verify(self) -> int | None:
        """Returns the number of the first entry that is wrong, missing or added; None if the log adds up."""
        with self.store.reading() as connection:
            kept = {row.number: row.leaf for row in connection.execute(select(leaves))}
            rows = {row.number: row for row in connection.execute(select(entries))}
            frontier = _frontier(connection)
        expired = max((_expired(row) for row in rows.values()), default=0)
        for number in range(1, max((frontier.size, *kept, *rows)) + 1):
            leaf = _leaf(rows[number].entry, rows[number].persons) if number in rows else None
            is_there = leaf == kept.get(number) or (leaf is None and number <= expired)
            if number not in kept or number > frontier.size or not is_there:
                return number
        counted = Frontier()
        counted.extend(kept[number] for number in sorted(kept))
        return None if counted.root() == frontier.root() else frontier.size

    def expire(self, by: AccessContext, now: datetime) -> int:
        """Deletes the entries that are older than they are kept, and records up to which.

        Their leaves stay, so that the tree still adds up.
        """
        first_day = plus_months(day_of(now), -12 * KEPT_YEARS)
        before = microseconds(end_of_day(first_day - timedelta(days=1)))
        with self.store.writing() as connection:
            oldest = select(func.min(entries.c.number))
            first: int | None = connection.execute(oldest).scalar()
            upto: int = connection.execute(oldest.where(entries.c.at > before)).scalar() or _frontier(connection).size + 1
            if first is None or first >= upto:
                return 0
            connection.execute(delete(looks).where(looks.c.number < upto))
            connection.execute(delete(entries).where(entries.c.number < upto))
            append(connection, by, now, EXPIRE, str(upto - 1), "done", ())
        return upto - first


def append(
    connection: Connection, by: AccessContext, at: datetime, action: str, what: str, outcome: Outcome, persons: Iterable[bytes]
) -> int:
    """Adds an entry in a transaction that holds the right to write, so that a change and its entry are stored together."""
    frontier, streams = _frontier(connection), sorted(set(persons))
    number, instant = frontier.size + 1, microseconds(at)
    entry = orjson.dumps({"number": number, "at": instant, **_who(by), "action": action, "what": what, "outcome": outcome})
    shown = b"".join(streams)
    leaf = _leaf(entry, shown)
    frontier.extend([leaf])
    connection.execute(insert(entries).values(number=number, at=instant, entry=entry, persons=shown))
    connection.execute(insert(leaves).values(number=number, leaf=leaf))
    connection.execute(update(tree).values(frontier=frontier.to_bytes()))
    if streams:
        connection.execute(insert(looks), [{"stream": stream, "number": number} for stream in streams])
    return number


def _who(by: AccessContext) -> dict[str, Any]:
    subject = by.subject
    return {
        "issuer": subject.issuer,
        "sub": subject.sub,
        "role": subject.role,
        "units": sorted(subject.units),
        "purpose": subject.purpose,
        "session": by.session,
        "client": by.client,
    }


def _leaf(entry: bytes, persons: bytes) -> bytes:
    return leaf_hash(_LENGTH.pack(len(entry)) + entry + persons)


def _frontier(connection: Connection) -> Frontier:
    return Frontier.from_bytes(connection.execute(select(tree.c.frontier)).scalar_one())


def _opened(row: Row[Any]) -> AccessEntry:
    fields = orjson.loads(row.entry)
    streams = tuple(row.persons[at : at + _STREAM] for at in range(0, len(row.persons), _STREAM))
    return AccessEntry(**fields | {"at": instant_of(fields["at"]), "units": tuple(fields["units"])}, persons=streams)


def _expired(row: Row[Any]) -> int:
    """Returns up to which number entries were deleted, if the entry says so."""
    return int(fields["what"]) if (fields := orjson.loads(row.entry))["action"] == EXPIRE else 0
