"""Flows, variants and rework of everything that happened, beside pm4py on the same steps: equal results, and how fast.

pm4py is AGPL and no dependency of ours: it runs as a child in a Python that has it, given by `--pm4py`; without one there is
nothing to reach. Both are given the steps in memory; both put them in order themselves, measured by itself. Seconds are
the processor's, of all threads together: what else the machine does at the time does not count, and neither does it help us
that we use two.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

import polars as pl

from projections.movements.flows import Flows, flows
from projections.movements.steps import happening_steps
from projections.movements.variants import Variants, rework, variants
from projections.worlds.world import World
from scripts.benchmarks.measuring import BenchmarkRow, Spread

TIMES_FASTER: Final = 3
"""Than pm4py: each, and all together."""
_RIVAL: Final = Path(__file__).with_name("rival_pm4py.py")
_TASKS: Final = ("flows", "variants", "rework")
_PARTS: Final = ("edges", "starts", "ends", "variants", "rework")

Laps = Mapping[str, Spread]


@dataclass(frozen=True)
class FlowResults:
    """What came out, and the seconds of each task."""

    edges: list[list[Any]]
    starts: dict[str, int]
    ends: dict[str, int]
    variants: list[list[Any]]
    rework: dict[str, int]
    laps: Laps

    def unlike(self, other: "FlowResults") -> list[str]:
        """Which results differ."""
        return [part for part in _PARTS if getattr(self, part) != getattr(other, part)]


def ours(world: World, times: int) -> FlowResults:
    """Every step of everybody, each run from the World's facts anew."""
    laps: list[dict[str, float]] = []
    for _ in range(times):
        at = [time.process_time()]
        steps = happening_steps(world, with_code=True)
        at.append(time.process_time())
        moved = flows(steps)
        at.append(time.process_time())
        ways = variants(steps)
        at.append(time.process_time())
        again = rework(steps, may_repeat=())
        at.append(time.process_time())
        laps.append(dict(zip(("order", *_TASKS), (after - before for before, after in pairwise(at)), strict=True)))
    return _results(moved, ways, again, laps)


def _results(moved: Flows, ways: Variants, again: pl.DataFrame, laps: list[dict[str, float]]) -> FlowResults:
    began = moved.nodes.filter(pl.col("began_here") > 0).select("step", "began_here")
    ended = moved.nodes.filter(pl.col("ended_here") > 0).select("step", "ended_here")
    return FlowResults(
        sorted(map(list, moved.edges.select("step", "next", "times").rows())),
        dict(began.iter_rows()),
        dict(ended.iter_rows()),
        sorted(map(list, ways.table.select("steps", "cases").rows())),
        dict(again.filter(pl.col("repeated") > 0).select("step", "repeated").iter_rows()),
        _spreads("Röda tråden", laps),
    )


def theirs(world: World, times: int, interpreter: str) -> FlowResults:
    """The same steps by pm4py, in the other Python."""
    with tempfile.TemporaryDirectory() as room:
        table = Path(room) / "steps.csv"
        happening_steps(world, with_code=True).select("case", "step", "on").write_csv(table)
        child = subprocess.run([interpreter, _RIVAL, table, str(times)], check=True, capture_output=True, text=True)
    output = json.loads(child.stdout.splitlines()[-1])
    return FlowResults(**{part: output[part] for part in _PARTS}, laps=_spreads(f"pm4py {output['version']}", output["laps"]))


def _spreads(name: str, laps: list[dict[str, float]]) -> Laps:
    """Each task by itself; `warm`, the three; `cold`, with putting in order."""
    rows = [lap | {"warm": sum(lap[task] for task in _TASKS), "cold": sum(lap.values())} for lap in laps]
    by_task = {task: [row[task] for row in rows] for task in rows[0]}
    return {task: Spread(name, median(seconds), min(seconds), max(seconds)) for task, seconds in by_task.items()}


def rows(world: World, times: int, interpreter: str | None, size: str) -> Iterator[BenchmarkRow]:
    """The benchmark's lines. Raises `AssertionError` when the two do not find the same."""
    mine = ours(world, times)
    rival = theirs(world, times, interpreter) if interpreter else None
    if rival is not None and (unlike := mine.unlike(rival)):
        raise AssertionError(f"not as pm4py: {', '.join(unlike)}")
    titles = {"cold": "flows, variants and rework", "warm": "the same, steps in order", **{task: task for task in _TASKS}}
    for task, what in titles.items():
        beside = rival.laps[task] if rival else None
        yield BenchmarkRow(
            f"{what}, {size}", beside.median / TIMES_FASTER if beside else None, mine.laps[task], "CPU s", beside
        )
