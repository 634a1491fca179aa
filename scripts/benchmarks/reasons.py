"""Why: how long it takes to say why a participant is in a figure, and why a figure is another than it was."""

import time
from collections.abc import Iterator
from itertools import cycle

from projections.changes.parting import Point, changes
from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import explain
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.benchmarks.measuring import BenchmarkRow, medians
from scripts.benchmarks.tasks import AS_OF, KNOWN_AT

YEAR = period("2022")
EXPLAINED = ("OUT-90.kas", "UPP-2.3", "R4", "LT2", "UPP-1.2", "LIN-1.t3", "ENK-3")
COMPARED = Ask(CATALOGUE["OUT-90.kas"], [])


def rows(worlds: Worlds, world: World, times: int, size: str) -> Iterator[BenchmarkRow]:
    """The benchmark's lines: several measures in turn, whose shared steps have been made; `changes` with nothing kept."""
    people, keys = cycle(world["participants"]["participant"].head(97)), cycle(EXPLAINED)
    for key in EXPLAINED:
        explain(Ask(CATALOGUE[key], [YEAR]), world, next(people))

    def explained() -> float:
        ask, who = Ask(CATALOGUE[next(keys)], [YEAR]), next(people)
        started = time.perf_counter()
        explain(ask, world, who)
        return time.perf_counter() - started

    def compared() -> float:
        worlds.purge()
        started = time.perf_counter()
        changes(worlds, Point(COMPARED, Coordinates(AS_OF, KNOWN_AT)), Point(COMPARED, Coordinates(AS_OF)), YEAR, {})
        return time.perf_counter() - started

    yield BenchmarkRow(f"explain, {size}", 50, medians("explain", explained, times * len(EXPLAINED)).times(1000), "ms")
    yield BenchmarkRow(f"changes between two points of knowledge, {size}", 12, medians("changes", compared, times), "s")
