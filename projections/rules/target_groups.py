"""The documents' target groups [målgrupper]: membership on the case's reference day (measures.md §2, last lines)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from domain.vocabulary.text import Text
from projections.facts.days import age_on
from projections.rules.circumstances import has_children, held_on, with_establishment
from projections.rules.support import LONG_TERM_MONTHS, LONG_TERM_OF, has_support, long_term
from projections.worlds.world import World

Belongs = Callable[[pl.DataFrame, World], pl.Series]


@dataclass(frozen=True)
class TargetGroup:
    """Decides for each row whether the participant belongs; a participant does not belong if that is not known."""

    text: Text
    belongs: Belongs


def _aged(lowest: int, highest: int) -> Belongs:
    return lambda frame, _: frame.select(age_on(pl.col("on")).is_between(lowest, highest)).to_series()


def _held(field: str, *values: str) -> Belongs:
    return lambda frame, world: held_on(frame, world, field)["value"].is_in(values)


def _newly_arrived(frame: pl.DataFrame, world: World) -> pl.Series:
    return with_establishment(frame, world)["in_establishment"]


def _short_education(frame: pl.DataFrame, world: World) -> pl.Series:
    education = held_on(frame, world, "education")["value"].is_in(["none", "compulsory"])
    return (frame["sex"] == "K") & (held_on(frame, world, "foreign_born")["value"] == "true") & education


GROUPS: Mapping[str, TargetGroup] = {
    "18-25": TargetGroup(Text("unga 18–25 år", "young people of 18–25"), _aged(18, 25)),
    "-29": TargetGroup(Text("unga till och med 29 år", "young people up to 29"), _aged(0, 29)),
    "18-29": TargetGroup(Text("unga 18–29 år", "young people of 18–29"), _aged(18, 29)),
    "19-24": TargetGroup(Text("unga 19–24 år", "young people of 19–24"), _aged(19, 24)),
    "17-19": TargetGroup(Text("unga 17–19 år", "young people of 17–19"), _aged(17, 19)),
    "newly_arrived": TargetGroup(Text("nyanlända i etablering", "newly arrived, within establishment"), _newly_arrived),
    "with_support": TargetGroup(Text("med försörjningsstöd", "with income support"), has_support),
    "kaa": TargetGroup(
        Text("inom kommunala aktivitetsansvaret", "in the municipality's activity duty"),
        _held("in_kaa", "true"),
    ),
    "foreign_born_women_short_education": TargetGroup(
        Text("utrikes födda kvinnor med kort utbildning", "foreign-born women with short education"), _short_education
    ),
    "single_with_children": TargetGroup(
        Text("ensamstående med barn", "single with children"), _held("household_type", "4", "6")
    ),
    "parents": TargetGroup(Text("föräldrar", "parents"), has_children),
    "long_term": TargetGroup(
        Text(
            f"långvariga mottagare ({LONG_TERM_MONTHS} av {LONG_TERM_OF} månader)",
            f"long-term recipients ({LONG_TERM_MONTHS} of {LONG_TERM_OF} months)",
        ),
        long_term,
    ),
}
GROUP_FACTS = (
    "participant_registered.born_on",
    "support_paid",
    *(
        f"circumstances_recorded.{field}"
        for field in (
            "establishment_from",
            "establishment_to",
            "in_kaa",
            "foreign_born",
            "education",
            "household_type",
            "children",
        )
    ),
)
"""The kinds of events, or their fields, that decide who belongs to the groups."""
