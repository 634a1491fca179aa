"""Proofs over the tree, after RFC 6962 §2.1.1-2.1.2; verified by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.

Whoever makes a proof has the leaves: `RootOf` returns the root of those from one index up to another. Whoever verifies one has
the proof and a root that somebody signed. Indexes count from 0; the log's positions count from 1.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.proof.tree import HASH, node_hash, split

RootOf = Callable[[int, int], bytes]


def inclusion_proof(index: int, size: int, root_of: RootOf) -> list[bytes]:
    """Returns the hashes that lead from a leaf to the root of the first `size` leaves, the leaf's sibling first."""
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(root_of(middle, end))
            end = middle
        else:
            proof.append(root_of(start, middle))
            start = middle
    return proof[::-1]


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """Returns the root that a proof gives the leaf at `index` of `size` leaves; None if it is no proof of such a leaf."""
    if not 0 <= index < size or any(len(node) != HASH for node in proof):
        return None
    at, last, root = index, size - 1, leaf
    for node in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(node, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, node)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def consistency_proof(old: int, size: int, root_of: RootOf) -> list[bytes]:
    """Returns the hashes that show that the first `old` of `size` leaves are those of an earlier root; none if `old` is 0."""
    if old in (0, size):
        return []
    proof: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            proof.append(root_of(middle, end))
            end = middle
        else:
            proof.append(root_of(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(root_of(start, end))
    return proof[::-1]


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Returns whether the proof shows that the tree of `size` leaves begins with that of `old` leaves."""
    if not 0 <= old <= size or any(len(node) != HASH for node in proof):
        return False
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof
    nodes = [old_root, *proof] if old & (old - 1) == 0 else [*proof]
    return _roots_by_consistency(old, size, nodes) == (old_root, root)


def _roots_by_consistency(old: int, size: int, nodes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Returns the earlier and the later root that a proof gives; None if it is too short or too long."""
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not nodes:
        return None
    earlier = later = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            earlier, later = node_hash(node, earlier), node_hash(node, later)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            later = node_hash(later, node)
        at, last = at >> 1, last >> 1
    return (earlier, later) if last == 0 else None


def joint_proof(indexes: Sequence[int], size: int, root_of: RootOf) -> list[bytes]:
    """Returns the hashes that lead from several leaves to the root, each once: those of the subtrees without any of them.

    `indexes`: sorted. The hashes are in the order of their subtrees. A proof for each leaf would repeat most of them.
    """
    return list(_others(indexes, 0, size, root_of)) if size else []


def _others(indexes: Sequence[int], start: int, end: int, root_of: RootOf) -> Iterator[bytes]:
    if not _any_within(indexes, start, end):
        yield root_of(start, end)
    elif end - start > 1:
        middle = start + split(end - start)
        yield from _others(indexes, start, middle, root_of)
        yield from _others(indexes, middle, end, root_of)


def root_by_joint_proof(leaves: Mapping[int, bytes], size: int, proof: Sequence[bytes]) -> bytes | None:
    """Returns the root that a joint proof gives these leaves by their index; None if it is no proof of them."""
    indexes, nodes = sorted(leaves), iter(proof)
    if not indexes or not 0 <= indexes[0] <= indexes[-1] < size or any(len(node) != HASH for node in proof):
        return None

    def root_of(start: int, end: int) -> bytes:
        if not _any_within(indexes, start, end):
            return next(nodes)
        if end - start == 1:
            return leaves[start]
        middle = start + split(end - start)
        return node_hash(root_of(start, middle), root_of(middle, end))

    try:
        root = root_of(0, size)
    except StopIteration:
        return None
    return root if next(nodes, None) is None else None


def _any_within(indexes: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(indexes, start)
    return at < len(indexes) and indexes[at] < end
