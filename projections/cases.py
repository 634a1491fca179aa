"""The cases of a measure: its steps applied to its units. Figures count these rows, explanations read one aloud."""

from collections.abc import Mapping, Sequence

import polars as pl

from domain.vocabulary import LEAVER_REASONS
from projections.days import attach
from projections.measure import Measure, Scope, Value, View
from projections.periods import Period
from projections.world import World

NO_UNIT = "–"
"""The unit of a participant who has none."""


def windows(measure: Measure, asked: Sequence[Period]) -> pl.DataFrame:
    """The windows that the asked periods are computed on: themselves for a cohort, else their months."""
    whole = measure.year in ("cohort", "as_of")
    spans = {p.label: p for one in asked for p in ([one] if whole else one.months)}
    return pl.DataFrame(
        [(p.label, p.first_on, p.last_on) for p in spans.values()],
        schema={"period": pl.String, "first_on": pl.Date, "last_on": pl.Date},
        orient="row",
    )


def cases(
    measure: Measure,
    world: World,
    spans: pl.DataFrame,
    view: View = "official",
    values: Mapping[str, Value] | None = None,
    everyone: bool = False,
) -> pl.DataFrame:
    """One row a unit and window: `in`, `outcome`, `why`, and what each step added.

    `everyone`: also the units that are no case, and one row for each participant who has none.
    """
    scope = Scope(world, spans, {**measure.parameters, **(values or {})})
    frame = measure.units.of(scope)
    if everyone:
        frame = _with_the_rest(frame, scope)
    people = world["participants"].select("pid", "participant", "sex", "born_on")
    frame = frame.join(people, on="pid", how="inner", maintain_order="left").with_row_index("row")
    is_case = pl.col("unit") != NO_UNIT
    for step in measure.who:
        frame = step.add(frame, scope)
        if everyone:
            is_case &= pl.col(step.name).fill_null(value=False)
        else:
            frame = frame.filter(pl.col(step.name))
    if not everyone:
        return _count(measure, frame, scope, view).with_columns(pl.lit(value=True).alias("in"))
    frame = frame.with_columns(is_case.alias("in"))
    counted = _count(measure, frame.filter("in"), scope, view)
    return pl.concat([counted, frame.filter(~pl.col("in"))], how="diagonal").sort("row")


def _with_the_rest(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    all_of_them = scope.each_window(scope.world["participants"].select("pid"))
    without = all_of_them.join(frame, on=["pid", "period"], how="anti")
    return pl.concat([frame, without.with_columns(pl.lit(NO_UNIT).alias("unit"))], how="diagonal")


def _count(measure: Measure, frame: pl.DataFrame, scope: Scope, view: View) -> pl.DataFrame:
    frame = measure.counted.add(frame, scope)
    return _leavers(frame, scope.world, view) if measure.views else frame


def _leavers(frame: pl.DataFrame, world: World, view: View) -> pl.DataFrame:
    """Two views of those who left within their window (§1.5): a leaver's yes stands, or the leaver is not counted."""
    gone = world["moments"].filter(pl.col("kind").is_in(["moved_out", "deceased"]))
    left = (
        frame.select("row", "pid", "from_on", "to_on")
        .join(gone.select("pid", "on", "event"), on="pid")
        .filter(pl.col("on").is_between("from_on", "to_on"))
        .sort("on")
        .group_by("row")
        .agg(pl.col("on").first().alias("left_on"), pl.col("event").first().alias("left_event"))
    )
    frame = attach(frame, left, ("left_on", "left_event"))
    leaves = pl.col("left_on").is_not_null()
    if "reason" in frame.columns:
        leaves |= pl.col("reason").is_in(list(LEAVER_REASONS)).fill_null(value=False)
    ripe = leaves & (pl.col("outcome") != "immature")
    changed, outcome, why = (
        (ripe, "excluded", "left_excluded")
        if view == "adjusted"
        else (ripe & (pl.col("outcome") == "unknown"), "no", "left_unknown")
    )
    return frame.with_columns(
        pl.when(changed).then(pl.lit(outcome)).otherwise(pl.col("outcome")).alias("outcome"),
        pl.when(changed).then(pl.lit(why)).otherwise(pl.col("why")).alias("why"),
    )
