"""The log as an event file: every entry as a line, in the order of the log, with its registration, id and source.

A page at a time is in memory. What is erased is not in it, nor is the erasure.
"""

from collections.abc import Iterator

import orjson

from domain.events import RECORDS
from domain.events.event import kind_of
from domain.log.application import Log
from domain.log.mapper import exported


def export_lines(log: Log) -> Iterator[bytes]:
    """Every line up to the head of the log as it is now."""
    head, _ = log.rows.head()
    records = {subject.stream: subject for subject in (log.keys.system_stream(kind_of(model)) for model in RECORDS)}
    for page in log.since(0, head):
        subjects = records | log.keys.by_stream({stored.stream for stored in page} - records.keys())
        for stored in page:
            if (subject := subjects.get(stored.stream)) is not None:
                yield orjson.dumps(exported(subject, stored), option=orjson.OPT_APPEND_NEWLINE)
