"""Folds participants again by several selections of their entries, one after the other.

Each entry is opened once, if a fold needs it at all, and each participant is folded again only where the selection before gave
other entries. Whoever has entries as other rows are of that there are already is not folded: their rows are taken from there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from domain.log.application import Log
from domain.log.processes import APART, in_processes
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.folding import FEW, Opened, SealedEvent
from projections.facts.frames import as_frames
from projections.facts.rows import Rows, empty
from projections.facts.tables import Frames

APART.set_forkserver_preload([__name__])
Result = TypeVar("Result")
Cluster = tuple[bytes, ...]
"""The streams of participants that are judged together."""
Selection = Callable[[SealedEvent], bool]
"""Which entries a fold uses; of a class that can be sent to another process."""


@dataclass(frozen=True)
class KnownEntries:
    """The entries that are known at a point."""

    used: Used

    def __call__(self, entry: SealedEvent) -> bool:
        return self.used.has(entry.stored)


@dataclass(frozen=True)
class Series:
    """The selections that participants are folded by, in turn."""

    selections: Sequence[Selection]
    rules: Rules = RULES
    start: Selection | None = None
    """What the rows before the first selection are of; None: they no longer hold."""
    there: Selection | None = None
    """What the rows are of that need no fold; None: there are none."""
    point: Used = ALL
    """All that the selections compare and use is known there."""


@dataclass
class Refolded:
    """What one selection changed, compared with the one before."""

    changed: set[int] = field(default_factory=set)
    """The participants (`pid`) whose rows no longer hold."""
    there: set[int] = field(default_factory=set)
    """Those of them whose rows are again those that there are already."""
    rows: Frames = field(default_factory=dict)
    """The new rows of the others."""


def fold_again(log: Log, shares: Sequence[Sequence[Cluster]], series: Series, processes: int) -> Iterable[list[Refolded]]:
    """Yields for each share of the participants what each selection changed."""
    return by_shares(log, shares, partial(_fold_share, series=series), processes)


def by_shares(
    log: Log, shares: Sequence[Sequence[Cluster]], work: Callable[[Log, Sequence[Cluster]], Result], processes: int
) -> Iterable[Result]:
    """Yields what `work` returns for each share of the participants; by several processes if they are many."""
    many = sum(map(len, shares)) > FEW
    return in_processes(log, processes if many else 1, work, shares)


def _fold_share(log: Log, share: Sequence[Cluster], series: Series) -> list[Refolded]:
    return refolded(*open_share(log, share, series.point), series)


def open_share(log: Log, share: Sequence[Cluster], point: Used = ALL) -> tuple[Opened, list[tuple[str, ...]]]:
    """Returns the entries of a share of the participants, and its clusters by their keys."""
    subjects = log.keys.by_stream(stream for cluster in share for stream in cluster)
    named = (tuple(subjects[stream].name for stream in cluster if stream in subjects) for cluster in share)
    return Opened.of(log, subjects.values(), point), [cluster for cluster in named if cluster]


def refolded(opened: Opened, clusters: Iterable[Sequence[str]], series: Series) -> list[Refolded]:
    """Returns what each selection changed of these clusters."""
    changes = [Refolded() for _ in series.selections]
    rows = [empty() for _ in series.selections]
    for cluster in clusters:
        _fold_cluster(opened, cluster, series, changes, rows)
    for change, added in zip(changes, rows, strict=True):
        change.rows = as_frames(added)
    return changes


def _fold_cluster(
    opened: Opened, cluster: Sequence[str], series: Series, changes: Sequence[Refolded], rows: Sequence[Rows]
) -> None:
    entries = opened.of_cluster(cluster)
    pids = {opened.pid(key) for key in cluster if key in opened.entries}
    before, there = (select and list(filter(select, entries)) for select in (series.start, series.there))
    for select, change, added in zip(series.selections, changes, rows, strict=True):
        chosen = list(filter(select, entries))
        if chosen == before:
            continue
        change.changed |= pids
        if chosen == there:
            change.there |= pids
        else:
            opened.add_facts(added, chosen, series.rules)
        before = chosen
