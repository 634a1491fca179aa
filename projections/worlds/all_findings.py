"""All findings of a World: from participants' own events, and from the log about several participants or about nobody."""

import polars as pl

from domain.log.application import Log
from projections.worlds.duplicates import possible_duplicates
from projections.worlds.impossible_references import impossible_references
from projections.worlds.world import World


def all_findings(log: Log, world: World) -> pl.DataFrame:
    """Returns the findings that every interface lists and counts."""
    return pl.concat([world["findings"], possible_duplicates(log, world), impossible_references(log, world)])
