"""What goes on in a World, goes on by the absence of its end: of a spell, or of a value until the next (measures.md §11).

Where the kind that would end it is not covered about its unit, its end is in doubt from the first such day. The World in
which all of these had ended that day is the other extreme: what is the same in both does not rest on what was not sent.
Where nothing was ever declared of a spell's kinds, its spells are taken as they are.

In the other extreme a journey without other activities also had holiday work on the first day that its kind is not covered:
what leaves out journeys with nothing else (§8) rests on that. Where nothing was ever declared of the kind, it had none.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

import polars as pl

from domain.participant.journeys import Chainable, journey_numbers
from domain.vocabulary.code_lists import HOLIDAY
from projections.facts.snapshot import Tables
from projections.facts.tables import TABLES
from projections.worlds.coverage import Coverage, OwnUnit, Stretch, coverage_of, declared
from projections.worlds.world import World

ENTERED = ("enrolled", "re_entered")
ENDED_BY: Mapping[str, tuple[tuple[str, ...], str]] = {
    "enrolments": (ENTERED, "exited"),
    "insatser": (("insats_started",), "insats_ended"),
    "placements": (("placement_started",), "placement_ended"),
    "studies": (("study_started",), "study_ended"),
    "employments": (("employment_started",), "employment_ended"),
    "plans": (("plan_decided",), "plan_ended"),
}
"""The tables of spells, with the kinds that begin and that end one."""
AT_UNIT: Mapping[str, OwnUnit] = {
    "enrolments": OwnUnit("unit"),
    "insatser": OwnUnit("unit", ("insats_started.unit",)),
    "placements": OwnUnit("unit", ("placement_started.unit",)),
}
"""The tables of what goes on at a unit. One that states none is at its enrolment's (§2.2), unless it could not state it."""
HOLIDAY_WORK: Mapping[str, tuple[str, str]] = {
    "insatser": (ENDED_BY["insatser"][0][0], "holiday_job"),
    "placements": (ENDED_BY["placements"][0][0], "feriearbete"),
}
"""For each table of activities the kind that begins one, and the code of holiday work."""
STATED_BY: Mapping[str, str] = {
    "obstacle": "obstacle_recorded",
    "ability": "work_ability_assessed",
    "language": "language_assessed",
    "coach": "coach_assigned",
    "caseworker": "caseworker_assigned",
    "protection": "protection_set",
}
"""The values that hold until the next and have a kind of their own; the others are fields of `circumstances_recorded`."""


def stated_by(field: str) -> str:
    """Returns the kind, or the kind's field, that states a value."""
    return STATED_BY.get(field, f"circumstances_recorded.{field}")


def shortened(world: World) -> World | None:
    """Returns the World in which all that is in doubt had ended; None if nothing is."""
    return world.once("shortened", lambda: _shortened(world))


def _shortened(world: World) -> World | None:
    coverage = coverage_of(world)
    changed = {name: _ended(world[name], coverage, *kinds, AT_UNIT.get(name)) for name, kinds in ENDED_BY.items()}
    changed["circumstances"] = _until(world["circumstances"], coverage)
    as_it_was = all(frame.equals(world[name]) for name, frame in changed.items())
    changed["enrolments"] = _chained(changed["enrolments"], world.rules.journey_gap_days)
    holiday = _holiday_work(_with(world, changed), coverage)
    if as_it_was and not holiday:
        return None
    changed |= {name: pl.concat([changed[name], rows], how="diagonal") for name, rows in holiday.items()}
    return _with(world, changed)


def _with(world: World, changed: Mapping[str, pl.DataFrame]) -> World:
    frames = Tables(lambda name: changed[name] if name in changed else world[name])
    assert len(frames) == len(TABLES)
    other = World(frames, world.as_of, world.known_at, world.position, world.rules)
    other.coordinates = world.coordinates
    return declared(other, coverage_of(world))


def _holiday_work(world: World, coverage: Coverage) -> dict[str, pl.DataFrame]:
    """Returns the holiday work that may not have been sent, in journeys that would then hold nothing else (measures.md §8)."""
    began, ended = pl.col("began_on"), pl.col("ended_on")
    of_both = pl.concat([world[name].select("pid", "code", on="began_on") for name in HOLIDAY_WORK])
    others = of_both.filter(~pl.col("code").is_in([*HOLIDAY]))
    journeys = world.journeys.select("pid", "journey", "began_on", "began_event", ended.fill_null(coverage.last_on))
    held = journeys.join(others, on="pid").filter(pl.col("on").is_between(began, ended))
    bare = journeys.join(held, on=["pid", "journey"], how="anti")
    work: dict[str, pl.DataFrame] = {}
    for name, (kind, code) in HOLIDAY_WORK.items():
        first = coverage.expected_from((kind,))
        if first is not None:
            day = _first_uncovered(pl.max_horizontal(began, pl.lit(first)), coverage.stretches(kind))
            rows = bare.with_columns(day.alias("day")).filter(pl.col("day") <= ended)
            rows = rows.select("pid", "began_event", pl.lit(code).alias("code"), began_on="day", ended_on="day")
            work |= {name: rows} if rows.height else {}
    return work


def _ended(spells: pl.DataFrame, coverage: Coverage, begins: Sequence[str], ends: str, at: OwnUnit | None) -> pl.DataFrame:
    first = coverage.expected_from((*begins, ends))
    if first is None or spells.is_empty():
        return spells
    from_on = pl.max_horizontal("began_on", pl.lit(first))
    unit = at.of_rows(coverage) if at is not None else None
    doubted_on = coverage.by_unit((ends,), unit, partial(_first_uncovered, from_on))
    in_doubt = pl.col("ended_on").is_null() & (doubted_on <= coverage.last_on)
    return spells.with_columns(pl.when(in_doubt).then(doubted_on).otherwise("ended_on").alias("ended_on"))


def _chained(enrolments: pl.DataFrame, gap_days: int) -> pl.DataFrame:
    """Returns the enrolments with the journeys that they make as they have ended here."""
    ordered = enrolments.sort("pid", "began_on", "enrolment")
    rows = ordered.select("pid", "began_on", "ended_on", "reason", "enrolment").iter_rows()
    numbers = [
        number
        for _, of_participant in groupby(rows, key=itemgetter(0))
        for number, _ in journey_numbers([Chainable(*row[1:]) for row in of_participant], gap_days)
    ]
    return ordered.with_columns(pl.Series("journey", numbers, pl.Int64))


def _until(values: pl.DataFrame, coverage: Coverage) -> pl.DataFrame:
    until = pl.col("until_on")
    for field in values["field"].unique():
        fact = stated_by(field)
        first = coverage.expected_from((fact.partition(".")[0],))
        if first is not None:
            doubted_on = _first_uncovered(pl.max_horizontal("from_on", pl.lit(first)), coverage.stretches(fact))
            in_doubt = (pl.col("field") == field) & (doubted_on <= pl.col("until_on").fill_null(coverage.last_on))
            until = pl.when(in_doubt).then(doubted_on).otherwise(until)
    return values.with_columns(until.alias("until_on"))


def _first_uncovered(day: pl.Expr, stretches: Sequence[Stretch]) -> pl.Expr:
    """Returns the first day from `day` on that is in no stretch; stretches never meet."""
    for begin, end in stretches:
        day = pl.when(day.is_between(pl.lit(begin), pl.lit(end))).then(pl.lit(end + timedelta(days=1))).otherwise(day)
    return day
