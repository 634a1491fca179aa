"""Whether a log adds up: each position is there once, as an entry or as an erased one, and the tree's edge fits its leaves.

What is looked at here costs little: counts, and the last few leaves. Whether each entry is what its leaf says is found out by
`proving.recount`. Nothing is counted on what does not add up.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, ScalarSelect, Select, Table, exists, func, inspect, select

from domain.errors import LogAltered
from domain.log.storage.database import shown
from domain.log.storage.reach import OF_PARTICIPANTS
from domain.log.storage.schema import checkpoints, erased, events, fences, key_store, leaves, subjects, tree
from domain.proof.tree import Frontier
from domain.vocabulary.text import Text

FEW_LEAVES = 4096
"""At most so many leaves are hashed to see that the tree's edge is theirs."""
MISSING = Text("den saknas, och är inte gallrad", "it is missing, and was not erased")
CAME_BACK = Text("den är gallrad men finns", "it was erased but is there")
NO_LEAF = Text("dess löv saknas", "its leaf is missing")
LEAF_ADDED = Text("lövet är tillagt: trädet slutar på {size}", "the leaf is added: the tree ends at {size}")
ADDED = Text("den är tillagd: trädet slutar på {size}", "it is added: the tree ends at {size}")
OTHER_EDGE = Text("trädets kant är en annan än lövens", "the edge of the tree is not that of its leaves")
SIGNED_OTHERWISE = Text(
    "något till och med den är ett annat än när det signerades", "something up to it is other than when it was signed"
)
SIGNED_FURTHER = Text("loggen slutar där, men {size} är signerade", "the log ends there, but {size} have been signed")


class LogDifference(NamedTuple):
    """The first entry that is wrong, missing or added: where, in which stream if that can be known, and what differs."""

    position: int
    what: Text
    stream: bytes | None = None

    @property
    def text(self) -> Text:
        of = Text(f", ström {self.stream.hex()}", f", stream {self.stream.hex()}") if self.stream else Text.same("")
        position = Text(f"posten på position {self.position}", f"the entry at position {self.position}")
        return Text.same("{position}{of}: {what}").format(position=position, of=of, what=self.what)


def refuse_altered(where: str, log: Engine, after: int = 0) -> None:
    """Raises `LogAltered` with the first difference, if any is seen. `after`: counts only what is after this position."""
    difference = seen_difference(log, after)
    if difference is not None:
        raise LogAltered(where=shown(where), what=difference.text)


def refuse_other_keys(where: str, keys: Engine, log: Engine) -> None:
    """Raises `LogAltered` if a key is gone that was made, or is destroyed of somebody who is not fenced."""
    counts = select(func.count(), func.count(subjects.c.wrapped), _value(select(key_store.c["keys"]))).where(OF_PARTICIPANTS)
    with keys.connect() as connection:
        if not inspect(connection).has_table(key_store.name):
            return  # a store from before, on a disk that takes no writing
        there, wrapped, ever = connection.execute(counts).one()
    with log.connect() as connection:  # after the keys: an erasure writes its fences first
        fenced: int = connection.execute(select(func.count()).select_from(fences)).scalar_one()
    if ever is not None and there != ever:
        what = Text(f"det finns {there} nycklar, men {ever} är gjorda", f"there are {there} keys, but {ever} were made")
        raise LogAltered(where=shown(where), what=what)
    if (destroyed := there - wrapped) > fenced:
        what = Text(
            f"{destroyed} nycklar är förstörda, men {fenced} är gallrade",
            f"{destroyed} keys are destroyed, but {fenced} were erased",
        )
        raise LogAltered(where=shown(where), what=what)


def seen_difference(log: Engine, after: int = 0) -> LogDifference | None:
    """Returns the first difference, or None if the log adds up as far as this is seen."""
    with log.connect() as connection:
        if not inspect(connection).has_table(erased.name):
            return None  # a store from before, on a disk that takes no writing
        counted = connection.execute(_counts(after)).one()
        edge, due = _edge(counted.frontier), max(counted.size - after, 0)
        if edge is None or edge.size != counted.size:
            return LogDifference(counted.size, OTHER_EDGE)
        if counted.leaves != due or counted.entries + counted.erased != due:
            return unaccounted(connection) or LogDifference(counted.size, OTHER_EDGE)
        return _of_edge(connection, edge) or _of_checkpoint(connection, edge, counted.signed)


