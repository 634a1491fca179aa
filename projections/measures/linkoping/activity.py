"""Linköping: full-time activity, first contact, absence and places. measures.md §5, LIN-2, 3, 4, 7 and 8."""

from dataclasses import replace

import polars as pl

from domain.vocabulary.code_lists import AMA
from projections.facts.days import age_on, col, first_that
from projections.facts.tables import DAY
from projections.measures.enkoping.training import weeks
from projections.measures.everyone.lead_times import NEW_VISITS, TO_FIRST_ACTIVITY
from projections.measures.linkoping.plans import PROGRAMME
from projections.measures.shared.columns import PLACEMENT
from projections.measures.shared.units import (
    COUNTED,
    LATE,
    MONTHS_WITH_SUPPORT,
    SPELL_OVERLAPS,
    TWO,
    Added,
    adults,
    one_each,
    overlapping,
    spells,
)
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import ENROLMENTS, OF_PLACEMENT, PLACEMENTS, Ground
from projections.rules.circumstances import with_held
from projections.rules.columns import NUMBER_OF
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow


def _enrolled_in_month(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = first_that(frame, spells(scope.world, "enrolments"), SPELL_OVERLAPS, "spell_began", "spell_event")
    return frame.with_columns(col("spell_event").is_not_null().alias("enrolled"))


ENROLLED = Step(
    "enrolled",
    "är inskriven någon dag i månaden",
    "is enrolled on some day of the month",
    _enrolled_in_month,
    ("spell_began", "spell_ended"),
    ("spell_event",),
    grounds=(Ground(ENROLMENTS),),
)


def _full_time(hours: str) -> Added:
    """Yes if enough of the month's ISO weeks are full time: 40 hours, 30 while the youngest child is under 8."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        recorded = with_held(weeks(scope).with_row_index("row"), scope.world, "youngest_child_born_on")
        child = recorded.with_columns(born_on=col("youngest_child_born_on").str.to_date("%Y-%m-%d"))
        wanted = pl.when(age_on(col("on")) < 8).then(30).otherwise(40)
        full = child.filter(col(hours) >= wanted)
        counted = full.group_by("pid", "period", maintain_order=True).agg(
            pl.len().alias("weeks"),
            col("week_events").list.explode(),
            col("youngest_child_born_on_event").drop_nulls().unique(maintain_order=True).alias("child_events"),
        )
        frame = frame.join(counted, on=["pid", "period"], how="left", maintain_order="left")
        return frame.with_columns(yes_if(col("weeks").fill_null(0) >= int(scope.values["weeks"])))

    return add


def _same_day(kind: str) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        moments = scope.world["moments"].filter(col("kind") == kind).select("pid", same_on="on", same_event="event")
        frame = first_that(frame, moments, col("same_on") == col("on"), "same_event")
        return frame.with_columns(yes_if(col("same_event").is_not_null()))

    return add


def _absences(scope: Scope) -> pl.DataFrame:
    """Returns each absence without a valid reason; the reference day is the last day of the month."""
    moments = scope.world["moments"].filter((col("kind") == "absence_recorded") & ~col("flag"))
    absent = scope.within(moments.select("pid", absent_on="on", absent_event="event"), "absent_on")
    return absent.with_columns(col("period").alias("unit"), col("last_on").alias("on"))


def _restricted(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("absent_on", int(scope.values["days"])))
    moments = scope.world["moments"].filter(col("kind") == "support_restricted")
    cuts = moments.select("pid", cut_on="on", cut_event="event")
    frame = first_that(frame, cuts, col("cut_on").is_between("from_on", "to_on"), "cut_on")
    return frame.with_columns(yes_if(col("cut_event").is_not_null())).with_columns(immature_until(col("to_on"), scope))


def _places_used(scope: Scope) -> pl.DataFrame:
    used = scope.world["placements"].filter(col("code").is_in([*AMA, "praktik"])).drop("result")
    active = overlapping(scope, used.rename({"unit": "at_unit", "placement": "unit"}))
    return active.with_columns(col("last_on").alias("on"))


_FULL = f"""{TWO}
2023-03-20 a support_paid month=2023-03 amount=8000
2023-03-20 b support_paid month=2023-03 amount=8000
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-01-10 b enrolled enrolment_id=f unit=AME
2022-01-01 b circumstances_recorded youngest_child_born_on=2018-01-01
2010-01-01 c participant_registered sex=M born_on=1985-02-01
2023-03-20 c support_paid month=2023-03 amount=8000
""" + "\n".join(
    f"2023-03-{day:02} {who} attendance_recorded week=2023-W{week} planned_hours=30 attended_hours=20"
    for day, week in ((3, "09"), (10, "10"), (17, "11"))
    for who in "ab"
)
_PLANNED = Measure(
    key="LIN-2.planned",
    sv="Biståndsmottagare i heltidsaktivitet, planerade timmar",
    en="Persons on income support in full-time activity, planned hours",
    source=f"{PROGRAMME} rad 55, 114",
    units=MONTHS_WITH_SUPPORT,
    who=(adults(),),
    counted=Counted(
        "full_time",
        "har heltid planerad i minst {weeks:in words} av månadens veckor (40 timmar; 30 när yngsta barnet är under 8)",
        "has full time planned in at least {weeks:in words} of the month's weeks"
        " (40 hours; 30 while the youngest child is under 8)",
        _full_time("planned"),
        (),
        ("week_events", "child_events"),
        {"weeks": NUMBER_OF},
        grounds=(
            Ground(("attendance_recorded",), back=3, ahead=3),
            Ground(("circumstances_recorded.youngest_child_born_on",), "last_on"),
        ),
    ),
    shape="share",
    year="mean",
    unit="percent",
    parameters={"weeks": 3},
    direction="up",
    says_sv="Programmet säger ”den absoluta merparten” utan tal. En vecka hör till den månad som dess torsdag ligger i.",
    says_en="The programme says “the absolute majority” with no number. A week belongs to the month of its Thursday.",
    example=Example(_FULL, "2023-03", LATE, {"yes": 1, "no": 2, "value": 100 / 3}),
)
_ABSENT = Measure(
    key="LIN-7.persons",
    sv="Personer med ogiltig frånvaro",
    en="Persons with an absence not valid",
    source=f"{PROGRAMME} rad 116",
    units=Units(
        "har en frånvaro i månaden som inte är giltig",
        "has an absence in the month that is not valid",
        lambda scope: one_each(_absences(scope)),
        ("absent_on",),
        ("absent_event",),
        grounds=(Ground(("absence_recorded",)),),
    ),
    who=(),
    counted=COUNTED,
    shape="count",
    year="sum",
    unit="persons",
    says_sv="Delas upp på hinder med uppdelningen obstacle. Ett år är summan av månaderna.",
    says_en="Broken down by obstacle for each hinder. A year is the sum of its months.",
    example=Example(
        f"""{TWO}
2023-03-03 a absence_recorded valid=false
2023-04-03 a support_restricted effect=reduced
2023-03-03 b absence_recorded valid=false
2023-03-04 b absence_recorded valid=true
""",
        "2023-03",
        LATE,
        {"yes": 2, "value": 2},
    ),
)
_RESTRICTED = replace(
    _ABSENT,
    key="LIN-7.restricted",
    sv="Personer med ogiltig frånvaro vars försörjningsstöd sattes ned eller nekades inom {window}",
    en="Persons with an absence not valid whose income support was reduced or denied within {window}",
    units=replace(_ABSENT.units, of=_absences),
    counted=Counted(
        "restricted",
        "fick stödet nedsatt eller nekat inom {window} efter någon av dem",
        "had the support reduced or denied within {window} after any of them",
        _restricted,
        ("from_on", "to_on", "cut_on"),
        ("cut_event",),
        grounds=(Ground(("support_restricted",), "from_on", "to_on"),),
    ),
    window=MeasureWindow(parameter="days"),
    views=True,
    several=True,
    parameters={"days": 60},
    example=replace(_ABSENT.example, expects={"yes": 1, "no": 1, "value": 1}),
)
_PLACES = Measure(
    key="LIN-8",
    sv="Arbetsmarknadsanställningar och praktikplatser i bruk",
    en="Municipal labour-market employments and practice places in use",
    source=f"{PROGRAMME} rad 130; jämför Kolada U40403",
    units=Units(
        "har en arbetsmarknadsanställning eller praktik som pågår i månaden",
        "has a municipal labour-market employment or practice active in the month",
        _places_used,
        ("began_on", "ended_on"),
        ("began_event",),
        PLACEMENT,
        grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
    ),
    who=(),
    counted=COUNTED,
    shape="count",
    year="sum",
    unit="placements",
    direction="up",
    says_sv="Ett år är summan av månaderna, platsmånader. Dela upp på employer för varje arbetsgivare.",
    says_en="A year is the sum of its months. Break down by employer for each of them.",
    example=Example(
        f"""{TWO}
2023-02-01 a placement_started placement_id=p form=ama sector=municipal
2023-03-31 a placement_ended placement_id=p result=completed
2023-03-01 b placement_started placement_id=q form=praktik sector=private
2023-03-01 b placement_started placement_id=r form=apl sector=private
2023-01-01 - reference_value_set series=places_offered period=2023 value=8
""",
        "2023-Q1",
        LATE,
        {"yes": 3, "value": 3},
    ),
)


def _at_first_contact(part: str, sv: str, en: str, kind: str) -> Measure:
    return Measure(
        key=f"LIN-4.{part}",
        sv=f"Nybesök som samma dag {sv}",
        en=f"New visits that the same day {en}",
        source=f"{PROGRAMME} rad 126",
        units=NEW_VISITS,
        who=(),
        counted=Counted(
            part, sv, en, _same_day(kind), ("on",), ("same_event",), {"same_on": DAY}, grounds=(Ground((kind,), "on", "on"),)
        ),
        shape="share",
        year="cohort",
        unit="percent",
        direction="up",
        example=Example(
            f"""{TWO}
2023-03-03 a support_applied application_id=x
2023-03-03 a appointment_booked appointment_id=t
2023-03-03 a insats_offered insats=coaching
2023-03-03 b support_applied application_id=y
2023-03-04 b appointment_booked appointment_id=u
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    )


