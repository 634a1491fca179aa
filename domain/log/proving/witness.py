"""A witness of logs, as C2SP's tlog-witness says: it cosigns a checkpoint only if that log has grown from what it saw before.

It runs apart from every log, with a key and a folder of its own: for each log the last checkpoint that it cosigned, written
before the answer leaves. Where a log shows two histories, what it sent is kept beside, for whoever audits it.
"""

from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

from domain.errors import RodTradError
from domain.log.keys.secret_file import replace_secret
from domain.log.keys.signing_key import create_signer, read_signers
from domain.log.storage.sqlite import alone
from domain.proof.checkpoints import Checkpoint, Trusted
from domain.proof.notes import COSIGNATURE, NoteBroken, SignedNote, VerifierKey
from domain.proof.proofs import is_consistent
from domain.proof.requests import CosigningRequest
from domain.proof.tree import Frontier
from domain.vocabulary.text import Text

MALFORMED, UNSIGNED, UNKNOWN, OTHER_SIZE, FORKED = 400, 403, 404, 409, 422
"""Why a witness refuses, as the status of an HTTP answer."""


class CosigningRefused(RodTradError):
    """`status`: why; `seen`: the size of the checkpoint that the witness cosigned last, if that is why."""

    text = Text("Vittnet signerar inte: {why}", "The witness does not cosign: {why}")

    def __init__(self, *, status: int, why: Text, seen: int = 0) -> None:
        super().__init__(status=status, why=why, seen=seen)
        self.status, self.seen = status, seen


class Witness:
    def __init__(self, folder: Path) -> None:
        """Raises `SigningKeyMissing` if there is no witness in this folder."""
        self.folder = folder
        self.signer = read_signers(_key_path(folder))[0]

    @classmethod
    def create(cls, folder: Path, name: str) -> "Witness":
        """Raises `KeyUnreadable` if there is one already."""
        create_signer(_key_path(folder), name, COSIGNATURE)
        return cls(folder)

    @property
    def logs(self) -> list[VerifierKey]:
        """The public keys of the logs that it is a witness of."""
        path = self.folder / "logs"
        return [VerifierKey.parse(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def trust(self, log: VerifierKey) -> None:
        """Becomes a witness of a log, or takes another key of it."""
        with self._alone():
            keys = dict.fromkeys((*self.logs, log))
            replace_secret(self.folder / "logs", "".join(f"{key}\n" for key in keys).encode())

    def last(self, origin: str) -> str | None:
        """Returns the checkpoint of a log that it cosigned last, with its cosignature; None if there is none."""
        path = self._path(origin)
        return path.read_text("utf-8") if path.exists() else None

    def of_hash(self, origin_hash: str) -> str | None:
        """Returns the same by the hash of the log's name."""
        return next((self.last(key.name) for key in self.logs if _hash(key.name) == origin_hash), None)

    def cosign(self, written: str, at: int) -> str:
        """Returns the checkpoint of a request, cosigned. `at`: seconds since 1970. Raises `CosigningRefused`."""
        request, checkpoint = self._opened(written)
        with self._alone():
            self._refuse_other_history(request, checkpoint)
            note, known = SignedNote.parse(request.note), {(key.name, key.id) for key in self.logs}
            logs = (signature for signature in note.signatures if signature[:2] in known)
            cosigned = str(SignedNote(note.text, (*logs, self.signer.cosign(note.text, at))))
            replace_secret(self._path(checkpoint.origin), cosigned.encode())
        return cosigned

    def _opened(self, written: str) -> tuple[CosigningRequest, Checkpoint]:
        """Returns a request of a known log."""
        try:
            request = CosigningRequest.parse(written)
            checkpoint = Checkpoint.of(SignedNote.parse(request.note))
        except NoteBroken:
            raise CosigningRefused(status=MALFORMED, why=Text("det är ingen begäran.", "it is no request.")) from None
        keys = [key for key in self.logs if key.name == checkpoint.origin]
        if not keys:
            raise CosigningRefused(status=UNKNOWN, why=Text("loggen är okänd.", "the log is unknown."))
        try:
            Trusted(keys).opened(request.note)
        except NoteBroken:
            raise CosigningRefused(
                status=UNSIGNED, why=Text("loggen har inte signerat den.", "the log has not signed it.")
            ) from None
        if request.old > checkpoint.size:
            raise CosigningRefused(status=MALFORMED, why=Text("den har blivit mindre.", "it has become smaller."))
        return request, checkpoint

    def _refuse_other_history(self, request: CosigningRequest, checkpoint: Checkpoint) -> None:
        seen = self._seen(checkpoint.origin)
        if request.old != seen.size:
            why = Text(f"den har redan signerat {seen.size} poster.", f"it has cosigned {seen.size} entries already.")
            raise CosigningRefused(status=OTHER_SIZE, why=why, seen=seen.size)
        empty = checkpoint.size == 0 and checkpoint.root != Frontier().root()
        if empty or not is_consistent(seen.size, seen.root, checkpoint.size, checkpoint.root, request.proof):
            path = self._keep_evidence(request)
            why = Text(
                f"loggen har en annan historia än den som signerades förut ({seen.size} poster). Beviset ligger i {path}.",
                f"the log has another history than what was cosigned before ({seen.size} entries). The proof is in {path}.",
            )
            raise CosigningRefused(status=FORKED, why=why)

    def _seen(self, origin: str) -> Checkpoint:
        last = self.last(origin)
        return Checkpoint(origin, 0, Frontier().root()) if last is None else Checkpoint.of(SignedNote.parse(last))

    def _keep_evidence(self, request: CosigningRequest) -> Path:
        """Keeps what was sent beside what was cosigned: both are signed by the log."""
        content = str(request).encode()
        path = self.folder / "refused" / f"{sha256(content).hexdigest()[:16]}.txt"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        replace_secret(path, content)
        return path

    def _path(self, origin: str) -> Path:
        return self.folder / f"{_hash(origin)}.checkpoint"

    def _alone(self) -> AbstractContextManager[None]:
        return alone(str(self.folder / "state"))


def _key_path(folder: Path) -> Path:
    return folder / "witness.key"


def _hash(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()
