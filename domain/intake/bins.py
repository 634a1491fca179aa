"""Bins: group lines by participant, in memory if there are few, else on disk encrypted with a key that is never stored."""

import os
import struct
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self
from zlib import crc32

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from domain.intake.mapping.origin import OfPerson, Origin, TableLine

Numbered = tuple[int, bytes]
"""A line's number, from 1, and its bytes. All lines from a table row have the row's number."""
_HEAD = struct.Struct(">QIQ?")
"""Line number, length in bytes, id of the origin (0: not from a table), and whether it is `OfPerson`."""
FLUSH = 1 << 16
MOST = 256


class Bins:
    """A fixed number of bins; all lines put under a key come from the same bin, in the order they were put in."""

    def __init__(self, count: int) -> None:
        self.count = min(count, MOST)
        self._few: list[Numbered] = []
        self._bins = [_Bin() for _ in range(self.count)] if self.count > 1 else []

    def put(self, key: str, numbered: Numbered) -> None:
        if self.count == 1:
            self._few.append(numbered)
            return
        self._bins[crc32(key.encode("utf-8", "replace")) % self.count].put(numbered)

    def __iter__(self) -> Iterator[list[Numbered]]:
        """Yields the lines of each bin. Can be iterated only once."""
        if self.count == 1:
            yield self._few
        for bin_ in self._bins:
            yield bin_.taken_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for bin_ in self._bins:
            bin_.close()


class _Bin:
    """A bin on disk: an unnamed file, encrypted with a key that only this process has."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 it lives as long as the bin
        self._cipher = Cipher(AES(os.urandom(32)), CTR(os.urandom(16)))
        self._sealing: CipherContext = self._cipher.encryptor()
        self._waiting: list[bytes] = []
        self._origins: dict[int, Origin] = {}
        """Origins by `id()`: few origins are shared by very many lines."""
        self._size = 0

    def put(self, numbered: Numbered) -> None:
        number, raw = numbered
        origin, of_person = 0, False
        if isinstance(raw, TableLine):
            origin, of_person = id(raw.origin), isinstance(raw, OfPerson)
            self._origins[origin] = raw.origin
        self._waiting += (_HEAD.pack(number, len(raw), origin, of_person), raw)
        self._size += len(raw)
        if self._size > FLUSH:
            self._flush()

    def _flush(self) -> None:
        self._file.write(self._sealing.update(b"".join(self._waiting)))
        self._waiting.clear()
        self._size = 0

    def taken_out(self) -> list[Numbered]:
        self._flush()
        self._file.seek(0)
        content = self._cipher.decryptor().update(self._file.read())
        self.close()
        lines: list[Numbered] = []
        at = 0
        while at < len(content):
            number, length, origin, of_person = _HEAD.unpack_from(content, at)
            at += _HEAD.size
            raw = content[at : at + length]
            as_line = OfPerson if of_person else TableLine
            lines.append((number, as_line(raw, self._origins[origin]) if origin else raw))
            at += length
        return lines

    def close(self) -> None:
        self._file.close()
