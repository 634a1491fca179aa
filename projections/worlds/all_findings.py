"""All findings of a World: what participants' own events show, and what only the log shows of several or of none."""

import polars as pl

from domain.log.application import Log
from projections.worlds.duplicates import possible_duplicates
from projections.worlds.impossible_references import impossible_references
from projections.worlds.world import World


def all_findings(log: Log, world: World) -> pl.DataFrame:
    """As every face lists and counts them."""
    return pl.concat([world["findings"], possible_duplicates(log, world), impossible_references(log, world)])
