"""What people went through, as steps in order: the ground of flows, variants and rework.

Order is by (day, event id), then by the step's name: events of one day have no order of their own (events.md §2), and
any other rule for ties gives other variants. On a public hospital log with ties in nearly every case the same events gave
846, 691 or 1,006 variants by three such rules (evaluation-methods.md §0.2).
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal

import polars as pl

from projections.facts.days import FAR
from projections.movements.happenings import happenings
from projections.worlds.world import World

Within = Literal["participant", "journey"]

PROGRAMMES: Final[Mapping[str, tuple[str, str]]] = {
    "insats": ("insatser", "code"),
    "placement": ("placements", "code"),
    "study": ("studies", "programme"),
    "employment": ("employments", "form"),
}
"""What a step of a programme can be, in which table, and which column says what it was."""

_ENDED: Final = pl.col("ended_on")


def programmes(world: World, of: Collection[str] = tuple(PROGRAMMES)) -> pl.DataFrame:
    """Insatser, placements, studies and employments as one table: `pid`, `kind`, `code`, first and last day, `event`."""
    return pl.concat(
        world[table].select(
            "pid",
            pl.lit(kind).alias("kind"),
            pl.col(code).alias("code"),
            "began_on",
            "ended_on",
            pl.col("began_event").alias("event"),
        )
        for kind, (table, code) in PROGRAMMES.items()
        if kind in of
    )


def programme_steps(world: World, within: Within = "participant", of: Collection[str] = tuple(PROGRAMMES)) -> pl.DataFrame:
    """One step for each programme that began, named `insats:coaching`; in a journey, those that began in its days."""
    name = pl.concat_str("kind", "code", separator=":").alias("step")
    steps = programmes(world, of).select("pid", name, pl.col("began_on").alias("on"), "ended_on", "event")
    return _in_order(_in_journeys(steps, world) if within == "journey" else steps)


def happening_steps(
    world: World, kinds: Collection[str] | None = None, within: Within = "participant", with_code: bool = False
) -> pl.DataFrame:
    """One step for each thing that happened, named by its kind, or as `exited:A1`."""
    name = pl.concat_str("kind", "code", separator=":", ignore_nulls=True) if with_code else pl.col("kind")
    steps = happenings(world, kinds).select("pid", name.alias("step"), "on", pl.col("on").alias("ended_on"), "event")
    return _in_order(_in_journeys(steps, world) if within == "journey" else steps)


def _in_journeys(steps: pl.DataFrame, world: World) -> pl.DataFrame:
    """Each step with the journey whose days hold it; a step outside every journey is in none and left out."""
    journeys = world.journeys.select("pid", "journey", first_on="began_on", last_on=_ENDED.fill_null(FAR))
    return steps.join(journeys, on="pid").filter(pl.col("on").is_between("first_on", "last_on")).drop("first_on", "last_on")


def _in_order(steps: pl.DataFrame) -> pl.DataFrame:
    """Sorted, with `case`: a number for each participant, or journey; `step` as a closed list of names."""
    names = pl.Enum(steps["step"].unique().sort())
    journey = pl.col("journey") if "journey" in steps.columns else pl.lit(0, pl.Int64)
    whose = (pl.col("pid") * 2**10 + journey).alias("_whose")
    # Whose and which day in one number: twice as fast to sort by as two.
    when = (whose * 2**16 + pl.col("on").to_physical()).alias("_when")
    ordered = steps.with_columns(pl.col("step").cast(names), whose, when).sort("_when", "event", "step")
    return ordered.with_columns(pl.col("_whose").rle_id().alias("case")).drop("_whose", "_when")


def follows(by: int = 1) -> pl.Expr:
    """Whether a row and the one so many rows before it are of one case; the frame is in order."""
    return (pl.col("case") == pl.col("case").shift(by)).fill_null(value=False)


def names_of(steps: pl.DataFrame) -> list[str]:
    """The names that steps can have here, in the order of their numbers."""
    closed = steps.schema["step"]
    return closed.categories.to_list() if isinstance(closed, pl.Enum) else []
