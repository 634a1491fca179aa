"""Checkpoints, as C2SP's tlog-checkpoint says: the name of a log, the number of its leaves and the root of its tree, signed.

A proof file (C2SP's tlog-proof) holds a checkpoint and the way from one leaf to its root.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from domain.proof.notes import NoteBroken, SignedNote, VerifierKey, decoded, encoded, is_name, signed_by
from domain.proof.proofs import root_by_inclusion
from domain.proof.tree import HASH

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_PROOF: Final = "c2sp.org/tlog-proof@v1"


class Checkpoint(NamedTuple):
    """What a checkpoint says of its log."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    @classmethod
    def of(cls, note: SignedNote) -> "Checkpoint":
        """Raises `NoteBroken` if the text is not that of a checkpoint, or has more lines than the three."""
        origin, size, root = (*note.text.split("\n"), "", "", "")[:3]
        checkpoint = cls(origin, number(size), decoded(root))
        if not is_name(origin) or len(checkpoint.root) != HASH or checkpoint.text != note.text:
            raise NoteBroken("it is no checkpoint")
        return checkpoint


class Trusted(NamedTuple):
    """Whom a reader of checkpoints believes: the log, by its keys, and witnesses who are to have cosigned."""

    log: Sequence[VerifierKey] = ()
    witnesses: Sequence[VerifierKey] = ()

    def opened(self, written: str) -> tuple[Checkpoint, list[VerifierKey]]:
        """Returns a checkpoint and the witnesses who cosigned it. Raises `NoteBroken` unless the log has signed it."""
        note = SignedNote.parse(written)
        checkpoint = Checkpoint.of(note)
        if not any(key.name == checkpoint.origin for key in signed_by(note, self.log)):
            raise NoteBroken("the log has not signed it")
        return checkpoint, signed_by(note, self.witnesses)


NOBODY: Final = Trusted()


@dataclass(frozen=True)
class Inclusion:
    """A proof file: that a leaf is in the tree of a checkpoint."""

    index: int
    proof: Sequence[bytes]
    note: str
    entry: bytes = b""
    """The bytes whose leaf it is, if they are still there."""

    def __str__(self) -> str:
        extra = [f"extra {encoded(self.entry)}"] if self.entry else []
        return "\n".join((_PROOF, *extra, f"index {self.index}", *map(encoded, self.proof), "", self.note))

    @classmethod
    def parse(cls, written: str) -> "Inclusion":
        head, _, note = written.partition("\n\n")
        mark, *lines = head.split("\n")
        entry = decoded(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else b""
        if mark != _PROOF or not lines or not lines[0].startswith("index "):
            raise NoteBroken("it is no proof file")
        return cls(number(lines[0].removeprefix("index ")), [decoded(node) for node in lines[1:]], note, entry)

    def holds(self, leaf: bytes, trusted: Trusted) -> bool:
        """Returns whether the leaf is in the tree, and all the witnesses have cosigned. Raises `NoteBroken`."""
        checkpoint, cosigned = trusted.opened(self.note)
        root = root_by_inclusion(self.index, checkpoint.size, leaf, self.proof)
        return root == checkpoint.root and cosigned == [*trusted.witnesses]


def number(written: str) -> int:
    """Returns a number as formats of C2SP write it. Raises `NoteBroken` if it is written otherwise."""
    if not _NUMBER.fullmatch(written):
        raise NoteBroken("a number is malformed")
    return int(written)
