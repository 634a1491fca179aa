"""Sealing: how an entry's two parts are encrypted, and the exact bytes stored in the log and hashed in its tree.

Every number is big-endian. Both layouts begin with their version, the byte 1, and must never change: a new layout
gets another first byte. All variable parts include their length, so two different entries never have the same bytes.

Header (the associated data of both seals, so a part cannot be moved to another entry):

    1 byte   1
    16       stream
    8        version in the stream, unsigned
    2        kind_version, unsigned
    8        recorded_at, signed, microseconds since 1970-01-01T00:00Z
    16       event key: keyed hash of (source, id)
    16       content: keyed hash of the line
    2 + n    kind, its length and UTF-8

Stored bytes (their leaf hash, RFC 6962, goes into the tree at the same position):

    1 byte   1
    8        position, unsigned; the first is 1
    8        stored_at, signed, microseconds as above
    4 + n    header
    4 + n    data part, sealed
    1        0 = no person part, 1 = it follows
    4 + n    person part, sealed (only after 1)

A sealed part is nonce (12) ‖ AES-256-GCM ciphertext ‖ tag (16). Its key is HKDF-Expand-SHA256 (RFC 5869) of the
participant's key with info "rodtrad/1|part|version": every part of every entry has a key of its own, so a disclosed
key opens only that part.
"""

import struct
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from domain.errors import SealBroken

Part = Literal["data", "person"]

NONCE = 12
_HEADER = struct.Struct(">B16sQHq16s16sH")
_STORED = struct.Struct(">BQqI")
_LENGTH = struct.Struct(">I")


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256. Most keys are used many times in a row, and a key's own part of the work is half of it."""
    keyed = _keyed(key).copy()
    keyed.update(message)
    return keyed.finalize()


@lru_cache(16)
def _keyed(key: bytes) -> HMAC:
    return HMAC(key, SHA256())


def expand(key: bytes, info: bytes) -> bytes:
    """HKDF-Expand to 32 bytes, which for a single block of output is this HMAC."""
    return mac(key, info + b"\x01")


def derive(key: bytes, version: int, part: Part) -> bytes:
    return mac(key, b"rodtrad/1|%b|%d\x01" % (part.encode(), version))


def seal(key: bytes, aad: bytes, plain: bytes, nonce: bytes) -> bytes:
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def unseal(key: bytes, aad: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except (InvalidTag, ValueError) as broken:  # ValueError: too short to hold a nonce
        raise SealBroken from broken


def header(
    stream: bytes,
    version: int,
    kind: str,
    kind_version: int,
    recorded_at: int,
    event_key: bytes,
    content: bytes,
) -> bytes:
    if not len(stream) == len(event_key) == len(content) == 16:
        raise ValueError("a stream, an event key and a content hash have 16 bytes each")
    name = kind.encode()
    return _HEADER.pack(1, stream, version, kind_version, recorded_at, event_key, content, len(name)) + name


def stored_bytes(position: int, stored_at: int, header_bytes: bytes, data: bytes, person: bytes | None) -> bytes:
    start = _STORED.pack(1, position, stored_at, len(header_bytes)) + header_bytes + _LENGTH.pack(len(data)) + data
    if person is None:
        return start + b"\x00"
    return start + b"\x01" + _LENGTH.pack(len(person)) + person
