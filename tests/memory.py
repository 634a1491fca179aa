"""The product in memory, without a store: from the lines of a file to Worlds, as an import into an empty log would."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson

from domain.events.event import Event
from domain.events.lines import BadLine, read_line
from domain.events.person import Erased, MergeUndone, ParticipantsMerged
from domain.events.records import DeliveryRecorded, ReferenceValueSet
from domain.participant.decisions.decide import admit
from domain.participant.folding import RULES, Rules
from domain.participant.merging import clusters
from projections.facts.frames import frames_of
from projections.facts.tables import Frames
from projections.worlds.world import World, cut

IMPORTED = datetime(2040, 1, 1, tzinfo=UTC)
"""When lines that do not say so were registered: after every K that a test asks for."""

Given = Mapping[str, Any] | str


@dataclass(frozen=True)
class Book:
    """The lines of a file that stand, in its order, and the numbers of those that do not."""

    events: Sequence[Event]
    refused: Sequence[int]
    references: Sequence[ReferenceValueSet] = ()
    deliveries: Sequence[DeliveryRecorded] = ()

    def frames(self, known_at: datetime | None = None, rules: Rules = RULES, position: int | None = None) -> Frames:
        """Everybody's facts by the events that are used; of the erased nothing, whatever K."""
        used = {
            (event.source, event.id) for event in self.events[:position] if known_at is None or event.recorded_at <= known_at
        }
        living = [share for share in together(self.events) if not any(isinstance(event, Erased) for event in share)]
        return frames_of(
            [[event for event in share if (event.source, event.id) in used] for share in living],
            rules,
            [value for value in self.references if known_at is None or value.recorded_at <= known_at] + [*self.deliveries],
        )

    def world(self, as_of: date, known_at: datetime | None = None, rules: Rules = RULES) -> World:
        return World(cut(self.frames(known_at, rules), as_of), as_of, known_at, rules=rules)


def book(lines: Sequence[Given]) -> Book:
    """What an empty log makes of a file."""
    first: dict[tuple[str, str], tuple[int, Any]] = {}
    refused: list[int] = []
    for number, item in enumerate(lines, 1):
        try:
            line = read_line(item.encode() if isinstance(item, str) else orjson.dumps(item), IMPORTED)
        except BadLine:
            refused.append(number)
            continue
        there = first.setdefault((line.entry.source, line.entry.id), (number, line))
        if there[1].canonical != line.canonical:
            refused.append(number)
    numbers = {id(line.entry): number for number, line in first.values()}
    events = [line.entry for _, line in first.values() if isinstance(line.entry, Event)]
    stands: set[int] = set()
    for share in together(events):
        verdict = admit([], share)
        stands.update(numbers[id(event)] for event in verdict.accepted)
        refused.extend(numbers[id(event)] for event, _ in verdict.refused)
    references = [line.entry for _, line in first.values() if isinstance(line.entry, ReferenceValueSet)]
    deliveries = [line.entry for _, line in first.values() if isinstance(line.entry, DeliveryRecorded)]
    return Book([event for event in events if numbers[id(event)] in stands], sorted(refused), references, deliveries)


def read(lines: Sequence[Given]) -> list[Event]:
    """The events of lines that are understood, each name once, whether they can stand or not."""
    first: dict[tuple[str, str], Event] = {}
    for record in lines:
        entry = read_line(orjson.dumps(record), IMPORTED).entry
        if isinstance(entry, Event):
            first.setdefault((entry.source, entry.id), entry)
    return list(first.values())


def together(events: Iterable[Event]) -> list[list[Event]]:
    """Events by cluster: a participant, or all who were ever merged with one another."""
    every = list(events)
    clusters_by_key = clusters((e.participant, e.absorbed) for e in every if isinstance(e, ParticipantsMerged | MergeUndone))
    shares: dict[tuple[str, ...], list[Event]] = {}
    for event in every:
        shares.setdefault(clusters_by_key.get(event.participant, (event.participant,)), []).append(event)
    return list(shares.values())
