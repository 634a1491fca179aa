"""What the benchmarks do with the product: each task tells its seconds, setting-up left out."""

import gc
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import orjson

from domain.collector import collector_at_rest
from domain.events.event import Event
from domain.events.lines import read_line
from domain.log.application import Log
from domain.participant.fold import fold_cluster
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.benchmarks.measuring import in_a_child

AS_OF = date(2024, 12, 31)
KNOWN_AT = datetime(2022, 6, 1, tzinfo=UTC)


class Bench:
    """One file of events, and the store that it has been imported into."""

    def __init__(self, path: Path, count: int, folder: Path) -> None:
        self.path, self.count, self.folder = path, count, folder
        self.peak = 0
        self.where = str(folder / "store")

    def imported(self, url: str | None = None) -> float:
        """`rodtrad import` into an empty store, durable when it ends; the time of the whole command."""
        where = self._empty(url)
        child = in_a_child([sys.executable, "-c", CLI, "--store", where, "import", str(self.path), "--format", "json"])
        self.peak = max(self.peak, child.peak_bytes)
        return child.seconds

    def imported_and_caught_up(self) -> float:
        """The same, and the first figure of what was imported, in a process of its own."""
        command = [sys.executable, "-c", CLI, "--store", self.where, "measure", "OUT-90.kas", "-p", "2023"]
        return self.imported() + in_a_child(command).seconds

    def _empty(self, url: str | None) -> str:
        if url is None:
            shutil.rmtree(self.where, ignore_errors=True)
            Path(self.where + ".key").unlink(missing_ok=True)
            return self.where
        return _fresh_database(url)

    @cached_property
    def histories(self) -> list[list[Event]]:
        """Everybody's events in memory, each participant's together."""
        raw: dict[str, list[bytes]] = defaultdict(list)
        for line in self.path.open("rb"):
            raw[orjson.loads(line)["participant"]].append(line)
        now = datetime.now(UTC)
        entries = ([read_line(line, now).entry for line in lines] for lines in raw.values())
        return [[entry for entry in history if isinstance(entry, Event)] for history in entries]

    def folded(self) -> float:
        histories = self.histories
        gc.collect()
        with collector_at_rest():
            return seconds(lambda: [fold_cluster(events) for events in histories])

    @cached_property
    def log(self) -> Log:
        return Log(self.where, Path(self.where + ".key"))

    @cached_property
    def worlds(self) -> Worlds:
        return Worlds(self.log)

    @cached_property
    def world(self) -> World:
        return self.worlds.world(Coordinates(AS_OF))

    def rebuilt(self) -> float:
        """`rodtrad rebuild`, the whole command."""
        return in_a_child([sys.executable, "-c", CLI, "--store", self.where, "rebuild"]).seconds

    def rebuild_peak(self) -> int:
        return in_a_child([sys.executable, "-c", CLI, "--store", self.where, "rebuild"]).peak_bytes

    def another_world(self) -> float:
        """Everybody as known at another instant, made anew."""
        self.world  # noqa: B018 the head is there before another World is asked for
        self.worlds.purge()
        self.worlds.world(Coordinates(AS_OF))
        return seconds(lambda: self.worlds.world(Coordinates(AS_OF, KNOWN_AT)))

    def same_world(self) -> float:
        return seconds(lambda: self.worlds.world(Coordinates(AS_OF, KNOWN_AT)))

    def measured(self) -> float:
        """Every measure for twelve months, for the whole and for each sex; the facts are loaded, nothing is derived yet."""
        months = [period(f"2023-{month:02}") for month in range(1, 13)]
        year = [period("2023")]
        world = World(self.world.frames, AS_OF)
        asks = [Ask(measure, year if measure.years_only else months, ("sex",)) for measure in CATALOGUE.values()]
        return seconds(lambda: [figures(ask, world) for ask in asks])

    def timeline(self) -> float:
        """One participant's events read, opened and folded."""
        name = self.histories[self.count % len(self.histories)][0].participant
        return seconds(lambda: fold_cluster(self.log.history(name)))


CLI = "from scripts.cli.app import main; main()"


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _fresh_database(url: str) -> str:
    """A new database on the server, so that each run begins with nothing."""
    from sqlalchemy import create_engine, make_url  # noqa: PLC0415 only this task needs a server

    name = f"bench_{time.time_ns()}"
    server = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
