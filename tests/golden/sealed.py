"""How a golden sample is sealed: as the log seals, with a key, a stream and nonces that never change."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import orjson

from domain.events.lines import Line, read_line
from domain.log import mapper
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.keys.sealing import derive, expand, header, unseal
from domain.log.rows import LogRow, Stored
from tests.memory import IMPORTED

KEY = bytes(range(32))
SUBJECT = Subject(b"golden sample 16", "anna", KEY)
VERSION = 7
NONCES = bytes(range(100, 124))


class FixedKeys:
    """The hashes of a key store whose system key never changes."""

    _events = expand(KEY, b"rodtrad/1|event")
    _contents = expand(KEY, b"rodtrad/1|content")
    event_key = KeyStore.event_key
    content = KeyStore.content


def understood(record: Mapping[str, Any]) -> Line:
    return read_line(orjson.dumps(record), IMPORTED)


def row_of(record: Mapping[str, Any]) -> LogRow:
    with patch.object(mapper, "urandom", lambda _: NONCES):
        return mapper.seal_line(FixedKeys(), SUBJECT, VERSION, understood(record))  # type: ignore[arg-type]


def as_sample(record: Mapping[str, Any]) -> dict[str, Any]:
    """A row with all that is needed to open it without any of our code."""
    row = row_of(record)
    columns = {name: value.hex() if isinstance(value, bytes) else value for name, value in row._asdict().items()}
    parts = {"data": row.data, "person": row.person}
    plain = {part: opened(row, part, sealed) for part, sealed in parts.items() if sealed is not None}
    return {"key": KEY.hex(), "participant": SUBJECT.name, "line": dict(record), "row": columns, "plain": plain}


def opened(row: LogRow | Stored, part: str, sealed: bytes) -> Any:
    head = header(row.stream, row.version, row.kind, row.kind_version, row.recorded_at, row.event_key, row.content)
    return orjson.loads(unseal(derive(KEY, row.version, part), head, sealed))  # type: ignore[arg-type]


def stored(sample: Mapping[str, Any]) -> Stored:
    """The row of a sample, as it would stand in a log."""
    binary = {"stream", "event_key", "content", "data", "person"}
    row = {k: bytes.fromhex(v) if k in binary and v is not None else v for k, v in sample["row"].items()}
    return Stored(**row, position=1, stored_at=0)