def unaccounted(connection: Connection) -> LogDifference | None:
    """Returns the first position that is not there once, as an entry or an erased one, with a leaf within the tree."""
    size = connection.execute(select(tree.c.size)).scalar_one()
    leaf, entry, gone = leaves.c.position, events.c.position, erased.c.position
    ways: Mapping[Text, Select[Any]] = {
        MISSING: select(func.min(leaf)).where(~exists().where(entry == leaf), ~exists().where(gone == leaf), leaf <= size),
        CAME_BACK: select(func.min(entry)).where(exists().where(gone == entry)),
        LEAF_ADDED: select(func.min(leaf)).where((leaf > size) | (leaf < 1)),
        ADDED: select(func.min(entry)).where(~exists().where(leaf == entry)),
    }
    first = [(_first_without_leaf(connection, size), NO_LEAF)]
    first += [(connection.execute(wanted).scalar(), what) for what, wanted in ways.items()]
    position, what = min(first, key=lambda each: (each[0] is None, each[0]))
    if position is None:
        return None
    stream = connection.execute(select(events.c.stream).where(entry == position)).scalar()
    return LogDifference(position, what.format(size=size), stream)


def _first_without_leaf(connection: Connection, size: int) -> int | None:
    """Returns the first position up to `size` without a leaf."""
    leaf, following = leaves.c.position, leaves.alias()
    if size and connection.execute(select(leaf).where(leaf == 1)).first() is None:
        return 1
    last = select(func.min(leaf) + 1).where(leaf.between(1, size - 1), ~exists().where(following.c.position == leaf + 1))
    position: int | None = connection.execute(last).scalar()
    return position


def _counts(after: int) -> Select[Any]:
    """Counts in one statement, which sees one state of the log also while others write."""

    def number(table: Table) -> ScalarSelect[Any]:
        counting = select(func.count()).select_from(table)
        return _value(counting.where(table.c.position > after) if after else counting)

    return select(
        tree.c.size,
        tree.c.frontier,
        number(events).label("entries"),
        number(leaves).label("leaves"),
        number(erased).label("erased"),
        _value(select(func.max(checkpoints.c.number))).label("signed"),
    )


def _value(wanted: Select[Any]) -> ScalarSelect[Any]:
    return wanted.scalar_subquery()


def _edge(stored: bytes) -> Frontier | None:
    try:
        return Frontier.from_bytes(stored)
    except ValueError:
        return None


def _of_edge(connection: Connection, edge: Frontier) -> LogDifference | None:
    """Compares the smallest of the tree's complete subtrees with its leaves, unless they are very many."""
    span = edge.size & -edge.size
    if not 0 < span <= FEW_LEAVES or _extended(connection, Frontier(), edge.size - span, edge.size) == edge.peaks[-1:]:
        return None
    return LogDifference(edge.size, OTHER_EDGE)


def _of_checkpoint(connection: Connection, edge: Frontier, number: int | None) -> LogDifference | None:
    """Compares the tree with the last that was signed, if it is not far back."""
    if number is None:
        return None
    last = connection.execute(select(checkpoints).where(checkpoints.c.number == number)).one()
    if last.size > edge.size:
        return LogDifference(edge.size, SIGNED_FURTHER.format(size=last.size))
    signed = _edge(last.frontier)
    if edge.size - last.size > FEW_LEAVES:
        return None
    if signed is None or _extended(connection, signed, last.size, edge.size) != edge.peaks:
        return LogDifference(last.size, SIGNED_OTHERWISE)
    return None


def _extended(connection: Connection, edge: Frontier, after: int, upto: int) -> list[bytes]:
    """Returns the peaks of an edge extended by the leaves between two positions."""
    wanted = select(leaves.c.leaf).where(leaves.c.position > after, leaves.c.position <= upto).order_by(leaves.c.position)
    edge.extend(connection.execute(wanted).scalars())
    return edge.peaks
