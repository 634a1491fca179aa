"""Imports event lines into the log: grouped by participant, judged by several processes, written by a single process.

A file of any size is first divided into bins, so that a bin has all lines of each of its participants and memory stays
bounded. Lines of participants who are merged, in the log or by the file, share a bin. Bins on disk are encrypted with a
key that exists only in the process. Each bin is stored in full or not at all; importing a file again adds only what is
missing.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

from domain.collector import collector_at_rest
from domain.errors import Conflict
from domain.events import RECORDS
from domain.events.event import kind_of
from domain.events.lines import BadLine, read_line
from domain.intake.already import is_there
from domain.intake.bins import Bins, Numbered
from domain.intake.judging import Clusters, Judged, judge
from domain.intake.refusal import Refusal
from domain.log.application import Log
from domain.normal_form import normal_form
from domain.participant.merging import clusters

LINES_A_BIN = 8_000
"""The lines of one transaction. More would cost less each, but a command that comes meanwhile waits for it."""
RECORD_KINDS = frozenset(kind_of(model) for model in RECORDS)

Progress = Callable[[int], None]
"""Called with the number of lines completed since the last call."""


@dataclass(slots=True)
class Summary:
    """The counts and refusals of an import."""

    read: int = 0
    added: int = 0
    already: int = 0
    erased: int = 0
    purged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        self.added += judged.accepted
        self.already += judged.already
        self.purged += judged.purged
        self.erased += sum(len(cluster) for cluster, _ in judged.erasures)
        self.refused.extend(judged.refused)

    @property
    def reasons(self) -> Counter[str]:
        return Counter(refusal.code for refusal in self.refused)


@dataclass(frozen=True)
class Importing:
    """The settings of an import, and the import itself."""

    log: Log
    now: datetime
    dry: bool = False
    processes: int = 2
    progress: Progress = lambda _: None

    def run(self, lines: Callable[[], Iterable[Numbered]], expected: int) -> Summary:
        """Imports lines. `lines`: returns them from the start at each call; `expected`: their approximate number."""
        summary = Summary()
        count = max(1, -(-expected // LINES_A_BIN))
        with Bins(count) as bins, self._judges(count) as judges, collector_at_rest():
            ties = _ties(lines())
            merges = [*self.log.merges(), *ties.merged]
            clusters_by_key = clusters(merges)
            records = self._lay_out(
                lines(), clusters([*merges, *ties.in_one_row]) if ties.in_one_row else clusters_by_key, bins, summary
            )
            self._store_records(records, summary)
            for judged in self._judged(bins, clusters_by_key, judges):
                summary.add(judged)
                self.progress(judged.accepted + judged.already + len(judged.refused))
        summary.refused.sort(key=lambda refusal: refusal.number)
        return summary

    def _lay_out(self, lines: Iterable[Numbered], near: Clusters, bins: Bins, summary: Summary) -> list[Numbered]:
        """Puts each line in its participant's bin; returns the lines that are not about a participant.

        `near`: maps a participant to all participants whose lines must be in the same bin.
        """
        records: list[Numbered] = []
        for numbered in lines:
            summary.read += 1
            given = _given(numbered[1])
            participant = _key(given, "participant")
            if isinstance(kind := given.get("kind"), str) and kind in RECORD_KINDS:
                records.append(numbered)
            else:
                bins.put(near[participant][0] if participant in near else participant, numbered)
        return records

    @contextmanager
    def _judges(self, bins: int) -> Iterator[ProcessPoolExecutor | None]:
        """Starts the judging processes, if there are several bins, while lines are still being put in bins."""
        if bins == 1 or self.processes == 1:
            yield None
            return
        setting = (self.log.where, self.log.key_path, self.now, self.dry)
        with ProcessPoolExecutor(self.processes, get_context("spawn"), _open, setting) as pool:
            for _ in range(self.processes):
                pool.submit(_ready)
            yield pool

    def _judged(self, bins: Bins, clusters_by_key: Clusters, judges: ProcessPoolExecutor | None) -> Iterator[Judged]:
        """Judges every bin, stores it unless this is a dry run, and yields the results in order."""
        waiting: list[tuple[Iterable[Numbered], Future[Judged]]] = []
        for lines in bins:
            if judges is None:
                yield self._stored(judge(self.log, lines, clusters_by_key, self.now, not self.dry), lines, clusters_by_key)
                continue
            waiting.append((lines, judges.submit(_judge, lines, clusters_by_key)))
            if len(waiting) > self.processes:
                yield self._finish(waiting, clusters_by_key)
        while waiting:
            yield self._finish(waiting, clusters_by_key)

    def _finish(self, waiting: list[tuple[Iterable[Numbered], Future[Judged]]], clusters_by_key: Clusters) -> Judged:
        lines, future = waiting.pop(0)
        return self._stored(future.result(), lines, clusters_by_key)

    def _stored(self, judged: Judged, lines: Iterable[Numbered], clusters_by_key: Clusters) -> Judged:
        """Stores judged lines; judges again if another process wrote first."""
        if self.dry:
            return judged
        attempts = iter([judged])

        def decide() -> Judged:
            outcome = next(attempts, None) or judge(self.log, lines, clusters_by_key, self.now)
            for cluster, line in outcome.erasures:
                self.log.add_erasure(outcome, cluster, line)
            return outcome

        return self.log.write(decide, self.now)

    def _store_records(self, lines: Sequence[Numbered], summary: Summary) -> None:
        judged = Judged()
        for numbered in lines:
            try:
                self._store_record(numbered, judged)
            except BadLine as fault:
                judged.refuse(numbered, fault)
        summary.add(judged)

    def _store_record(self, numbered: Numbered, judged: Judged) -> None:
        """Stores a line that is not about a participant, in the stream of its kind."""
        line = read_line(numbered[1], self.now)
        if is_there(self.log, line):
            judged.already += 1
            return
        try:
            if not self.dry:
                self.log.record([line], self.now)
        except Conflict:  # another process stored it since the lookup
            self._store_record(numbered, judged)
        else:
            judged.accepted += 1


@dataclass(slots=True)
class _Ties:
    """Pairs of participants that the lines of a file connect."""

    merged: set[tuple[str, str]] = field(default_factory=set)
    in_one_row: set[tuple[str, str]] = field(default_factory=set)
    """Participants in the same table row, which is accepted whole or not at all."""


def _ties(lines: Iterable[Numbered]) -> _Ties:
    ties = _Ties()
    last: Numbered = (0, b"")
    row: set[str] = set()
    for line in lines:
        number, raw = line
        if number == last[0]:
            row |= {_key(_given(each), "participant") for each in (last[1], raw)} - {""}
        elif row:
            ties.in_one_row |= set(pairwise(sorted(row)))
            row = set()
        if b'"absorbed"' in raw:
            given = _given(raw)
            pair = (_key(given, "participant"), _key(given, "absorbed"))
            ties.merged |= {pair} if all(pair) else set()
        last = line
    ties.in_one_row |= set(pairwise(sorted(row)))
    return ties


def _key(given: Mapping[str, Any], field: str) -> str:
    """Returns the normalized text of a field, or an empty text if it has no text."""
    key = given.get(field)
    return normal_form(key) if isinstance(key, str) else ""


def _given(raw: bytes) -> Mapping[str, Any]:
    """Returns the fields of a line; empty if it is not a JSON object, which is refused when judged."""
    try:
        given = orjson.loads(bytes(raw))
    except orjson.JSONDecodeError:
        return {}
    return given if isinstance(given, dict) else {}


_here: dict[str, Any] = {}
"""In a judging process: its own open log, and the arguments shared by all bins."""


def _open(where: str, key_path: Path, now: datetime, dry: bool) -> None:
    gc.disable()
    _here.update(log=Log(where, key_path), now=now, seal=not dry)


def _ready() -> None:
    """Does nothing: submitted to start a process before there is anything to judge."""


def _judge(lines: Iterable[Numbered], clusters_by_key: Clusters) -> Judged:
    return judge(_here["log"], lines, clusters_by_key, _here["now"], _here["seal"])
