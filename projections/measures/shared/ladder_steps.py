"""Steps of ladders [trappsteg]: insatser and placements that name their ladder and step. measures.md §6 SOD-5."""

import polars as pl

from projections.facts.days import col
from projections.measures.shared.columns import LADDER_STEP, STARTED
from projections.measuring.measure import Units
from projections.rules.absence import INSATSER, PLACEMENTS, Ground
from projections.rules.scope import Scope
from projections.worlds.world import World

_NAMED = ("insats_started.ladder", "insats_started.step", "placement_started.ladder", "placement_started.step")


def ladder_steps(world: World) -> pl.DataFrame:
    """Returns steps ordered by start, step and id, each with `is_first` and the next step on its ladder."""
    return world.once("ladder_steps", lambda: _ladder_steps(world))


def _ladder_steps(world: World) -> pl.DataFrame:
    both = [
        world["insatser"].rename({"unit": "at_unit", "insats": "unit"}),
        world["placements"].rename({"unit": "at_unit", "placement": "unit"}),
    ]
    steps = pl.concat(both, how="diagonal").drop_nulls(["ladder", "step"]).sort("pid", "ladder", "began_on", "step", "unit")
    following = pl.struct(next_on="began_on", next_step="step", next_event="began_event").shift(-1).over("pid", "ladder")
    first = pl.int_range(pl.len()).over("pid", "ladder") == 0
    return steps.with_columns(first.alias("is_first"), following.alias("_next")).unnest("_next")


def _begun(scope: Scope) -> pl.DataFrame:
    within = scope.within(ladder_steps(scope.world), "began_on")
    return within.with_columns(col("began_on").alias("on"), col("began_on").alias("from_on"))


STEPS_BEGUN = Units(
    "har påbörjat ett trappsteg i perioden",
    "has begun a step of a ladder in the period",
    _begun,
    ("began_on", "ended_on"),
    ("began_event", "ended_event"),
    {**LADDER_STEP, **STARTED},
    grounds=(Ground((*INSATSER, *PLACEMENTS, *_NAMED)),),
)
