"""A part of the participants in one file: each table as Arrow, sealed with the store's facts key.

The key lies in the key store, and an erasure replaces it; so no copy of a file can be read after that, wherever it is.
A file never changes. It is opened once and kept open, so that a reader can read it after it was replaced and deleted.
"""

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from weakref import finalize

import polars as pl

from domain.errors import SealBroken
from domain.log.keys.sealing import NONCE, seal, unseal
from projections.facts.tables import Frames

Places = Mapping[str, tuple[int, int]]
"""Where each table lies in a file: its offset and its number of bytes. A table without rows is not there."""


class PartFile:
    """One file of tables, read when they are needed."""

    def __init__(self, folder: Path, name: str, places: Places, key: bytes) -> None:
        """Raises `OSError` if the file cannot be opened."""
        self.folder, self.name, self.places, self.key = folder, name, places, key
        self.path = folder / name
        self._descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        finalize(self, os.close, self._descriptor)

    def read(self, table: str) -> pl.DataFrame | None:
        """Returns a table, or None if it has no rows. Raises `SealBroken` if the file is not what was written."""
        if table not in self.places:
            return None
        offset, size = self.places[table]
        sealed = os.pread(self._descriptor, size, offset)
        return pl.read_ipc(BytesIO(unseal(self.key, _label(self.name, table), sealed)))

    def linked(self, folder: Path) -> "PartFile":
        """Returns the same file as one of another folder too. Raises `OSError` if the disk has none such, or it is gone."""
        os.link(self.path, folder / self.name)
        return PartFile(folder, self.name, self.places, self.key)

    def described(self) -> dict[str, Any]:
        return {"name": self.name, "places": {table: list(place) for table, place in self.places.items()}}


def write_part(folder: Path, key: bytes, frames: Frames) -> PartFile:
    """Writes tables into a new file of mode 600. Raises `OSError` if the disk does not take it; then no file is left."""
    name = f"{os.urandom(12).hex()}.part"
    path = folder / name
    places: dict[str, tuple[int, int]] = {}
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            for table, frame in frames.items():
                if frame.height:
                    sealed = seal(key, _label(name, table), _packed(frame), os.urandom(NONCE))
                    places[table] = (file.tell(), len(sealed))
                    file.write(sealed)
        return PartFile(folder, name, places, key)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def opened(folder: Path, described: Mapping[str, Any], key: bytes) -> PartFile:
    """Opens a file as it was described. Raises `OSError` if it is gone, `SealBroken` if it is shorter than it was."""
    places = {table: (offset, size) for table, (offset, size) in described["places"].items()}
    file = PartFile(folder, described["name"], places, key)
    if file.path.stat().st_size != max((sum(place) for place in places.values()), default=0):
        raise SealBroken
    return file


def _packed(frame: pl.DataFrame) -> bytes:
    packed = BytesIO()
    frame.write_ipc(packed, compression="zstd")  # a seventh of the bytes to seal, to write and to read, in less time
    return packed.getvalue()


def _label(name: str, table: str) -> bytes:
    """What a table is sealed with, so that it cannot stand in for another."""
    return f"rodtrad/1|facts|{name}|{table}".encode()
