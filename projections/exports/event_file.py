"""The log as an event file: one line per entry, in the order of the log, with its registration, id and source.

Only one page at a time is in memory. Erased entries are not included, nor is the erasure itself.
"""

from collections.abc import Iterator

import orjson

from domain.events import RECORDS
from domain.events.event import kind_of
from domain.log.application import Log
from domain.log.mapper import exported


def export_lines(log: Log) -> Iterator[bytes]:
    """Yields every line up to the current head of the log."""
    head, _ = log.rows.head()
    records = {subject.stream: subject for subject in (log.keys.system_stream(kind_of(model)) for model in RECORDS)}
    for page in log.since(0, head):
        subjects = records | log.keys.by_stream({stored.stream for stored in page} - records.keys())
        for stored in page:
            if (subject := subjects.get(stored.stream)) is not None:
                yield orjson.dumps(exported(subject, stored), option=orjson.OPT_APPEND_NEWLINE)
