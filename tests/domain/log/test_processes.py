"""Work on a log that several processes divide between them."""

import os
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from domain.log.application import Log
from domain.log.processes import in_processes


def _multiplied(log: Log, share: int, by: int) -> tuple[int, str | None, int, int]:
    return share * by, log.id, os.getpid(), os.getppid()


@pytest.fixture
def log(sqlite_where: str, tmp_path: Path) -> Iterator[Log]:
    with closing(Log(sqlite_where, tmp_path / "a.key")) as log:
        yield log


def test_results_come_in_the_order_of_the_shares_whoever_computes_them(log: Log) -> None:
    shares = [5, 3, 4, 1]
    for processes in (1, 2, 9):
        results = list(in_processes(log, processes, partial(_multiplied, by=2), shares))
        assert [(number, store) for number, store, _, _ in results] == [(2 * share, log.id) for share in shares]
        assert (os.getpid() in {process for _, _, process, _ in results}) == (processes == 1)


def test_of_one_share_nobody_else_is_started(log: Log) -> None:
    ((number, _, process, _),) = in_processes(log, 2, partial(_multiplied, by=3), [7])
    assert (number, process) == (21, os.getpid())
    assert list(in_processes(log, 2, partial(_multiplied, by=3), [])) == []


def test_helpers_are_forked_from_one_process_that_holds_nothing_of_this_one(log: Log) -> None:
    """So the second time they start at once, and no connection or thread of a server goes with them."""
    parents = {parent for _ in range(2) for *_, parent in in_processes(log, 2, partial(_multiplied, by=1), [1, 2])}
    assert len(parents) == 1
    assert os.getpid() not in parents
