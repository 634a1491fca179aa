"""From the log to facts in memory: every participant's used events folded, in several processes.

Streams are read in order, one part per process; participants who were ever merged with one another are folded together.
A process writes the part that it folded into a file itself, so that no rows go through the process that asked.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path
from typing import Any

from domain.events.event import Event
from domain.events.records import ReferenceValueSet
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.mapper import open_row
from domain.log.rows import Stored, in_log_order
from domain.participant.fold import fold_cluster
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts.frames import as_frames
from projections.facts.part_files import PartFile, Places, write_part
from projections.facts.reference_rows import reference_rows
from projections.facts.rows import Rows, add_facts, empty
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
    merged = set(log.clusters().values())  # read once: who is merged from here on is folded in one part all the same
    kin = {key for cluster in merged for key in cluster}
    if processes == 1 or log.rows.head()[0] < FEW * 10:
        yield in_file(_fold_part(log, (0, 1), kin, used, rules), target)
        yield in_file(fold_clusters(log, merged, used, rules), target)
        return
    setting = (log.where, log.key_path, kin, used, rules, target)
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, setting) as pool:
        last = pool.submit(_fold_merged, merged)  # begun first: of another size than the others, it would end last
        parts = pool.map(_fold_one_part, [(number, PARTS) for number in range(PARTS)])
        yield from map(_taken_over, parts)
        yield _taken_over(last.result())


def in_file(frames: Frames, target: Target | None) -> FactsPart:
    """Returns a part that is read from its file, or one in memory where the disk does not take the file."""
    if target is not None:
        with suppress(OSError):
            return FactsPart.of_file(write_part(*target, frames))
    return in_memory(frames)


def fold_clusters(log: Log, clusters: Collection[Sequence[str]], used: Used = ALL, rules: Rules = RULES) -> Frames:
    """Returns the facts of these participants, given as keys that are judged together, and the reference values."""
    return Opened.of(log, clusters).folded(clusters, lambda stored, _: used.has(stored), references(log, used), rules)


@dataclass(frozen=True)
class Opened:
    """All entries of the log about some participants, decrypted: to be folded in one way or in several."""

    events: Mapping[str, Sequence[tuple[Stored, Event]]]
    """By participant key, in the order of the stream."""
    streams: Mapping[str, str]

    @classmethod
    def of(cls, log: Log, clusters: Collection[Sequence[str]]) -> "Opened":
        subjects = log.keys.find(sorted({key for cluster in clusters for key in cluster}))
        living = {subject.stream: subject for subject in subjects.values() if subject is not None}
        events: dict[str, list[tuple[Stored, Event]]] = {}
        for stored in log.rows.streams(living):
            event = open_row(living[stored.stream], stored, with_person=stored.kind in OPENED)
            if isinstance(event, Event):
                events.setdefault(event.participant, []).append((stored, event))
        return cls(events, {subject.name: subject.stream.hex() for subject in living.values()})

    def stream(self, key: str) -> bytes:
        """Returns the stream of a participant."""
        return bytes.fromhex(self.streams[key])

    def pid(self, key: str) -> int:
        """Returns the `pid` of a participant among the facts: the position of their first entry, used or not."""
        return self.events[key][0][0].position

    def folded(
        self,
        clusters: Iterable[Sequence[str]],
        uses: Callable[[Stored, Event], bool],
        values: Iterable[ReferenceValueSet] = (),
        rules: Rules = RULES,
    ) -> Frames:
        """Returns the facts of these clusters, folded from the events that `uses` accepts."""
        rows = empty()
        rows["reference_values"] = reference_rows(values)
        for cluster in clusters:
            used = (pair for key in cluster for pair in self.events.get(key, ()) if uses(*pair))
            for thread in fold_cluster(in_log_order(used), rules):
                add_facts(rows, self.pid(thread.participant), thread, self.streams)
        return as_frames(rows)


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


_here: dict[str, Any] = {}
"""State of a folding process: its own opened log, and what it folds by."""


def _open(where: str, key_path: Path, kin: Collection[str], used: Used, rules: Rules, target: Target | None) -> None:
    gc.disable()  # events hold no reference cycles, and there are very many of them
    _here.update(log=Log(where, key_path), kin=kin, used=used, rules=rules, target=target)


Written = Frames | tuple[Path, str, Places, bytes]
"""Where a folding process wrote a part; the part itself if it could not."""


def _fold_one_part(part: tuple[int, int]) -> Written:
    return _written(_fold_part(_here["log"], part, _here["kin"], _here["used"], _here["rules"]))


def _fold_merged(merged: Collection[Sequence[str]]) -> Written:
    return _written(fold_clusters(_here["log"], merged, _here["used"], _here["rules"]))


def _written(frames: Frames) -> Written:
    file = in_file(frames, _here["target"]).file
    return frames if file is None else (file.folder, file.name, file.places, file.key)


def _taken_over(written: Written) -> FactsPart:
    return in_memory(written) if isinstance(written, Mapping) else FactsPart.of_file(PartFile(*written))
