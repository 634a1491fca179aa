"""The columns of cases: the declarations of units and steps, and the check that frames have exactly those columns.

Code that reads cases checks the declaration, never whether a frame happens to have a column (docs/decisions/0048).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from projections.facts.tables import DAY, INT, TEXT

Columns = Mapping[str, pl.DataType]
"""Columns by name, with their types."""

NONE: Columns = MappingProxyType({})
EVENTS = pl.List(pl.String())
NUMBER_OF = pl.UInt32()
"""The type of a count in Polars."""
WINDOW: Columns = {"period": TEXT, "first_on": DAY, "last_on": DAY}
UNIT: Columns = {"pid": INT, "unit": TEXT, "on": DAY, **WINDOW}
"""The columns of every unit: participant, id, reference day, and window."""
PERSON: Columns = {"participant": TEXT, "sex": TEXT, "born_on": DAY}
"""The columns that every case has from its participant; units and steps do not declare them."""
FIGURE: Columns = {"amount": INT, "days": INT, "part": TEXT, "lacking": TEXT}
"""The columns that figures, published rows and comparisons read; null if the measure does not declare them.

`lacking`: the kind of event that was not delivered, where the case cannot be judged without it.
"""


class WrongColumns(TypeError):
    """The columns of units or of a step differ from their declaration."""


def days_and_events(dates: Iterable[str], events: Iterable[str]) -> Columns:
    """A column with a single event has a singular name (`ended_event`), a list of events a plural name (`week_events`)."""
    return {
        **dict.fromkeys(dates, DAY),
        **{name: EVENTS if name.endswith("events") else TEXT for name in events},
    }


def checked(frame: pl.DataFrame, declared: Columns, whose: str) -> pl.DataFrame:
    """Returns the frame. Raises `WrongColumns` if it lacks a declared column or its type differs."""
    schema = frame.schema
    for name, dtype in declared.items():
        if schema.get(name) != dtype:
            raise WrongColumns(f"{whose}: the column {name} is {schema.get(name, 'missing')}, declared as {dtype}")
    return frame


def added(before: pl.DataFrame, after: pl.DataFrame, declared: Columns, whose: str) -> pl.DataFrame:
    """Returns the frame after a step. Raises `WrongColumns` if a column is lost, or is new and not declared."""
    there = before.schema
    for name in after.columns:
        if name not in there and name not in declared:
            raise WrongColumns(f"{whose}: the column {name} is not declared")
    return checked(after, {**there, **declared}, whose)


def with_figure_columns(frame: pl.DataFrame, declared: Columns) -> pl.DataFrame:
    """Adds the columns that figures read and the measure does not declare, as null."""
    return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in FIGURE.items() if name not in declared)
