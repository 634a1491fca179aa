"""What a measure's numbers count, by what its rules do: measures that count the same, whatever they are called, are related.

Parameters are no part of it: the same number by two values of a parameter is one number at two versions.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from projections.fingerprints.fingerprint import fingerprint
from projections.measuring.measure import Measure
from projections.rules.scope import Scope
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World


@dataclass(frozen=True)
class NumberIdentity:
    """What the numbers of a measure count."""

    units: str
    """The units, over months or over whole periods."""
    conditions: frozenset[str]
    """What makes a unit a case: the more conditions, the smaller the population."""
    outcome: str
    """What decides how a case came out."""

    def is_of_same_population(self, other: "NumberIdentity") -> bool:
        return (self.units, self.conditions) == (other.units, other.conditions)

    def is_within(self, other: "NumberIdentity") -> bool:
        """Whether each of its cases is a case of the other too."""
        return self.units == other.units and self.conditions > other.conditions


def identity(measure: Measure) -> NumberIdentity:
    return _Rules(measure).identity


class _Rules:
    """A measure, equal to another of the same key and version: its rules are read once."""

    def __init__(self, measure: Measure) -> None:
        self._measure, self._name = measure, measure.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rules) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)

    @property
    def identity(self) -> NumberIdentity:
        return _read(self)

    @property
    def read(self) -> NumberIdentity:
        measure = self._measure
        windows = measure.year if measure.whole else "months"
        waits = measure.window.parameter or str(measure.window.stated(measure.parameters))
        return NumberIdentity(
            _digest([measure.units.of, windows]),
            frozenset(_digest(step.add) for step in measure.who),
            _digest([measure.counted.add, waits, measure.several]),
        )


@lru_cache(1024)
def _read(rules: _Rules) -> NumberIdentity:
    return rules.read


def _digest(rules: Any) -> str:
    return fingerprint(rules, members_of=(Scope, World, Coordinates))[:16]
