"""Returns to income support within a year (official measure U31462). measures.md §3 UPP-2.2, §7."""

import polars as pl

from projections.facts.days import col, first_that
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope


def not_back_on_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if there is no application and no support month within the window after the end (U31462: one year)."""
    frame = frame.with_columns(window_after("ended_on", scope.window))
    applied = scope.world["applications"].select("pid", back_on="began_on", back_event="event")
    paid = scope.world.support_months.select("pid", back_on="month", back_event="event")
    within = (col("back_on") > col("from_on")) & (col("back_on") <= col("to_on"))
    frame = first_that(frame, pl.concat([applied, paid]), within, "back_on")
    frame = frame.with_columns(yes_if(col("back_on").is_null(), "not_returned", "returned"))
    return frame.with_columns(immature_until(col("to_on"), scope))
