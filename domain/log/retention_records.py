"""What the key store remembers for erasures: the municipality, who is not to be erased, what is proposed, where mirrors are.

None of it is an event: it is about the store, and goes with the participant's key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os import urandom

from sqlalchemy import delete, insert, select

from domain.calendar import instant_of, microseconds
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.keys.sealing import NONCE, expand, seal, unseal
from domain.log.storage.database import chunks, writing
from domain.log.storage.schema import holds, proposals, settings

_STREAM = 16
_MIRROR = "mirror "


@dataclass(frozen=True)
class Hold:
    """A participant who is not to be erased until it is lifted."""

    participant: str
    reason: str
    by: str
    since: datetime


@dataclass(frozen=True)
class Proposal:
    """Whom somebody has proposed to erase, for another to confirm."""

    id: str
    by: str
    made_at: datetime
    streams: Sequence[bytes]
    archive: str
    """The SHA-256 of the archive file that was made first."""


class RetentionRecords:
    def __init__(self, keys: KeyStore) -> None:
        self.keys, self.engine = keys, keys.engine

    def setting(self, name: str) -> str | None:
        with self.engine.connect() as connection:
            value: str | None = connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar()
            return value

    def set(self, name: str, value: str) -> None:
        with writing(self.engine) as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings).values(name=name, value=value))

    def mirrored(self, place: str, position: int) -> None:
        """Records that a mirror was made or refreshed; no erasure reaches it before it is again."""
        self.set(f"{_MIRROR}{place}", str(position))

    def mirrors(self) -> dict[str, int]:
        """Returns the position that each mirror shows, by its place."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(settings).where(settings.c.name.startswith(_MIRROR)).order_by(settings.c.name))
            return {row.name.removeprefix(_MIRROR): int(row.value) for row in rows}

    def hold(self, subject: Subject, reason: str, by: str, now: datetime) -> None:
        """Records that a participant is not to be erased; replaces an earlier reason."""
        sealed = seal(_reason_key(subject), subject.stream, reason.encode(), urandom(NONCE))
        with writing(self.engine) as connection:
            connection.execute(delete(holds).where(holds.c.stream == subject.stream))
            connection.execute(insert(holds).values(stream=subject.stream, since=microseconds(now), by=by, reason=sealed))

    def lift(self, streams: Sequence[bytes]) -> int:
        """Lifts the holds of these streams, and returns how many there were."""
        with writing(self.engine) as connection:
            return sum(connection.execute(delete(holds).where(holds.c.stream.in_(some))).rowcount for some in chunks(streams))

    def held(self) -> dict[bytes, Hold]:
        """Returns the holds of those who are not erased, by stream."""
        with self.engine.connect() as connection:
            rows = {row.stream: row for row in connection.execute(select(holds).order_by(holds.c.since))}
        return {
            stream: Hold(subject.name, _opened(subject, rows[stream].reason), rows[stream].by, instant_of(rows[stream].since))
            for stream, subject in self.keys.by_stream(rows).items()
        }

    def propose(self, proposal: Proposal) -> None:
        """Records a proposal, in place of all earlier ones."""
        with writing(self.engine) as connection:
            connection.execute(delete(proposals))
            row = {"id": proposal.id, "by": proposal.by, "made_at": microseconds(proposal.made_at), "archive": proposal.archive}
            connection.execute(insert(proposals).values(row | {"streams": b"".join(proposal.streams)}))

    def proposed(self) -> Proposal | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(proposals)).one_or_none()
        if row is None:
            return None
        streams = [row.streams[at : at + _STREAM] for at in range(0, len(row.streams), _STREAM)]
        return Proposal(row.id, row.by, instant_of(row.made_at), streams, row.archive)

    def end_proposal(self) -> None:
        with writing(self.engine) as connection:
            connection.execute(delete(proposals))


def _reason_key(subject: Subject) -> bytes:
    return expand(subject.key, b"rodtrad/1|hold")


def _opened(subject: Subject, reason: bytes) -> str:
    return unseal(_reason_key(subject), subject.stream, reason).decode()
