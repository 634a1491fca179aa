"""A bundle's entries: the content of their data parts, and what is needed to restore the bytes stored in the log.

A sealed part cannot be compressed, but its content can. Sealing it again with its own key and nonce gives the same bytes as
in the log. Three members hold the same entries in the same order: `entries.json.xz`, a list per column; `seals.bin`, per
entry the event key (16 bytes), content hash (16), nonce (12) and sealed person part; `keys.bin`, per entry the key of its
data part (32), which opens nothing else.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from domain.calendar import microseconds
from domain.errors import Unreadable
from domain.log.keys.keystore import Subject
from domain.log.keys.sealing import NONCE, derive, header, seal
from domain.log.mapper import unsealed
from domain.log.rows import Stored, leaf_of
from domain.vocabulary.text import Text
from projections.bundles.compressing import compressed, text_of

_KEY: Final = 32
_SEAL: Final = 16 + 16 + NONCE
_NAME: Final = "entries.json.xz"

Number = Annotated[int, Field(ge=1)]


class EntryColumns(BaseModel):
    """The entries' columns.

    `data`: the content of a data part. `recorded_at`: None if `data` has the same time. `person`: the length in bytes of the
    sealed person part, None if the entry has no such part.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    stream: list[str]
    version: list[Number]
    position: list[Number]
    stored_at: list[int]
    recorded_at: list[int | None]
    kind: list[str]
    kind_version: list[Number]
    data: list[str]
    person: list[NonNegativeInt | None]


class Keyed(NamedTuple):
    """An entry, the key of its data part, and the content of its data part."""

    stored: Stored
    key: bytes
    plain: bytes


class Packed(NamedTuple):
    """Entries packed into the three members."""

    columns: bytes
    seals: bytes
    keys: bytes


def keyed(subject: Subject, stored: Stored) -> Keyed:
    """Opens an entry's data part. Raises `EntryBroken` if it cannot be opened."""
    return Keyed(stored, derive(subject.key, stored.version, "data"), unsealed(subject, stored, "data", stored.data))


def leaves(entries: Iterable[Keyed]) -> str:
    """Returns the digest of the entries' leaf hashes in the log's tree, in order."""
    digest = sha256()
    for stored, _, _ in entries:
        digest.update(_leaf(stored))
    return digest.hexdigest()


def leaves_by_index(entries: Iterable[Keyed]) -> dict[int, bytes]:
    """Returns the entries' leaves by their index in the log's tree."""
    return {stored.position - 1: _leaf(stored) for stored, _, _ in entries}


def _leaf(stored: Stored) -> bytes:
    return leaf_of(stored.position, stored.stored_at, *stored[:9])


def packed(entries: Sequence[Keyed]) -> Packed:
    stored = [each.stored for each in entries]
    columns = EntryColumns(
        stream=[each.stream.hex() for each in stored],
        version=[each.version for each in stored],
        position=[each.position for each in stored],
        stored_at=[each.stored_at for each in stored],
        recorded_at=[
            None if _registered_at(each.plain) == each.stored.recorded_at else each.stored.recorded_at for each in entries
        ],
        kind=[each.kind for each in stored],
        kind_version=[each.kind_version for each in stored],
        data=[each.plain.decode() for each in entries],
        person=[None if each.person is None else len(each.person) for each in stored],
    )
    seals = b"".join(each.event_key + each.content + each.data[:NONCE] + (each.person or b"") for each in stored)
    return Packed(compressed(columns.model_dump_json().encode()), seals, b"".join(each.key for each in entries))


def unpacked(members: Packed) -> list[Keyed]:
    """Returns the entries, sealed again. Raises `Unreadable` if the three members do not belong together."""
    try:
        return list(
            _sealed_again(EntryColumns.model_validate_json(text_of(members.columns, _NAME)), members.seals, members.keys)
        )
    except (LookupError, TypeError, ValueError, struct.error) as fault:
        raise Unreadable(
            where=f"{_NAME}, seals.bin, keys.bin",
            why=Text("hör inte ihop, eller är inga poster.", "do not belong together, or are no entries."),
        ) from fault


def _sealed_again(columns: EntryColumns, seals: bytes, keys: bytes) -> Iterator[Keyed]:
    at = 0
    rows = zip(*(getattr(columns, name) for name in EntryColumns.model_fields), strict=True)
    for number, (stream, version, position, stored_at, recorded_at, kind, kind_version, data, person) in enumerate(rows):
        end = at + _SEAL + (person or 0)
        event_key, content, nonce, shut = _parts(seals[at:end])
        key, plain = keys[number * _KEY : (number + 1) * _KEY], data.encode()
        at_source = _registered_at(plain) if recorded_at is None else recorded_at
        of = bytes.fromhex(stream), version, kind, kind_version, at_source, event_key, content
        stored = Stored(*of, b"", None if person is None else shut, position, stored_at)
        yield Keyed(stored._replace(data=seal(key, _header(stored), plain, nonce)), key, plain)
        at = end
    if at != len(seals) or len(keys) != len(columns.stream) * _KEY:
        raise ValueError("what seals the entries is too long or too short")


def _registered_at(plain: bytes) -> int:
    """Returns the `recorded_at` of a data part in microseconds, as an entry's header has it."""
    return microseconds(datetime.fromisoformat(orjson.loads(plain)["recorded_at"]))


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    return sealed[:16], sealed[16:32], sealed[32:_SEAL], sealed[_SEAL:]


def _header(stored: Stored) -> bytes:
    return header(*stored[:7])
