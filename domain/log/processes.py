"""Work on a log that several processes divide between them: each opens the log itself, and takes a share when it has time."""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from domain.collector import collector_at_rest
from domain.log.application import Log

APART = get_context("forkserver")
"""Helpers are forked from a process that has imported what they need, and holds nothing else: to import it takes a second."""
Share = TypeVar("Share")
Result = TypeVar("Result")


def in_processes(log: Log, processes: int, work: Callable[[Log, Share], Result], shares: Sequence[Share]) -> Iterator[Result]:
    """Yields what `work` returns for each share, in their order; by this process alone if no other would help."""
    if min(processes, len(shares)) <= 1:
        for share in shares:
            with collector_at_rest():
                result = work(log, share)
            yield result
    else:
        setting = (log.where, log.key_path, log.checked, work)
        with ProcessPoolExecutor(min(processes, len(shares)), APART, _open, setting) as pool:
            yield from pool.map(_do, shares)


_here: dict[str, Any] = {}
"""State of a process that helps: its own opened log, and the work."""


def _open(where: str, key_path: Path, checked: bool, work: Callable[[Log, Any], Any]) -> None:
    gc.disable()  # events hold no reference cycles, and there are very many of them
    _here.update(log=Log(where, key_path, checked=checked), work=work)


def _do(share: Any) -> Any:
    return _here["work"](_here["log"], share)
