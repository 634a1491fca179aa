"""Going round [snurrar runt]: judged for each person as of A, whatever the period. measures.md §8."""

from datetime import date

import polars as pl

from domain.vocabulary.code_lists import ASSIGNMENT_COMPLETED, HOLIDAY
from projections.facts.days import FAR, days_after
from projections.measures.shared.columns import EXIT
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import (
    AS_OF,
    BEGUN,
    ENTERED,
    INSATSER,
    JOURNEYS,
    PLACEMENTS,
    WORK_AND_STUDY,
    Ground,
)
from projections.rules.columns import NUMBER_OF
from projections.rules.outcomes import immature_until_exit_stands, yes_if
from projections.rules.scope import Scope
from projections.rules.status import STABLE_DAYS, stable
from projections.rules.windows import MeasureWindow
from projections.worlds.world import World

STABLE_BY = 90
"""Days after an exit within which a stable outcome belongs to that exit; a later journey is then not a turn (R3)."""
LOOK_BACK = {"look_back_days": 1095}

NEVER_A_GROUND_SV = "Ett skäl att planera om, aldrig en grund för sanktion. En lista över personerna är ett utvärderingssyfte."
NEVER_A_GROUND_EN = "A reason to plan anew, never a ground for a sanction. A list of the persons is for evaluation."


def activities(world: World) -> pl.DataFrame:
    """Returns insatser and placements with the journey they began in, if any (they belong to a journey by date)."""
    return world.once("activities", lambda: _activities(world))


def _activities(world: World) -> pl.DataFrame:
    columns = ("pid", "code", "began_on", "began_event")
    both = pl.concat([world["insatser"].select(columns), world["placements"].select(columns)]).with_row_index("nr")
    journeys = world.journeys.select("pid", "journey", first_on="began_on", last_on=pl.col("ended_on").fill_null(FAR))
    within = both.join(journeys, on="pid").filter(pl.col("began_on").is_between("first_on", "last_on"))
    return both.join(within.select("nr", "journey").unique("nr"), on="nr", how="left")


def activities_of_journeys(world: World) -> pl.DataFrame:
    """Returns, per journey with activities, whether all are seasonal holiday work, and an event (of another kind if any)."""
    return world.once("activities_of_journeys", lambda: _activities_of_journeys(world))


def _activities_of_journeys(world: World) -> pl.DataFrame:
    of_journey = activities(world).drop_nulls("journey").with_columns(pl.col("code").is_in(list(HOLIDAY)).alias("holiday"))
    first = of_journey.sort("holiday", "began_on", "began_event").group_by("pid", "journey", maintain_order=True)
    return first.agg(pl.col("holiday").all(), pl.col("began_event").first().alias("activity_event"))


def kept(world: World) -> pl.DataFrame:
    """Returns the journeys that count here: not those that ended with D1, nor those with only holiday work."""
    return world.once("kept", lambda: _kept(world))


def _kept(world: World) -> pl.DataFrame:
    holiday = activities_of_journeys(world).drop("activity_event")
    left_out = pl.col("holiday").fill_null(value=False) | (pl.col("reason") == ASSIGNMENT_COMPLETED).fill_null(value=False)
    return (
        world.journeys.join(holiday, on=["pid", "journey"], how="left", maintain_order="left")
        .filter(~left_out)
        .with_columns(
            pl.col("began_on").shift(-1).over("pid").alias("again_on"),
            pl.col("began_event").shift(-1).over("pid").alias("again_event"),
        )
    )


def next_kept(world: World) -> pl.DataFrame:
    """Returns, for each journey that counts, the start of the next journey that counts."""
    return kept(world).select("pid", "journey", "again_on", "again_event")


