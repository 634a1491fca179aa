"""Who goes round (R4) as of the first day of a period. measures.md §6, SOD-7."""

from dataclasses import replace

import polars as pl

from projections.facts.days import col
from projections.measures.everyone.going_round import goes_round, persons_with_journeys
from projections.rules.absence import INSATSER, JOURNEYS, PLACEMENTS, WORK_AND_STUDY, Ground
from projections.rules.columns import days_and_events
from projections.rules.scope import Scope
from projections.worlds.world import World, cut

GOES_ROUND_BY_THEN = (Ground((*JOURNEYS, *INSATSER, *PLACEMENTS, *WORK_AND_STUDY), "first_on", "first_on", "{look_back_days}"),)
FLAGGED_BY = ("journey_events", "activity_events", "last_ended_event")


def flagged(scope: Scope) -> pl.DataFrame:
    """Returns persons who go round (R4) as of the first day of each period."""
    world = scope.world
    often = world["enrolments"].group_by("pid").len().filter(col("len") >= int(scope.values["journeys"]))
    few = world.only(often["pid"])
    flagged = []
    for window in scope.windows.filter(col("first_on") <= world.as_of).iter_rows():
        then = World(cut(few.frames, window[1]), window[1], world.known_at, world.position, world.rules)
        this_window = scope.windows.filter(col("period") == window[0])
        persons = persons_with_journeys(replace(scope, world=then, windows=this_window)).with_row_index("row")
        judged = goes_round(persons, replace(scope, world=then, windows=this_window)).filter(col("outcome") == "yes")
        flagged.append(judged.select("pid", "unit", *scope.windows.columns, *FLAGGED_BY, on="first_on"))
    return pl.concat(flagged) if flagged else _nobody(scope)


def _nobody(scope: Scope) -> pl.DataFrame:
    people = scope.each_window(scope.world["participants"].select("pid", unit="participant").clear())
    none = (pl.lit(None, dtype).alias(name) for name, dtype in days_and_events((), FLAGGED_BY).items())
    return people.with_columns(col("first_on").alias("on"), *none)
