"""Lead times: the days from one event to another, including open waits. measures.md §7."""

from dataclasses import replace
from datetime import date

import polars as pl

from domain.vocabulary.code_lists import AMA, OPEN_MARKET
from projections.facts.days import col
from projections.facts.tables import TEXT
from projections.measures.shared.columns import ENDED, JOURNEY, NEXT_JOURNEY, PLACEMENT, STARTED
from projections.measures.shared.grounds import INSATS_AT_UNIT
from projections.measures.shared.ladder_steps import STEPS_BEGUN, ladder_steps
from projections.measures.shared.units import EXITS, LATE, TWO, Added
from projections.measures.shared.waits import (
    ACTIVITIES,
    FIRST_ACTIVITY,
    OF_APPLICATION,
    OF_REFERRAL,
    SPELL,
    activities_begun,
    decided,
    moments,
    starts,
    taken_back,
    to_activity,
    turned_down,
    waiting_for,
    waiting_for_activity,
    waits,
)
from projections.measuring.measure import Example, Measure, Step, Units
from projections.rules.absence import BEGUN, ENROLMENTS, ENTERED, JOURNEYS, OF_PLACEMENT, PLACEMENTS, Ground
from projections.rules.circumstances import obstacle_of, obstacle_unknown, with_held
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow
from projections.worlds.world import World


def _new_visits(scope: Scope) -> pl.DataFrame:
    applied = scope.world["applications"].filter(col("new_visit")).rename({"event": "applied_event"})
    within = scope.within(applied, "began_on")
    return within.with_columns(col("application").alias("unit"), col("began_on").alias("on"), col("began_on").alias("from_on"))


NEW_VISITS = Units(
    "har ansökt om försörjningsstöd (nybesök) i perioden",
    "has applied for income support (new visit) in the period",
    _new_visits,
    ("began_on",),
    ("applied_event",),
    {"application": TEXT, **ENDED, **STARTED},
    grounds=(Ground(("support_applied", "support_applied.new_visit")),),
)


