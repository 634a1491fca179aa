"""What one new event costs the next figure, in a process that runs and in a new one, and Worlds of other knowledge."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from domain.intake.pipeline import Importing
from projections.changes.revisions import revisions
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from scripts.benchmarks.measuring import BenchmarkRow, in_a_child, medians
from scripts.benchmarks.tasks import AS_OF, CLI, KNOWN_AT

KEY: Final = "OUT-90.kas"
ASKED: Final = Ask(CATALOGUE[KEY], [period("2023")])
MONTHS: Final = [period(f"2023-{month:02}") for month in range(1, 13)]


def rows(worlds: Worlds, times: int, size: str) -> Iterator[BenchmarkRow]:
    """Everything is asked once before it is measured. Each new event is about somebody else."""
    people = iter(worlds.snapshot().tables["participants"]["participant"])

    def asked() -> float:
        started = time.perf_counter()
        figures(ASKED, worlds.world(Coordinates(AS_OF)))
        return time.perf_counter() - started

    def after_an_event() -> float:
        asked()
        again = asked()
        moved_out(worlds, next(people))
        return asked() - again

    def in_a_new_process() -> float:
        moved_out(worlds, next(people))
        key = f"RODTRAD_KEY={worlds.log.key_path}"
        command = ["env", key, sys.executable, "-c", CLI, "--store", worlds.log.where, "measure", KEY, "-p", "2023"]
        return in_a_child(command).seconds

    def a_month_on() -> float:
        worlds.purge()
        worlds.world(Coordinates(AS_OF, KNOWN_AT))
        started = time.perf_counter()
        worlds.world(Coordinates(AS_OF, KNOWN_AT + timedelta(days=30)))
        return time.perf_counter() - started

    def triangle() -> float:
        worlds.purge()
        started = time.perf_counter()
        list(revisions(worlds, ASKED, MONTHS, figures, AS_OF, AS_OF))
        return time.perf_counter() - started

    one_event = medians("next figure", after_an_event, times)
    yield BenchmarkRow(f"a figure after one new event, beyond the same asked again, {size}", 0.05, one_event, "s")
    yield BenchmarkRow(f"the same in a new process, all of it, {size}", 1.2, medians("new", in_a_new_process, times), "s")
    yield BenchmarkRow(f"a month of knowledge from a World that is held, {size}", 0.5, medians("month", a_month_on, times), "s")
    yield BenchmarkRow(f"revision triangle of 12 months, {size}", 15, medians("triangle", triangle, times), "s")


def moved_out(worlds: Worlds, participant: str) -> None:
    """An event of its own id, durably stored."""
    line = {
        "kind": "moved_out",
        "participant": participant,
        "on": "2022-01-01",
        "recorded_at": "2023-01-01T12:00:00+01:00",
        "id": f"freshness-{worlds.log.rows.head()[0]}",
        "source": "bench",
    }
    summary = Importing(worlds.log, datetime.now(UTC), processes=1).run(lambda: [(1, orjson.dumps(line))], 1)
    assert summary.added == 1, summary.refused
