"""A participant with very many lines, some of which cannot stand: judging is to cost about what good lines cost."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from scripts.benchmarks.measuring import BenchmarkRow, medians
from scripts.benchmarks.tasks import CLI

LINES: Final = 8_000
BAD_IN: Final = 200
"""One line of so many cannot stand."""
REACH: Final = 3.0
"""Times what as many good lines take."""
Line = dict[str, Any]


def rows(times: int, folder: Path, lines: int = LINES) -> Iterator[BenchmarkRow]:
    """How many times longer an import takes where some lines are bad."""
    good_lines, bad_lines = _written(folder / "good", one_person(lines)), _written(folder / "bad", one_person(lines, BAD_IN))
    good = medians("as many good lines", lambda: _imported(good_lines), times)
    bad = medians("one person", lambda: _imported(bad_lines), times)
    share = 100 / BAD_IN
    yield BenchmarkRow(
        f"import of {lines:,} lines of one person, {share:g} % bad", REACH, bad.times(1 / good.median), "times good lines"
    )


def one_person(lines: int, bad_in: int | None = None) -> list[Line]:
    """Insatser that begin and end; of each so many lines one ends what never began, begins again, corrects nothing …"""
    history: list[Line] = [_line("participant_registered", date(2004, 1, 1), "r", sex="U")]
    while len(history) < lines:
        number = len(history)
        on = date(2004, 1, 2) + timedelta(days=number % 7_000)
        history.append(_line("insats_started", on, f"s{number}", insats_id=f"i{number}", insats="coaching"))
        end = on + timedelta(days=20)
        history.append(_line("insats_ended", end, f"e{number}", insats_id=f"i{number}", result="completed"))
        if bad_in is not None and number // bad_in != len(history) // bad_in:
            history.append(_bad(number // bad_in, number, end))
    return history[:lines]


def _bad(turn: int, number: int, on: date) -> Line:
    kinds: Sequence[Line] = (
        _line("insats_ended", on, f"x{number}", insats_id=f"none{number}", result="completed"),
        _line("insats_started", on, f"x{number}", insats_id=f"i{number}", insats="coaching"),
        _line("insats_ended", on, f"x{number}", insats_id=f"i{number}", result="completed"),
        _line("retracted", on + timedelta(days=1), f"x{number}", event=f"s{number}", reason="fel"),
        _line("retracted", on, f"x{number}", event=f"none{number}", reason="fel"),
        _line("moved_out", on, f"x{number}", replaces=f"s{number}"),
        _line("participant_registered", on, f"x{number}", sex="U"),
        _line("merge_undone", on, f"x{number}", absorbed=f"none{number}"),
    )
    return kinds[turn % len(kinds)]


def _line(kind: str, on: date, name: str, **fields: Any) -> Line:
    heading = {"kind": kind, "participant": "p-1", "on": on.isoformat(), "recorded_at": f"{on}T10:00:00+01:00"}
    return {**heading, "id": name, "source": "s", **fields}


def _written(folder: Path, lines: Sequence[Line]) -> Path:
    folder.mkdir()
    path = folder / "lines.ndjson"
    path.write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines))
    return path


def _imported(path: Path) -> float:
    """The whole command, into an empty store; that it says that lines were refused is no fault."""
    with tempfile.TemporaryDirectory(dir=path.parent) as store:
        command = [sys.executable, "-c", CLI, "--store", f"{store}/store", "import", str(path), "--format", "json"]
        started = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        return time.perf_counter() - started
