"""Lead times: how long from one event to another, with those who still wait. measures.md §7."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from projections.days import attach, col, days_after, is_open_on
from projections.measure import Counted, Example, Measure, Scope, Units
from projections.measures.shared import EXITS
from projections.world import World


def gone(world: World) -> pl.DataFrame:
    """The days on which people left for good: a wait that is not over by then is withdrawn."""
    left = world["moments"].filter(col("kind").is_in(["moved_out", "deceased"]))
    return left.select("pid", withdrawn_on="on", withdrawn_event="event")


def wait(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """How each wait came out, from `from_on`, `to_on` and `withdrawn_on`: an end on the day of a withdrawal completes.

    `days`: to the end, to the withdrawal, or so far at A. `under_way`, where the frame has it, goes before all.
    """
    under_way = col("under_way") if "under_way" in frame.columns else pl.lit(value=False)
    arrived = col("to_on").is_not_null() & (col("withdrawn_on").is_null() | (col("to_on") <= col("withdrawn_on")))
    outcome = (
        pl.when(under_way)
        .then(pl.lit("under_way"))
        .when(arrived)
        .then(pl.lit("completed"))
        .when(col("withdrawn_on").is_not_null())
        .then(pl.lit("withdrawn"))
        .otherwise(pl.lit("waiting"))
    )
    until = pl.when(arrived).then(col("to_on")).otherwise(col("withdrawn_on")).fill_null(scope.world.as_of)
    return frame.with_columns(outcome.alias("outcome"), (until - col("from_on")).dt.total_days().alias("days")).with_columns(
        col("outcome").alias("why")
    )


def _first_after(frame: pl.DataFrame, starts: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """The first of `starts` (pid, day, event) on or after `from_on`."""
    day, event = names
    first = (
        frame.select("row", "pid", "from_on")
        .join(starts, on="pid")
        .filter(col(day) >= col("from_on"))
        .sort(day)
        .group_by("row", maintain_order=True)
        .first()
    )
    return attach(frame, first, (day, event)).rename(dict(names))


def _new_visits(scope: Scope) -> pl.DataFrame:
    applied = scope.world["applications"].filter(col("new_visit")).rename({"event": "applied_event"})
    within = scope.within(applied, "began_on")
    return within.with_columns(col("application").alias("unit"), col("began_on").alias("on"))


NEW_VISITS = Units(
    "har ansökt om försörjningsstöd (nybesök) i perioden",
    "has applied for income support (new visit) in the period",
    _new_visits,
    ("began_on",),
    ("applied_event",),
)


def _withdrawals(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The application withdrawn or denied, the person moved or dead: the first on or after the application."""
    own = ["pid", "application"]
    taken_back = frame.select("row", withdrawn_on="ended_on", withdrawn_event="ended_event")
    denied = scope.world["decisions"].filter(col("outcome") == "denied")
    refused = frame.select("row", *own).join(denied, on=own).select("row", withdrawn_on="on", withdrawn_event="event")
    left = frame.select("row", "pid", "from_on").join(gone(scope.world), on="pid")
    away = left.filter(col("withdrawn_on") >= col("from_on")).select("row", "withdrawn_on", "withdrawn_event")
    every = pl.concat([taken_back, refused, away]).drop_nulls("withdrawn_on").sort("withdrawn_on")
    return attach(frame, every.group_by("row", maintain_order=True).first(), ("withdrawn_on", "withdrawn_event"))


def _to_first_activity(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """From the application to the first insats, placement or study; under way if one was active the day before."""
    columns = ("pid", "began_on", "ended_on", "began_event")
    spells = pl.concat(scope.world[table].select(columns) for table in ("insatser", "placements", "studies"))
    frame = frame.with_columns(col("began_on").alias("from_on"), days_after(col("began_on"), -1).alias("day_before"))
    before = frame.select("row", "pid", "day_before").join(spells, on="pid").filter(is_open_on(col("day_before")))
    frame = frame.with_columns(col("row").is_in(before["row"].unique().implode()).alias("under_way"))
    starts = spells.select("pid", start_on="began_on", start_event="began_event")
    frame = _first_after(frame, starts, {"start_on": "to_on", "start_event": "to_event"})
    return wait(_withdrawals(frame, scope), scope)


def _standing_exits(scope: Scope) -> pl.DataFrame:
    """Until an exit stands it is no exit for lead times (§1.3)."""
    return EXITS.of(scope).filter(col("stands_on") <= scope.world.as_of)


def _to_next_journey(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(
        col("ended_on").alias("from_on"), col("next_began_on").alias("to_on"), col("next_event").alias("to_event")
    )
    left = frame.select("row", "pid", "from_on").join(gone(scope.world), on="pid")
    away = left.filter(col("withdrawn_on") >= col("from_on")).sort("withdrawn_on").group_by("row", maintain_order=True)
    return wait(attach(frame, away.first(), ("withdrawn_on", "withdrawn_event")), scope)


_ALL_APPLY = "\n".join(
    f"2010-01-01 {who} participant_registered sex={'K' if nr % 2 else 'M'} born_on=1990-05-15\n"
    f"2023-03-10 {who} support_applied application_id=x{who}"
    for nr, who in enumerate("abcd")
)
_EVIDENCE = (("from_on", "to_on", "withdrawn_on"), ("to_event", "withdrawn_event"))

MEASURES = (
    Measure(
        key="LT3",
        sv="Tid från ansökan till första insats, placering eller studier",
        en="Time from application to the first insats, placement or studies",
        source="Linköping KS 2021-799 rad 53; measures.md §7 LT3",
        units=NEW_VISITS,
        who=(),
        counted=Counted(
            "waits",
            "väntar på första insats, placering eller studier",
            "waits for the first insats, placement or studies",
            _to_first_activity,
            *_EVIDENCE,
        ),
        shape="lead_time",
        year="cohort",
        unit="days",
        direction="down",
        example=Example(
            f"""{_ALL_APPLY}
2023-03-10 a insats_started insats_id=ia insats=coaching
2023-03-20 b study_started study_id=sb programme=sfi
2023-02-01 c insats_started insats_id=ic insats=guidance
""",
            "2023",
            date(2023, 12, 31),
            {"n": 2, "median": 5.0, "waiting": 1, "under_way": 1, "withdrawn": 0},
        ),
    ),
    Measure(
        key="LT9",
        sv="Tid från avslut till återinträde",
        en="Time from exit to re-entry",
        source="measures.md §7 LT9",
        units=Units(EXITS.sv, EXITS.en, _standing_exits, EXITS.dates, EXITS.events),
        who=(),
        counted=Counted(
            "waits",
            "väntar på nästa resa",
            "waits for the next journey",
            _to_next_journey,
            *_EVIDENCE,
        ),
        shape="lead_time",
        year="cohort",
        unit="days",
        window=14,
        direction="up",
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2023-01-10 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=E9
2023-03-16 a re_entered enrolment_id=e2 unit=AME
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2023-01-10 b enrolled enrolment_id=e3 unit=AME
2023-03-01 b exited enrolment_id=e3 reason=A1
""",
            "2023",
            date(2030, 12, 31),
            {"n": 1, "median": 15.0, "waiting": 1},
        ),
    ),
)
