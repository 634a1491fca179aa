"""From the log to facts in memory: every participant's used events folded, by as many processes as there are.

Streams are read in order, a part to a process; participants who were ever merged with one another are folded together.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from domain.events.event import Event, kind_of
from domain.events.records import ReferenceValueSet
from domain.fold import RULES, Rules, weave
from domain.log.application import Log
from domain.log.keys import Subject
from domain.log.mapper import open_row
from domain.log.rows import Stored
from projections.facts import Rows, add_facts, empty
from projections.frames import as_frames
from projections.references import told
from projections.tables import TABLES
from projections.world import Frames

PARTS = 16
"""Into how many parts the streams are dealt: enough that processes end at about the same time."""
NUMBERED = frozenset({"identity_registered", "identity_replaced"})
"""The kinds whose person part is opened for facts: whether the number can be one is a finding."""
FEW = 2_000
"""Below so many participants one process is faster than starting others."""


@dataclass(frozen=True)
class Used:
    """Which events a World uses: those registered by an instant and up to a position; None: all."""

    known_at: int | None = None
    """Microseconds since 1970, UTC."""
    position: int | None = None

    def has(self, stored: Stored) -> bool:
        return (self.known_at is None or stored.recorded_at <= self.known_at) and (
            self.position is None or stored.position <= self.position
        )


ALL = Used()


def fold_everybody(log: Log, used: Used = ALL, rules: Rules = RULES, processes: int = 2) -> Iterator[Frames]:
    """The facts of everybody, a part at a time; the last part is those who were ever merged, and the reference values."""
    kin = {key for cluster in log.clusters().values() for key in cluster}
    parts = [(number, PARTS) for number in range(PARTS)]
    if processes == 1 or log.rows.head()[0] < FEW * 10:
        yield _fold_part(log, (0, 1), kin, used, rules)
    else:
        setting = (log.where, log.key_path, kin, used, rules)
        with ProcessPoolExecutor(processes, get_context("spawn"), _open, setting) as pool:
            yield from pool.map(_fold_here, parts)
    yield fold_clusters(log, set(log.clusters().values()), used, rules)


def fold_clusters(log: Log, clusters: Collection[Sequence[str]], used: Used = ALL, rules: Rules = RULES) -> Frames:
    """The facts of these participants, given as the keys that are judged together, and the reference values."""
    subjects = log.keys.find(sorted({key for cluster in clusters for key in cluster}))
    living = {subject.stream: subject for subject in subjects.values() if subject is not None}
    events: dict[str, list[Event]] = {}
    first: dict[str, int] = {}
    for stored, event in log.open_streams(living.values(), with_person=True):
        first.setdefault(event.participant, stored.position)
        if used.has(stored):
            events.setdefault(event.participant, []).append(event)
    streams = {subject.name: subject.stream.hex() for subject in living.values()}
    rows = empty()
    rows["reference_values"] = told(_references(log, used))
    for cluster in clusters:
        for thread in weave([event for key in cluster for event in events.get(key, ())], rules):
            add_facts(rows, first[thread.participant], thread, streams)
    return as_frames(rows)


def _references(log: Log, used: Used) -> Iterator[ReferenceValueSet]:
    subject = log.keys.system_stream(kind_of(ReferenceValueSet))
    for stored in log.rows.streams([subject.stream]):
        entry = open_row(subject, stored)
        if used.has(stored) and isinstance(entry, ReferenceValueSet):
            yield entry


def _fold_part(log: Log, part: tuple[int, int], kin: Collection[str], used: Used, rules: Rules) -> Frames:
    subjects = {subject.stream: subject for subject in log.keys.everyone(part) if subject.name not in kin}
    rows = empty()
    for stream, group in groupby(log.rows.in_stream_order(part), key=attrgetter("stream")):
        if (subject := subjects.get(stream)) is not None:
            _fold_stream(rows, subject, group, used, rules)
    return as_frames(rows)


def _fold_stream(rows: Rows, subject: Subject, group: Iterable[Stored], used: Used, rules: Rules) -> None:
    first = 0
    events: list[Any] = []
    for stored in group:
        first = first or stored.position
        if used.has(stored):
            events.append(open_row(subject, stored, with_person=stored.kind in NUMBERED))
    for thread in weave(events, rules) if events else ():
        add_facts(rows, first, thread, {subject.name: subject.stream.hex()})


_here: dict[str, Any] = {}
"""In a folding process: its own opening of the log, and what it folds by."""


def _open(where: str, key_path: Path, kin: Collection[str], used: Used, rules: Rules) -> None:
    gc.disable()  # events hold no circles, and there are very many of them
    _here.update(log=Log(where, key_path), kin=kin, used=used, rules=rules)


def _fold_here(part: tuple[int, int]) -> Frames:
    return _fold_part(_here["log"], part, _here["kin"], _here["used"], _here["rules"])


def joined(parts: Iterable[Mapping[str, pl.DataFrame]]) -> Frames:
    """Several parts' facts as one."""
    all_parts = list(parts)
    return {table.name: pl.concat([part[table.name] for part in all_parts]) for table in TABLES}
