"""How many of a published figure's cases are of participants who have been erased since. The figure itself stands."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import polars as pl

from domain.log.application import Log
from projections.publishing.published import Published
from projections.publishing.register import Pseudonyms, rows_of
from projections.publishing.rows import of_part


def erased_cases(log: Log, publications: Sequence[Published], also: Collection[bytes] = ()) -> Mapping[str, int]:
    """Returns the number of such cases of each of these figures that has any, by its id.

    `also`: streams of participants who are about to be erased.
    """
    gone = {fence.stream for fence in log.rows.fences()} | {*also}
    if not gone:
        return {}

    @cache
    def pseudonyms(publication: str) -> Sequence[str]:
        named = Pseudonyms.of(log, publication)
        return [named.of_stream(stream) for stream in gone]

    @cache
    def rows(publication: str, cases: str) -> pl.DataFrame:
        of = next(each for each in publications if (each.entry.publication, each.entry.cases) == (publication, cases))
        return rows_of(log, of).filter(pl.col("who").is_in(pseudonyms(publication)))

    def of_figure(figure: Published) -> int:
        return of_part(rows(str(figure.entry.publication), str(figure.entry.cases)), figure.figure["breakdown"]).height

    every = {figure.id: of_figure(figure) for figure in publications}
    return {name: number for name, number in every.items() if number}
