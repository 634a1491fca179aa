"""The file of the key that signs checkpoints: PRIVATE+KEY+NAME+ID+KEY, as other programs for signed notes have it.

While a key is being replaced the file has two lines, the new key first. Both sign the next checkpoint, which so shows that the
new key is the old one's; after it, only the new is kept.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from glob import escape
from pathlib import Path

from domain.errors import KeyDamaged, SigningKeyMissing
from domain.log.keys.secret_file import create_secret, read_secret, replace_secret
from domain.proof.notes import ED25519, NoteBroken, Signer, VerifierKey


def signing_key_path(key_path: Path, store: str) -> Path:
    """Returns the place of the key that signs a store's checkpoints: beside its master key, which others may have too."""
    return key_path.with_name(f"{key_path.stem}.signing-{store[:8]}{key_path.suffix}")


def signing_keys(key_path: Path) -> list[Path]:
    """Returns the signing keys that lie beside a master key."""
    return sorted(key_path.parent.glob(f"{escape(key_path.stem)}.signing-*{escape(key_path.suffix)}"))


def read_signers(path: Path) -> list[Signer]:
    """Returns the keys, that in use first. Raises `SigningKeyMissing`, `KeyExposed`, `KeyDamaged` or `KeyUnreadable`."""
    try:
        return [Signer.parse(line) for line in read_secret(path, SigningKeyMissing).decode().removesuffix("\n").split("\n")]
    except (NoteBroken, UnicodeDecodeError) as why:
        raise KeyDamaged(path=path) from why


def create_signer(path: Path, name: str, kind: int = ED25519) -> Signer:
    """Creates a key and its file. Raises `KeyUnreadable` if there is a file already."""
    signer = Signer(name, secrets.token_bytes(32), kind)
    create_secret(path, _written([signer]))
    return signer


def draft_signer(path: Path, name: str) -> Signer:
    """Creates a key that is not in use: only once something that it signed is kept, `settle_signer` puts it in its place."""
    signer = Signer(name, secrets.token_bytes(32))
    create_secret(_draft(path, signer.key), _written([signer]))
    return signer


def settle_signer(path: Path, key: VerifierKey) -> None:
    """Puts a key in its place, if it is not there yet."""
    with suppress(FileNotFoundError):
        _draft(path, key).rename(path)


def drop_draft(path: Path, key: VerifierKey) -> None:
    """Deletes a key that has signed nothing that is kept."""
    _draft(path, key).unlink(missing_ok=True)


def _draft(path: Path, key: VerifierKey) -> Path:
    return path.with_name(f"{path.name}.{key.id.hex()}")


def add_signer(path: Path) -> None:
    """Begins to replace the key in use."""
    old = read_signers(path)[0]
    replace_secret(path, _written([Signer(old.name, secrets.token_bytes(32), old.kind), old]))


def keep_signer(path: Path, signer: Signer) -> None:
    """Keeps only the key in use."""
    replace_secret(path, _written([signer]))


def _written(signers: Sequence[Signer]) -> bytes:
    return "".join(f"{signer}\n" for signer in signers).encode()
