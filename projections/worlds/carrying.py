"""A World after another of the same coordinates but for the position: what still holds of the other is taken over.

Of the facts it is the tables in which nobody's rows changed; of what measures derived participant by participant, the rows of
all who did not change.
"""

from collections.abc import Callable, Iterable

import polars as pl

from projections.facts.snapshot import FactsPart, Snapshot, Tables, without
from projections.facts.tables import Frames
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World

_PROPERTIES = ("journeys", "support_months")
"""The tables of a World that are derived participant by participant."""
_derivations: dict[str, Callable[..., pl.DataFrame]] = {"support_spells": World.support_spells}


def derived_by_participant(name: str, derive: Callable[..., pl.DataFrame]) -> None:
    """Declares that `derive(world, *arguments)` is what `World.once` keeps under `(name, *arguments)`, and that each
    participant's rows in it follow from their own facts alone."""
    _derivations[name] = derive


def next_world(coordinates: Coordinates, snapshot: Snapshot, former: World, before: Snapshot) -> World:
    """Returns the World of a snapshot. `former`: a World of the same coordinates but for the position, cut from `before`."""
    world = World.at(coordinates, snapshot.tables)
    world.frames = Tables(world.frames.__getitem__, _unchanged(former, before, snapshot))
    if (changed := _changed(before, snapshot)) is not None:
        few = World.at(coordinates, Tables(lambda name: _rows_of(changed, snapshot.tables[name])))
        for name in _PROPERTIES:
            if name in vars(former):
                vars(world)[name] = _replaced(vars(former)[name], changed, getattr(few, name))
        for key, table in former.computed.copy().items():  # others still add to it
            if isinstance(key, tuple) and isinstance(table, pl.DataFrame) and key[0] in _derivations:
                world.computed[key] = _replaced(table, changed, _derivations[key[0]](few, *key[1:]))
    return world


def _unchanged(former: World, before: Snapshot, after: Snapshot) -> Frames:
    """Returns the tables of a World that were read, and that a later snapshot shares with its own."""
    cut = former.frames.ready if isinstance(former.frames, Tables) else {}
    old, new = before.tables.ready, after.tables.ready
    return {name: frame for name, frame in cut.items() if name in new and new[name] is old.get(name)}


def _changed(before: Snapshot, after: Snapshot) -> frozenset[int] | None:
    """Returns whose rows can differ between two snapshots; None if a part was written anew, where that is not known."""
    if (before.used, before.rules) != (after.used, after.rules) or len(before.parts) != len(after.parts):
        return None
    pairs = [(old, new) for old, new in zip(before.parts, after.parts, strict=True) if old is not new]
    if any(old.stored is not new.stored for old, new in pairs):
        return None
    return frozenset().union(*(_folded_again(part) for pair in pairs for part in pair))


def _folded_again(part: FactsPart) -> frozenset[int]:
    return part.gone | set(part.added["keys"]["pid"])


def _rows_of(pids: Iterable[int], frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("pid").is_in(list(pids)))


def _replaced(table: pl.DataFrame, changed: frozenset[int], rows: pl.DataFrame) -> pl.DataFrame:
    """Returns a table with other rows of some participants, in the order of participants if it was in that."""
    if not (table["pid"].is_sorted() and rows["pid"].is_sorted()):
        return pl.concat([without(table, changed), rows])
    pids = pl.Series(sorted(changed), dtype=pl.Int64)
    pieces, end = list[pl.DataFrame](), 0
    for (first, last), own in zip(_places(table, pids), _places(rows, pids), strict=True):
        pieces += [table[end:first], rows[slice(*own)]]  # the others are copied as they lie: none of their rows is looked at
        end = last
    return pl.concat([*pieces, table[end:]], rechunk=True)


def _places(table: pl.DataFrame, pids: pl.Series) -> Iterable[tuple[int, int]]:
    """Yields, for each participant, where their rows begin and end."""
    column = table["pid"]
    return zip(column.search_sorted(pids, "left"), column.search_sorted(pids, "right"), strict=True)
