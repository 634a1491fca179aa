"""The log as an event file: every entry as a line, in the order of the log, with its registration, id and source.

A page at a time is in memory. What is erased is not there to be told, nor is the erasure.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

from domain.events import RECORDS
from domain.events.event import kind_of
from domain.log.application import Log
from domain.log.mapper import exported
from domain.log.rows import Stored
from scripts.showing.telling import check_free, unwritable

PAGE = 2_000


def export_lines(log: Log) -> Iterator[bytes]:
    """Every line up to the head of the log as it is now."""
    records = {subject.stream: subject for subject in (log.keys.system_stream(kind_of(model)) for model in RECORDS)}
    for page in _pages(log):
        subjects = records | log.keys.by_stream({stored.stream for stored in page} - records.keys())
        for stored in page:
            if (subject := subjects.get(stored.stream)) is not None:
                yield orjson.dumps(exported(subject, stored), option=orjson.OPT_APPEND_NEWLINE)


def _pages(log: Log) -> Iterator[list[Stored]]:
    head, _ = log.rows.head()
    after = 0
    while page := log.rows.read(after, head, PAGE):
        yield page
        after = page[-1].position


def write_export(lines: Iterator[bytes], out: Path, packed: bool, force: bool) -> int:
    """Write lines to a file that appears only when it is whole, readable by its owner only; how many there were.

    Raises `BadOption` where there is such a file already, `Unreadable` where it cannot be written.
    """
    check_free(out, force)
    draft = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            number = _write(lines, file, packed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(out)
    except OSError as error:
        raise unwritable(out, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def _write(lines: Iterator[bytes], file: IO[bytes], packed: bool) -> int:
    number = 0
    into: IO[bytes] = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) if packed else file  # type: ignore[assignment]
    for line in lines:
        into.write(line)
        number += 1
    if packed:
        into.close()
    return number
