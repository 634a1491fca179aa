"""Facts in memory: from rows to frames, and from events to frames where everything fits in memory."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import polars as pl

from domain.events.event import Event
from domain.participant.fold import fold_cluster
from domain.participant.folding import RULES, Rules
from projections.facts.rows import Rows, add_facts, empty
from projections.facts.rows_of_nobody import Records, rows_of_nobody
from projections.facts.tables import TABLES, FactTable, Frames

_EMPTY = {table.name: pl.DataFrame(schema=table.schema) for table in TABLES}


def as_frames(rows: Rows) -> Frames:
    return {table.name: _frame(table, of) if (of := rows[table.name]) else _EMPTY[table.name] for table in TABLES}


def _frame(table: FactTable, rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Texts could once contain NUL, which not every database stores; it is shown as the replacement character."""
    frame = pl.DataFrame(
        # A column at a time: to read all rows in step, as `zip` does, takes three times as long if they are many.
        pl.Series(name, list(map(itemgetter(nr), rows)), dtype, strict=False)
        for nr, (name, dtype) in enumerate(table.schema.items())
    )
    return frame.with_columns(pl.col(pl.String).str.replace_all("\0", "\N{REPLACEMENT CHARACTER}", literal=True))


def frames_of(clusters: Iterable[Sequence[Event]], rules: Rules = RULES, references: Records = ()) -> Frames:
    """Returns the facts of events given by cluster: a participant, or all who were ever merged with one another."""
    rows = empty() | rows_of_nobody(references)
    pid = 0
    for cluster in clusters:
        for thread in fold_cluster(cluster, rules):
            pid += 1
            add_facts(rows, pid, thread)
    return as_frames(rows)
