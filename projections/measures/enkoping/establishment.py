"""Who is within establishment [etablering], or under the education duty (measures.md §4)."""

import polars as pl

from projections.facts.days import col
from projections.facts.tables import TEXT
from projections.measures.shared.units import one_each
from projections.measuring.measure import Step
from projections.rules.absence import Ground
from projections.rules.circumstances import held, with_establishment, with_held
from projections.rules.scope import Scope


def establishment_ends(scope: Scope) -> pl.DataFrame:
    """Returns persons whose establishment, as last stated up to A, ends in the period."""
    current = held(scope.world, "establishment_to").filter(col("until_on").is_null()).drop_nulls("value")
    ends = current.select("pid", told_event="event", ends_on=col("value").str.to_date("%Y-%m-%d"))
    return scope.within(ends, "ends_on").with_columns(col("period").alias("unit"), col("ends_on").alias("on"))


def in_education_duty(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "education_duty")
    return frame.with_columns((col("education_duty") == "true").alias("in_education_duty"))


IN_DUTY = Step(
    "in_education_duty",
    "omfattas av utbildningsplikten den dagen",
    "is under the education duty that day",
    in_education_duty,
    ("on",),
    ("education_duty_event",),
    {"education_duty": TEXT},
    grounds=(Ground(("circumstances_recorded.education_duty",)),),
    unrecorded=col("education_duty").is_null(),
)


def in_establishment(scope: Scope) -> pl.DataFrame:
    """Returns persons within establishment on the month's last day; start and end must be known and are included."""
    known = held(scope.world, "establishment_to").select("pid").unique(maintain_order=True)
    people = scope.each_window(known).with_row_index("row")
    people = with_establishment(people, scope.world, "last_on")
    return one_each(people.filter("in_establishment").drop("row", "in_establishment"))
