"""Writes the parts of a mapping as TOML: the standard library only reads it."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {ord('"'): '\\"', ord("\\"): "\\\\"} | {control: f"\\u{control:04x}" for control in [*range(32), 127]}


def key(name: str) -> str:
    return name if _BARE.fullmatch(name) else value(name)


def value(of: Any) -> str:
    if isinstance(of, str):
        return f'"{of.translate(_ESCAPED)}"'
    if isinstance(of, bool):
        return "true" if of else "false"
    if isinstance(of, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {value(part)}" for name, part in of.items()) + " }"
    if isinstance(of, list | tuple):
        return "[" + ", ".join(map(value, of)) + "]"
    return of.isoformat() if isinstance(of, dt.date) else str(of)


def pairs(table: Mapping[str, Any]) -> Iterator[str]:
    """Yields a line for each entry, with tables inline."""
    return (f"{key(name)} = {value(part)}" for name, part in table.items())
