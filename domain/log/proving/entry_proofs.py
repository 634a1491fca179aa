"""The proof that an entry is in the log, as a file for somebody outside."""

from datetime import datetime

from domain.log.application import Log
from domain.log.keys.sealing import header, stored_bytes
from domain.log.proving.checkpoints import Checkpoints
from domain.log.proving.leaf_ranges import proof_of_position
from domain.proof.checkpoints import Inclusion


def proof_of_entry(log: Log, position: int, now: datetime) -> Inclusion:
    """Returns the proof by the first checkpoint that covers the position; signs one if there is none.

    It holds the entry as it is stored, sealed; after an erasure it does not.
    """
    checkpoints = Checkpoints(log)
    kept = checkpoints.of(position) or checkpoints.make(now)
    entry = b"".join(
        stored_bytes(stored.position, stored.stored_at, header(*stored[:7]), stored.data, stored.person)
        for stored in log.rows.at([position])
    )
    return Inclusion(position - 1, proof_of_position(log, position, kept.size), kept.note, entry)
