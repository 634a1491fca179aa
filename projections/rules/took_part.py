"""What took part: the insatser and placements that a case's journey had a day of, up to its reference day (measures.md §9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from domain.vocabulary.text import Text
from projections.facts.days import FAR, attach, col
from projections.rules.absence import INSATSER, PLACEMENTS
from projections.rules.columns import Columns
from projections.worlds.world import World


@dataclass(frozen=True)
class TookPart:
    """A column of insatser, of placements, or of both, whose values are the parts."""

    text: Text
    column: str
    tables: tuple[str, ...]
    facts: tuple[str, ...]
    """The kinds of events, and their fields, that state the values."""
    codes: str = ""
    """The list whose codes the values are, if any."""


_BOTH, _OF_BOTH = ("insatser", "placements"), (*INSATSER, *PLACEMENTS)
TOOK_PART: Mapping[str, TookPart] = {
    "had_insats": TookPart(Text("hade insats", "had insats"), "code", ("insatser",), INSATSER, "insats_code"),
    "had_programme": TookPart(
        Text("hade program", "had programme"),
        "programme",
        _BOTH,
        (*_OF_BOTH, "insats_started.programme", "placement_started.programme"),
    ),
    "had_form": TookPart(
        Text("hade placeringsform", "had form of placement"), "code", ("placements",), PLACEMENTS, "placement_form"
    ),
    "had_provider": TookPart(
        Text("hade utförare", "had provider"), "provider", ("insatser",), (*INSATSER, "insats_started.provider")
    ),
    "had_funder": TookPart(
        Text("hade finansiär", "had funder"),
        "funder",
        _BOTH,
        (*_OF_BOTH, "insats_started.funder", "placement_started.funder"),
    ),
    "had_employer_sector": TookPart(
        Text("hade arbetsgivare i sektor", "had employer in sector"),
        "sector",
        _BOTH,
        (*_OF_BOTH, "insats_started.sector"),
        "sector",
    ),
}
"""A case is in every part that its journey had a day of: the parts overlap, and cannot be summed."""


def had(what: TookPart) -> Callable[[pl.DataFrame, World, Columns], pl.Series]:
    """Returns the parts of each case; a journey that the units declare takes precedence over that of the reference day."""

    def of(frame: pl.DataFrame, world: World, declared: Columns) -> pl.Series:
        columns = {"spell_began": "began_on", "spell_ended": "ended_on", "part": what.column}
        spells = pl.concat([world[name].select("pid", **columns) for name in what.tables]).drop_nulls("part")
        candidates = _journeys(frame, world, declared).join(spells, on="pid")
        shared = (col("spell_began") <= col("until")) & (col("spell_ended").fill_null(FAR) >= col("first"))
        parts = candidates.filter(shared).group_by("row").agg(col("part").unique().sort().alias("_parts"))
        return attach(frame.select("row"), parts, ("_parts",))["_parts"]

    return of


def _journeys(frame: pl.DataFrame, world: World, declared: Columns) -> pl.DataFrame:
    """Returns each case's journey up to its reference day: its own, otherwise the one active on that day."""
    journeys = world.journeys.select("pid", "journey", first="began_on", last=col("ended_on").fill_null(FAR))
    own = ["pid", "journey"] if "journey" in declared else ["pid"]
    rows = frame.select("row", *own, "on").join(journeys, on=own)
    if "journey" not in declared:
        rows = rows.filter(col("on").is_between("first", "last"))
    return rows.select("row", "pid", "first", until=pl.min_horizontal("last", "on"))
