"""What one new event costs the next figure, in a process that runs and in a new one, and Worlds of other knowledge."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
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
from scripts.benchmarks.measuring import BenchmarkRow, by_size, in_a_child, medians
from scripts.benchmarks.tasks import AS_OF, CLI, KNOWN_AT, seconds

KEY: Final = "OUT-90.kas"
ASK: Final = Ask(CATALOGUE[KEY], [period("2023")])
MONTHS: Final = [period(f"2023-{month:02}") for month in range(1, 13)]


def rows(worlds: Worlds, times: int, size: str) -> Iterator[BenchmarkRow]:
    """Everything is computed once before it is measured. Each new event is about somebody else."""
    fresh = Freshness(worlds, iter(worlds.snapshot().tables["participants"]["participant"]))
    next_figure, reach = medians("next figure", fresh.after_an_event, times), by_size(worlds.log.rows.head()[0], 0.05, 0.1)
    yield BenchmarkRow(f"a figure after one new event, beyond the same asked again, {size}", reach, next_figure, "s")
    process = medians("new process", fresh.in_a_new_process, times)
    yield BenchmarkRow(f"the same in a new process, all of it, {size}", 1.2, process, "s")
    month = medians("month", fresh.a_month_on, times)
    yield BenchmarkRow(f"a month of knowledge from a World that is held, {size}", 0.5, month, "s")
    yield BenchmarkRow(f"revision triangle of 12 months, {size}", 15, medians("triangle", fresh.triangle, times), "s")


@dataclass(frozen=True)
class Freshness:
    """A store's Worlds in a process that runs, and its participants one after the other."""

    worlds: Worlds
    people: Iterator[str]

    def after_an_event(self) -> float:
        self._figure()
        again = self._figure()
        moved_out(self.worlds, next(self.people))
        return self._figure() - again

    def in_a_new_process(self) -> float:
        moved_out(self.worlds, next(self.people))
        log = self.worlds.log
        command = ["env", f"RODTRAD_KEY={log.key_path}", sys.executable, "-c", CLI, "--store", log.where]
        return in_a_child([*command, "measure", KEY, "-p", "2023"]).seconds

    def a_month_on(self) -> float:
        self.worlds.purge()
        self.worlds.world(Coordinates(AS_OF, KNOWN_AT))
        return seconds(lambda: self.worlds.world(Coordinates(AS_OF, KNOWN_AT + timedelta(days=30))))

    def triangle(self) -> float:
        self.worlds.purge()
        return seconds(lambda: list(revisions(self.worlds, ASK, MONTHS, figures, AS_OF, AS_OF)))

    def _figure(self) -> float:
        return seconds(lambda: figures(ASK, self.worlds.world(Coordinates(AS_OF))))


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
