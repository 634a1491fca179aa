"""pm4py's flows, variants and rework of a table of steps, in a Python of its own: it is AGPL and never a part of us.

Run by path with that Python: `python rival_pm4py.py STEPS.csv TIMES`. The table is in our order; reading it is not counted.
"""

import json
import sys
import time
from typing import Any

import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]
import pm4py  # type: ignore[import-not-found,unused-ignore]


def measured(read: Any) -> tuple[dict[str, float], Any, Any, Any]:
    """Seconds of each step, and what came out."""
    at = [time.process_time()]

    def lap() -> float:
        at.append(time.process_time())
        return at[-1] - at[-2]

    log = pm4py.format_dataframe(read.copy(), case_id="case", activity_key="step", timestamp_key="on")
    seconds = {"order": lap()}
    edges = pm4py.discover_dfg(log)
    seconds["flows"] = lap()
    ways = pm4py.get_variants(log)
    seconds["variants"] = lap()
    again = pm4py.get_rework_cases_per_activity(log)
    seconds["rework"] = lap()
    return seconds, edges, ways, again


def main() -> None:
    path, times = sys.argv[1], int(sys.argv[2])
    read = pd.read_csv(path, dtype={"case": str, "step": str})
    read["on"] = pd.to_datetime(read["on"], utc=True)
    laps = []
    for _ in range(times):
        seconds, (edges, starts, ends), ways, again = measured(read)
        laps.append(seconds)
    results = {
        "version": pm4py.__version__,
        "laps": laps,
        "edges": sorted([a, b, int(n)] for (a, b), n in edges.items()),
        "starts": {step: int(n) for step, n in starts.items()},
        "ends": {step: int(n) for step, n in ends.items()},
        "variants": sorted([list(way), int(n if isinstance(n, int) else len(n))] for way, n in ways.items()),
        "rework": {step: int(n) for step, n in again.items()},
    }
    sys.__stdout__.write(f"\n{json.dumps(results)}\n")  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
