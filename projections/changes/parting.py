"""From one figure to another: the causes between them, in order, and what each of them did. The parts sum to the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from projections.changes.causes import CAUSES, DEFINITION, MATURED, Cause
from projections.changes.comparing import Change, Sight, change, sight
from projections.changes.publication import from_publication
from projections.changes.staging import Between
from projections.measuring.figures import Ask
from projections.measuring.periods import Period
from projections.publishing.published import Published
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds


@dataclass(frozen=True)
class Point:
    """Where a figure stands: by which definition, and at which coordinates."""

    ask: Ask
    coordinates: Coordinates


@dataclass(frozen=True)
class Difference:
    """Two figures and what lies between them."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    causes: Sequence[Change]

    def fields(self) -> dict[str, Any]:
        return {"from": dict(self.before), "to": dict(self.after), "causes": [one.fields() for one in self.causes]}


Move = tuple[Cause, Sight, Mapping[Any, Sequence[str]]]
"""A cause, the figure once it is taken in, and its events by participant."""


def changes(
    worlds: Worlds, one: Point, other: Point, period: Period, part: Mapping[str, str], published: Published | None = None
) -> Difference:
    """The difference between the figures at two points. `published`: the first is a published figure, at its own point."""
    world = worlds.world(one.coordinates)
    seen = before = sight(one.ask, world, period, part)
    told: list[Change] = []
    if published is not None:
        before, told = from_publication(worlds.log, published, one.ask.measure, period, world, seen)
    for cause, after, events in _moves(worlds, one, other, period, part, seen):
        told.append(change(cause, seen, after, events))
        seen = after
    return Difference(before.figure, seen.figure, _by_cause(told))


def _moves(worlds: Worlds, one: Point, other: Point, period: Period, part: Mapping[str, str], seen: Sight) -> Iterator[Move]:
    """What is known moves first, then the day, then the definition. `seen`: the figure before; who changes nothing keeps it."""
    for stage in Between(worlds, one.coordinates, other.coordinates.used).stages():
        seen = sight(one.ask, stage.world, period, part) if stage.events else seen
        yield stage.cause, seen, stage.events
    later = Point(one.ask, replace(other.coordinates, rules=one.coordinates.rules))
    seen = sight(one.ask, worlds.world(later.coordinates), period, part)
    yield MATURED, seen, {}
    yield DEFINITION, seen if later == other else sight(other.ask, worlds.world(other.coordinates), period, part), {}


def _by_cause(told: Sequence[Change]) -> list[Change]:
    """One change a cause, in order; those that did nothing stand there too, with nothing."""
    return [_summed(cause, [one for one in told if one.cause is cause]) for cause in CAUSES]


def _summed(cause: Cause, some: Sequence[Change]) -> Change:
    return Change(
        cause,
        sum(one.numerator for one in some),
        sum(one.denominator for one in some),
        sum(one.value for one in some),
        [case for one in some for case in one.cases],
        list(dict.fromkeys(event for one in some for event in one.events)),
    )
