"""The folder of facts: snapshots in files, of which a reader sees the old or the new, never half.

Each kept snapshot has a folder of its own: files of parts, which never change, and a manifest that names them and is replaced
as a whole. Whoever reads holds the files open; whoever writes holds the lock, and deletes what no manifest names. A folder
that cannot be read is no error: facts are derived from the log, and everything here may be deleted at any time.
"""

import hmac
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from domain.errors import SealBroken
from domain.log.storage.facts_folder import HEAD, MANIFEST
from domain.log.storage.sqlite import alone
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.origin import Origin
from projections.facts.part_files import PartFile, opened, write_part
from projections.facts.snapshot import FactsPart, Snapshot

KEPT = 12
"""The number of snapshots kept beside the head's."""
LARGE = 0.25
"""Above this share of rows that were added since, a part is written anew."""


@dataclass(frozen=True)
class Kept:
    """A snapshot as it was stored."""

    snapshot: Snapshot
    origin: Origin


class FactFolder:
    """The files of facts beside a store, or for a database server in the user's own cache."""

    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        """`key`: returns the key that the files are sealed with now; an erasure replaces it."""
        self.path, self._key = path, key

    @contextmanager
    def writing(self, used: Used = ALL, rules: Rules = RULES) -> Iterator[tuple[Path, bytes]]:
        """Holds the right to write a snapshot; yields its folder and the key.

        Raises `OSError` or `StoreUnwritable` if the disk takes nothing, `StoreBusy` if another process writes for long.
        """
        folder = self._folder(used, rules)
        for each in (self.path.parent, self.path, folder):  # what `parents` makes has another mode
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(str(folder / "part")):
            yield folder, self._key()

    def kept(self, used: Used = ALL, rules: Rules = RULES, key: bytes | None = None) -> Kept | None:
        """Returns a stored snapshot, or None if there is none that can be read. `key`: another than that of now."""
        folder = self._folder(used, rules)
        if not (folder / MANIFEST).exists():
            return None  # nor is a key made for it
        key = key or self._key()
        for _ in range(3):  # files can be replaced between the reading of the manifest and their opening
            if (manifest := _read_manifest(folder, key)) is None:
                return None
            with suppress(OSError):  # a read-only disk can still be read
                os.utime(folder)
            with suppress(FileNotFoundError):
                return _opened(folder, key, manifest)
        return None

    def all_kept(self) -> Iterator[tuple[Used, Rules]]:
        """Yields what the stored snapshots beside the head's are of."""
        key = self._key()
        for folder in self._others():
            if (manifest := _read_manifest(folder, key)) is not None:
                yield _of(manifest)

    def keep(self, snapshot: Snapshot, origin: Origin) -> Snapshot:
        """Stores a snapshot; returns it with its parts as they lie in files now.

        Raises `OSError` or `StoreUnwritable` if the disk does not take it; what was stored before then stays.
        """
        with self.writing(snapshot.used, snapshot.rules) as (folder, key):
            return self.keep_here(folder, key, snapshot, origin)

    def keep_here(self, folder: Path, key: bytes, snapshot: Snapshot, origin: Origin) -> Snapshot:
        """The same for who holds the right to write already."""
        stored = replace(snapshot, parts=tuple(_stored(folder, key, part) for part in snapshot.parts))
        _write_manifest(folder, key, stored, origin)
        _sweep(folder, stored.parts)
        self._forget_unreadable(key)
        self._forget_oldest()
        return stored

    def purge(self) -> None:
        """Deletes every stored snapshot but the head's."""
        for folder in self._others():
            shutil.rmtree(folder, ignore_errors=True)

    def drop(self, used: Used, rules: Rules) -> None:
        """Makes a stored snapshot unreadable for everybody who comes: a file of it is damaged."""
        with suppress(OSError):
            (self._folder(used, rules) / MANIFEST).unlink(missing_ok=True)

    def clear(self) -> None:
        """Deletes every stored snapshot."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def number(self) -> int:
        """The number of stored snapshots beside the head's."""
        return len(self._others())

    def _folder(self, used: Used, rules: Rules) -> Path:
        what = (
            HEAD if (used, rules) == (ALL, RULES) else sha256(repr((astuple(used), astuple(rules))).encode()).hexdigest()[:32]
        )
        return self.path / what

    def _others(self) -> list[Path]:
        """Returns the folders of the snapshots that are not the head's, that used least recently first."""
        with suppress(OSError):
            others = (path for path in self.path.iterdir() if path.is_dir() and path.name != HEAD)
            return sorted(others, key=lambda path: path.stat().st_mtime)
        return []

    def _forget_unreadable(self, key: bytes) -> None:
        """Deletes what is sealed with another key: it is from before an erasure by somebody else, and opens no more."""
        for folder in self._others():
            if (folder / MANIFEST).exists() and _read_manifest(folder, key) is None:
                shutil.rmtree(folder, ignore_errors=True)

    def _forget_oldest(self) -> None:
        for folder in self._others()[:-KEPT]:
            shutil.rmtree(folder, ignore_errors=True)


