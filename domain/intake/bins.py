"""Lines on disk, encrypted with a key that is never stored; and bins of them, which group lines by participant.

Few lines stay in memory.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from types import TracebackType
from typing import IO, Self
from zlib import crc32

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from domain.intake.mapping.origin import Origin, TableLine

Numbered = tuple[int, bytes]
"""A line's number, from 1, and its bytes. All lines from a table row have the row's number."""
FLUSH = 1 << 16
MOST = 256
_COUNT = Struct("=Q")
_Form = tuple[type[TableLine], Origin]


@dataclass(frozen=True, slots=True)
class PackedLines:
    """The lines of a bin as they lay on disk: another process gets them at the cost of copying bytes."""

    blocks: bytes
    """Of each block: how many lines; their numbers, lengths and forms; their bytes."""
    forms: Sequence[_Form]
    """What lines from tables are beyond their bytes. Number 0 is the form of a line of an event file, 1 the first of these."""

    def __iter__(self) -> Iterator[Numbered]:
        at = 0
        while at < len(self.blocks):
            (count,) = _COUNT.unpack_from(self.blocks, at)
            heads = Struct(f"={3 * count}Q")
            head = heads.unpack_from(self.blocks, at + _COUNT.size)
            at += _COUNT.size + heads.size
            for number, length, form in zip(head[:count], head[count : 2 * count], head[2 * count :], strict=True):
                line = self.blocks[at : at + length]
                at += length
                yield number, self._formed(line, form) if form else line

    def _formed(self, line: bytes, form: int) -> TableLine:
        as_line, origin = self.forms[form - 1]
        return as_line(line, origin)


class Bins:
    """A fixed number of bins; all lines put under a key come from the same bin, in the order they were put in."""

    def __init__(self, count: int) -> None:
        self.count = min(count, MOST)
        self._few: list[Numbered] = []
        self._bins = [LinesOnDisk() for _ in range(self.count)] if self.count > 1 else []

    def put(self, key: str, numbered: Numbered) -> None:
        if self.count == 1:
            self._few.append(numbered)
            return
        self._bins[crc32(key.encode("utf-8", "replace")) % self.count].put(numbered)

    def __iter__(self) -> Iterator[Iterable[Numbered]]:
        """Yields the lines of each bin, which can be iterated again. The bins can be iterated only once."""
        if self.count == 1:
            yield self._few
        for bin_ in self._bins:
            yield bin_.taken_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for bin_ in self._bins:
            bin_.close()


class LinesOnDisk:
    """Lines in an unnamed file, encrypted with a key that only this process has. They can be read any number of times."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 it lives as long as the bin
        self._cipher = Cipher(AES(os.urandom(32)), CTR(os.urandom(16)))
        self._sealing: CipherContext = self._cipher.encryptor()
        self._waiting: list[Numbered] = []
        self._size = 0
        self._blocks: list[int] = []
        """The length of each block on disk."""
        self.count = 0
        self._forms: dict[tuple[type[TableLine], int], tuple[int, _Form]] = {}
        """Numbered forms, by class and `id()` of the origin: few origins are shared by very many lines."""

    def put(self, numbered: Numbered) -> None:
        self.count += 1
        self._waiting.append(numbered)
        self._size += len(numbered[1])
        if self._size > FLUSH:
            self._flush()

    def _flush(self) -> None:
        numbers, lines = zip(*self._waiting, strict=True) if self._waiting else ((), ())
        head = (*numbers, *map(len, lines), *(self._form(line) if isinstance(line, TableLine) else 0 for line in lines))
        block = b"".join((_COUNT.pack(len(lines)), Struct(f"={len(head)}Q").pack(*head), *lines))
        self._blocks.append(self._file.write(self._sealing.update(block)))
        self._waiting.clear()
        self._size = 0

    def _form(self, line: TableLine) -> int:
        form = (line.__class__, line.origin)
        number, _ = self._forms.setdefault((line.__class__, id(line.origin)), (len(self._forms) + 1, form))
        return number

    def taken_out(self) -> PackedLines:
        """Returns all lines, and closes the file."""
        self._flush()
        self._file.seek(0)
        blocks = self._cipher.decryptor().update(self._file.read())
        self.close()
        return self._packed(blocks)

    def __iter__(self) -> Iterator[Numbered]:
        """Yields the lines, a block in memory at a time, and then those that are not on disk yet."""
        self._file.flush()
        opening, at = self._cipher.decryptor(), 0
        for length in self._blocks:
            yield from self._packed(opening.update(os.pread(self._file.fileno(), length, at)))
            at += length
        yield from self._waiting

    def _packed(self, blocks: bytes) -> PackedLines:
        return PackedLines(blocks, [form for _, form in self._forms.values()])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
