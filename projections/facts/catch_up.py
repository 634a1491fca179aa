"""Carries a snapshot on to the log's head: who has new entries is folded again, and their rows are replaced.

Nothing here costs what the whole town costs because one entry came: only the parts of those who were folded again are new.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from domain.events.event import kind_of
from domain.events.records import ReferenceValueSet
from domain.log.application import Log
from domain.used import Used
from projections.facts.folding import Opened, references
from projections.facts.reference_rows import reference_frame
from projections.facts.snapshot import NO_ROWS, Snapshot
from projections.facts.tables import NOBODY

MANY = 0.2
"""Above this share of participants to fold again, it is faster to fold everybody, by several processes."""


def carried_on(log: Log, snapshot: Snapshot, head: int) -> Snapshot | None:
    """Returns the snapshot at the head; None if so many are to be folded again that everybody should be."""
    streams = _touched(log, snapshot, head)
    if streams is None:
        return None
    streams |= {fence.stream for fence in log.rows.fences() if fence.position > snapshot.position}
    return folded_again(log, snapshot, streams, snapshot.used, head)


def _touched(log: Log, snapshot: Snapshot, head: int) -> set[bytes] | None:
    """Returns the streams with new entries that the snapshot uses; None if they are many, which ends the reading early."""
    streams: set[bytes] = set()
    for page in log.since(snapshot.position, head):
        streams |= {stored.stream for stored in page if snapshot.used.has(stored)}
        if len(streams) > 1 and len(streams) > MANY * snapshot.participants:
            return None
    return streams


def folded_again(log: Log, snapshot: Snapshot, streams: Collection[bytes], used: Used, head: int) -> Snapshot:
    """Returns the snapshot at the head with these participants folded again, by the events up to it that `used` accepts.

    With them all are folded who were ever merged with them, and all whose rows were computed with one of these: the log no
    longer holds an erased merge. The erased only lose their rows.
    """
    if not streams:
        return snapshot.followed(used, head, frozenset(), {})
    upto = used.upto(head)
    clusters, pids = _concerned(log, snapshot.tables["keys"], set(streams))
    opened = Opened.of(log, clusters)
    folded = {
        part: opened.folded(some, lambda stored, _: upto.has(stored), rules=snapshot.rules)
        for part, some in _by_part(snapshot, opened, clusters).items()
    }
    if log.keys.system_stream(kind_of(ReferenceValueSet)).stream in streams:
        last = len(snapshot.parts) - 1
        pids.add(NOBODY)
        folded[last] = {**folded.get(last, NO_ROWS), "reference_values": reference_frame(references(log, upto))}
    return snapshot.followed(used, head, frozenset(pids), folded)


def _concerned(log: Log, keys: pl.DataFrame, streams: set[bytes]) -> tuple[set[tuple[str, ...]], set[int]]:
    """Returns the clusters to fold again and the `pid`s whose rows no longer hold: of these streams, of all merged with
    them, and of all that had rows together with those."""
    while True:
        clusters = log.clusters_of(streams)
        subjects = log.keys.find(sorted({key for cluster in clusters for key in cluster}))
        merged = streams | {subject.stream for subject in subjects.values() if subject is not None}
        pids = set(_where(keys, "stream", [stream.hex() for stream in merged])["pid"])
        together = merged | {bytes.fromhex(stream) for stream in _where(keys, "pid", list(pids))["stream"]}
        if together == streams:
            return clusters, pids
        streams = together


def _where(keys: pl.DataFrame, column: str, values: Sequence[object]) -> pl.DataFrame:
    return keys.filter(pl.col(column).is_in(values), pl.col("stream").is_not_null())


def _by_part(snapshot: Snapshot, opened: Opened, clusters: Iterable[tuple[str, ...]]) -> Mapping[int, list[tuple[str, ...]]]:
    """Returns the clusters by the number of the part that holds their rows; merged participants are in the last."""
    parts: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for cluster in clusters:
        merged = len(cluster) > 1
        parts[len(snapshot.parts) - 1 if merged else snapshot.part_of(opened.stream(cluster[0]))].append(cluster)
    return parts