def _is_kept(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    counting = kept(scope.world).select("pid", "journey", pl.lit(value=True).alias("not_left_out"))
    held = activities_of_journeys(scope.world).select("pid", "journey", "activity_event")
    for columns in (counting, held):
        frame = frame.join(columns, on=["pid", "journey"], how="left", maintain_order="left")
    return frame.with_columns(pl.col("not_left_out").fill_null(value=False))


NOT_LEFT_OUT = Step(
    "not_left_out",
    "resan slutade inte med D1 och rymmer annat än feriearbete",
    "the journey did not end with D1 and holds more than holiday work",
    _is_kept,
    events=("activity_event",),
)


def look_back_from(scope: Scope) -> pl.Expr:
    return days_after(pl.lit(scope.world.as_of), -int(scope.values["look_back_days"]))


def _exits_looking_back(scope: Scope) -> pl.DataFrame:
    exits = scope.world.exits.rename({"unit": "at_unit", "enrolment": "unit"})
    recent = exits.filter(pl.col("ended_on") >= look_back_from(scope))
    return scope.each_window(recent).with_columns(pl.col("ended_on").alias("on"))


def _turns(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.join(next_kept(scope.world), on=["pid", "journey"], how="left", maintain_order="left")
    held = (
        frame.select("row", "pid", "ended_on")
        .join(stable(scope.world), on="pid")
        .filter((pl.col("first_on") <= days_after(pl.col("ended_on"), STABLE_BY)) & (pl.col("last_on") > pl.col("ended_on")))
        .group_by("row")
        .agg(pl.col("first_on").min().alias("stable_on"), pl.col("event").first().alias("stable_event"))
    )
    frame = frame.join(held, on="row", how="left", maintain_order="left")
    again, settled = pl.col("again_on").is_not_null(), pl.col("stable_on").is_not_null()
    frame = frame.with_columns(yes_if(again & ~settled, "turn", "no_new_journey"))
    frame = frame.with_columns(pl.when(again & settled).then(pl.lit("stable_outcome")).otherwise(pl.col("why")).alias("why"))
    return frame.with_columns(immature_until_exit_stands(scope))


def persons_with_journeys(scope: Scope) -> pl.DataFrame:
    last = (
        kept(scope.world)
        .group_by("pid", maintain_order=True)
        .agg(pl.col("began_on", "ended_on", "began_event", "ended_event").last().name.prefix("last_"))
    )
    people = last.join(scope.world["participants"].select("pid", pl.col("participant").alias("unit")), on="pid")
    return scope.each_window(people).with_columns(pl.lit(scope.world.as_of).alias("on"))


def _many_journeys(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    started = (
        kept(scope.world)
        .filter(pl.col("began_on") >= look_back_from(scope))
        .group_by("pid")
        .agg(pl.len().alias("journeys"), pl.col("began_event").alias("journey_events"))
    )
    return frame.join(started, on="pid", how="left", maintain_order="left").with_columns(pl.col("journeys").fill_null(0))


def _stable_in_look_back(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the first stable outcome with all required days inside the look-back."""
    days = int(scope.values["stable_days"])
    first = pl.max_horizontal("first_on", look_back_from(scope))
    inside = stable(scope.world, days).filter((pl.col("last_on") - first).dt.total_days() + 1 >= days)
    outcomes = inside.group_by("pid").agg(
        pl.col("first_on").min().alias("stable_on"), pl.col("event").sort_by("first_on").first().alias("stable_event")
    )
    return frame.join(outcomes, on="pid", how="left", maintain_order="left")


def _codes(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the number of different insats and placement codes begun in the look-back, and the count of the commonest."""
    left_out = scope.world.journeys.join(kept(scope.world), on=["pid", "journey"], how="anti")
    counting = (
        activities(scope.world)
        .filter(pl.col("began_on") >= look_back_from(scope))
        .join(left_out, on=["pid", "journey"], how="anti")
    )
    times = counting.group_by("pid", "code").agg(pl.len().alias("times"))
    codes = times.group_by("pid").agg(pl.len().alias("codes"), pl.col("times").max())
    events = counting.group_by("pid").agg(pl.col("began_event").alias("activity_events"))
    for columns in (codes, events):
        frame = frame.join(columns, on="pid", how="left", maintain_order="left")
    return frame.with_columns(pl.col("codes", "times").fill_null(0))


def goes_round(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = _codes(_stable_in_look_back(_many_journeys(frame, scope), scope), scope)
    ended_days_ago = (pl.lit(scope.world.as_of) - pl.col("last_ended_on")).dt.total_days()
    lately = pl.col("last_ended_on").is_null() | (ended_days_ago <= int(scope.values["lately_days"]))
    goes = (
        (pl.col("journeys") >= int(scope.values["journeys"]))
        & pl.col("stable_on").is_null()
        & ((pl.col("codes") >= 2) | (pl.col("times") >= 2))
        & lately
    )
    return frame.with_columns(yes_if(goes))


_AROUND = """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2022-01-01 a enrolled enrolment_id=e1 unit=AME
2022-03-01 a exited enrolment_id=e1 reason=E9
2023-01-01 a enrolled enrolment_id=e2 unit=AME
2023-01-05 a insats_started insats_id=i insats=coaching
2023-02-01 a insats_ended insats_id=i result=completed
2023-03-01 a exited enrolment_id=e2 reason=E9
2024-01-01 a enrolled enrolment_id=e3 unit=AME
2024-01-05 a insats_started insats_id=k insats=course
2024-02-01 a insats_ended insats_id=k result=completed
2024-07-04 a exited enrolment_id=e3 reason=E9
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2022-01-01 b enrolled enrolment_id=e4 unit=AME
2022-03-01 b exited enrolment_id=e4 reason=A1
2022-03-02 b employment_started employment_id=j form=permanent
2022-12-20 b employment_ended employment_id=j
2023-01-10 b enrolled enrolment_id=e5 unit=AME
"""

GOES_ROUND = Measure(
    key="R4",
    sv="Snurrar runt",
    en="Goes round",
    source="Södertälje KS 17/225 rad 228, 284; measures.md §8 R4",
    units=Units(
        "har minst en resa som räknas",
        "has at least one journey that counts",
        persons_with_journeys,
        ("last_began_on", "last_ended_on"),
        ("last_began_event", "last_ended_event"),
        persons=True,
        grounds=(Ground((*JOURNEYS, *INSATSER, *PLACEMENTS), AS_OF, AS_OF, LOOK_BACK["look_back_days"]),),
    ),
    who=(),
    counted=Counted(
        "goes_round",
        "minst {journeys:in words journey}, inget stadigt utfall, olika eller upprepade insatser, senast nyligen",
        "at least {journeys:in words journey}, no stable outcome, different or repeated insatser, the last lately",
        goes_round,
        ("last_began_on", "last_ended_on", "stable_on"),
        ("journey_events", "activity_events", "stable_event"),
        dict.fromkeys(("journeys", "codes", "times"), NUMBER_OF),
        grounds=(
            Ground(BEGUN, AS_OF, AS_OF, "{look_back_days}"),
            Ground(WORK_AND_STUDY, AS_OF, AS_OF, "{look_back_days}", answers=("yes",)),
        ),
    ),
    shape="count",
    year="as_of",
    unit="persons",
    direction="down",
    parameters={**LOOK_BACK, "journeys": 3, "stable_days": STABLE_DAYS, "lately_days": 180},
    says_sv=NEVER_A_GROUND_SV,
    says_en=NEVER_A_GROUND_EN,
    example=Example(_AROUND, "2024", date(2024, 12, 31), {"yes": 1, "no": 1, "value": 1}),
)

MEASURES = (
    Measure(
        key="R3",
        sv="Varv: avslutade resor utan stadigt utfall som följdes av en ny resa",
        en="Turns: journeys that ended without a stable outcome and were followed by a new one",
        source="Södertälje KS 17/225 rad 228, 284; measures.md §8 R3",
        units=Units(
            "har en resa som avslutades i tillbakablicken",
            "has a journey that ended in the look-back",
            _exits_looking_back,
            ("began_on", "ended_on"),
            ("began_event", "ended_event"),
            EXIT,
            grounds=(Ground(JOURNEYS, AS_OF, AS_OF, "{look_back_days}"),),
        ),
        who=(NOT_LEFT_OUT,),
        counted=Counted(
            "turn",
            "följdes av en ny resa utan stadigt utfall emellan",
            "was followed by a new journey with no stable outcome between",
            _turns,
            ("ended_on", "again_on", "stable_on"),
            ("again_event", "stable_event"),
            grounds=(
                Ground(
                    WORK_AND_STUDY,
                    "ended_on",
                    "ended_on",
                    ahead=2 * STABLE_BY,
                    answers=("yes",),
                ),
                Ground(ENTERED, "ended_on", AS_OF),
            ),
        ),
        shape="count",
        year="as_of",
        unit="turns",
        window=MeasureWindow(exits="own"),
        direction="down",
        parameters=LOOK_BACK,
        example=Example(_AROUND, "2024", date(2024, 12, 31), {"yes": 2, "no": 2, "value": 2}),
    ),
    GOES_ROUND,
)
