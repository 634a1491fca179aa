"""Every participant's thread, one by one, directly from the log: the input of event exports.

Only one participant at a time is in memory. Retracted and replaced events and erased participants are excluded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from domain.events.event import Event
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.mapper import open_row
from domain.log.rows import in_log_order
from domain.participant.fold import fold_cluster
from domain.participant.thread import Thread
from projections.worlds.coordinates import Coordinates


@dataclass(frozen=True)
class StreamThread:
    """A participant's thread and its stream in the log."""

    stream: str
    thread: Thread


def threads(log: Log, coordinates: Coordinates) -> Iterator[StreamThread]:
    """Yields threads in the order of streams, which is random; participants that were ever merged come last."""
    as_of, used = coordinates.as_of, coordinates.used
    clusters = set(log.clusters().values())
    kin = {key for cluster in clusters for key in cluster}
    subjects = {subject.stream: subject for subject in log.keys.everyone() if subject.name not in kin}
    for stream, group in groupby(log.rows.in_stream_order(upto=used.position), key=attrgetter("stream")):
        if (subject := subjects.get(stream)) is not None:
            events = [event for row in group if used.has(row) and isinstance(event := open_row(subject, row), Event)]
            yield from _woven(events, as_of, {subject.name: subject})
    for cluster in sorted(clusters):
        kin_subjects = {name: subject for name, subject in log.keys.find(cluster).items() if subject is not None}
        events = in_log_order(pair for pair in log.open_streams(kin_subjects.values()) if used.has(pair[0]))
        yield from _woven(events, as_of, kin_subjects)


def _woven(events: list[Event], as_of: date, subjects: dict[str, Subject]) -> Iterator[StreamThread]:
    for thread in fold_cluster(events, as_of=as_of) if events else ():
        if thread.registration is not None and thread.erased is None:
            yield StreamThread(subjects[thread.participant].stream.hex(), thread)
