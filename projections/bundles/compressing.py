"""Compression (xz) of the members with repetitive text: rows and entries."""

import lzma
from typing import Final

from domain.errors import Unreadable
from domain.vocabulary.text import Text

ROOM: Final = 1_000_000
TIMES: Final = 64
MOST: Final = 2_000_000_000
"""The maximum length of a text in bytes: `ROOM` plus `TIMES` its compressed length, and at most `MOST`. A longer text
is treated as a decompression bomb."""


def compressed(text: bytes) -> bytes:
    return lzma.compress(text)


def text_of(member: bytes, name: str) -> bytes:
    """Returns the decompressed text. Raises `Unreadable`, naming the member, if it is not xz or is too long."""
    reader = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=1 << 27)
    try:
        text = reader.decompress(member, min(ROOM + TIMES * len(member), MOST))
    except lzma.LZMAError as fault:
        raise _unreadable(name) from fault
    if not reader.eof or reader.unused_data:
        raise _unreadable(name)
    return text


def _unreadable(name: str) -> Unreadable:
    return Unreadable(where=name, why=Text("går inte att packa upp.", "cannot be unpacked."))