_ATTENDED = replace(
    _PLANNED,
    key="LIN-2.attended",
    sv="Biståndsmottagare i heltidsaktivitet, närvarande timmar",
    en="Persons on income support in full-time activity, attended hours",
    counted=replace(
        _PLANNED.counted,
        sv="var närvarande på heltid i minst {weeks:in words} av månadens veckor",
        en="attended full time in at least {weeks:in words} of the month's weeks",
        add=_full_time("attended"),
    ),
    example=Example(_FULL, "2023-03", LATE, {"yes": 0, "no": 3, "value": 0.0}),
)


def _of_the_enrolled(measure: Measure, value: float) -> Measure:
    return replace(
        measure,
        key=f"{measure.key}.enrolled",
        sv=f"{measure.sv}, av de inskrivna",
        en=f"{measure.en}, of the enrolled",
        who=(*measure.who, ENROLLED),
        example=replace(measure.example, expects={"denominator": 2, "value": value}),
    )


MEASURES = (
    _PLANNED,
    _of_the_enrolled(_PLANNED, 50.0),
    _ATTENDED,
    _of_the_enrolled(_ATTENDED, 0.0),
    replace(
        TO_FIRST_ACTIVITY,
        key="LIN-3",
        sv="Ledtid från ansökan till arbetsmarknadsinsats",
        en="Lead time from application to a labour-market insats",
        source=f"{PROGRAMME} rad 53",
    ),
    _at_first_contact("booked", "fick en bokad tid", "got an appointment booked", "appointment_booked"),
    _at_first_contact("offered", "erbjöds en insats", "were offered an insats", "insats_offered"),
    _ABSENT,
    _RESTRICTED,
    _PLACES,
    replace(
        _PLACES,
        key="LIN-8.share",
        sv="Arbetsmarknadsanställningar och praktikplatser i bruk, andel av dem som erbjuds",
        en="Municipal labour-market employments and practice places in use, share of those offered",
        year="mean",
        unit="percent",
        per="places_offered",
        says_sv="Erbjudna platser är referensvärdet places_offered för månaden, annars för året.",
        says_en="The places offered are the reference value places_offered of the month, else of the year.",
        example=replace(_PLACES.example, period="2023-03", expects={"yes": 2, "denominator": 8, "value": 25.0}),
    ),
)
