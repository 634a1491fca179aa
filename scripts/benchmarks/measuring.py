"""Medians, peak memory and the table: how the benchmarks measure and report."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.table import Table

_MORE_IS_BETTER: Final = frozenset({"events/s"})
_LOOK_EVERY: Final = 0.05


@dataclass(frozen=True)
class Spread:
    """What repeated runs gave."""

    name: str
    median: float
    low: float
    high: float

    def per_second(self, events: int) -> "Spread":
        """Seconds for so many events, as events a second."""
        return Spread(self.name, events / self.median, events / self.high, events / self.low)

    def times(self, factor: float) -> "Spread":
        return Spread(self.name, self.median * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True)
class BenchmarkRow:
    """One line of the benchmark table; without a rival its ratio is none, and what is to be reached may be none."""

    what: str
    reach: float | None
    measured: Spread
    unit: str
    rival: Spread | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the rival, whichever way the unit runs."""
        if self.rival is None:
            return None
        ours, theirs = self.measured.median, self.rival.median
        return ours / theirs if self.unit in _MORE_IS_BETTER else theirs / ours

    @property
    def reached(self) -> bool:
        if self.reach is None:
            return True
        more = self.unit in _MORE_IS_BETTER
        return self.measured.median >= self.reach if more else self.measured.median <= self.reach

    def as_json(self) -> dict[str, str | float | None]:
        return {
            "what": self.what,
            "reach": self.reach,
            "measured": self.measured.median,
            "unit": self.unit,
            "rival": self.rival.name if self.rival else None,
            "rival_measured": self.rival.median if self.rival else None,
            "ratio": self.ratio,
        }


def by_size(events: int, at_a_million: float, at_five: float) -> float:
    """Returns what is to be reached: of a log of about a million events or fewer, or of one of about five."""
    return at_a_million if events < 2_500_000 else at_five


def medians(name: str, run: Callable[[], float], times: int = 5) -> Spread:
    """Run so many times; each run tells its own seconds, so that its setting-up is not counted."""
    seconds = [run() for _ in range(times)]
    return Spread(name, statistics.median(seconds), min(seconds), max(seconds))


@dataclass(frozen=True)
class Child:
    """What a command took, run in a process of its own."""

    seconds: float
    peak_bytes: int


def in_a_child(command: Sequence[str]) -> Child:
    """Run a command and add up the peaks of its processes, so the sum is never below the true peak.

    The peaks are the kernel's (VmHWM), looked at while they live: what `getrusage` tells of a child
    begins with its parent's size, and a parent that holds a million lines is large.
    """
    peaks: dict[int, int] = {}
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            peaks |= {pid: peak for pid in _family(child.pid) if (peak := _peak(pid))}
            time.sleep(_LOOK_EVERY)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Child(seconds, sum(peaks.values()))


def _family(pid: int) -> list[int]:
    """The process and its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            parents.setdefault(_number_in(int(entry.name), "PPid"), []).append(int(entry.name))
    family = [pid]
    for member in family:
        family.extend(parents.get(member, []))
    return family


def _peak(pid: int) -> int:
    return 1024 * _number_in(pid, "VmHWM")


def _number_in(pid: int, field: str) -> int:
    """A number of a process' status; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(field + ":")), 0)


def write_rows(rows: Sequence[BenchmarkRow], table_to: Console, json_to: TextIO) -> None:
    """The rows as a table for people and as JSON for everything else."""
    table = Table("what", "reach", "measured (low to high)", "unit", "rival", "rival measured", "ratio")
    for row in rows:
        spread, colour = row.measured, "green" if row.reached else "red"
        table.add_row(
            row.what,
            f"{'≥' if row.unit in _MORE_IS_BETTER else '≤'} {_short(row.reach)}" if row.reach is not None else "–",
            f"[{colour}]{_short(spread.median)}[/] ({_short(spread.low)} to {_short(spread.high)})",
            row.unit,
            row.rival.name if row.rival else "–",
            _short(row.rival.median) if row.rival else "–",
            f"{row.ratio:.2f}" if row.ratio else "–",
        )
    table_to.print(table)
    json.dump([row.as_json() for row in rows], json_to, indent=1)
    json_to.write("\n")


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
