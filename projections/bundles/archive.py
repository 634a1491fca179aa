"""The archive: an uncompressed zip with a fixed timestamp, so that the same members always give the same bytes.

Written by hand, since the output of a zip library may change between versions; any zip program opens it. The members
determine every byte, so a reader can write the archive again and compare it byte by byte.
"""

import struct
from binascii import crc32
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from domain.vocabulary.text import Text

Member = tuple[str, bytes]

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION: Final = 20
_UNIX: Final = 3 << 8
_OWNER_ONLY: Final = 0o100600 << 16
_STORED: Final = (0, 0, 0, 0x21)
"""No flags, no compression, midnight of 1 January 1980: the earliest time that a zip can express."""
MOST_MEMBERS: Final = 64


def written(members: Sequence[Member]) -> bytes:
    """Returns the archive of these members in this order; the members determine every byte."""
    body, directory = bytearray(), bytearray()
    for name, content in members:
        encoded = name.encode()
        about = (*_STORED, crc32(content), len(content), len(content), len(encoded))
        directory += (
            _CENTRAL.pack(_CENTRAL_SIGN, _UNIX | _VERSION, _VERSION, *about, 0, 0, 0, 0, _OWNER_ONLY, len(body)) + encoded
        )
        body += _LOCAL.pack(_LOCAL_SIGN, _VERSION, *about, 0) + encoded + content
    end = _END.pack(_END_SIGN, 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)


def read(archive: bytes, names: Collection[str]) -> list[Member] | None:
    """Returns the members by the directory or by the local headers, whichever fits `names`, length and checksums better.

    Either of the two may be damaged; returns None if neither yields any members.
    """
    readings = [reading for reading in (_by_directory(archive), _by_headers(archive)) if reading]
    return min(readings, key=lambda members: _strangeness(archive, members, names), default=None)


def _strangeness(archive: bytes, members: Sequence[Member], names: Collection[str]) -> tuple[bool, bool, int]:
    present = [name for name, _ in members]
    return len({*present} & {*names}) != len(present), len(archive) != _length(members), len(altered(archive, members))


def _length(members: Sequence[Member]) -> int:
    return _END.size + sum(_LOCAL.size + _CENTRAL.size + 2 * len(name.encode()) + len(content) for name, content in members)


def _by_headers(archive: bytes) -> list[Member] | None:
    members: list[Member] = []
    at = 0
    while archive[at : at + 4] == _LOCAL_SIGN and len(members) < MOST_MEMBERS:
        if (member := _member(archive, at)) is None:
            return None
        members.append(member[0])
        at = member[1]
    return members


def _by_directory(archive: bytes) -> list[Member] | None:
    if len(archive) < _END.size:
        return None
    *_, number, _, at, _ = _END.unpack_from(archive, len(archive) - _END.size)
    members: list[Member] = []
    while len(members) < min(number, MOST_MEMBERS):
        if at + _CENTRAL.size > len(archive):
            return None
        header = _CENTRAL.unpack_from(archive, at)
        size, length, start = header[9], header[10], header[16]
        name = _text(archive[at + _CENTRAL.size : at + _CENTRAL.size + length])
        content_at = start + _LOCAL.size + length
        if name is None or content_at + size > len(archive):
            return None
        members.append((name, archive[content_at : content_at + size]))
        at += _CENTRAL.size + length
    return members


def _member(archive: bytes, at: int) -> tuple[Member, int] | None:
    """Returns the member whose header starts at `at`, and the offset after it; None if it is not readable."""
    if at + _LOCAL.size > len(archive):
        return None
    header = _LOCAL.unpack_from(archive, at)
    size, length = header[8], header[9]
    start = at + _LOCAL.size + length
    name = _text(archive[at + _LOCAL.size : start])
    if name is None or start + size > len(archive):
        return None
    return (name, archive[start : start + size]), start + size


def _text(name: bytes) -> str | None:
    return name.decode() if name.isascii() else None


def altered(archive: bytes, members: Sequence[Member]) -> set[str]:
    """Returns the names of the members whose content does not match the checksum in its local header."""
    fit = ((name, content, at) for (name, content), at in zip(members, _places(members), strict=False))
    return {name for name, content, at in fit if archive[at + 14 : at + 18] != crc32(content).to_bytes(4, "little")}


def first_difference(archive: bytes, members: Sequence[Member]) -> int | None:
    """Returns the offset of the first byte that differs from the archive written from `members`; None if equal."""
    right = written(members)
    if archive == right:
        return None
    step = 4096
    near = next(at for at in range(0, len(archive) + step, step) if archive[at : at + step] != right[at : at + step])
    pairs = zip(archive[near : near + step], right[near : near + step], strict=False)
    return next((near + at for at, (byte, other) in enumerate(pairs) if byte != other), min(len(archive), len(right)))


def place(members: Sequence[Member], offset: int) -> Text:
    """Describes which part of the archive the byte at `offset` belongs to."""
    ends = [*_places(members)][1:]
    member = next((name for (name, _), end in zip(members, ends, strict=True) if offset < end), None)
    if member is None:
        return Text("i innehållsförteckningen", "in the directory")
    return Text(f"i eller före {member}", f"in or before {member}")


def _places(members: Sequence[Member]) -> Iterator[int]:
    """Yields the offset of each member's header, then the offset of the directory."""
    at = 0
    for name, content in members:
        yield at
        at += _LOCAL.size + len(name.encode()) + len(content)
    yield at
