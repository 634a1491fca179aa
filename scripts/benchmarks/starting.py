"""What a command costs before it answers: the processor's time of its whole process, user's and system's together."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from scripts.benchmarks.measuring import BenchmarkRow, medians
from scripts.benchmarks.tasks import CLI

TIMES: Final = 9
"""More than of what takes long: a start is short, and what else the machine does shows in it."""


def listing() -> BenchmarkRow:
    """The list of commands, which needs no store."""
    return BenchmarkRow("--help, CPU", 0.25, medians("help", lambda: _processor_time("--help"), TIMES), "s")


def rows(where: str, size: str) -> Iterator[BenchmarkRow]:
    """A figure of a store whose facts are at its head."""
    words = ("--store", where, "measure", "OUT-90.kas", "-p", "2023")
    _processor_time(*words)
    measured = medians("measure", lambda: _processor_time(*words), TIMES)
    yield BenchmarkRow(f"measure on a warm store, CPU before it prints, {size}", 0.6, measured, "s")


def _processor_time(*words: str) -> float:
    command = [sys.executable, "-c", CLI, *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return usage.ru_utime + usage.ru_stime
