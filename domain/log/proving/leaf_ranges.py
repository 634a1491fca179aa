"""Proofs over the leaves of a log, which are read from it for each proof."""

from collections.abc import Iterable

from domain.log.application import Log
from domain.proof.proofs import RootOf, consistency_proof, inclusion_proof, joint_proof
from domain.proof.tree import Frontier

PAGE = 50_000


def extend(edge: Frontier, log: Log, upto: int) -> None:
    """Extends the edge of a tree by the log's leaves up to a position."""
    while edge.size < upto and (page := log.rows.leaves(edge.size, min(PAGE, upto - edge.size))):
        edge.extend(page)


def root_of(log: Log) -> RootOf:
    """Returns what computes the root of the log's leaves from one index up to another."""

    def root(start: int, end: int) -> bytes:
        part = Frontier()
        while part.size < end - start and (page := log.rows.leaves(start + part.size, min(PAGE, end - start - part.size))):
            part.extend(page)
        return part.root()

    return root


def proof_of_position(log: Log, position: int, size: int) -> list[bytes]:
    """Returns the proof that an entry is in the tree of `size` leaves."""
    return inclusion_proof(position - 1, size, root_of(log))


def proof_of_positions(log: Log, positions: Iterable[int], size: int) -> list[bytes]:
    """Returns the joint proof of several entries."""
    return joint_proof(sorted(position - 1 for position in positions), size, root_of(log))


def proof_of_growth(log: Log, old: int, size: int) -> list[bytes]:
    """Returns the proof that the tree of `size` leaves begins with that of `old`."""
    return consistency_proof(old, size, root_of(log))
