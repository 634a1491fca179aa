"""What the system is asked for by an append, by strace: nothing is acknowledged before the disk has it, and no fault loses any.

Each call that touches the log's files fails once, with EIO, with ENOSPC and by a kill, as Tessera is tried.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.log.application import Log
from domain.log.backups.recounting import recounted
from tests.conftest import Many

STRACE = "/usr/bin/strace"
WRITES, SYNCS = "pwrite64", "fdatasync"
APPENDS = 3
REFUSALS = {
    "error=EIO": {"StoreUnreadable", "StoreUnsynced"},
    "error=ENOSPC": {"StoreFull", "StoreUnreadable", "StoreUnsynced"},
    "signal=KILL": set[str](),
}
"""How an append may be refused, by the fault."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing is registered yet."""
    top = tmp_path_factory.mktemp("syscalls")
    Log(str(top / "store"), top / "store.key").close()
    return top


@dataclass(frozen=True)
class Traced:
    acknowledged: list[str]
    refused: list[str]
    """The classes of the errors that refused an append."""
    trace: str


def traced(top: Path, *options: str, number: int = APPENDS, synchronous: str = "FULL") -> Traced:
    """Appends under strace."""
    trace, store = top / "trace", top / "store"
    program = [sys.executable, "-m", "tests.domain.log.appending", str(store), str(number), synchronous]
    command = [STRACE, "-f", "-y", "-o", str(trace), *options, *program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Traced(done.stdout.split(), done.stderr.split(), trace.read_text())


def on_the_log(top: Path) -> list[str]:
    """Only the calls that touch the log's files."""
    return [argument for name in ("log.db", "log.db-wal") for argument in ("-P", str(top / "store" / name))]


@pytest.fixture(scope="module")
def calls(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """How often each call touches the log's files where nothing fails."""
    top = copied(made, tmp_path_factory.mktemp("calls") / "top")
    trace = traced(top, *on_the_log(top), "-e", f"trace={WRITES},{SYNCS}").trace
    numbers = {call: len(re.findall(rf"^\d+ +{call}\(", trace, re.MULTILINE)) for call in (WRITES, SYNCS)}
    assert min(numbers.values()) >= APPENDS
    return numbers


def copied(made: Path, to: Path) -> Path:
    """The same store at every run, so that the calls are the same."""
    shutil.copytree(made, to)
    return to


def acknowledged_too_early(trace: str) -> Iterator[str]:
    """Yields the acknowledgements between which and the last write to the log's journal there is no sync of it."""
    unsynced = False
    for line in trace.splitlines():
        if f"{WRITES}(" in line and "log.db-wal>" in line:
            unsynced = True
        elif f"{SYNCS}(" in line and "log.db-wal>" in line:
            unsynced = False
        elif re.search(r"write\(1<[^>]*>, \"p\d", line) and unsynced:
            yield line


@pytest.mark.parametrize(("synchronous", "early"), [("FULL", False), ("NORMAL", True)], ids=["as it is", "the control"])
def test_nothing_is_acknowledged_before_the_disk_has_it(
    made: Path, tmp_path: Path, many: Many, synchronous: str, early: bool
) -> None:
    number = many(1_000, 20)
    done = traced(copied(made, tmp_path / "top"), "-e", f"trace={WRITES},{SYNCS},write", number=number, synchronous=synchronous)
    assert len(done.acknowledged) == number
    assert len(re.findall(r"write\(1<[^>]*>, \"p\d", done.trace)) == number
    assert any(acknowledged_too_early(done.trace)) == early


@pytest.mark.parametrize("fault", ["error=EIO", "error=ENOSPC", "signal=KILL"])
@pytest.mark.parametrize("call", [WRITES, SYNCS])
def test_a_fault_at_any_call_of_an_append_loses_nothing_acknowledged(
    made: Path, calls: Mapping[str, int], tmp_path: Path, many: Many, call: str, fault: str
) -> None:
    every, hit = calls[call], 0
    steps = range(every // 2, every // 2 + 1) if many(every, 1) == 1 else range(1, every + 1)
    for step in steps:
        here = copied(made, tmp_path / f"{step}")
        done = traced(here, *on_the_log(here), "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={step}")
        hit += "(INJECTED)" in done.trace or "killed by SIGKILL" in done.trace
        assert {*done.refused} <= REFUSALS[fault]
        with closing(Log(str(here / "store"), here / "store.key", create=False)) as log:
            recounted(log)
            assert {*done.acknowledged} <= {subject.name for subject in log.keys.everyone()}
            assert log.rows.head()[0] >= len(done.acknowledged)
        shutil.rmtree(here)
    assert hit == len(steps)
