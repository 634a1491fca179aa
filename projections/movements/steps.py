"""Each case as ordered steps: the input of flows, variants and rework.

The order is by (day, event id), then by the step's name: events of one day have no order of their own (events.md §2), and
another rule for ties produces other variants. On a public hospital log with ties in nearly every case the same events
produced 846, 691 or 1,006 variants under three such rules (evaluation-methods.md §0.2).
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
"""The kinds of programme steps, with the table and the code column of each."""

_ENDED: Final = pl.col("ended_on")


def programmes(world: World, of: Collection[str] = tuple(PROGRAMMES)) -> pl.DataFrame:
    """Returns insatser, placements, studies and employments in one table: `pid`, `kind`, `code`, both days, `event`.

    The code of an insats or placement that names its local programme is followed by that name: `course:Truck`.
    """
    return pl.concat(
        world[table].select(
            "pid",
            pl.lit(kind).alias("kind"),
            _code(world[table], code).alias("code"),
            "began_on",
            "ended_on",
            pl.col("began_event").alias("event"),
        )
        for kind, (table, code) in PROGRAMMES.items()
        if kind in of
    )


def _code(spells: pl.DataFrame, code: str) -> pl.Expr:
    named = "programme" in spells.columns and code != "programme"
    return pl.concat_str(code, "programme", separator=":", ignore_nulls=True) if named else pl.col(code)


def programme_steps(world: World, within: Within = "participant", of: Collection[str] = tuple(PROGRAMMES)) -> pl.DataFrame:
    """Returns one step per started programme, named `insats:coaching`; with `journey`, those that began during a journey."""
    name = pl.concat_str("kind", "code", separator=":").alias("step")
    steps = programmes(world, of).select("pid", name, pl.col("began_on").alias("on"), "ended_on", "event")
    return _in_order(_in_journeys(steps, world) if within == "journey" else steps)


def happening_steps(
    world: World, kinds: Collection[str] | None = None, within: Within = "participant", with_code: bool = False
) -> pl.DataFrame:
    """Returns one step per happening, named by its kind or, with its code, `exited:A1`."""
    name = pl.concat_str("kind", "code", separator=":", ignore_nulls=True) if with_code else pl.col("kind")
    steps = happenings(world, kinds).select("pid", name.alias("step"), "on", pl.col("on").alias("ended_on"), "event")
    return _in_order(_in_journeys(steps, world) if within == "journey" else steps)


def _in_journeys(steps: pl.DataFrame, world: World) -> pl.DataFrame:
    """Adds to each step the journey whose days contain it; a step outside every journey is dropped."""
    journeys = world.journeys.select("pid", "journey", first_on="began_on", last_on=_ENDED.fill_null(FAR))
    return steps.join(journeys, on="pid").filter(pl.col("on").is_between("first_on", "last_on")).drop("first_on", "last_on")


def _in_order(steps: pl.DataFrame) -> pl.DataFrame:
    """Sorts the steps; adds `case`, a number for each participant or journey, and makes `step` an Enum of names."""
    names = pl.Enum(steps["step"].unique().sort())
    journey = pl.col("journey") if "journey" in steps.columns else pl.lit(0, pl.Int64)
    whose = (pl.col("pid") * 2**10 + journey).alias("_whose")
    # Case and day in a single number: sorting by it is twice as fast as by two columns.
    when = (whose * 2**16 + pl.col("on").to_physical()).alias("_when")
    ordered = steps.with_columns(pl.col("step").cast(names), whose, when).sort("_when", "event", "step")
    return ordered.with_columns(pl.col("_whose").rle_id().alias("case")).drop("_whose", "_when")


def follows(by: int = 1) -> pl.Expr:
    """Whether a row and the row `by` rows earlier belong to the same case; requires an ordered frame."""
    return (pl.col("case") == pl.col("case").shift(by)).fill_null(value=False)


def names_of(steps: pl.DataFrame) -> list[str]:
    """Returns the names that steps can have in this frame, in the order of the Enum."""
    closed = steps.schema["step"]
    return closed.categories.to_list() if isinstance(closed, pl.Enum) else []
