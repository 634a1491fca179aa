"""The Worlds between two points of knowledge, each including the events of one more cause.

Only participants with an event known at one point only are folded again, and of these only those that the cause concerns.
The first World is that of the first point; the last is that of the second, which a test proves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

from domain.calendar import day_of, instant_of
from domain.events.event import Event
from domain.events.records import DeliveryRecorded, ReferenceValueSet
from domain.log.application import Log
from domain.participant.folding import Rules
from domain.used import Used
from projections.changes.causes import DELIVERY, LATE, OF_EVENTS, REFERENCE, Cause, cause_of
from projections.facts.folding import SealedEvent, deliveries
from projections.facts.refolding import Cluster, KnownEntries, Refolded, Series, by_shares, open_share, refolded
from projections.facts.rows_of_nobody import ABOUT_NOBODY
from projections.facts.snapshot import Tables, without
from projections.facts.tables import NOBODY, Frames
from projections.worlds.coordinates import Coordinates
from projections.worlds.coverage import Coverage, declared
from projections.worlds.store import Worlds
from projections.worlds.world import World

SHARE = 2_000
"""The number of participants that a process folds at a time."""


@dataclass(frozen=True)
class Stage:
    """A World that includes a cause, and the events of that cause, by participant (`pid`)."""

    cause: Cause
    world: World
    events: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Transition:
    """What is known at two points, and the stages between them."""

    worlds: Worlds
    coordinates: Coordinates
    """Those of the first point: each World between the points has its day and its rules."""
    second: Used

    @property
    def first(self) -> Used:
        return self.coordinates.used

    def stages(self) -> Iterator[Stage]:
        """Yields the stages from the first point to the second, cause by cause."""
        snapshots = [self.worlds.snapshot(used, self.coordinates.rules) for used in (self.first, self.second)]
        first, second = (snapshot.used.upto(snapshot.position) for snapshot in snapshots)
        known: Frames = snapshots[0].tables
        last = snapshots[1].tables
        shares = self._staged(first, second)
        for number, cause in enumerate(OF_EVENTS):
            known = _laid_over(known, [share.refolded[number] for share in shares], last)
            events = {pid: ids for share in shares for pid, ids in share.events[number].items()}
            yield Stage(cause, self._world(known), events)
        new = [value.id for value in self._references_of_one_side()]
        tables = Tables(lambda name: (last if name == "reference_values" else known)[name])
        yield Stage(REFERENCE, self._world(tables), {NOBODY: new} if new else {})
        tables = Tables(lambda name: (last if name in ABOUT_NOBODY else known)[name])
        sent = [delivery.id for delivery in self._deliveries_of_one_side()]
        yield Stage(DELIVERY, self._world(tables, self._second_day), {NOBODY: sent} if sent else {})

    def _staged(self, first: Used, second: Used) -> list["_Staged"]:
        """Returns what the causes change for all who have an entry that is known at one point only."""
        log, rules = self.worlds.log, self.coordinates.rules
        clusters = sorted(log.clusters_of(log.rows.differing(first, second)))
        shares = [clusters[start : start + SHARE] for start in range(0, len(clusters), SHARE)]
        work = partial(_stage, first=first, second=second, rules=rules, as_of=self.coordinates.as_of)
        return list(by_shares(log, shares, work, self.worlds.maker.processes))

    def _references_of_one_side(self) -> list[ReferenceValueSet]:
        log = self.worlds.log
        return [value for stored, value in log.records(ReferenceValueSet) if self.first.has(stored) != self.second.has(stored)]

    def _deliveries_of_one_side(self) -> list[DeliveryRecorded]:
        """A delivery holds by its position alone, whatever K."""
        sides = [
            {(each.source, each.id): each for each in deliveries(self.worlds.log, used)} for used in (self.first, self.second)
        ]
        return [sides[name in sides[1]][name] for name in sides[0].keys() ^ sides[1].keys()]

    @property
    def _second_day(self) -> date:
        """The last day of what is known at the second point, as of the same day."""
        known_at = self.second.known_at
        return self.coordinates.as_of if known_at is None else min(self.coordinates.as_of, day_of(instant_of(known_at)))

    def _world(self, frames: Frames, known_on: date | None = None) -> World:
        """The World has no K and no position: it lies between those of the two points."""
        world = World.at(replace(self.coordinates, known_at=None, position=None), frames)
        return declared(world, Coverage(frames["deliveries"], known_on or self.coordinates.known_on))


@dataclass(frozen=True)
class _Between:
    """Selects what is known at the second point, of the causes so far, and what is known at the first, of all others."""

    first: Used
    second: Used
    causes: int

    def __call__(self, entry: SealedEvent) -> bool:
        at_first = self.first.has(entry.stored)
        return at_first if not self.is_one_sided(entry) or _number(entry.event) >= self.causes else not at_first

    def is_one_sided(self, entry: SealedEvent) -> bool:
        """Whether an entry is known at one of the two points only."""
        return self.first.has(entry.stored) != self.second.has(entry.stored)


@dataclass(frozen=True)
class _Staged:
    """What the causes, in their order, change for some participants."""

    refolded: Sequence[Refolded]
    events: Sequence[Mapping[int, Sequence[str]]]
    """The events of each cause, by participant (`pid`)."""


def _stage(log: Log, share: Sequence[Cluster], first: Used, second: Used, rules: Rules, as_of: date) -> _Staged:
    stages = [_Between(first, second, causes) for causes in range(1, len(OF_EVENTS) + 1)]
    opened, clusters = open_share(log, share)
    events: list[dict[int, list[str]]] = [{} for _ in OF_EVENTS]
    for cluster in clusters:
        one_sided = [entry.event for key in cluster for entry in opened.entries.get(key, ()) if stages[0].is_one_sided(entry)]
        pids = [opened.pid(key) for key in cluster if key in opened.entries]
        for number in {_number(event) for event in one_sided}:
            ids = [event.id for event in one_sided if _number(event) == number and _matters(event, as_of)]
            events[number] |= dict.fromkeys(pids, ids)
    return _Staged(
        refolded(opened, clusters, Series(stages, rules, start=KnownEntries(first), there=KnownEntries(second))), events
    )


def _number(event: Event) -> int:
    """Returns the number of an event's cause in their order."""
    return OF_EVENTS.index(cause_of(event))


def _matters(event: Event, as_of: date) -> bool:
    """Whether an event can matter as of a day: corrections and a person's identity do, whatever their own day."""
    return event.on <= as_of or cause_of(event) is not LATE or event.timeless


def _laid_over(before: Frames, changes: Sequence[Refolded], second: Frames) -> Frames:
    """Returns the tables with the rows of those who were folded again, and of those who are as at the second point."""
    changed = {pid for share in changes for pid in share.changed}
    there = [pid for share in changes for pid in share.there]

    def table(name: str) -> pl.DataFrame:
        as_at_second = second[name].filter(pl.col("pid").is_in(there))
        return pl.concat([without(before[name], changed), *(share.rows[name] for share in changes), as_at_second])

    return Tables(table) if changed else before
