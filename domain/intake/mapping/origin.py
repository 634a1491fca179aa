"""Lines from table rows, each with the columns that its fields come from, so that errors can name the columns."""

from collections.abc import Mapping
from typing import Any, Self

import orjson

Origin = Mapping[str, str]
"""Maps each field of a line to its columns; without columns, to the field's name in the mapping."""


class TableLine(bytes):
    """A line from a row of a table."""

    origin: Origin
    changed_at: str | None = None
    """When the source changed the row, if the mapping reads it."""
    is_dated: bool = False
    """Whether the row itself says when it was registered."""

    def __new__(cls, raw: bytes, origin: Origin | None = None) -> Self:
        line = super().__new__(cls, raw)
        line.origin = origin or {}
        return line

    def saying(self, fields: Mapping[str, Any]) -> Self:
        """Returns the line of the same row with these fields."""
        return self.__class__(orjson.dumps(fields), self.origin)


class OfPerson(TableLine):
    """A line that a table has once for a person, and that belongs to no single row."""


def in_columns(raw: bytes, field: str) -> str:
    """Returns the table columns of a field (or several, comma-separated); for a line of an event file, `field` itself."""
    if not isinstance(raw, TableLine):
        return field
    origins = (raw.origin.get(name.partition(".")[0], name) for name in field.split(", "))
    return ", ".join(dict.fromkeys(column for origin in origins for column in origin.split(", ")))
