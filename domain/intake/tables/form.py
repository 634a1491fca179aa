"""The schema of a mapping's TOML file: the form of the table, and the events that its rows become.

A value in it is a constant, a text with column names in braces (`"{person}-{from}"`; `{#}` is a fingerprint of the row,
`{#persons}` all its persons, `{#sex}` and `{#born_on}` the sex and birth date according to the identity number),
`{ column = …, codes = … }`, taken from a column through a code table, or `{ entries = { sex = … } }`, each a value of its own.
The shipped files explain each part.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Plain = bool | int | float | str | dt.datetime | dt.date | list[str]
"""A constant of a TOML type."""


class MappingPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Taken(MappingPart):
    """A value that is looked for: in a column of the row, in one of the person's next row, or days after `on`."""

    column: str | None = None
    next: str | None = None
    """A column of the same person's next row; empty if there is no next row."""
    days_after: int | None = None
    """Only for `recorded_at`: this number of days after the day of the event, at noon; with `column`, where that is empty."""
    codes: str | None = None
    """The code table that translates the value."""
    separator: str | None = Field(None, min_length=1)
    """The separator of the words in a cell that becomes a list; the code table translates each word."""
    shared: bool = False
    """Whether an amount of the whole row is divided equally among the row's persons; see `MappedTable.repeat`."""
    otherwise: Plain | None = None
    """The value if the cell is empty or not in the code table; without it such a code is refused."""


def _is_table(value: object) -> Literal["table", "plain"]:
    return "table" if isinstance(value, dict | BaseModel) else "plain"


def _form_of(value: object) -> Literal["entries", "table", "plain"]:
    if isinstance(value, Entries) or (isinstance(value, dict) and "entries" in value):
        return "entries"
    return _is_table(value)


Part = Annotated[Annotated[Taken, Tag("table")] | Annotated[Plain, Tag("plain")], Discriminator(_is_table)]


class Entries(MappingPart):
    """A value with a name for each of its parts, such as the breakdown of a reference value; empty parts are omitted."""

    entries: dict[str, Part] = Field(min_length=1)


class Tested(MappingPart):
    """A condition that is more than equality."""

    unlike: str | list[str] | None = Field(None, alias="not")
    codes: str | None = None
    """The code table that must contain the value."""


Value = Annotated[
    Annotated[Entries, Tag("entries")] | Annotated[Taken, Tag("table")] | Annotated[Plain, Tag("plain")],
    Discriminator(_form_of),
]
Condition = Annotated[Annotated[Tested, Tag("table")] | Annotated[str | list[str], Tag("plain")], Discriminator(_is_table)]


class MappedColumn(MappingPart):
    """How the cells of a column are read; without any of `date`, `month`, `number`, `identity` as text."""

    column: str | list[str] | None = None
    """Its name in the table, if the mapping uses another name or reads it in two ways; several cells are joined by hyphens."""
    date: str | list[str] | None = None
    """Its form or forms: ÅÅÅÅ (or YYYY), MM, DD and literal separators; a time of day after it is ignored.
    MM and DD have two digits, M and D one or two; ÅÅ is a year of two digits, and requires `pivot`. The form `instant` is
    an ISO instant (2023-05-01T22:30:00Z), read as its day in Stockholm."""
    pivot: int | None = Field(None, ge=1900, le=2001)
    """The first of the hundred years that two digits can mean: with 1930, 30 is 1930 and 29 is 2029."""
    month: str | None = None
    number: Literal[",", "."] | None = None
    """The decimal sign; spaces between thousands are allowed."""
    day: Literal["first", "last"] = "first"
    """The day used for a month without a day."""
    open_from: dt.date | Literal[False] = dt.date(2100, 1, 1)
    """This day and later days mean that the spell is ongoing: the cell is read as empty. `false`: no day means that."""
    identity: bool = False
    """Whether it contains identity numbers: values are always read as the participant's key, never as the number."""
    optional: bool = False
    """Whether a table may lack it; its cells are then empty."""

    @property
    def has_form(self) -> bool:
        """Whether it is read as a date, a month or a number, not as text."""
        return self.date is not None or self.month is not None or self.number is not None

    def parts(self, name: str) -> list[str]:
        """Returns the columns of the table that it is read from; `name`: its own in the mapping."""
        return self.column if isinstance(self.column, list) else [self.column or name]


class MappedTable(MappingPart):
    delimiter: Literal[";", ",", "tab", "auto"] = "auto"
    encoding: Literal["utf-8", "utf-8-sig", "windows-1252"] = "utf-8"
    sheet: str | None = None
    """The sheet of a workbook (.xlsx); required if there are several."""
    header: bool = True
    """Without a header the columns are named 1, 2, 3 …"""
    skip_lines: int = Field(0, ge=0)
    repeat: list[str] = Field(default_factory=list)
    """The endings of each person's columns in rows about several persons: ["1", "2"]. Each row is read once per person, and
    the columns are then also available without the ending. The first such column is empty if there is no such person."""
    columns: dict[str, MappedColumn] = Field(default_factory=dict)


class Whose(MappingPart):
    """Whom a row is about: by a key of the source's, or by a column of identity numbers. Neither: about no participant."""

    participant: str | None = None
    identity: str | None = None

    @property
    def whose(self) -> str:
        """The value that reads the participant's key from a row."""
        return f"{{{self.identity}}}" if self.identity else self.participant or ""


class JoinedTable(MappedTable, Whose):
    """Another table with one row a person; its columns are called by the table's name, a full stop and their own."""

    optional: bool = False


class EventForm(MappingPart):
    kind: str
    when: dict[str, Condition] = Field(default_factory=dict)
    once: bool = False
    """Whether the event is created only for the person's first row."""
    fields: dict[str, Value]


class DeliveryForm(MappingPart):
    """What a delivery of the table says that it holds (events.md §2): an import of it is recorded as `delivery_recorded`."""

    table: str = Field(min_length=1)
    """The table's name at the source, the same for ever: its deliveries are known by it."""
    from_on: dt.date = Field(alias="from")
    """The first day from which everything that happened is in the table."""
    to: dt.date | None = None
    """The last such day, if not the last whole day before the table was extracted."""
    kinds: list[str] = Field(default_factory=list)
    """The kinds delivered in full, if not all kinds of the mapping."""
    units: list[str] | None = Field(None, min_length=1)
    missing: dict[str, list[str]] = Field(default_factory=dict)
    assumed: bool = False
    final: bool = False
    full: bool = False
    """Whether each delivery is the whole table: a changed row corrects what it said before, one that is gone retracts it."""
    changed_at: Value | None = None
    """When the source changed the row, for corrections; without it a correction is registered when the table was extracted."""
    pause_above: float = Field(0.1, ge=0, le=1)
    """The share of changed and gone events above which a full delivery is not taken in unless the changes are accepted."""


class Mapping(Whose):
    source: str
    recorded_at: Value | None = None
    no_event: dict[str, Condition] = Field(default_factory=dict)
    """The conditions for rows without events; any other row that no event applies to is refused."""
    table: MappedTable = MappedTable()
    tables: dict[str, JoinedTable] = Field(default_factory=dict)
    shared_codes: str | None = None
    """The file of code tables that several mappings share: in the mapping's folder, else the shipped one of that name."""
    delivery: DeliveryForm | None = None
    codes: dict[str, dict[str, Plain]] = Field(default_factory=dict)
    """The code tables; a word given here displaces the same word of the shared file."""
    events: list[EventForm] = Field(min_length=1)


class SharedCodes(MappingPart):
    """A file of code tables that several mappings share."""

    codes: dict[str, dict[str, Plain]]
