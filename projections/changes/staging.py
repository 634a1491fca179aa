"""The Worlds between two points of knowledge, each including the events of one more cause.

Only participants with an event known at one point only are folded again, and of these only those that the cause concerns.
The first World is that of the first point; the last is that of the second, which a test proves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.events.event import Event
from domain.events.records import ReferenceValueSet
from domain.log.rows import Stored
from domain.used import Used
from projections.changes.causes import LATE, OF_EVENTS, REFERENCE, Cause, cause_of
from projections.facts.folding import Opened, references
from projections.facts.reference_rows import reference_frame
from projections.facts.snapshot import NO_ROWS, FactsPart, in_memory
from projections.facts.tables import NOBODY
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World

Cluster = tuple[str, ...]


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
        log, as_of = self.worlds.log, self.coordinates.as_of
        known = self.worlds.snapshot(self.first, self.coordinates.rules)
        part = in_memory({**known.tables})  # all of them are read now: nobody folds a World between two points again
        clusters = self._touched()
        opened = Opened.of(log, clusters)
        one_sided = self._one_sided(opened, clusters)
        for number, cause in enumerate(OF_EVENTS):
            events = one_sided[cause]
            if events:
                part = self._folded_again(part, opened, list(events), number)
            yield Stage(cause, self._world(part), _by_participant(opened, events, as_of))
        new = [value.id for value in self._references_of_one_side()]
        values = {**NO_ROWS, "reference_values": reference_frame(references(log, self.second))}
        part = part.replaced(frozenset({NOBODY}), values)
        yield Stage(REFERENCE, self._world(part), {NOBODY: new} if new else {})

    def _touched(self) -> list[Cluster]:
        log = self.worlds.log
        return sorted(log.clusters_of(log.rows.differing(self.first, self.second)))

    def _one_sided(self, opened: Opened, clusters: Sequence[Cluster]) -> Mapping[Cause, dict[Cluster, list[Event]]]:
        """Returns the events that are known at one point only, by cause and cluster."""
        events_of: dict[Cause, dict[Cluster, list[Event]]] = {cause: {} for cause in OF_EVENTS}
        for cluster in clusters:
            for key in cluster:
                for stored, event in opened.events.get(key, ()):
                    if self.first.has(stored) != self.second.has(stored):
                        events_of[cause_of(event)].setdefault(cluster, []).append(event)
        return events_of

    def _folded_again(self, part: FactsPart, opened: Opened, clusters: Sequence[Cluster], number: int) -> FactsPart:
        """Returns the facts with these clusters folded again; events of the causes so far are those of the second point."""
        let_in = frozenset(OF_EVENTS[: number + 1])

        def uses(stored: Stored, event: Event) -> bool:
            return (self.second if cause_of(event) in let_in else self.first).has(stored)

        pids = frozenset(opened.pid(key) for cluster in clusters for key in cluster if key in opened.events)
        return part.replaced(pids, opened.folded(clusters, uses, rules=self.coordinates.rules))

    def _references_of_one_side(self) -> list[ReferenceValueSet]:
        log = self.worlds.log
        return [value for stored, value in log.records(ReferenceValueSet) if self.first.has(stored) != self.second.has(stored)]

    def _world(self, part: FactsPart) -> World:
        """The World has no K and no position: it lies between those of the two points."""
        return World.at(replace(self.coordinates, known_at=None, position=None), part.tables)


def _by_participant(opened: Opened, events: Mapping[Cluster, Sequence[Event]], as_of: date) -> dict[int, list[str]]:
    """Returns ids of events that can matter as of a day: corrections and a person's identity do, whatever their own day."""
    ids_of: dict[int, list[str]] = {}
    for cluster, some in events.items():
        ids = [event.id for event in some if event.on <= as_of or cause_of(event) is not LATE or event.timeless]
        ids_of |= {opened.pid(key): ids for key in cluster if key in opened.events}
    return ids_of
