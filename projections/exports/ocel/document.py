"""OCEL 2.0 in JSON: every event with the objects it is about, for object-centric process mining.

One participant at a time is in memory; objects are kept in a temporary file until all events are written.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO

import orjson

from projections.exports.naming import Naming
from projections.exports.ocel.thread import Record, events_and_objects
from projections.exports.ocel.threads import StreamThread
from projections.exports.ocel.types import SHARED, event_types, object_types


def ocel(threads: Iterable[StreamThread], as_of: date, naming: Naming) -> Iterator[bytes]:
    """Yields the content of the file in parts."""
    yield b'{"eventTypes":' + orjson.dumps(event_types()) + b',\n"objectTypes":' + orjson.dumps(object_types())
    yield b',\n"events":['
    with tempfile.TemporaryFile() as waiting:
        yield from _events(threads, as_of, naming, waiting)
        yield b'\n],\n"objects":['
        waiting.seek(0)
        yield from waiting
    yield b"\n]}\n"


def _events(threads: Iterable[StreamThread], as_of: date, naming: Naming, waiting: IO[bytes]) -> Iterator[bytes]:
    shared: dict[str, Record] = {}
    before_event, before_object = b"\n", b"\n"
    for stream_thread in threads:
        events, objects = events_and_objects(stream_thread, as_of, naming)
        for event in events:
            yield before_event + orjson.dumps(event)
            before_event = b",\n"
        for thing in objects:
            if thing["type"] in SHARED.values():
                shared.setdefault(thing["id"], thing)
                continue
            waiting.write(before_object + orjson.dumps(thing))
            before_object = b",\n"
    for thing in shared.values():
        waiting.write(before_object + orjson.dumps(thing))
        before_object = b",\n"
