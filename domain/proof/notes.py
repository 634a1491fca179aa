"""Signed notes, as C2SP's signed-note says: a text, an empty line, and a line for each signature; signed with Ed25519.

A verifier key names who signs. A signature of an unknown key says nothing, and a known key's that does not verify makes the
whole note worthless. Base64 is taken in its one canonical form, so that no byte of what is checked can be another.
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = 1
"""The type of a signature over the text."""
COSIGNATURE: Final = 4
"""The type of a signature of a witness, over a time and the text (C2SP's tlog-cosignature)."""
MOST_SIGNATURES: Final = 100
LONGEST: Final = 100_000
_TIME: Final = struct.Struct(">Q")
_LATEST: Final = 2**63 - 1
_DASH: Final = "\N{EM DASH} "


class NoteBroken(ValueError):
    """What is not a signed note, or a key; or a note without a signature that must be there. The reason is plain English."""


class Signature(NamedTuple):
    """A line of a note: who is to have signed, the id of the key, and the signature."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encoded(self.id + self.signature)}\n"

    @classmethod
    def parse(cls, line: str) -> "Signature":
        name, _, in_base64 = line.removeprefix(_DASH).removesuffix("\n").partition(" ")
        signature = decoded(in_base64)
        if not (line.startswith(_DASH) and line.endswith("\n") and is_name(name) and len(signature) > 4):
            raise NoteBroken("a signature line is malformed")
        return cls(name, signature[:4], signature[4:])


class SignedNote(NamedTuple):
    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return "\n".join((self.text, "".join(map(str, self.signatures))))

    @classmethod
    def parse(cls, note: str) -> "SignedNote":
        """Raises `NoteBroken` if it is malformed; no signature is verified."""
        text, empty, lines = note.rpartition("\n\n")
        signed = [f"{line}\n" for line in lines.removesuffix("\n").split("\n")]
        if not (empty and text and lines.endswith("\n")) or len(note) > LONGEST or len(signed) > MOST_SIGNATURES:
            raise NoteBroken("there is no text, or no signature")
        if any(sign < " " and sign != "\n" for sign in note):
            raise NoteBroken("there are control characters")
        return cls(f"{text}\n", tuple(map(Signature.parse, signed)))


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its owner's name, written as NAME+ID+KEY."""

    name: str
    public: bytes
    kind: int = ED25519

    @cached_property
    def id(self) -> bytes:
        return sha256(b"%b\n%c%b" % (self.name.encode(), self.kind, self.public)).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, written: str) -> "VerifierKey":
        name, key_id, public = _key_parts(written)
        key = cls(name, public[1:], public[0])
        if key.id.hex() != key_id:
            raise NoteBroken("the key's id is another's")
        return key

    def has_signed(self, text: str, signature: bytes) -> bool:
        signed, message = signature, text.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 72 or (at := _TIME.unpack_from(signature)[0]) > _LATEST:
                return False
            signed, message = signature[8:], _cosigned(at, text)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signed, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with its owner's name, written as PRIVATE+KEY+NAME+ID+KEY."""

    name: str
    seed: bytes
    kind: int = ED25519

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.key.id, self._private.sign(text.encode()))

    def cosign(self, text: str, at: int) -> Signature:
        """`at`: seconds since 1970."""
        return Signature(self.name, self.key.id, _TIME.pack(at) + self._private.sign(_cosigned(at, text)))

    def __str__(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.key.id.hex()}+{encoded(bytes([self.kind]) + self.seed)}"

    @classmethod
    def parse(cls, written: str) -> "Signer":
        mark, word, remaining = (*written.split("+", 2), "", "")[:3]
        name, key_id, seed = _key_parts(remaining)
        signer = cls(name, seed[1:], seed[0])
        if (mark, word) != ("PRIVATE", "KEY") or signer.key.id.hex() != key_id:
            raise NoteBroken("it is no private key")
        return signer

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def signed_by(note: SignedNote, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """Returns which of these keys have signed. Raises `NoteBroken` if a signature in their name and id does not verify."""
    signed = []
    for key in keys:
        theirs = [each.signature for each in note.signatures if (each.name, each.id) == (key.name, key.id)]
        if not all(key.has_signed(note.text, signature) for signature in theirs):
            raise NoteBroken(f"the signature of {key.name} does not verify")
        if theirs:
            signed.append(key)
    return signed


def cosigned_at(signature: Signature) -> int:
    """Returns the time of a witness's signature, in seconds since 1970."""
    at: int = _TIME.unpack_from(signature.signature)[0]
    return at


def is_name(name: str) -> bool:
    """Returns whether a key may have this name."""
    return bool(name) and "+" not in name and name.isprintable() and not any(sign.isspace() for sign in name)


def _cosigned(at: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _key_parts(written: str) -> tuple[str, str, bytes]:
    """Returns the name, the id and the bytes of a written key: its type, and 32 bytes."""
    name, key_id, in_base64 = (*written.split("+", 2), "", "")[:3]
    key = decoded(in_base64)
    if not is_name(name) or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE):
        raise NoteBroken("it is no key, or of another kind")
    return name, key_id, key


def encoded(value: bytes) -> str:
    return b64encode(value).decode()


def decoded(written: str) -> bytes:
    try:
        value = b64decode(written, validate=True)
    except ValueError:
        value = b""
    if encoded(value) != written:
        raise NoteBroken("base64 is malformed")
    return value