def _of(manifest: Mapping[str, Any]) -> tuple[Used, Rules]:
    return Used(**manifest["used"]), Rules(**manifest["rules"])


def _opened(folder: Path, key: bytes, manifest: Mapping[str, Any]) -> Kept | None:
    try:
        parts = tuple(_part(folder, key, part) for part in manifest["parts"])
    except SealBroken:
        return None
    return Kept(Snapshot(manifest["position"], parts, *_of(manifest)), Origin(**manifest["origin"]))


def _part(folder: Path, key: bytes, described: Mapping[str, Any]) -> FactsPart:
    part = FactsPart.of_file(opened(folder, described["file"], key))
    if described["later"] is None:
        return part
    later = opened(folder, described["later"], key)
    return replace(part, gone=frozenset(described["gone"]), added=FactsPart.of_file(later).stored, later=later)


def _stored(folder: Path, key: bytes, part: FactsPart) -> FactsPart:
    """Writes what of a part is in no file of this folder: all of it, or only the rows that were added since."""
    file = None if len(part.added["keys"]) > LARGE * len(part.stored["keys"]) else _in_folder(folder, key, part.file)
    if file is None:
        return FactsPart.of_file(write_part(folder, key, part.tables))
    later = part.later if part.later is None or part.later.folder == folder else None
    return replace(part, file=file, later=(later or write_part(folder, key, part.added)) if part.changed else None)


def _in_folder(folder: Path, key: bytes, file: PartFile | None) -> PartFile | None:
    """Returns a file as one of this folder; None if it is sealed with another key, or cannot be in two folders."""
    if file is None or file.key != key:
        return None
    if file.folder == folder:
        return file
    with suppress(OSError):
        return file.linked(folder)
    return None


def _read_manifest(folder: Path, key: bytes) -> Mapping[str, Any] | None:
    """Returns the manifest, or None if there is none, or it is not what was written by whoever has the key."""
    try:
        content, _, mark = (folder / MANIFEST).read_bytes().rpartition(b"\n")
        if not hmac.compare_digest(mark, _mark(key, content)):
            return None
        manifest: Mapping[str, Any] = json.loads(content)
    except OSError:
        return None
    return manifest


def _write_manifest(folder: Path, key: bytes, snapshot: Snapshot, origin: Origin) -> None:
    content = json.dumps(
        {
            "position": snapshot.position,
            "origin": asdict(origin),
            "used": asdict(snapshot.used),
            "rules": asdict(snapshot.rules),
            "parts": [_described(part) for part in snapshot.parts],
        }
    ).encode()
    written = folder / f"{MANIFEST}.new"
    written.write_bytes(content + b"\n" + _mark(key, content))
    written.replace(folder / MANIFEST)


def _described(part: FactsPart) -> Mapping[str, Any]:
    assert part.file is not None
    later = part.later.described() if part.later else None
    return {"file": part.file.described(), "gone": sorted(part.gone), "later": later}


def _mark(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, b"rodtrad/1|manifest|" + content, "sha256").hex().encode()


def _sweep(folder: Path, parts: Iterable[FactsPart]) -> None:
    """Deletes the files of parts that the manifest no longer names, also those of a writer that was killed."""
    named = {file.name for part in parts for file in (part.file, part.later) if file}
    for path in folder.glob("*.part"):
        if path.name not in named:
            with suppress(OSError):
                path.unlink()
