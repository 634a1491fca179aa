"""Participants as decisions about access see them: the units and the staff that they are with now.

A participant's units are those of open enrolments and referrals, else that of the last enrolment.
"""

from collections.abc import Mapping

import polars as pl

from domain.access.decisions import PersonResource
from projections.worlds.world import World

STAFF = ("caseworker", "coach")
"""The circumstances that name staff, as the sources call them."""


def person_resources(world: World) -> Mapping[str, PersonResource]:
    """Returns every participant by id, those merged by each of their ids."""
    return world.once("person_resources", lambda: _person_resources(world))


def _person_resources(world: World) -> Mapping[str, PersonResource]:
    units, staff = _units(world), _staff(world)
    people = world["keys"].select("pid", "stream").join(units, on="pid", how="left").join(staff, on="pid", how="left")
    return {
        stream: PersonResource(stream, frozenset(of or ()), frozenset(by or ()))
        for _, stream, of, by in people.select("pid", "stream", "units", "staff").iter_rows()
    }


def _units(world: World) -> pl.DataFrame:
    enrolments, referrals = world["enrolments"], world["referrals"]
    going_on = pl.col("ended_on").is_null()
    open_now = (enrolments.filter(going_on).select("pid", "unit"), referrals.filter(going_on).select("pid", unit="to_unit"))
    now = pl.concat(open_now).drop_nulls()
    last = enrolments.join(now, on="pid", how="anti").sort("began_on", "ended_on").group_by("pid").agg(pl.col("unit").last())
    return pl.concat([now, last.drop_nulls()]).group_by("pid").agg(pl.col("unit").unique().alias("units"))


def _staff(world: World) -> pl.DataFrame:
    named = pl.col("field").is_in(STAFF) & pl.col("until_on").is_null() & pl.col("value").is_not_null()
    return world["circumstances"].filter(named).group_by("pid").agg(pl.col("value").unique().alias("staff"))
