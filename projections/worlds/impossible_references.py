"""Impossible stored reference values, as rows of findings: for a month, a week or a day that does not exist.

The facts ignore them (`rows_of_nobody`). They concern no participant, so they are read from the log for a World.
"""

import polars as pl

from domain.calendar import day_of
from domain.log.application import Log
from projections.facts.folding import references
from projections.facts.tables import BY_NAME, NOBODY
from projections.worlds.world import World

FINDINGS = BY_NAME["findings"]


def impossible_references(log: Log, world: World) -> pl.DataFrame:
    """Returns a row for each impossible field of the values registered by A; `detail` names the field."""
    rows = [
        (NOBODY, "impossible_reference", False, value.kind, day, day, None, value.id, value.source, f"{field}: {content}")
        for value in references(log, world.coordinates.used)
        if (day := day_of(value.recorded_at)) <= world.as_of
        for field, content in value.impossible.items()
    ]
    return pl.DataFrame(rows, FINDINGS.schema, orient="row")
