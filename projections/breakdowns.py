"""What figures can be broken down by. A part is a value on the case's reference day; who has none is in totals only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from domain.errors import Unknown
from projections.days import age_on, attach
from projections.world import World

AGE_BANDS: Mapping[int, str] = {0: "≤19", 20: "20–24", 25: "25–29", 30: "30–44", 45: "45–64", 65: "65+"}
"""From which age: the band (measures.md §2, Breakdowns)."""


@dataclass(frozen=True)
class Breakdown:
    """Adds a column with each case's part."""

    sv: str
    en: str
    of: Callable[[pl.DataFrame, World], pl.Series]
    always: tuple[str, ...] = ()
    """The parts of a closed list, shown even where they are empty."""


def held_on(frame: pl.DataFrame, world: World, field: str, day: str = "on") -> pl.DataFrame:
    """What a circumstance was on each row's day (§2.4): `value` and `event`, null where nothing had been said."""
    said = world["circumstances"].filter(pl.col("field") == field)
    asked = frame.select("row", "pid", pl.col(day).alias("day")).join(said, on="pid")
    holds = (pl.col("from_on") <= pl.col("day")) & (pl.col("until_on").is_null() | (pl.col("day") < pl.col("until_on")))
    found = asked.filter(holds).group_by("row").agg(pl.col("value", "event", "from_on").first())
    return attach(frame.select("row"), found, ("value", "event", "from_on"))


def _circumstance(field: str) -> Callable[[pl.DataFrame, World], pl.Series]:
    return lambda frame, world: held_on(frame, world, field)["value"]


def _sex(frame: pl.DataFrame, _: World) -> pl.Series:
    return frame.select(pl.when(pl.col("sex") != "U").then(pl.col("sex"))).to_series()


def _age(frame: pl.DataFrame, _: World) -> pl.Series:
    age = age_on(pl.col("on"))
    band = pl.lit(None, pl.String)
    for lowest, name in AGE_BANDS.items():
        band = pl.when(age >= lowest).then(pl.lit(name)).otherwise(band)
    return frame.select(band.alias("age")).to_series()


def _unit(frame: pl.DataFrame, world: World) -> pl.Series:
    """The case's own unit, else that of an enrolment active on the reference day, the one begun last."""
    if "at_unit" in frame.columns:
        return frame["at_unit"]
    enrolments = world["enrolments"]
    asked = frame.select("row", "pid", "on").join(enrolments, on="pid")
    active = asked.filter(
        (pl.col("began_on") <= pl.col("on")) & (pl.col("ended_on").is_null() | (pl.col("on") <= pl.col("ended_on")))
    )
    latest = active.sort("began_on", "enrolment").group_by("row").agg(pl.col("unit").last().alias("at_unit"))
    return attach(frame.select("row"), latest, ("at_unit",))["at_unit"]


BREAKDOWNS: Mapping[str, Breakdown] = {
    "sex": Breakdown("kön", "sex", _sex, ("K", "M")),
    "age": Breakdown("åldersgrupp", "age band", _age, tuple(AGE_BANDS.values())),
    "unit": Breakdown("enhet", "unit", _unit),
    "foreign_born": Breakdown("utrikes född", "foreign-born", _circumstance("foreign_born")),
    "household_type": Breakdown("hushållstyp", "household type", _circumstance("household_type")),
    "obstacle": Breakdown("försörjningshinder", "obstacle", _circumstance("obstacle")),
    "area_class": Breakdown("områdestyp", "area class", _circumstance("area_class")),
    "education": Breakdown("utbildning", "education", _circumstance("education")),
}


def broken_down(frame: pl.DataFrame, by: Sequence[str], world: World) -> pl.DataFrame:
    """The cases with a column for each breakdown.

    Raises `Unknown` for a breakdown that does not exist.
    """
    for name in by:
        if name not in BREAKDOWNS:
            known = ", ".join(BREAKDOWNS)
            raise Unknown(
                what_sv="Uppdelningen",
                what_en="breakdown",
                name=name,
                hint_sv=f"Det finns: {known}.",
                hint_en=f"There are: {known}.",
            )
        frame = frame.with_columns(BREAKDOWNS[name].of(frame, world).alias(name))
    return frame
