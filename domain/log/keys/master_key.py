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
from glob import escape
from pathlib import Path

from domain.errors import EpochMissing, KeyDamaged
from domain.log.keys.sealing import seal, unseal
from domain.log.keys.secret_file import create_secret, read_secret, replace_secret
from domain.log.storage.database import address
from domain.log.storage.places import served

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
            create_secret(self.path, _written({1: secrets.token_bytes(32)}))
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
        replace_secret(self.path, _written(epochs))
        self.epochs = epochs


def _about(epoch: int, stream: bytes) -> bytes:
    return b"rodtrad/1|wrap|%d|" % epoch + stream


def _read(path: Path) -> Epochs:
    text = read_secret(path)
    try:
        epochs = {int(epoch): b64decode(key, validate=True) for epoch, key in json.loads(text)["epochs"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise KeyDamaged(path=path) from why
    if not epochs or any(len(key) != 32 for key in epochs.values()):
        raise KeyDamaged(path=path)
    return epochs


def _written(epochs: Epochs) -> bytes:
    keys = {str(epoch): b64encode(key).decode() for epoch, key in epochs.items()}
    return json.dumps({"rodtrad": "master key", "epochs": keys}).encode()
