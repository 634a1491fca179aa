"""From the log to facts in memory: every participant's used events folded, in several processes.

Streams are read in order, one part per process; participants who were ever merged with one another are folded together.
A process writes the part that it folded into a file itself, so that no rows go through the process that asked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from domain.events.event import Event
from domain.events.records import DeliveryRecorded, ReferenceValueSet
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.mapper import open_row
from domain.log.processes import in_processes
from domain.log.rows import Stored
from domain.participant.fold import fold_cluster
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.frames import as_frames
from projections.facts.part_files import PartFile, Places, write_part
from projections.facts.rows import Rows, add_facts, empty
from projections.facts.rows_of_nobody import Records, rows_of_nobody
from projections.facts.snapshot import FactsPart, in_memory
from projections.facts.tables import Frames

PARTS = 16
"""The number of parts that the streams are divided into: enough that processes end at about the same time."""
OPENED = frozenset({"identity_registered", "identity_replaced", "placement_started"})
"""Kinds whose person part is decrypted for facts: an impossible number is a finding, and places are counted per employer."""
FEW = 2_000
"""Below about this number of participants, one process is faster than starting others."""


Target = tuple[Path, bytes]
"""Where the files of parts are written: the folder, and the key that seals them."""


def fold_everybody(
    log: Log, used: Used = ALL, rules: Rules = RULES, processes: int = 2, target: Target | None = None
) -> Iterator[FactsPart]:
    """Yields the parts of everybody's facts; the last is all who were ever merged, and the reference values.

    The parts are written to `target`; what its disk does not take stays in memory.
    """
    log.refuse_altered()
    merged = set(log.clusters().values())  # read once: who is merged from here on is folded in one part all the same
    few = log.rows.head()[0] < FEW * 10
    parts = 1 if processes == 1 or few else PARTS
    work = partial(_fold_share, merged=merged, used=used, rules=rules, target=target)
    shares = [None, *((number, parts) for number in range(parts))]  # begun first: it would end last
    folded = map(_taken_over, in_processes(log, 1 if few else processes, work, shares))
    last = next(folded)
    yield from folded
    yield last


def in_file(frames: Frames, target: Target | None) -> FactsPart:
    """Returns a part that is read from its file, or one in memory where the disk does not take the file."""
    if target is not None:
        with suppress(OSError):
            return FactsPart.of_file(write_part(*target, frames))
    return in_memory(frames)


def fold_clusters(log: Log, clusters: Collection[Sequence[str]], used: Used = ALL, rules: Rules = RULES) -> Frames:
    """Returns the facts of these participants, given as keys that are judged together, and the reference values."""
    subjects = log.keys.find(sorted({key for cluster in clusters for key in cluster}))
    opened = Opened.of(log, [subject for subject in subjects.values() if subject is not None], used)
    return opened.folded(clusters, lambda entry: used.has(entry.stored), records(log, used), rules)


class SealedEvent:
    """An entry of the log about a participant, opened when its event is first needed."""

    __slots__ = ("_event", "_subject", "stored")

    def __init__(self, stored: Stored, subject: Subject | None = None, event: Event | None = None) -> None:
        """Either `subject`, whose key opens it, or `event`, which is what it holds."""
        self.stored, self._subject, self._event = stored, subject, event

    @property
    def event(self) -> Event:
        if self._event is None:
            assert self._subject is not None
            entry = open_row(self._subject, self.stored, with_person=self.stored.kind in OPENED)
            assert isinstance(entry, Event)
            self._event = entry
        return self._event


Uses = Callable[[SealedEvent], bool]
"""Selects the entries that a fold uses."""


@dataclass(frozen=True)
class Opened:
    """Entries of the log about some participants: to be folded in one way or in several."""

    entries: Mapping[str, Sequence[SealedEvent]]
    """By participant key, in the order of the stream; the first is always there."""
    streams: Mapping[str, str]

    @classmethod
    def of(cls, log: Log, subjects: Iterable[Subject], point: Used = ALL) -> "Opened":
        """`point`: what is not known there is not read."""
        living = {subject.stream: subject for subject in subjects}
        entries: dict[str, list[SealedEvent]] = {}
        for stored in log.rows.streams(living, point):
            subject = living[stored.stream]
            entries.setdefault(subject.name, []).append(SealedEvent(stored, subject))
        return cls(entries, {subject.name: subject.stream.hex() for subject in living.values()})

    def pid(self, key: str) -> int:
        """Returns the `pid` of a participant among the facts: the position of their first entry, used or not."""
        return self.entries[key][0].stored.position

    def of_cluster(self, cluster: Iterable[str]) -> list[SealedEvent]:
        """Returns the entries of participants that are judged together, in log order."""
        return sorted((each for key in cluster for each in self.entries.get(key, ())), key=lambda each: each.stored.position)

    def add_facts(self, rows: Rows, used: Iterable[SealedEvent], rules: Rules) -> None:
        """Adds the facts of one cluster, folded from these of its entries, which are in log order."""
        for thread in fold_cluster([each.event for each in used], rules):
            add_facts(rows, self.pid(thread.participant), thread, self.streams)

    def folded(self, clusters: Iterable[Sequence[str]], uses: Uses, about_nobody: Records = (), rules: Rules = RULES) -> Frames:
        """Returns the facts of these clusters, folded from the entries that `uses` accepts."""
        rows = empty() | rows_of_nobody(about_nobody)
        for cluster in clusters:
            self.add_facts(rows, filter(uses, self.of_cluster(cluster)), rules)
        return as_frames(rows)


def records(log: Log, used: Used = ALL) -> Records:
    """Returns the used reference values, and the deliveries up to the position, whatever K (measures.md §11.1)."""
    return (*references(log, used), *deliveries(log, used))


def deliveries(log: Log, used: Used = ALL) -> Iterator[DeliveryRecorded]:
    whenever = replace(used, known_at=None)
    return (entry for stored, entry in log.records(DeliveryRecorded) if whenever.has(stored))


def references(log: Log, used: Used = ALL) -> Iterator[ReferenceValueSet]:
    """Yields the reference values among the used entries."""
    return (entry for stored, entry in log.records(ReferenceValueSet) if used.has(stored))


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
            events.append(open_row(subject, stored, with_person=stored.kind in OPENED))
    for thread in fold_cluster(events, rules) if events else ():
        add_facts(rows, first, thread, {subject.name: subject.stream.hex()})


Written = Frames | tuple[Path, str, Places, bytes]
"""Where a folding process wrote a part; the part itself if it could not."""


def _fold_share(
    log: Log,
    part: tuple[int, int] | None,
    merged: Collection[Sequence[str]],
    used: Used,
    rules: Rules,
    target: Target | None,
) -> Written:
    """Folds a part of all streams, or, if `part` is None, all who were ever merged."""
    if part is None:
        frames = fold_clusters(log, merged, used, rules)
    else:
        frames = _fold_part(log, part, {key for cluster in merged for key in cluster}, used, rules)
    file = in_file(frames, target).file
    return frames if file is None else (file.folder, file.name, file.places, file.key)


def _taken_over(written: Written) -> FactsPart:
    return in_memory(written) if isinstance(written, Mapping) else FactsPart.of_file(PartFile(*written))
