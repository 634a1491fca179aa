"""From one figure to another: the causes between them, in order, and what each did. The parts add up to the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from projections.changes.causes import CAUSES, DEFINITION, MATURED, Cause
from projections.changes.comparing import Change, FigureWithCases, change, figure_with_cases
from projections.changes.publication import from_publication
from projections.changes.staging import Transition
from projections.measuring.figures import Ask
from projections.measuring.periods import Period
from projections.publishing.published import Published
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds


@dataclass(frozen=True)
class Point:
    """What a figure is computed by: a definition and coordinates."""

    ask: Ask
    coordinates: Coordinates


@dataclass(frozen=True)
class Difference:
    """Two figures and the causes of their difference."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    causes: Sequence[Change]

    def fields(self) -> dict[str, Any]:
        return {"from": dict(self.before), "to": dict(self.after), "causes": [each.fields() for each in self.causes]}


Move = tuple[Cause, FigureWithCases, Mapping[Any, Sequence[str]]]
"""A cause, the figure that includes it, and its events by participant."""


def changes(
    worlds: Worlds, start: Point, end: Point, period: Period, part: Mapping[str, str], published: Published | None = None
) -> Difference:
    """Returns the difference between the figures at two points. `published`: the first as published, at its own point."""
    world = worlds.world(start.coordinates)
    seen = before = figure_with_cases(start.ask, world, period, part)
    steps: list[Change] = []
    if published is not None:
        before, steps = from_publication(worlds.log, published, start.ask.measure, period, world, seen)
    for cause, after, events in _moves(worlds, start, end, period, part, seen):
        steps.append(change(cause, seen, after, events))
        seen = after
    return Difference(before.figure, seen.figure, _by_cause(steps))


def _moves(
    worlds: Worlds, start: Point, end: Point, period: Period, part: Mapping[str, str], seen: FigureWithCases
) -> Iterator[Move]:
    """Yields changes of knowledge first, then of the day, then of the definition. `seen`: kept where no event differs."""
    for stage in Transition(worlds, start.coordinates, end.coordinates.used).stages():
        seen = figure_with_cases(start.ask, stage.world, period, part) if stage.events else seen
        yield stage.cause, seen, stage.events
    later = Point(start.ask, replace(end.coordinates, rules=start.coordinates.rules))
    seen = figure_with_cases(start.ask, worlds.world(later.coordinates), period, part)
    yield MATURED, seen, {}
    yield DEFINITION, seen if later == end else figure_with_cases(end.ask, worlds.world(end.coordinates), period, part), {}


def _by_cause(steps: Sequence[Change]) -> list[Change]:
    """Returns one change for each cause, in order; a cause without effect is included, with zeros."""
    return [_summed(cause, [step for step in steps if step.cause is cause]) for cause in CAUSES]


def _summed(cause: Cause, steps: Sequence[Change]) -> Change:
    return Change(
        cause,
        sum(step.numerator for step in steps),
        sum(step.denominator for step in steps),
        sum(step.value for step in steps),
        [case for step in steps for case in step.cases],
        list(dict.fromkeys(event for step in steps for event in step.events)),
    )