def _to_decision(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return waits(frame, scope, decided(frame, scope, denied=False), taken_back(frame))


def _to_moment(kind: str) -> Added:
    return lambda frame, scope: waits(frame, scope, moments(scope.world, kind), turned_down(frame, scope))


def _to_insats_at_unit(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    at_unit = scope.world["insatser"].filter(col("unit") == str(scope.values["unit"]))
    return to_activity(frame, scope, at_unit.select(SPELL), turned_down(frame, scope))


def _from_application(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return to_activity(frame, scope, activities_begun(scope), turned_down(frame, scope))


def _at_disposal(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "obstacle")
    return frame.with_columns((obstacle_unknown() | obstacle_of("unemployed")).alias("at_disposal"))


AT_DISPOSAL = Step(
    "at_disposal",
    "har senast hindret arbetslös, eller inget känt hinder",
    "has unemployment as latest obstacle, or none known",
    _at_disposal,
    (),
    ("obstacle_event",),
    {"obstacle": TEXT},
    grounds=(Ground(("obstacle_recorded",)),),
)


def _referrals(scope: Scope) -> pl.DataFrame:
    referrals = scope.world["referrals"].drop("outcome")
    within = scope.within(referrals, "began_on")
    return within.with_columns(col("referral").alias("unit"), col("began_on").alias("on"), col("began_on").alias("from_on"))


def _enrolled_by(frame: pl.DataFrame, world: World) -> pl.DataFrame:
    naming = world["enrolments"].select("pid", "referral", "enrolment", day="began_on", event="began_event")
    return frame.select("row", "pid", "referral").join(naming, on=["pid", "referral"])


def mapped(world: World) -> pl.DataFrame:
    mapped = world["moments"].filter(col("kind") == "mapping_completed")
    return mapped.select("pid", day="on", event="event", enrolment="named").drop_nulls("enrolment")


def _to_enrolment(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return waits(frame, scope, _enrolled_by(frame, scope.world), taken_back(frame))


def _to_mapping(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    enrolled = _enrolled_by(frame, scope.world).select("row", "pid", "enrolment")
    ends = enrolled.join(mapped(scope.world), on=["pid", "enrolment"])
    return waits(frame, scope, ends, taken_back(frame))


def _to_start(table: str) -> Added:
    return lambda frame, scope: waits(frame, scope, starts(scope.world, table), taken_back(frame))


_ENROLLED = (*ENROLMENTS, "enrolled.referral_id")


def _journeys_begun(scope: Scope) -> pl.DataFrame:
    journeys = scope.within(scope.world.journeys.rename({"unit": "at_unit"}), "began_on")
    return journeys.with_columns(col("enrolment").alias("unit"), col("began_on").alias("on"), col("began_on").alias("from_on"))


def _to_exit(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    own = frame.select("row", "pid", "journey").join(scope.world.standing_exits, on=["pid", "journey"])
    return waits(frame, scope, own.select("row", day="ended_on", event="ended_event"))


def _standing_exits(scope: Scope) -> pl.DataFrame:
    """Returns only exits that stand: an exit that does not is no exit for lead times (§1.3)."""
    standing = EXITS.of(scope).filter(scope.world.exit_stands)
    return standing.with_columns(col("ended_on").alias("from_on"))


def _to_next_journey(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return waits(frame, scope, frame.select("row", day="next_began_on", event="next_event"))


def _to_higher_step(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    others = ladder_steps(scope.world).select("pid", "ladder", higher="step", day="began_on", event="began_event")
    ends = frame.select("row", "pid", "ladder", "step").join(others, on=["pid", "ladder"]).filter(col("higher") > col("step"))
    return waits(frame, scope, ends)


def _ama_begun(scope: Scope) -> pl.DataFrame:
    ama = scope.world["placements"].filter(col("code").is_in(list(AMA))).drop("result").rename({"unit": "at_unit"})
    within = scope.within(ama, "began_on")
    return within.with_columns(col("placement").alias("unit"), col("began_on").alias("on"), col("began_on").alias("from_on"))


def _to_open_market(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    jobs = scope.world["employments"].filter(col("form").is_in(list(OPEN_MARKET)))
    return waits(frame, scope, jobs.select("pid", day="began_on", event="began_event"))


_FOUR_APPLY = "\n".join(
    f"2010-01-01 {who} participant_registered sex={'K' if nr % 2 else 'M'} born_on=1990-05-15\n"
    f"2023-03-10 {who} support_applied application_id=x{who}"
    for nr, who in enumerate("abcd")
)
_TO_ACTIVITY = Example(
    f"""{_FOUR_APPLY}
2023-03-10 a insats_started insats_id=ia insats=coaching unit=UJC-A
2023-03-20 b insats_started insats_id=ib insats=course unit=UJC-A
2023-02-01 c insats_started insats_id=ic insats=guidance unit=UJC-A
""",
    "2023",
    date(2023, 12, 31),
    {"n": 2, "median": 5.0, "waiting": 1, "under_way": 1, "withdrawn": 0},
)

TO_FIRST_ACTIVITY = Measure(
    key="LT3",
    sv="Tid från ansökan till första insats, placering eller studier",
    en="Time from application to the first insats, placement or studies",
    source="measures.md §7 LT3",
    units=NEW_VISITS,
    who=(),
    counted=waiting_for_activity(*FIRST_ACTIVITY, _from_application, (*ACTIVITIES, *OF_APPLICATION)),
    shape="lead_time",
    year="cohort",
    unit="days",
    direction="down",
    example=_TO_ACTIVITY,
)
_FIRST_AT_UNIT = ("första insats på enheten", "the first insats at the unit")
_OPEN_MARKET = ("en anställning på öppna arbetsmarknaden", "a job on the open market")
TO_INSATS_AT_UNIT = replace(
    TO_FIRST_ACTIVITY,
    key="LT2",
    sv="Tid från ansökan till första insats på enheten, för den som är arbetslös",
    en="Time from application to the first insats at the unit, for the unemployed",
    source="measures.md §7 LT2; Uppsala AMN-2023-00174 rad 197",
    who=(AT_DISPOSAL,),
    counted=waiting_for_activity(*_FIRST_AT_UNIT, _to_insats_at_unit, (*INSATS_AT_UNIT, *OF_APPLICATION)),
    parameters={"unit": "UJC-A"},
    example=_TO_ACTIVITY,
)
_TO_DECISION = replace(
    TO_FIRST_ACTIVITY,
    key="LT1",
    sv="Tid från ansökan till beslut om försörjningsstöd",
    en="Time from application to a decision on income support",
    source="measures.md §7 LT1; Kolada U31402, U31403, U31463",
    counted=waiting_for("beslut", "a decision", _to_decision, OF_APPLICATION),
    bands={"14 dagar eller mindre": "14d", "mer än 14 dagar": ""},
    example=Example(
        f"""{_FOUR_APPLY}
2023-03-24 a support_decided application_id=xa outcome=granted
2023-03-25 b support_decided application_id=xb outcome=denied
2023-03-20 c application_withdrawn application_id=xc
""",
        "2023",
        date(2023, 12, 31),
        {"n": 2, "median": 14.5, "waiting": 1, "withdrawn": 1, "under_way": 0},
    ),
)


def _to_offer(part: str, sv: str, en: str, kind: str, median: float) -> Measure:
    return replace(
        TO_FIRST_ACTIVITY,
        key=f"LT4.{part}",
        sv=f"Tid från ansökan till {sv}",
        en=f"Time from application to {en}",
        source="measures.md §7 LT4; Linköping KS 2021-799 rad 126",
        counted=waiting_for(sv, en, _to_moment(kind), (kind, *OF_APPLICATION)),
        example=Example(
            f"""{_FOUR_APPLY}
2023-03-10 a appointment_booked appointment_id=t
2023-03-14 a insats_offered insats=coaching
2023-03-20 c application_withdrawn application_id=xc
2023-03-22 d support_decided application_id=xd outcome=denied
""",
            "2023",
            date(2023, 12, 31),
            {"n": 1, "median": median, "waiting": 1, "withdrawn": 2},
        ),
    )


_REFERRED = Units(
    "har anvisats i perioden",
    "was referred in the period",
    _referrals,
    ("began_on",),
    ("began_event",),
    {"referral": TEXT, **ENDED, **STARTED},
    grounds=(Ground(("referred",)),),
)


def _from_referral(part: str, sv: str, en: str, add: Added, kinds: tuple[str, ...], median: float) -> Measure:
    return replace(
        TO_FIRST_ACTIVITY,
        key=f"LT5{part}",
        sv=f"Tid från anvisning till {sv}",
        en=f"Time from referral to {en}",
        source="measures.md §7 LT5; Södertälje KS 17/225 rad 46–48",
        units=_REFERRED,
        counted=waiting_for(sv, en, add, (*kinds, *OF_REFERRAL)),
        example=Example(
            f"""{TWO}
2023-01-01 a referred referral_id=r from_party=af to_unit=AME
2023-01-10 a enrolled enrolment_id=e unit=AME referral_id=r
2023-01-20 a mapping_completed enrolment_id=e
2023-01-30 a plan_decided plan_id=p goal=work
2023-02-09 a insats_started insats_id=i insats=coaching
2023-02-19 a placement_started placement_id=q form=praktik sector=private
2023-03-01 a employment_started employment_id=j form=permanent
2023-01-01 b referred referral_id=s from_party=fk to_unit=AME
2023-01-05 b referral_closed referral_id=s outcome=declined
""",
            "2023",
            date(2023, 12, 31),
            {"n": 1, "median": median, "waiting": 0, "withdrawn": 1},
        ),
    )


MEASURES = (
    _TO_DECISION,
    TO_INSATS_AT_UNIT,
    TO_FIRST_ACTIVITY,
    _to_offer("booked", "bokad tid", "a booked appointment", "appointment_booked", 0.0),
    _to_offer("offered", "erbjuden insats", "an insats offered", "insats_offered", 4.0),
    _from_referral("a", "inskrivning", "enrolment", _to_enrolment, _ENROLLED, 9.0),
    _from_referral("b", "klar kartläggning", "a completed mapping", _to_mapping, ("mapping_completed", *_ENROLLED), 19.0),
    _from_referral("c", "första plan", "the first plan", _to_start("plans"), ("plan_decided",), 29.0),
    _from_referral("d", "första insats", "the first insats", _to_start("insatser"), ("insats_started",), 39.0),
    _from_referral("e", "första placering", "the first placement", _to_start("placements"), ("placement_started",), 49.0),
    _from_referral("f", "första anställning", "the first employment", _to_start("employments"), ("employment_started",), 59.0),
    replace(
        TO_FIRST_ACTIVITY,
        key="LT6",
        sv="Tid i verksamheten, från inskrivning till avslut",
        en="Time in the programme, from enrolment to exit",
        source="measures.md §7 LT6; Kolada N40828–N40830, U40823",
        units=Units(
            "har en resa som började i perioden",
            "has a journey that began in the period",
            _journeys_begun,
            ("began_on",),
            ("began_event",),
            {**JOURNEY, **STARTED},
            grounds=(Ground(JOURNEYS, ahead="journey"),),
        ),
        counted=waiting_for("avslut", "an exit", _to_exit, JOURNEYS),
        window=MeasureWindow(exits="own"),
        bands={"högst 6 mån": "6mo", "6–12 mån": "12mo", "12–24 mån": "24mo", "mer än 24 mån": ""},
        example=Example(
            f"""{TWO}
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-07-10 a exited enrolment_id=e reason=A1
2023-01-10 b enrolled enrolment_id=f unit=AME
2023-12-20 b exited enrolment_id=f reason=A1
""",
            "2023",
            date(2023, 12, 31),
            {"n": 1, "median": 181.0, "waiting": 1},
        ),
    ),
    replace(
        TO_FIRST_ACTIVITY,
        key="LT9",
        sv="Tid från avslut till återinträde",
        en="Time from exit to re-entry",
        source="measures.md §7 LT9",
        units=replace(EXITS, of=_standing_exits, columns={**JOURNEY, **NEXT_JOURNEY, **STARTED}),
        counted=waiting_for("nästa resa", "the next journey", _to_next_journey, ENTERED),
        window=MeasureWindow(exits="own"),
        direction="up",
        example=Example(
            f"""{TWO}
2023-01-10 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=E9
2023-03-16 a re_entered enrolment_id=e2 unit=AME
2023-01-10 b enrolled enrolment_id=e3 unit=AME
2023-03-01 b exited enrolment_id=e3 reason=A1
""",
            "2023",
            LATE,
            {"n": 1, "median": 15.0, "waiting": 1},
        ),
    ),
    replace(
        TO_FIRST_ACTIVITY,
        key="LT10",
        sv="Tid från ett trappsteg till nästa högre",
        en="Time from a step of a ladder to the next higher",
        source="measures.md §7 LT10; Södertälje KS 17/225 rad 230–232",
        units=STEPS_BEGUN,
        counted=waiting_for("ett högre trappsteg", "a higher step", _to_higher_step, BEGUN),
        example=Example(
            f"""{TWO}
2023-01-10 a insats_started insats_id=i insats=course ladder=koksbitrade step=1
2023-04-10 a placement_started placement_id=p form=extratjanst sector=municipal ladder=koksbitrade step=2
2023-01-10 b insats_started insats_id=k insats=course ladder=koksbitrade step=2
2023-02-10 b insats_started insats_id=l insats=course ladder=koksbitrade step=1
""",
            "2023",
            date(2023, 12, 31),
            {"n": 1, "median": 90.0, "waiting": 3},
        ),
    ),
    replace(
        TO_FIRST_ACTIVITY,
        key="LT12",
        sv="Tid från arbetsmarknadsanställning till anställning på öppna arbetsmarknaden",
        en="Time from municipal labour-market employment to a job on the open labour market",
        source="measures.md §7 LT12; Uppsala AMN-2023-00174 åtgärd 7",
        units=Units(
            "har en arbetsmarknadsanställning som började i perioden",
            "has a municipal labour-market employment that began in the period",
            _ama_begun,
            ("began_on",),
            ("began_event",),
            {**PLACEMENT, **STARTED},
            grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
        ),
        counted=waiting_for(*_OPEN_MARKET, _to_open_market, ("employment_started",)),
        example=Example(
            f"""{TWO}
2023-01-10 a placement_started placement_id=p form=ama sector=municipal
2023-02-10 a employment_started employment_id=j form=nystartsjobb
2023-04-10 a employment_started employment_id=k form=permanent
2023-01-10 b placement_started placement_id=q form=ama sector=municipal
2023-05-10 b moved_out
""",
            "2023",
            date(2023, 12, 31),
            {"n": 1, "median": 90.0, "waiting": 0, "withdrawn": 1},
        ),
    ),
)
