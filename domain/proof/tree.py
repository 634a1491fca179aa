"""The Merkle tree over the log, after RFC 6962 §2.1: a change to any entry changes the root hash.

Only the *frontier* is kept between appends: the roots of the complete subtrees over the leaves so far, one root for
each bit that is set in the number of leaves, largest first. This is enough to add leaves and to compute the root.
"""

import struct
from collections.abc import Iterable
from hashlib import sha256

_SIZE = struct.Struct(">Q")
HASH = 32


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left_node: bytes, right_node: bytes) -> bytes:
    return sha256(b"\x01" + left_node + right_node).digest()


def split(size: int) -> int:
    """Returns how many of `size` leaves, at least two, are in the left half: the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


class Frontier:
    """The right edge of the tree: the number of leaves (`size`) and the roots of the complete subtrees (`peaks`)."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds leaf hashes in order, one tree level at a time, which is faster than one leaf at a time."""
        nodes = list(leaves)
        size, waiting, grown = self.size, self.peaks, []
        self.size += len(nodes)
        while nodes or size:
            if size & 1:
                nodes.insert(0, waiting.pop())
            if len(nodes) & 1:
                grown.append(nodes.pop())
            pairs = iter(nodes)
            nodes = [
                sha256(b"\x01" + left_node + right_node).digest() for left_node, right_node in zip(pairs, pairs, strict=True)
            ]
            size >>= 1
        self.peaks = grown[::-1]

    def root(self) -> bytes:
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """Returns the size (8 bytes), then the peaks (32 bytes each), as stored in a row of the log."""
        return _SIZE.pack(self.size) + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Frontier":
        (size,) = _SIZE.unpack_from(stored)
        peaks = [stored[at : at + HASH] for at in range(_SIZE.size, len(stored), HASH)]
        if len(stored) != _SIZE.size + HASH * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves cannot have {len(stored)} bytes")
        return cls(size, peaks)
