"""Stored reference values that cannot be, as rows of findings: of a month, a week or a day that does not exist.

They count for nothing among the facts (`reference_rows`), and are about no participant: they are asked of the log for a World.
"""

import polars as pl

from domain.calendar import day_of
from domain.log.application import Log
from projections.facts.folding import references
from projections.facts.tables import BY_NAME, NOBODY
from projections.worlds.world import World

FINDINGS = BY_NAME["findings"]


def impossible_references(log: Log, world: World) -> pl.DataFrame:
    """A row for each field that cannot be, of what was registered by A; `detail` names it."""
    rows = [
        (NOBODY, "impossible_reference", False, value.kind, day, day, None, value.id, value.source, f"{field}: {content}")
        for value in references(log, world.coordinates.used)
        if (day := day_of(value.recorded_at)) <= world.as_of
        for field, content in value.impossible.items()
    ]
    return pl.DataFrame(rows, FINDINGS.schema, orient="row")
