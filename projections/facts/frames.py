"""Facts in memory: from rows to frames, and from events to frames where everything fits in memory."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from domain.events.event import Event
from domain.events.records import ReferenceValueSet
from domain.participant.fold import fold_cluster
from domain.participant.folding import RULES, Rules
from projections.facts.reference_rows import reference_rows
from projections.facts.rows import Rows, add_facts, empty
from projections.facts.tables import TABLES, Frames


def as_columns(rows: Rows) -> Mapping[str, list[Sequence[Any]]]:
    """Returns the rows transposed: for each table its columns, in order."""
    return {name: list(zip(*of, strict=True)) for name, of in rows.items() if of}


def as_frames(rows: Rows) -> Frames:
    columns = as_columns(rows)
    return {
        table.name: pl.DataFrame(
            [
                _column(name, values, dtype)
                for (name, dtype), values in zip(table.schema.items(), columns[table.name], strict=True)
            ]
            if table.name in columns
            else None,
            schema=None if table.name in columns else table.schema,
        )
        for table in TABLES
    }


def _column(name: str, values: Sequence[Any], dtype: pl.DataType) -> pl.Series:
    """Texts could once contain NUL, which not every database stores; it is shown as the replacement character."""
    column = pl.Series(name, values, dtype, strict=False)
    return column.str.replace_all("\0", "\N{REPLACEMENT CHARACTER}", literal=True) if dtype == pl.String else column


def frames_of(
    clusters: Iterable[Sequence[Event]], rules: Rules = RULES, references: Iterable[ReferenceValueSet] = ()
) -> Frames:
    """Returns the facts of events given by cluster: a participant, or all who were ever merged with one another."""
    rows = empty()
    rows["reference_values"] = reference_rows(references)
    pid = 0
    for cluster in clusters:
        for thread in fold_cluster(cluster, rules):
            pid += 1
            add_facts(rows, pid, thread)
    return as_frames(rows)
