"""What is sent to a witness, as C2SP's tlog-witness says: a checkpoint, and the proof that it begins with what was cosigned."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.proof.checkpoints import number
from domain.proof.notes import NoteBroken, decoded, encoded

MOST_HASHES: Final = 63


class CosigningRequest(NamedTuple):
    old: int
    """The size of the checkpoint that the witness cosigned last; 0 if it has cosigned none."""
    proof: Sequence[bytes]
    note: str

    def __str__(self) -> str:
        return "\n".join((f"old {self.old}", *map(encoded, self.proof), "", self.note))

    @classmethod
    def parse(cls, written: str) -> "CosigningRequest":
        head, empty, note = written.partition("\n\n")
        first, *proof = head.split("\n")
        if not empty or not first.startswith("old ") or len(proof) > MOST_HASHES:
            raise NoteBroken("it is no request to a witness")
        return cls(number(first.removeprefix("old ")), [decoded(node) for node in proof], note)
