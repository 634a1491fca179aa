"""Checks whether the log already has a line, by `same_content`; other content under the same name is a conflict."""

import orjson

from domain.events.content import same_content
from domain.events.event import Entry
from domain.events.lines import BadLine, Line
from domain.log.application import Log
from domain.log.mapper import open_row
from domain.log.rows import Stored

Place = tuple[bytes, int, bytes]
"""Stream, version and content hash of the stored entry with a line's name (`by_event_keys`)."""


def is_there(log: Log, line: Line) -> bool:
    """Returns whether the line is stored. Raises `BadLine` if other content is stored under its name."""
    places = log.rows.by_event_keys(log.keys.event_keys(line.entry.source, line.entry.id))
    if not all(is_stored(log, place, line) for place in places.values()):
        raise BadLine("conflict", "id")
    return bool(places)


def is_stored(log: Log, place: Place, line: Line) -> bool:
    """Returns whether the entry at `place` is the line; an equal content hash decides without decryption."""
    stream, version, content = place
    if content == log.keys.content(line.canonical):
        return True
    records = log.keys.system_stream(line.entry.kind)
    subject = records if records.stream == stream else log.keys.by_stream([stream]).get(stream)
    if subject is None:
        return False
    stored = next(iter(log.rows.versions_of(stream, [version])), None)
    if stored is None:
        return False
    entry = open_row(subject, stored, with_person=True)
    return same_content(line.entry, entry, dated=line.dated and not _was_ahead(log, stored, entry, line))


def _was_ahead(log: Log, stored: Stored, entry: Entry, line: Line) -> bool:
    """Returns whether the line was stored without and before its time of registration, as a table's planned ends are."""
    undated = {name: value for name, value in orjson.loads(line.canonical).items() if name != "recorded_at"}
    content = log.keys.content(orjson.dumps(undated, option=orjson.OPT_SORT_KEYS))
    return stored.content == content and entry.recorded_at < line.entry.recorded_at
