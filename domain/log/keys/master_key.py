"""The master key file: the only secret outside the database. Opening entries requires it; rotation makes old copies unreadable.

    {"rodtrad": "master key", "epochs": {"1": "<32 bytes, base64>"}}

It contains one key, or two during a rotation. It is created once, never overwritten by an unrelated key, and replaced
atomically: after a crash either the old or the new file exists.
"""

import json
import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from domain.errors import EpochMissing, KeyDamaged, KeyExposed, KeyMissing, KeyUnreadable
from domain.log.keys.sealing import seal, unseal
from domain.log.storage.database import address
from domain.log.storage.faults import reason
from domain.log.storage.places import served
from domain.log.storage.syncing import sync

Epochs = dict[int, bytes]


def default_key_path(where: str) -> Path:
    """Returns a path beside the store's directory, never in it, so that a copy of the store alone cannot be opened."""
    if not served(where):
        directory = Path(where).expanduser().absolute()
        return directory.with_name(f"{directory.name}.key")
    url = address(where)
    host = url.host or str(url.query.get("host", "localhost"))
    name = f"{host}_{url.port or 5432}_{url.database}"
    return Path.home() / ".config" / "rodtrad" / f"{re.sub(r'[^0-9A-Za-z_.-]', '-', name)}.key"


class MasterKey:
    """Wraps participants' keys, each bound to its stream and to the epoch of the master key that wraps it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.epochs: Epochs = {}

    def start(self) -> int:
        """Returns the epoch for an empty store, from the existing key file or a new file."""
        if not self.path.exists():
            with _in_words(self.path):
                _create(self.path)
        self.epochs = _read(self.path)
        return max(self.epochs)

    def wrap(self, epoch: int, stream: bytes, key: bytes) -> bytes:
        return seal(self._of(epoch), _about(epoch, stream), key, os.urandom(12))

    def unwrap(self, epoch: int, stream: bytes, wrapped: bytes) -> bytes:
        return unseal(self._of(epoch), _about(epoch, stream), wrapped)

    def renew(self, epoch: int) -> int:
        """Adds a new key beside the current key, drops remains of an interrupted rotation, and returns the new epoch."""
        self._replace({epoch: self._of(epoch), epoch + 1: secrets.token_bytes(32)})
        return epoch + 1

    def keep_only(self, epoch: int) -> None:
        """Drops every other key, and what a writer of the file left that was killed."""
        self._replace({epoch: self._of(epoch)})
        for draft in self._drafts():
            draft.unlink(missing_ok=True)

    @property
    def has_leftovers(self) -> bool:
        """Whether an interrupted rotation left an earlier key, in the file or beside it."""
        return len(self.epochs) > 1 or bool(self._drafts())

    def _drafts(self) -> list[Path]:
        return list(self.path.parent.glob(f"{escape(self.path.name)}.{'[0-9a-f]' * 8}"))

    def _of(self, epoch: int) -> bytes:
        if epoch not in self.epochs:
            self.epochs |= _read(self.path)  # another process has rotated
        try:
            return self.epochs[epoch]
        except KeyError as why:
            held = ", ".join(map(str, sorted(self.epochs)))
            raise EpochMissing(path=self.path, epoch=epoch, held=held) from why

    def _replace(self, epochs: Epochs) -> None:
        with _in_words(self.path):
            with _draft(self.path, epochs) as draft:
                draft.rename(self.path)
            sync(self.path.parent)
        self.epochs = epochs


def _about(epoch: int, stream: bytes) -> bytes:
    return b"rodtrad/1|wrap|%d|" % epoch + stream


def _read(path: Path) -> Epochs:
    with _in_words(path):
        mode = path.stat().st_mode & 0o777
        text = path.read_bytes()
    if mode & 0o077:
        raise KeyExposed(path=path, mode=f"{mode:o}")
    try:
        epochs = {int(epoch): b64decode(key, validate=True) for epoch, key in json.loads(text)["epochs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise KeyDamaged(path=path) from why
    if not epochs or any(len(key) != 32 for key in epochs.values()):
        raise KeyDamaged(path=path)
    return epochs


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as why:
        raise KeyMissing(path=path) from why
    except OSError as why:
        raise KeyUnreadable(path=path, why=reason(why)) from why


def _create(path: Path) -> None:
    """Creates the key file by a hard link, which fails if the file exists and never exposes a partial file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _draft(path, {1: secrets.token_bytes(32)}) as draft:
        path.hardlink_to(draft)
    sync(path.parent)


@contextmanager
def _draft(path: Path, epochs: Epochs) -> Iterator[Path]:
    """Writes the complete file under a temporary name in the same directory; the temporary name is always removed."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    keys = {str(epoch): b64encode(key).decode() for epoch, key in epochs.items()}
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as out:
            json.dump({"rodtrad": "master key", "epochs": keys}, out)
            out.flush()
            os.fsync(file)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
