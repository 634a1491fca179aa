"""The signed checkpoints of a log: each is kept, and proven consistent with the one before it, before it is signed.

To sign, what is new is read again from the disk: each row is compared with its leaf, and the tree of the last checkpoint is
extended by the leaves. So nothing is signed that was altered after it was written; a log without checkpoints is read whole.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, insert, select

from domain.calendar import microseconds
from domain.errors import LogAltered
from domain.log.adding_up import SIGNED_OTHERWISE, LogDifference, seen_difference
from domain.log.application import Log
from domain.log.keys.signing_key import draft_signer, drop_draft, keep_signer, read_signers, settle_signer, signing_key_path
from domain.log.proving.leaf_ranges import extend, proof_of_growth
from domain.log.proving.recount import OTHER_TREE, other_rows
from domain.log.storage.database import shown, writing
from domain.log.storage.schema import checkpoints, cosignatures
from domain.proof.checkpoints import Checkpoint
from domain.proof.notes import NoteBroken, Signature, SignedNote, Signer, VerifierKey, signed_by
from domain.proof.requests import CosigningRequest
from domain.proof.tree import Frontier
from domain.vocabulary.text import Text

OFTEN = timedelta(hours=1)
"""A log that grows gets a checkpoint this often."""
_NOT_OURS = Text(
    "signeringsnyckeln {path} har inte signerat den sista kontrollpunkten som finns",
    "the signing key {path} has not signed the last checkpoint that is there",
)
_IN_ORDER = select(checkpoints).order_by(checkpoints.c.number)
_LAST = select(checkpoints).order_by(checkpoints.c.number.desc()).limit(1)


class KeptCheckpoint(NamedTuple):
    number: int
    size: int
    frontier: bytes
    signed_at: int
    signer: str
    """The public key."""
    note: str
    """With the lines of all witnesses who have cosigned it."""

    @property
    def key(self) -> VerifierKey:
        return VerifierKey.parse(self.signer)

    def opened(self) -> Checkpoint:
        """Raises `NoteBroken` if its signer has not signed it, or it is not of the tree's edge that is kept with it."""
        note = SignedNote.parse(self.note)
        checkpoint, edge = Checkpoint.of(note), Frontier.from_bytes(self.frontier)
        if not signed_by(note, [self.key]) or (checkpoint.size, checkpoint.root) != (edge.size, edge.root()):
            raise NoteBroken("it is not what was signed")
        return checkpoint


