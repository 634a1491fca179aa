"""Carries a snapshot on to the log's head: who has new entries is folded again, and their rows are replaced.

Nothing here costs what the whole town costs because one entry came: only the parts of those who were folded again are new.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import polars as pl

from domain.events.event import kind_of
from domain.events.records import ReferenceValueSet
from domain.log.application import Log
from domain.used import Used
from projections.facts.folding import deliveries, records
from projections.facts.refolding import Cluster, KnownEntries, Refolded, Series, fold_again
from projections.facts.rows_of_nobody import frames_of_nobody
from projections.facts.snapshot import NO_ROWS, Snapshot, without
from projections.facts.tables import NOBODY, Frames

MANY = 0.2
"""Above this share of participants to fold again, it is faster to fold everybody, by several processes."""


def carried_on(log: Log, snapshot: Snapshot, head: int, processes: int = 1) -> Snapshot | None:
    """Returns the snapshot at the head; None if so many are to be folded again that everybody should be."""
    streams = _touched(log, snapshot, head)
    if streams is None:
        return None
    streams |= {fence.stream for fence in log.rows.fences() if fence.position > snapshot.position}
    return folded_again(log, snapshot, streams, snapshot.used, head, processes)


def _touched(log: Log, snapshot: Snapshot, head: int) -> set[bytes] | None:
    """Returns the streams with new entries that the snapshot uses; None if they are many, which ends the reading early."""
    streams: set[bytes] = set()
    for page in log.since(snapshot.position, head):
        streams |= {stored.stream for stored in page if snapshot.used.has(stored)}
        if len(streams) > 1 and len(streams) > MANY * snapshot.participants:
            return None
    return streams


def folded_again(
    log: Log, snapshot: Snapshot, streams: Collection[bytes], used: Used, head: int, processes: int = 1
) -> Snapshot:
    """Returns the snapshot at the head with these participants folded again, by the entries up to it that are known.

    With them all are folded who were ever merged with them, and all whose rows were computed with one of these: the log no
    longer holds an erased merge. The erased only lose their rows.
    """
    if not streams and not _otherwise_delivered(log, snapshot, used.upto(head)):
        return snapshot.followed(used, head, frozenset(), {})
    point = used.upto(head)
    series = Series([KnownEntries(point)], snapshot.rules, point=point)
    return next(_in_turn(log, snapshot, streams, series, [used], head, processes))


def known_in_turn(log: Log, snapshot: Snapshot, points: Sequence[Used], head: int, processes: int = 1) -> Iterator[Snapshot]:
    """Yields what is known at each of several points, up to a position of the log, with those folded again who differ."""
    there, known = KnownEntries(snapshot.used.upto(snapshot.position)), [KnownEntries(point.upto(head)) for point in points]
    streams = log.rows.differing(there.used, *(each.used for each in known))
    series = Series(known, snapshot.rules, start=there, there=there)
    yield from _in_turn(log, snapshot, streams, series, points, head, processes)


def _in_turn(
    log: Log,
    snapshot: Snapshot,
    streams: Collection[bytes],
    series: Series,
    points: Sequence[Used],
    head: int,
    processes: int,
) -> Iterator[Snapshot]:
    """Yields the snapshot with these participants folded again by each selection, which is of a point."""
    clusters, pids = _concerned(log, snapshot.tables["keys"], set(streams))
    shares = _by_part(snapshot, clusters)
    refolded = list(fold_again(log, list(shares.values()), series, processes))
    about_nobody = log.keys.system_stream(kind_of(ReferenceValueSet)).stream in streams
    about_nobody |= any(_otherwise_delivered(log, snapshot, point.upto(head)) for point in points)
    away = set[int]() if series.start else pids
    added: dict[int, Frames] = dict.fromkeys(shares, NO_ROWS)
    for number, point in enumerate(points):
        for part, changes in zip(shares, refolded, strict=True):
            away = (away | changes[number].changed) - changes[number].there
            added[part] = _laid_over(added[part], changes[number])
        if about_nobody:
            away.add(NOBODY)
            last = len(snapshot.parts) - 1
            added[last] = {**added.get(last, NO_ROWS), **frames_of_nobody(records(log, point.upto(head)))}
        yield snapshot.followed(point, head, frozenset(away), added)


def _otherwise_delivered(log: Log, snapshot: Snapshot, used: Used) -> bool:
    """Whether other deliveries hold by `used` than in the snapshot: by position alone, so that K does not tell."""
    there = snapshot.tables["deliveries"].select("source", "event").unique().rows()
    return {(delivery.source, delivery.id) for delivery in deliveries(log, used)} != set(there)


def _laid_over(before: Frames, share: Refolded) -> Frames:
    return {name: pl.concat([without(frame, share.changed), share.rows[name]]) for name, frame in before.items()}


def _concerned(log: Log, keys: pl.DataFrame, streams: set[bytes]) -> tuple[set[Cluster], set[int]]:
    """Returns the clusters to fold again and the `pid`s whose rows no longer hold: of these streams, of all merged with
    them, and of all that had rows together with those."""
    while True:
        clusters = log.clusters_of(streams)
        merged = streams.union(*clusters)
        pids = set(_where(keys, "stream", [stream.hex() for stream in merged])["pid"])
        together = merged | {bytes.fromhex(stream) for stream in _where(keys, "pid", list(pids))["stream"]}
        if together == streams:
            return clusters, pids
        streams = together


def _where(keys: pl.DataFrame, column: str, values: Sequence[object]) -> pl.DataFrame:
    return keys.filter(pl.col(column).is_in(values), pl.col("stream").is_not_null())


def _by_part(snapshot: Snapshot, clusters: Iterable[Cluster]) -> Mapping[int, list[Cluster]]:
    """Returns the clusters by the number of the part that holds their rows; merged participants are in the last."""
    parts: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        merged = len(cluster) > 1
        parts[len(snapshot.parts) - 1 if merged else snapshot.part_of(cluster[0])].append(cluster)
    return parts
