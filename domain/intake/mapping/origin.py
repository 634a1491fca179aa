"""Lines that come from the rows of a table, each knowing which columns gave its fields: a fault names the columns."""

from collections.abc import Mapping
from typing import Self

Origin = Mapping[str, str]
"""For each field of a line the columns that gave it; where none did, what the mapping calls the field."""


class TableLine(bytes):
    """A line that a row of a table gives."""

    origin: Origin

    def __new__(cls, raw: bytes, origin: Origin | None = None) -> Self:
        line = super().__new__(cls, raw)
        line.origin = origin or {}
        return line


class OfPerson(TableLine):
    """A line that a table gives once for a person, and that is no single row's."""


def in_columns(raw: bytes, field: str) -> str:
    """The columns of the table that gave a field, or several; of a line of an event file the field itself."""
    if not isinstance(raw, TableLine):
        return field
    origins = (raw.origin.get(name.partition(".")[0], name) for name in field.split(", "))
    return ", ".join(dict.fromkeys(column for origin in origins for column in origin.split(", ")))
