"""A figure counted from its rows alone: what still can be said when participants are erased and nothing can be folded."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from projections.measuring.aggregation import Reckoned, reckon
from projections.measuring.cases import windows
from projections.measuring.counts import tallied
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.publishing.rows import of_part
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World


def recounted(measure: Measure, rows: pl.DataFrame, one: Period, figure: Mapping[str, Any]) -> Reckoned:
    """The value of the rows, and its counts. `figure`: the published one, for its part, day, rules and divisor."""
    if measure.ratio is None:
        return _reckoned(measure, of_part(rows, figure["breakdown"]), one, figure)
    name, *sides = measure.ratio
    share = replace(measure, shape="share", ratio=None)
    above, below = (_reckoned(share, of_part(rows, {**figure["breakdown"], name: side}), one, figure).value for side in sides)
    return Reckoned(above / below if above is not None and below else None, numerator=above, denominator=below)


def _reckoned(measure: Measure, cases: pl.DataFrame, one: Period, figure: Mapping[str, Any]) -> Reckoned:
    counted = cases.with_columns(pl.col(name).replace("", None).cast(pl.Int64) for name in ("amount", "days"))
    without_days = replace(measure, bands={})  # a band is judged by dates, and the rows hold none
    _, tallies = next(iter(tallied(without_days, counted, windows(measure, [one]), ())))
    world = World.at(Coordinates.of_record(figure), {})
    return reckon(measure, world, one, tallies, lambda _: figure["denominator"])
