"""The key store: a key per participant, wrapped by the master key, and the keyed hashes used for lookups.

A participant is looked up by a keyed hash of its name and identified by a random stream id. Only the name and the key are
stored here, and erasure deletes both. The hash remains without a key, as a fence, so that the name is never used again.

The hashes use keys expanded from the *system key*, which is wrapped like all other keys (under the all-zero stream id), so
they stay the same when the master key is rotated.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Row, bindparam, insert, select, update

from domain.errors import KeyForeign, KeyUnreadable, ParticipantErased, SealBroken, StoreUnwritable
from domain.log.keys.master_key import MasterKey
from domain.log.keys.sealing import expand, mac, seal, unseal
from domain.log.keys.store_keys import FactsKey, NumberIndex
from domain.log.storage.database import chunks, in_part, writing
from domain.log.storage.reach import OF_PARTICIPANTS, SYSTEM
from domain.log.storage.schema import key_store, subjects
from domain.log.storage.sqlite import truncate_wal
from domain.normal_form import forms, normal_form

_Kept = Row[bytes, bytes, bytes | None, bytes | None, int]
_ROWS = select(subjects.c.stream, subjects.c.name_hash, subjects.c.name, subjects.c.wrapped, subjects.c.epoch)
_SYSTEM_ROW = _ROWS.where(subjects.c.stream == SYSTEM)


@dataclass(frozen=True, slots=True)
class Subject:
    """The participant (or record kind) of a stream, and the key that seals its entries."""

    stream: bytes
    name: str
    key: bytes


class KeyStore:
    def __init__(self, engine: Engine, key_path: Path) -> None:
        self.engine = engine
        self._master = MasterKey(key_path)
        self._withheld: frozenset[bytes] = frozenset()
        self.facts = FactsKey(engine, self._master)
        self.numbers = NumberIndex(engine, self._master)
        system = self._system_key()
        self._names = expand(system, b"rodtrad/1|name")
        self._events = expand(system, b"rodtrad/1|event")
        self._contents = expand(system, b"rodtrad/1|content")
        self._numbers = expand(system, b"rodtrad/1|number")
        self._purposes = expand(system, b"rodtrad/1|purpose")
        self.system = self.system_stream("system")
        if self._master.has_leftovers:
            with suppress(StoreUnwritable, KeyUnreadable):  # a process that can write cleans up
                self._forget_old_masters()

    def name_hash(self, name: str) -> bytes:
        return mac(self._names, name.encode())

    def number_hash(self, number: str) -> bytes:
        return mac(self._numbers, number.encode())

    def event_keys(self, source: str, event_id: str) -> list[bytes]:
        """Returns an event's possible keys: its key, then the keys it may have from before texts were normalized."""
        return [self.event_key(normal_form(source), normal_form(event_id)), *self.earlier_event_keys(source, event_id)]

    def earlier_event_keys(self, source: str, event_id: str) -> list[bytes]:
        """Returns the keys that an event may have from before texts were normalized."""
        names = [(of, name) for of in forms(source) for name in forms(event_id)][1:]
        return [self.event_key(*name) for name in names]

    def event_key(self, source: str, event_id: str) -> bytes:
        """Returns the event key (16 bytes). The source is prefixed with its length, so that different pairs never collide."""
        return mac(self._events, f"{len(source)}|{source}{event_id}".encode())[:16]

    def content(self, line: bytes) -> bytes:
        return mac(self._contents, line)[:16]

    def system_stream(self, purpose: str) -> Subject:
        """Returns the fixed stream of a purpose that is not a participant: reference values, publications, erasures."""
        return Subject(
            stream=mac(self._purposes, purpose.encode())[:16],
            name=purpose,
            key=expand(self._purposes, b"rodtrad/1|key|" + purpose.encode()),
        )

    def provide(self, names: Sequence[str]) -> dict[str, Subject | None]:
        """Returns the subject of each name, creating a stream and key if there is none; None for an erased participant."""
        names = [normal_form(name) for name in names]
        subjects_by_name = self.find(names)
        return subjects_by_name | self.create([name for name in dict.fromkeys(names) if name not in subjects_by_name])

    def create(self, names: Sequence[str]) -> dict[str, Subject | None]:
        """Returns the subjects of names that had none when they were looked up; another process may have added them since."""
        if not names:
            return {}
        with writing(self.engine) as connection:
            there = self._find(connection, names)
            return there | self._add(connection, [name for name in names if name not in there])

    def find(self, names: Sequence[str]) -> dict[str, Subject | None]:
        with self.engine.connect() as connection:
            return self._find(connection, names)

    def by_stream(self, streams: Iterable[bytes]) -> dict[bytes, Subject]:
        with self.engine.connect() as connection:
            rows = [row for some in chunks(streams) for row in connection.execute(_ROWS.where(subjects.c.stream.in_(some)))]
        return {subject.stream: subject for subject in map(self._subject, rows) if subject is not None}

    def everyone(self, part: tuple[int, int] = (0, 1)) -> Iterator[Subject]:
        """Yields all participants that are not erased, in a part of all streams (see `in_part`)."""
        living = _ROWS.where(subjects.c.wrapped.is_not(None), OF_PARTICIPANTS, in_part(subjects.c.stream, part))
        with self.engine.connect() as connection, connection.execution_options(yield_per=5000).execute(living) as rows:
            for row in rows:
                subject = self._subject(row)
                if subject is not None:
                    yield subject

    def destroy(self, streams: Sequence[bytes]) -> None:
        """Destroys keys permanently, and that of the facts: what they sealed is unreadable, in every copy of log and facts."""
        if SYSTEM in streams:
            raise ValueError("the system key is not a participant's")
        with writing(self.engine) as connection:
            for some in chunks(streams):
                connection.execute(update(subjects).where(subjects.c.stream.in_(some)).values(name=None, wrapped=None))
            self.facts.destroy(connection)
        truncate_wal(self.engine)

    def finish_erasures(self, fenced: Sequence[bytes]) -> None:
        """Destroys the keys of fenced streams that still have one, after a crash or a restore of the key store.

        If the store cannot be written, these keys are withheld in memory instead.
        """
        if fenced and (held := list(self.by_stream(fenced))):
            try:
                self.destroy(held)
            except StoreUnwritable:
                self._withheld = frozenset(held)

    def newest(self) -> tuple[int, bytes | None]:
        """Returns the number of keys ever created, and the stream of the last."""
        with self.engine.connect() as connection:
            row = connection.execute(select(key_store.c["keys"], key_store.c.last_key)).one_or_none()
        return (0, None) if row is None else (row[0], row[1])

    def hear_of_log(self, position: int, leaf: bytes | None) -> None:
        """Stores the log's position and the leaf at it, if later than the stored position."""
        with writing(self.engine) as connection:
            connection.execute(update(key_store).where(key_store.c.position < position).values(position=position, leaf=leaf))

    def rotate(self) -> None:
        """Replaces the master key and rewraps all keys with it; earlier copies of the store no longer open.

        The system row's epoch states which master key is in use. The file contains the new key before any row needs it and
        the old key until no row does, and it is written only under the store's write lock; so after a crash at any step
        the store still opens, and the next start cleans up.
        """
        with writing(self.engine) as connection:
            old = connection.execute(_SYSTEM_ROW).one()
            new = self._master.renew(old.epoch)
            living = connection.execute(_ROWS.where(subjects.c.wrapped.is_not(None))).all()
            connection.execute(
                update(subjects).where(subjects.c.stream == bindparam("of")),
                [
                    {"of": row.stream, "epoch": new, "wrapped": self._master.wrap(new, row.stream, self._key(row))}
                    for row in living
                ],
            )
        self._forget_old_masters()
        truncate_wal(self.engine)

    def _forget_old_masters(self) -> None:
        with writing(self.engine) as connection:
            self._master.keep_only(connection.execute(_SYSTEM_ROW).one().epoch)

    def _system_key(self) -> bytes:
        with self.engine.connect() as connection:
            row = connection.execute(_SYSTEM_ROW).one_or_none()
        if row is None:
            with writing(self.engine) as connection:
                row = connection.execute(_SYSTEM_ROW).one_or_none() or self._begin(connection)
        try:
            return self._key(row)
        except SealBroken as broken:
            raise KeyForeign(path=self._master.path) from broken

    def _begin(self, connection: Connection) -> _Kept:
        epoch = self._master.start()
        connection.execute(
            insert(subjects).values(
                stream=SYSTEM,
                name_hash=bytes(32),
                wrapped=self._master.wrap(epoch, SYSTEM, os.urandom(32)),
                epoch=epoch,
            )
        )
        return connection.execute(_SYSTEM_ROW).one()

    def _add(self, connection: Connection, names: Sequence[str]) -> dict[str, Subject | None]:
        if not names:
            return {}
        epoch = connection.execute(_SYSTEM_ROW).one().epoch
        new = [Subject(os.urandom(16), name, os.urandom(32)) for name in names]
        connection.execute(
            insert(subjects),
            [
                {
                    "stream": subject.stream,
                    "name_hash": self.name_hash(subject.name),
                    "name": seal(_name_key(subject.key), subject.stream, subject.name.encode(), os.urandom(12)),
                    "wrapped": self._master.wrap(epoch, subject.stream, subject.key),
                    "epoch": epoch,
                }
                for subject in new
            ],
        )
        connection.execute(update(key_store).values(keys=key_store.c["keys"] + len(new), last_key=new[-1].stream))
        return {subject.name: subject for subject in new}

    def _find(self, connection: Connection, names: Sequence[str]) -> dict[str, Subject | None]:
        """Returns subjects by the given names. Names from before normalization are looked up by their earlier forms."""
        hashes = {name: [self.name_hash(form) for form in forms(name)] for name in names}
        rows = {
            row.name_hash: row
            for some in chunks(key for of in hashes.values() for key in of)
            for row in connection.execute(_ROWS.where(subjects.c.name_hash.in_(some)))
        }
        first = {name: next((key for key in of if key in rows), None) for name, of in hashes.items()}
        return {name: self._subject(rows[key]) for name, key in first.items() if key is not None}

    def _subject(self, row: _Kept) -> Subject | None:
        if row.wrapped is None or row.name is None or row.stream in self._withheld:
            return None
        key = self._key(row)
        return Subject(row.stream, normal_form(unseal(_name_key(key), row.stream, row.name).decode()), key)

    def _key(self, row: _Kept) -> bytes:
        if row.wrapped is None:
            raise ParticipantErased
        return self._master.unwrap(row.epoch, row.stream, row.wrapped)


def _name_key(key: bytes) -> bytes:
    """Returns the key that seals the name, derived from the participant's key, so that rotation and erasure also cover it."""
    return expand(key, b"rodtrad/1|name")
