"""A derivation bundle of about 3,000 cases: how long it takes to make and to verify, and how large it is."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from projections.bundles.making import make_bundle
from projections.bundles.verifying import verify
from projections.measures.catalogue import CATALOGUE
from projections.measuring.cases import cases, windows
from projections.measuring.figures import Ask
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.publishing.register import Publishing, publish
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.benchmarks.measuring import BenchmarkRow, Spread, medians
from scripts.cli.publications.bundles import environment

ABOUT = 3_000
YEAR = period("2023")
MEGABYTE = 1e6


def rows(worlds: Worlds, world: World, times: int, size: str) -> Iterator[BenchmarkRow]:
    """The benchmark's lines. Raises `AssertionError` where the bundle does not hold."""
    measure, number = _nearest(world)
    about = Publishing(datetime.now(UTC), "bench")
    (publication,) = publish(worlds.log, world, [Ask(measure, [YEAR])], about)
    bundle = make_bundle(worlds, publication.id, environment())
    what = f"a bundle of {number:,} cases ({measure.key})"
    yield BenchmarkRow(f"{what}, {size}", 20, medians("made", lambda: _seconds_to_make(worlds, publication.id), times), "s")
    yield BenchmarkRow(f"{what} verified, {size}", 10, medians("verified", lambda: _seconds_to_verify(bundle), times), "s")
    yield BenchmarkRow(f"{what}, {size}", 10, Spread("size", *[len(bundle) / MEGABYTE] * 3), "MB")


def _nearest(world: World) -> tuple[Measure, int]:
    """The measure whose year has nearest to so many cases, each a person's or a spell's own and not a month of it."""
    spans = {key: windows(measure, [YEAR]) for key, measure in CATALOGUE.items() if measure.whole}
    numbers = {key: cases(CATALOGUE[key], world, span).height for key, span in spans.items()}
    key = min(numbers, key=lambda key: abs(numbers[key] - ABOUT))
    return CATALOGUE[key], numbers[key]


def _seconds_to_make(worlds: Worlds, name: str) -> float:
    started = time.perf_counter()
    make_bundle(worlds, name, environment())
    return time.perf_counter() - started


def _seconds_to_verify(bundle: bytes) -> float:
    started = time.perf_counter()
    result = verify(bundle, "bundle.zip")
    took = time.perf_counter() - started
    assert result.ok, [check for check in result.checks if not check.ok]
    return took