class Checkpoints:
    """The kept checkpoints of an open log."""

    def __init__(self, log: Log, processes: int = 1) -> None:
        self.log, self.processes = log, processes
        self._engine = log.rows.engine
        self._id = log.id.hex() if log.id else ""
        self.key_path = signing_key_path(log.key_path, self._id)

    def __iter__(self) -> Iterator[KeptCheckpoint]:
        """Yields them in the order they were signed."""
        return iter(self._kept(_IN_ORDER))

    def last(self) -> KeptCheckpoint | None:
        return next(iter(self._kept(_LAST)), None)

    def of(self, position: int) -> KeptCheckpoint | None:
        """Returns the first that covers a position, or None."""
        return next(iter(self._kept(_IN_ORDER.where(checkpoints.c.size >= position).limit(1))), None)

    def make(self, now: datetime, origin: str | None = None) -> KeptCheckpoint:
        """Returns the checkpoint of the log as it is; signs it if there is none yet.

        `origin`: the log's name, for its first checkpoint. Raises `LogAltered` if the log is not what was signed before.
        """
        while True:
            last, edge = self.last(), self.log.rows.edge()
            signers = self._signers(last, origin)
            if last is not None and last.size == edge.size and len(signers) == 1:
                return last
            if (kept := self._signed(last, edge, signers, microseconds(now))) is not None:
                return kept

    def make_if_due(self, now: datetime) -> KeptCheckpoint | None:
        """Signs a checkpoint if the log has grown, and the last is an hour old; the first is for somebody to begin with."""
        last = self.last()
        if last is None or microseconds(now) - last.signed_at < OFTEN // timedelta(microseconds=1):
            return None
        return self.make(now) if self.log.rows.edge().size != last.size else None

    def request_to(self, witness: VerifierKey, old: int | None = None) -> CosigningRequest:
        """Returns what to send to a witness to have the last checkpoint cosigned. Raises `NoteBroken` if there is none.

        `old`: how far it has seen the log; as far as is known here if it is not given.
        """
        kept = list(self)
        if not kept:
            raise NoteBroken("there is no checkpoint yet")
        if old is None:
            old = max((each.size for each in kept if signed_by(SignedNote.parse(each.note), [witness])), default=0)
        if old > kept[-1].size:
            raise NoteBroken(f"the witness has seen {old} entries, and the last checkpoint is of {kept[-1].size}")
        return CosigningRequest(old, proof_of_growth(self.log, old, kept[-1].size), kept[-1].note)

    def add_cosignatures(self, written: str, witnesses: Sequence[VerifierKey]) -> list[VerifierKey]:
        """Keeps what witnesses have signed of a kept checkpoint. Returns which of these they are; raises `NoteBroken`."""
        note = SignedNote.parse(written)
        kept = next((each for each in self if SignedNote.parse(each.note).text == note.text), None)
        signed = signed_by(note, witnesses)
        if kept is None or not signed:
            raise NoteBroken("it is no checkpoint of this log, or no witness has cosigned it")
        with writing(self._engine) as connection:
            there = {Signature.parse(line)[:2] for line in connection.execute(_lines_of(kept.number)).scalars()}
            new = {each[:2]: each for each in note.signatures if each[:2] in {(key.name, key.id) for key in signed} - there}
            if new:
                rows = [{"checkpoint": kept.number, "line": str(line)} for line in new.values()]
                connection.execute(insert(cosignatures), rows)
        return signed

    def keys(self) -> list[VerifierKey]:
        """Returns the public keys that have signed checkpoints of this log, the last first."""
        own = [str(signer.key) for signer in read_signers(self.key_path)] if self.key_path.exists() else []
        return [VerifierKey.parse(key) for key in dict.fromkeys((*own, *(kept.signer for kept in reversed(list(self)))))]

    def faults(self) -> Iterator[LogDifference]:
        """Yields the kept checkpoints that are not what was signed, or whose key nobody handed on."""
        former = None
        for kept in self:
            try:
                kept.opened()
                if (
                    former is not None
                    and former.signer != kept.signer
                    and not signed_by(SignedNote.parse(kept.note), [former.key])
                ):
                    raise NoteBroken("its key is not the last one's")
            except ValueError:
                yield LogDifference(kept.size, SIGNED_OTHERWISE)
                return
            former = kept

    def _kept(self, wanted: Select[Any]) -> list[KeptCheckpoint]:
        with self._engine.connect() as connection:
            return [_with_cosignatures(connection, row) for row in connection.execute(wanted).all()]

    def _signers(self, last: KeptCheckpoint | None, origin: str | None) -> list[Signer]:
        if last is not None:
            settle_signer(self.key_path, last.key)  # it was kept, and then the process ended
        elif not self.key_path.exists():
            return [draft_signer(self.key_path, origin or f"rodtrad/{self._id}")]
        signers = read_signers(self.key_path)
        if last is None or last.signer not in {str(signer.key) for signer in signers}:
            raise LogAltered(where=shown(self.log.where), what=_NOT_OURS.format(path=self.key_path))
        return signers

    def _signed(self, last: KeptCheckpoint | None, edge: Frontier, signers: Sequence[Signer], at: int) -> KeptCheckpoint | None:
        """Signs and keeps a checkpoint, and settles the key that signs from now on. None if another process has kept one."""
        kept = None
        try:
            self._refuse_inconsistent(last, edge)
            kept = self._keep(last, edge, signers, at)
        finally:
            if last is None:
                (settle_signer if kept else drop_draft)(self.key_path, signers[0].key)
        if kept and len(signers) > 1:
            keep_signer(self.key_path, signers[0])
        return kept

    def _refuse_inconsistent(self, last: KeptCheckpoint | None, edge: Frontier) -> None:
        """Raises `LogAltered` unless the tree extends the last that was signed by what the rows on the disk are."""
        extended = Frontier()
        try:
            if last is not None:
                last.opened()
                extended = Frontier.from_bytes(last.frontier)
        except ValueError:
            raise self._altered(LogDifference(last.size if last else 0, SIGNED_OTHERWISE)) from None
        after = extended.size
        if (difference := seen_difference(self._engine)) is not None:
            raise self._altered(difference)
        for difference in other_rows(self.log, self.processes, after, edge.size):
            raise self._altered(difference)
        extend(extended, self.log, edge.size)
        if extended.to_bytes() != edge.to_bytes():
            raise self._altered(LogDifference(edge.size, OTHER_TREE))

    def _altered(self, difference: LogDifference) -> LogAltered:
        return LogAltered(where=shown(self.log.where), what=difference.text)

    def _keep(self, last: KeptCheckpoint | None, edge: Frontier, signers: Sequence[Signer], at: int) -> KeptCheckpoint | None:
        """Signs and keeps a checkpoint; None if another process has kept one meanwhile."""
        text = Checkpoint(signers[0].name, edge.size, edge.root()).text
        note = str(SignedNote(text, tuple(signer.sign(text) for signer in signers)))
        number = last.number + 1 if last else 1
        kept = KeptCheckpoint(number, edge.size, edge.to_bytes(), at, str(signers[0].key), note)
        with writing(self._engine) as connection:
            newest = connection.execute(_LAST).first()
            if (newest.number if newest else 0) != number - 1:
                return None
            connection.execute(insert(checkpoints), kept._asdict())
        return kept


def _lines_of(number: int) -> Select[Any]:
    return select(cosignatures.c.line).where(cosignatures.c.checkpoint == number).order_by(cosignatures.c.line)


def _with_cosignatures(connection: Connection, row: Row[Any]) -> KeptCheckpoint:
    kept = KeptCheckpoint._make(row)
    return kept._replace(note=kept.note + "".join(connection.execute(_lines_of(kept.number)).scalars()))
