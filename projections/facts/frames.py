"""Facts in memory: from rows to frames, and from events to frames where everything fits in memory."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from domain.events.event import Event
from domain.events.records import ReferenceValueSet
from domain.participant.fold import fold_cluster
from domain.participant.folding import RULES, Rules
from projections.facts.reference_rows import reference_rows
from projections.facts.rows import Rows, add_facts, empty
from projections.facts.tables import TABLES, FactTable, Frames

_EMPTY = {table.name: pl.DataFrame(schema=table.schema) for table in TABLES}


def as_frames(rows: Rows) -> Frames:
    return {table.name: _frame(table, of) if (of := rows[table.name]) else _EMPTY[table.name] for table in TABLES}


def _frame(table: FactTable, rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Texts could once contain NUL, which not every database stores; it is shown as the replacement character."""
    columns = zip(table.schema.items(), zip(*rows, strict=True), strict=True)
    frame = pl.DataFrame([pl.Series(name, values, dtype, strict=False) for (name, dtype), values in columns])
    return frame.with_columns(pl.col(pl.String).str.replace_all("\0", "\N{REPLACEMENT CHARACTER}", literal=True))


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
