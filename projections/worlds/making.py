"""Makes snapshots of the facts from the log, and stores them: what of them can be read is taken, the others are made anew.

Facts are derived: where they cannot be stored they are made in memory, and a file that is damaged is made again.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace

from domain.errors import StoreBusy, StoreError, StoreReadOnly, StoreUnwritable
from domain.log.application import Log
from domain.log.storage.facts_folder import facts_folder, reached_by_facts
from domain.log.storage.faults import in_words
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from domain.vocabulary.text import Text
from projections.facts.catch_up import carried_on
from projections.facts.folding import Target, fold_everybody
from projections.facts.former import forget_former
from projections.facts.origin import Origin
from projections.facts.snapshot import Snapshot, discard
from projections.facts.store import FactFolder
from projections.worlds.interruption import Check, go_on

Of = tuple[Used, Rules]
"""What a snapshot is of."""
HEAD: Of = (ALL, RULES)
Say = Callable[[Text], None]


class SnapshotMaker:
    """Makes and stores the snapshots of one log."""

    def __init__(self, log: Log, processes: int, say: Say) -> None:
        """`say`: reports when the facts are made anew because they were another store's, or cannot be stored."""
        self.log, self.processes, self.say = log, processes, say
        self.folder = FactFolder(facts_folder(log.where), log.keys.facts.current)
        self.refused: StoreError | None = None
        """Why the facts that were made last are not stored for the next reader."""
        self._origin: Origin | None = None

    def stored(self, of: Of) -> Snapshot | None:
        """Returns a stored snapshot of this store, by this code; None if there is none."""
        try:
            kept = self.folder.kept(*of)
        except StoreUnwritable:  # there is no key of the facts, and none can be made
            return None
        if kept is not None and kept.origin.holds(self.log, kept.snapshot.position):
            self._origin = kept.origin
            return replace(kept.snapshot, again=self._again)
        return None

    @property
    def of_another_store(self) -> bool:
        """Whether the stored facts were made from another store's log."""
        reached = reached_by_facts(self.log.where)
        return reached is not None and reached.store != self.log.id

    def anew(self, of: Of, head: int, check: Check) -> Snapshot:
        """Folds everybody, unless another process has done so while this one waited for its turn."""
        with ExitStack() as held:
            target = self._target(of, held)
            there = self.stored(of) if target else None
            if there is not None and there.position >= head:
                return there
            return self._folded(of, head, target, check)

    def _target(self, of: Of, held: ExitStack) -> Target | None:
        """Returns where to write a snapshot, with the right to do so; None if nothing can be written there."""
        self.refused = None
        try:
            return held.enter_context(self.folder.writing(*of))
        except (OSError, StoreUnwritable, StoreBusy) as error:
            self._refuse(error)
            return None

    def _folded(self, of: Of, head: int, target: Target | None, check: Check) -> Snapshot:
        """Folds everybody by several processes, and stores the facts if there is somewhere to."""
        if of == HEAD and self.of_another_store:
            self.say(
                Text(
                    "Läskopian facts hör till ett annat lager och görs om ur loggen.",
                    "The readable copy facts is another store's and is made again from the log.",
                )
            )
        used, rules = of
        parts = []
        for part in fold_everybody(self.log, used.upto(head), rules, self.processes, target):
            check()
            parts.append(part)
        snapshot = Snapshot(head, tuple(parts), used, rules, self._again)
        if target is None:
            return snapshot
        try:
            snapshot = self.folder.keep_here(*target, snapshot, self._origin_at(head))
        except OSError as error:
            discard(parts)
            self._refuse(error)
        else:
            if of == HEAD:
                forget_former(self.log)
        return snapshot

    def _refuse(self, error: OSError | StoreError) -> None:
        self.refused = (
            error if isinstance(error, StoreError) else in_words(error, self.log.where) or StoreReadOnly(where=self.log.where)
        )
        self.say(
            Text(
                "Lagret kan inte skrivas: läskopian räknas fram i minnet den här gången.",
                "The store cannot be written: the readable copy is made in memory this time.",
            )
        )

    def keep(self, snapshot: Snapshot) -> Snapshot:
        """Stores a snapshot if the disk takes it."""
        with suppress(OSError, StoreUnwritable, StoreBusy):
            return self.folder.keep(snapshot, self._origin_at(snapshot.position))
        return snapshot

    def _origin_at(self, position: int) -> Origin:
        self._origin = Origin.of(self.log, position, self._origin)
        return self._origin

    def _again(self, snapshot: Snapshot) -> Snapshot:
        """Folds everybody of a snapshot again, of which a file turned out to be damaged."""
        self.folder.drop(snapshot.used, snapshot.rules)
        return self._folded((snapshot.used, snapshot.rules), snapshot.position, None, go_on)

    def rebuilt(self) -> Snapshot:
        """Makes all facts anew; readers have the old ones until then. Raises `StoreError` if the new are not stored."""
        self.stored(HEAD)  # raises if the facts were made from entries that the log lacks
        with ExitStack() as held:
            snapshot = self._folded(HEAD, self.log.rows.head()[0], self._target(HEAD, held), go_on)
        if self.refused is not None:
            raise self.refused
        return snapshot

    def forget_erased(self) -> None:
        """After an erasure: deletes the rows of the erased at once, from every file of facts.

        The files were sealed with a key that the erasure destroyed; if this process did, it seals the rows of all others anew.
        """
        with suppress(OSError, StoreError):
            former = self.log.keys.facts.former
            kept = self.folder.kept(key=former) if former else None
            if kept is not None and kept.origin.holds(self.log, kept.snapshot.position):
                carried = carried_on(self.log, kept.snapshot, self.log.rows.head()[0])
                if carried is not None:
                    self.folder.purge()
                    self.folder.keep(carried, Origin.of(self.log, carried.position, kept.origin))
                    return
        self.folder.clear()
