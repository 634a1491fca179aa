"""Whether a store is whole: its parts fit, every row is what its leaf says, the leaves give the root, every key opens."""

import struct

from domain.errors import EntryBroken, PartAltered
from domain.log.application import Log
from domain.log.keys.sealing import header, stored_bytes
from domain.log.rows import Stored
from domain.proof.tree import Frontier, leaf_hash
from domain.vocabulary.text import Text

PAGE = 5_000


def recount(log: Log) -> int:
    """Returns the number of participants whose keys open.

    Raises `EntryBroken` for the first row that is not what its leaf says, `PartAltered` if the leaves do not give the root.
    """
    edge, head = Frontier(), log.rows.head()
    while leaves := log.rows.leaves(edge.size, PAGE):
        first = edge.size
        for row in log.rows.read(first, first + len(leaves), PAGE):
            if _leaf_of(row) != leaves[row.position - first - 1]:
                raise EntryBroken(position=row.position)
        edge.extend(leaves)
    if (edge.size, edge.root()) != head:
        raise PartAltered(where=log.where, part="log", other="tree", what=Text.same("position"), known=head[0])
    return sum(1 for _ in log.keys.everyone())


def _leaf_of(row: Stored) -> bytes | None:
    """Returns a row's leaf; None if its columns cannot be those of an entry."""
    try:
        return leaf_hash(stored_bytes(row.position, row.stored_at, header(*row[:7]), row.data, row.person))
    except (ValueError, struct.error):
        return None
