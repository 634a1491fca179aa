"""What somebody outside has of the log: a position and the root of the tree there, in an erasure's receipt or a checkpoint.

A log that does not reach that far has been rolled back; one whose root is another there has another history.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from domain.errors import StoreError, Unreadable
from domain.log.application import Log
from domain.log.proving.leaf_ranges import root_of
from domain.log.storage.faults import reason
from domain.proof.checkpoints import Checkpoint
from domain.proof.notes import SignedNote
from domain.vocabulary.person_codes import ErasureBasis
from domain.vocabulary.text import Text

LARGEST = 1_000_000
_NEITHER = Text("är varken ett kvitto eller en kontrollpunkt", "is neither a receipt nor a checkpoint")


class RolledBack(StoreError):
    text = Text(
        "Säkerhetskopian räcker till position {has}, men {path} känner till {known}: det som registrerades däremellan saknas. "
        "Finns ingen nyare, återställ med --accept-loss.",
        "The back-up reaches position {has}, but {path} knows of {known}: what was registered in between is missing. "
        "If there is none newer, restore with --accept-loss.",
    )


class OtherHistory(StoreError):
    text = Text(
        "Säkerhetskopian har en annan historia än den som {path} känner till vid position {known}. Den återställs inte.",
        "The back-up has another history than the one that {path} knows at position {known}. It is not restored.",
    )


@dataclass(frozen=True)
class Evidence:
    path: Path
    position: int
    root: bytes
    erased: Sequence[tuple[int, bytes]] = ()
    """Of a receipt: the positions of erasures, and the streams that they closed."""
    basis: ErasureBasis = "request"
    """Of a receipt: on what ground."""

    @classmethod
    def read(cls, path: Path) -> "Evidence":
        """Raises `Unreadable` for a file that is neither a receipt nor a checkpoint."""
        try:
            content = path.read_bytes()[:LARGEST]
            return cls(path, *(_receipt(json.loads(content)) if content[:1] == b"{" else _checkpoint(content.decode())))
        except OSError as error:
            raise Unreadable(where=path, why=reason(error)) from error
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise Unreadable(where=path, why=_NEITHER) from error

    def check(self, log: Log, *, accept_loss: bool) -> None:
        """Raises `RolledBack`, unless the loss is accepted, or `OtherHistory`."""
        has, _ = log.rows.head()
        if has < self.position:
            if not accept_loss:
                raise RolledBack(has=has, known=self.position, path=self.path)
        elif root_of(log)(0, self.position) != self.root:
            raise OtherHistory(known=self.position, path=self.path)


def _receipt(record: Any) -> tuple[int, bytes, list[tuple[int, bytes]], ErasureBasis]:
    erased = [(int(each["position"]), bytes.fromhex(each["fence"])) for each in record["erasures"]]
    basis = record["basis"]
    if basis not in get_args(ErasureBasis):
        raise ValueError
    return int(record["position"]), bytes.fromhex(record["root"]), erased, basis


def _checkpoint(text: str) -> tuple[int, bytes]:
    """Reads a signed checkpoint; whoever gives it answers for who signed it."""
    checkpoint = Checkpoint.of(SignedNote.parse(text))
    return checkpoint.size, checkpoint.root
