"""Provides Worlds: each a snapshot of everybody's facts, cut at A.

A snapshot that is held in memory or stored is carried on to the log's head; another is derived from the nearest that there is,
or made anew. One making serves all who ask for the same, and nobody waits for the making of another.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from domain.errors import SealBroken, StoreUnwritable
from domain.log.application import Log
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.catch_up import carried_on, folded_again, known_in_turn
from projections.facts.snapshot import Snapshot
from projections.worlds.carrying import next_world
from projections.worlds.coordinates import Coordinates
from projections.worlds.interruption import Check, go_on
from projections.worlds.making import HEAD, Of, Say, SnapshotMaker
from projections.worlds.world import World

HELD = 4
"""The number of snapshots held in memory beside the head's, and of Worlds with the tables that were derived on them."""
TOGETHER = 12
"""The number of Worlds that are derived together: the rows of those who differ are in memory at once for each."""
WORTH_KEEPING = 200
"""Above this number of participants who were folded again, a snapshot is stored: to fold them once more takes longer."""


class Worlds:
    """Everybody's facts, as of any day, known at any instant, at any position, by any rules of the fold."""

    def __init__(self, log: Log, processes: int = 2, say: Say = lambda _: None) -> None:
        """`say`: reports when the facts are made anew because they were another store's, or cannot be stored."""
        self.log = log
        self.maker = SnapshotMaker(log, processes, say)
        self._held: OrderedDict[Of, Snapshot] = OrderedDict()
        self._worlds: OrderedDict[Coordinates, tuple[Snapshot, World]] = OrderedDict()
        self._making: defaultdict[Of, Lock] = defaultdict(Lock)
        self._guard = Lock()

    def close(self) -> None:
        """Lets go of what is held in memory; the owner of the log closes the log."""
        self._held.clear()
        self._worlds.clear()

    def world(self, coordinates: Coordinates, check: Check = go_on) -> World:
        """Returns the World at these coordinates. Its own coordinates hold the actual log position."""
        check()
        wanted, known = coordinates.position, coordinates.known_at
        if wanted is None or wanted >= self.log.rows.head()[0]:
            snapshot = self.snapshot(Used.of(known), coordinates.rules, check)
            if wanted is None or wanted >= snapshot.position:
                return self._cut(snapshot, replace(coordinates, position=snapshot.position))
        return self._cut(self.snapshot(Used.of(known, wanted), coordinates.rules, check), coordinates)

    def each(self, every: Sequence[Coordinates], check: Check = go_on) -> Iterator[World]:
        """Yields Worlds of the same rules, in order. Those that there are not yet are derived together, not one by one."""
        for start in range(0, len(every), TOGETHER):
            some = every[start : start + TOGETHER]
            missing = self._missing([_of(each) for each in some if each.position is None])
            derived = self._derived_together(tuple(missing), check)
            for coordinates in some:
                if coordinates.position is None and (of := _of(coordinates)) in missing:
                    missing.remove(of)
                    self._hold(of, self._kept_if_large(next(derived)))
                yield self.world(coordinates, check)

    def head(self) -> int:
        """Returns the position of the log's head, and brings the facts to it."""
        return self.snapshot().position

    def snapshot(self, used: Used = ALL, rules: Rules = RULES, check: Check = go_on) -> Snapshot:
        """Returns everybody's facts, not cut at A, at the log's head."""
        of, (head, _) = (used, rules), self.log.rows.head()
        held = self._held_of(of)
        if held is not None and held.position >= head:
            return held
        with self._guard:
            making = self._making[of]
        with making:
            held = self._held_of(of)
            if held is not None and held.position >= head:
                return held  # another asked for the same
            return self._hold(of, self._brought_up(of, head, check))

    def stored(self) -> Snapshot | None:
        """Returns the facts as they are, not carried on; None if there are none. Raises `PartOlder` or `PartAltered`."""
        return self._held_of(HEAD) or self.maker.stored(HEAD)

    def rebuild(self) -> int:
        """Makes all facts anew and returns the position they stand for. Raises `StoreError` if they cannot be stored."""
        snapshot = self.maker.rebuilt()
        self.purge()
        return self._hold(HEAD, snapshot).position

    def purge(self) -> None:
        """Deletes every snapshot but the head's."""
        with self._guard:
            for of in [of for of in self._held if of != HEAD]:
                del self._held[of]
        self.maker.folder.purge()

    def forget_erased(self) -> bool:
        """After an erasure: lets go of the rows of the erased at once, in memory and in every file of facts, and ends it.

        Returns whether it is done (`SealedLog.finish_erasures`).
        """
        self._held.clear()
        self._worlds.clear()
        self.maker.forget_erased()
        return self.log.finish_erasures()

    def _cut(self, snapshot: Snapshot, coordinates: Coordinates) -> World:
        """Returns a snapshot cut at A: the World that somebody had of it before, with the tables that were derived on it."""
        with self._guard:
            others = list(reversed(self._worlds.items()))
            held, world = self._worlds.get(coordinates, (None, None))
        if world is None or held is not snapshot:
            world = _new_world(coordinates, snapshot, others)
        with self._guard:
            held, other = self._worlds.get(coordinates, (None, None))
            if other is not None and held is snapshot:
                world = other  # another has cut the same meanwhile
            self._worlds[coordinates] = snapshot, world
            self._worlds.move_to_end(coordinates)
            while len(self._worlds) > HELD:
                self._worlds.popitem(last=False)
            return world

    def _held_of(self, of: Of) -> Snapshot | None:
        with self._guard:
            if of in self._held:
                self._held.move_to_end(of)
            return self._held.get(of)

    def _hold(self, of: Of, snapshot: Snapshot) -> Snapshot:
        with self._guard:
            self._held[of] = snapshot
            others = [other for other in self._held if other != HEAD]
            for oldest in others[:-HELD]:
                del self._held[oldest]
        return snapshot

    def _brought_up(self, of: Of, head: int, check: Check) -> Snapshot:
        """Carries the snapshot on, or derives it from another, or makes it anew; stores it if that took long."""
        try:
            snapshot = self._current(of, head) or (self._derived(of, head, check) if of != HEAD else None)
        except SealBroken:
            snapshot = None
        check()
        return self.maker.anew(of, head, check) if snapshot is None else self._kept_if_large(snapshot)

    def _kept_if_large(self, snapshot: Snapshot) -> Snapshot:
        return self.maker.keep(snapshot) if snapshot.unstored > WORTH_KEEPING else snapshot

    def _current(self, of: Of, head: int) -> Snapshot | None:
        """Returns the snapshot that is held or stored, carried on to the head; None if there is none, or too much is new."""
        start = self._held_of(of) or self.maker.stored(of)
        if start is None or start.position >= head:
            return start
        self.log.refuse_altered(after=start.position)
        return carried_on(self.log, start, head, self.maker.processes)

    def _derived(self, of: Of, head: int, check: Check) -> Snapshot | None:
        """Returns the nearest snapshot of the same rules, with those folded again for whom it used other events."""
        used, _ = of
        if (near := self._nearest(of, head)) is None:
            return None
        base = self.snapshot(check=check) if near == HEAD else self._current(near, head)
        if base is None:
            return None
        streams = self.log.rows.differing(base.used.upto(base.position), used.upto(head))
        return folded_again(self.log, base, streams, used, head, self.maker.processes)

    def _missing(self, every: Sequence[Of]) -> list[Of]:
        """Returns those of which nothing is held or stored."""
        there = {*self._kept(), HEAD}
        return [of for of in dict.fromkeys(every) if of not in there and self._held_of(of) is None]

    def _derived_together(self, missing: Sequence[Of], check: Check) -> Iterator[Snapshot]:
        """Yields several snapshots of the same rules, derived in one pass from the nearest of the first, or from the first."""
        if missing:
            head = self.log.rows.head()[0]
            base = self.snapshot(*(self._nearest(missing[0], head) or missing[0]), check)
            yield from known_in_turn(self.log, base, [used for used, _ in missing], head, self.maker.processes)

    def _nearest(self, of: Of, head: int) -> Of | None:
        """Returns the snapshot of the same rules that seems to use the most alike events: by K, or by position at one K."""
        (used, rules), last = of, self.log.rows.last_stored_at()

        def distance(other: Used) -> int:
            if other.known_at == used.known_at:
                return abs((other.position or head) - (used.position or head))
            return abs((other.known_at or last) - (used.known_at or last))

        with self._guard:
            there = {*self._held, HEAD}
        alike = [
            (other, by)
            for other, by in {*there, *self._kept()} - {of}
            if by == rules and (other.known_at == used.known_at or other.position is None)
        ]
        return min(alike, key=lambda other: (distance(other[0]), repr(other)), default=None)

    def _kept(self) -> Iterator[Of]:
        with suppress(StoreUnwritable):
            yield from self.maker.folder.all_kept()


def _new_world(
    coordinates: Coordinates, snapshot: Snapshot, others: Iterable[tuple[Coordinates, tuple[Snapshot, World]]]
) -> World:
    """Cuts a World after the first of the others that has its coordinates but for the position."""
    for other, (before, former) in others:
        if replace(other, position=coordinates.position) == coordinates:
            return next_world(coordinates, snapshot, former, before)
    return World.at(coordinates, snapshot.tables)


def _of(coordinates: Coordinates) -> Of:
    return Used.of(coordinates.known_at), coordinates.rules
