"""Aggregates published case rows to their figure; this works even if participants are erased and cannot be folded."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from projections.measuring.aggregation import Aggregate, aggregate
from projections.measuring.cases import windows
from projections.measuring.counts import counts_by_part
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.publishing.rows import of_part
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World


def aggregate_rows(measure: Measure, rows: pl.DataFrame, period: Period, figure: Mapping[str, Any]) -> Aggregate:
    """Returns the value and counts of the rows. `figure`: the published figure, for its part, day, rules and denominator."""
    if measure.ratio is None:
        return _aggregate(measure, of_part(rows, figure["breakdown"]), period, figure)
    name, *sides = measure.ratio
    share = replace(measure, shape="share", ratio=None)
    above, below = (
        _aggregate(share, of_part(rows, {**figure["breakdown"], name: side}), period, figure).value for side in sides
    )
    return Aggregate(above / below if above is not None and below else None, numerator=above, denominator=below)


def _aggregate(measure: Measure, cases: pl.DataFrame, period: Period, figure: Mapping[str, Any]) -> Aggregate:
    counted = cases.with_columns(pl.col(name).replace("", None).cast(pl.Int64) for name in ("amount", "days"))
    without_days = replace(measure, bands={})  # bands depend on dates, which the rows do not hold
    _, by_window = next(iter(counts_by_part(without_days, counted, windows(measure, [period]), ())))
    world = World.at(Coordinates.of_record(figure), {})
    return aggregate(measure, world, period, by_window, lambda _: figure["denominator"])
