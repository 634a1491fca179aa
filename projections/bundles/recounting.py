"""A bundle's figure counted from its sealed rows alone, and what it could have been if those of the erased were wrong."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from projections.measuring.counts import COUNTED
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.publishing.recounting import recounted

VALUES: Final = ("value", "numerator", "denominator", "lower", "upper", "coverage")
NOT_IN_ROWS: Final = ("bands",)
"""A lead time's bands are judged by dates, and the rows hold none."""


def counted(measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a figure that its rows give."""
    again = recounted(measure, rows, period(figure["period"]), figure)
    if again.lead is not None:
        lead = asdict(again.lead)
        return {"value": again.value, **{name: told for name, told in lead.items() if name not in NOT_IN_ROWS}}
    told: dict[str, Any] = {name: getattr(again, name) for name in VALUES}
    if again.counts is not None:
        told |= {name: getattr(again.counts, name) for name in COUNTED}
    return told


def bounds(
    measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any], doubted: Collection[str]
) -> tuple[float | None, float | None] | None:
    """The lowest and the highest value if every row of those doubted said wrong how it came out; of shares and counts."""
    if measure.ratio is not None or measure.shape not in ("share", "count"):
        return None
    low, high = (_value(measure, rows, figure, doubted, outcome) for outcome in ("no", "yes"))
    return low, high


def _value(
    measure: Measure, rows: pl.DataFrame, figure: Mapping[str, Any], doubted: Collection[str], outcome: str
) -> float | None:
    theirs = pl.col("who").is_in(sorted(doubted)) & (pl.col("in") == "1")
    said = pl.when(theirs).then(pl.lit(outcome)).otherwise(pl.col("outcome")).alias("outcome")
    return recounted(measure, rows.with_columns(said), period(figure["period"]), figure).value
