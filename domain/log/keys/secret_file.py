"""Files that hold a secret: of mode 600, created whole or not at all, replaced as a whole, and never read if others may."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import KeyExposed, KeyMissing, KeyUnreadable
from domain.log.storage.faults import reason
from domain.log.storage.syncing import sync


def read_secret(path: Path, missing: type[KeyMissing] = KeyMissing) -> bytes:
    """Raises `missing`, `KeyUnreadable`, or `KeyExposed` if others than the owner may read the file."""
    with _in_words(path, missing):
        mode = path.stat().st_mode & 0o777
        content = path.read_bytes()
    if mode & 0o077:
        raise KeyExposed(path=path, mode=f"{mode:o}")
    return content


def create_secret(path: Path, content: bytes) -> None:
    """Creates the file by a hard link, which fails if the file exists and never exposes a partial file."""
    with _in_words(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _draft(path, content) as draft:
            path.hardlink_to(draft)
        sync(path.parent)


def replace_secret(path: Path, content: bytes) -> None:
    """Replaces the file atomically: after a crash either the old or the new exists."""
    with _in_words(path):
        with _draft(path, content) as draft:
            draft.rename(path)
        sync(path.parent)


@contextmanager
def _in_words(path: Path, missing: type[KeyMissing] = KeyMissing) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as why:
        raise missing(path=path) from why
    except OSError as why:
        raise KeyUnreadable(path=path, why=reason(why)) from why


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """Writes the complete file under a temporary name in the same directory; the temporary name is always removed."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(file)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
