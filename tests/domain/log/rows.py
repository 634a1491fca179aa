"""Rows to record: sealed noise of the right shape."""

import os
from typing import Any

from domain.log.rows import LogRow


def row(stream: bytes, version: int, kind: str = "insats_started", **given: Any) -> LogRow:
    return LogRow(
        stream, version, kind, 1, 1_700_000_000_000_000, os.urandom(16), os.urandom(16), os.urandom(60), None
    )._replace(**given)


def history(length: int, first: int = 1) -> list[LogRow]:
    """One new participant's rows."""
    stream = os.urandom(16)
    return [row(stream, version) for version in range(first, first + length)]
