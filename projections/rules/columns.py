"""The columns of cases: what units and steps declare that there is, and the check that there is that and nothing else.

Who reads cases asks what is declared, never whether a frame happens to have a column (docs/decisions/0048).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from projections.facts.tables import DAY, INT, TEXT

Columns = Mapping[str, pl.DataType]
"""Columns by name, with what they hold."""

NONE: Columns = MappingProxyType({})
EVENTS = pl.List(pl.String())
NUMBER_OF = pl.UInt32()
"""How many of something Polars counted."""
WINDOW: Columns = {"period": TEXT, "first_on": DAY, "last_on": DAY}
UNIT: Columns = {"pid": INT, "unit": TEXT, "on": DAY, **WINDOW}
"""What every unit has: whose it is, its id, its reference day, and the window that it is in."""
PERSON: Columns = {"participant": TEXT, "sex": TEXT, "born_on": DAY}
"""What every case has of its participant: nobody else declares it."""
FIGURE: Columns = {"amount": INT, "days": INT, "part": TEXT}
"""What a figure, a published row and a comparison read of every case; null where the measure declares none."""


class WrongColumns(TypeError):
    """Units or a step whose columns are not as they are declared."""


def days_and_events(dates: Iterable[str], events: Iterable[str]) -> Columns:
    """An event's column is named for it (`ended_event`), one of several for them (`week_events`)."""
    return {
        **dict.fromkeys(dates, DAY),
        **{name: EVENTS if name.endswith("events") else TEXT for name in events},
    }


def checked(frame: pl.DataFrame, declared: Columns, whose: str) -> pl.DataFrame:
    """The frame, if it has the declared columns. Raises `WrongColumns`."""
    schema = frame.schema
    for name, dtype in declared.items():
        if schema.get(name) != dtype:
            raise WrongColumns(f"{whose}: the column {name} is {schema.get(name, 'missing')}, declared as {dtype}")
    return frame


def added(before: pl.DataFrame, after: pl.DataFrame, declared: Columns, whose: str) -> pl.DataFrame:
    """The frame after a step, if all that was there is there, and what is new is declared. Raises `WrongColumns`."""
    there = before.schema
    for name in after.columns:
        if name not in there and name not in declared:
            raise WrongColumns(f"{whose}: the column {name} is not declared")
    return checked(after, {**there, **declared}, whose)


def with_figure_columns(frame: pl.DataFrame, declared: Columns) -> pl.DataFrame:
    """The cases with all that figures read, whether the measure has it or not."""
    return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in FIGURE.items() if name not in declared)
