"""Converts a parsed line to a sealed row of the log, and back: the library's mapper, with our own registry.

The stored kind is the catalogue's name, looked up in `domain.events.KINDS`; upcasters convert older versions.
Names, identity numbers and free text go into the person part, all other fields into the data part (events.md §3, last lines).
"""

import struct
from dataclasses import dataclass
from os import urandom
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError

from domain.calendar import microseconds
from domain.errors import EntryBroken, ParticipantErased, SealBroken
from domain.events import EVENTS, KINDS, upcast
from domain.events.event import SEALED, Entry, kind_of
from domain.events.impossible import opened_all_the_same
from domain.events.lines import Line
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.keys.sealing import NONCE, Part, derive, expand, header, mac, seal, unseal
from domain.log.rows import LogNotification, LogRow, Stored

ERASURES = "erasures"
"""The register of erasures: a stream that is not about a participant."""
_OF_PARTICIPANTS = frozenset(map(kind_of, EVENTS))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with its stream and version: a domain event in the library's terms."""

    originator_id: UUID
    originator_version: int
    entry: Entry
    line: Line | None = None


def erasure_mark(keys: KeyStore, position: int, leaf: bytes) -> bytes:
    """Returns what shows that the entry with this leaf was erased, not deleted by somebody who has no keys."""
    return mac(expand(keys.system_stream(ERASURES).key, b"rodtrad/1|erased"), b"%d|%b" % (position, leaf))[:16]


def seal_line(keys: KeyStore, subject: Subject, version: int, line: Line, event_key: bytes | None = None) -> LogRow:
    """Returns the sealed log row for a line, at the given version of its participant's stream."""
    entry = line.entry
    data, person = _parted(line.given, entry)
    event_key, content = event_key or keys.event_key(entry.source, entry.id), keys.content(line.canonical)
    recorded_at = microseconds(entry.recorded_at)
    model = entry.__class__
    head = header(subject.stream, version, entry.kind, model.version, recorded_at, event_key, content)
    nonces = urandom(2 * NONCE)
    sealed_person = None
    if person:
        key = derive(subject.key, version, "person")
        sealed_person = seal(key, head, orjson.dumps(person), nonces[NONCE:])
    sealed = seal(derive(subject.key, version, "data"), head, orjson.dumps(data), nonces[:NONCE])
    return LogRow(subject.stream, version, entry.kind, model.version, recorded_at, event_key, content, sealed, sealed_person)


def open_row(subject: Subject, stored: Stored, with_person: bool = False) -> Entry:
    """Returns the event of a stored row; without the person part, names and texts have the value `SEALED`.

    Raises `EntryBroken` if the row was not sealed with this participant's key or has been changed.
    """
    return _entry(stored, opened(subject, stored, with_person))


def opened(subject: Subject, stored: Stored, with_person: bool) -> dict[str, Any]:
    """Returns the fields of a stored row, in the newest version of its kind."""
    fields: dict[str, Any] = orjson.loads(unsealed(subject, stored, "data", stored.data))
    if (sealed := fields.pop("sealed", None)) is not None:
        if with_person and stored.person is not None:
            _rejoin(fields, orjson.loads(unsealed(subject, stored, "person", stored.person)))
        else:
            fields.update(dict.fromkeys(sealed, SEALED))
    return _named(stored, fields, subject.name)


def unsealed(subject: Subject, stored: Stored, part: Part, sealed: bytes) -> bytes:
    """Decrypts a part of a stored row. Raises `EntryBroken` also if the altered columns cannot form a valid header."""
    try:
        return unseal(derive(subject.key, stored.version, part), header(*stored[:7]), sealed)
    except (SealBroken, ValueError, struct.error) as broken:
        raise EntryBroken(position=stored.position) from broken


def read_data(plain: bytes, stored: Stored, name: str) -> Entry:
    """Returns the event of a stored row from its decrypted data part; names and texts have the value `SEALED`.

    `name`: the participant's key.
    """
    fields: dict[str, Any] = orjson.loads(plain)
    fields.update(dict.fromkeys(fields.pop("sealed", ()), SEALED))
    return _entry(stored, _named(stored, fields, name))


def _entry(stored: Stored, fields: dict[str, Any]) -> Entry:
    model = KINDS[stored.kind]
    try:
        entry: Entry = model.__pydantic_validator__.validate_python(fields, strict=False)
    except ValidationError as error:
        return opened_all_the_same(model, fields, stored.recorded_at, error)
    return entry


def _named(stored: Stored, fields: dict[str, Any], name: str) -> dict[str, Any]:
    """Adds the participant, if the kind has one, and upcasts the fields to the newest version of the kind."""
    if stored.kind in _OF_PARTICIPANTS:
        fields["participant"] = name
    return upcast(stored.kind, stored.kind_version, fields)


def _parted(given: dict[str, Any], entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns the data part and the person part. The data part lists the names of the given person fields, not their values."""
    personal = entry.personal
    data = {name: value for name, value in given.items() if name not in personal} if personal else given.copy()
    del data["kind"]
    data.pop("participant", None)
    person = {name: value for name, value in given.items() if name in personal} if personal else {}
    if person:
        data["sealed"] = sorted(person)
    if "milestones" in data and any("title" in milestone for milestone in data["milestones"]):
        person["titles"] = [milestone.get("title") for milestone in data["milestones"]]
        data["milestones"] = [{k: v for k, v in m.items() if k != "title"} for m in data["milestones"]]
        data.setdefault("sealed", [])
    return data, person


def _rejoin(fields: dict[str, Any], person: dict[str, Any]) -> None:
    for milestone, title in zip(fields.get("milestones", ()), person.pop("titles", ()), strict=False):
        if title is not None:
            milestone["title"] = title
    fields.update(person)


class SealingMapper(Mapper[UUID]):
    """The library's mapper over our rows."""

    def __init__(self, keys: KeyStore) -> None:
        super().__init__(JSONTranscoder())
        self.keys = keys

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        assert isinstance(domain_event, Recorded)
        assert domain_event.line is not None
        subject = self._subject(domain_event.originator_id.bytes, domain_event.entry.kind)
        return LogNotification.of_new(seal_line(self.keys, subject, domain_event.originator_version, domain_event.line))

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        assert isinstance(stored_event, LogNotification)
        row = stored_event.row
        entry = open_row(self._subject(row.stream, row.kind), row, with_person=True)
        return Recorded(UUID(bytes=row.stream), row.version, entry)

    def _subject(self, stream: bytes, kind: str) -> Subject:
        """Returns the subject of a stream. Raises `ParticipantErased` if its key has been destroyed."""
        records = self.keys.system_stream(ERASURES if kind == "erased" else kind)
        if records.stream == stream:
            return records
        if (subject := self.keys.by_stream([stream]).get(stream)) is None:
            raise ParticipantErased
        return subject


def exported(subject: Subject, stored: Stored) -> dict[str, Any]:
    """Returns the line of an export for a stored row: kind, participant (if any) and all fields."""
    fields = opened(subject, stored, with_person=True)
    kind = kind_of(KINDS[stored.kind])
    return {"kind": kind, **({"participant": fields.pop("participant")} if "participant" in fields else {}), **fields}
