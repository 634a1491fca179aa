"""Aggregates a bundle's figure from its rows alone, and bounds it in case the rows of erased participants are wrong."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from projections.measuring.counts import COUNTED
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.publishing.aggregation import aggregate_rows
from projections.rules.lacking import LACKING

VALUES: Final = ("value", "numerator", "denominator", "lower", "upper", "coverage")
NOT_IN_ROWS: Final = ("bands",)
"""A lead time's bands depend on dates, which the rows do not hold."""


def aggregated_fields(measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the fields of a figure that can be computed from its rows."""
    again = aggregate_rows(measure, rows, period(figure["period"]), figure)
    if again.lead is not None:
        lead = asdict(again.lead)
        return {"value": again.value, **{name: number for name, number in lead.items() if name not in NOT_IN_ROWS}}
    if figure.get("basis", "undeclared") != "undeclared":  # what was not delivered is not in the rows
        return {name: getattr(again, name) for name in VALUES[:3] if figure["status"] not in LACKING}
    fields: dict[str, Any] = {name: getattr(again, name) for name in VALUES}
    if again.counts is not None:
        fields |= {name: getattr(again.counts, name) for name in COUNTED}
    return fields


def bounds(
    measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any], doubted: Collection[str]
) -> tuple[float | None, float | None] | None:
    """Returns the value with every doubted row's outcome set to no, and to yes; None unless a plain share or count."""
    if measure.ratio is not None or measure.shape not in ("share", "count"):
        return None
    low, high = (_value(measure, rows, figure, doubted, outcome) for outcome in ("no", "yes"))
    return low, high


def _value(
    measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any], doubted: Collection[str], outcome: str
) -> float | None:
    theirs = pl.col("who").is_in(sorted(doubted)) & (pl.col("in") == "1")
    assumed = pl.when(theirs).then(pl.lit(outcome)).otherwise(pl.col("outcome")).alias("outcome")
    return aggregate_rows(measure, rows.with_columns(assumed), period(figure["period"]), figure).value
