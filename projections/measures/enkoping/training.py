"""Enköping's goals: outcomes of vocational training, and full weeks in the education duty. measures.md §4, ENK-5 and 8."""

from dataclasses import replace

import polars as pl

from domain.vocabulary.code_lists import WorkDefinition
from projections.facts.days import col, first_that, is_open_on
from projections.facts.tables import DAY, NUMBER, TEXT
from projections.measures.enkoping.establishment import IN_DUTY
from projections.measures.enkoping.goals import GOALS
from projections.measures.shared.units import LATE, TWO, Added
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import EMPLOYMENTS, STUDIES, Ground
from projections.rules.leavers import settled
from projections.rules.outcomes import immature_until, unknown_if, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.status import work_or_study
from projections.rules.status_grounds import grounds_of_status
from projections.rules.windows import MeasureWindow


def _training_completed(scope: Scope) -> pl.DataFrame:
    studies = scope.world["studies"].filter((col("programme") == "yrkes") & (col("result") == "completed"))
    within = scope.within(studies.drop_nulls("ended_on"), "ended_on")
    return within.with_columns(col("study").alias("unit"), col("last_on").alias("on"))


def _definition(scope: Scope) -> WorkDefinition:
    return "regular" if int(scope.values["regular_only"]) == 1 else "kas"


def _working_half_year_later(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds whether the person works; studies do not count here."""
    frame = frame.with_columns(window_after("ended_on", scope.window))
    frame = work_or_study(frame, scope.world, "to_on", _definition(scope), by_employment=True)
    return frame.with_columns(immature_until(col("to_on"), scope))


def weeks(scope: Scope) -> pl.DataFrame:
    """Returns hours per person and ISO week, summed over records; a week belongs to the window of its Thursday."""
    recorded = scope.world["moments"].filter(col("kind") == "attendance_recorded")
    of_week = recorded.group_by("pid", "code", maintain_order=True).agg(
        pl.col("planned", "attended").sum(), pl.col("event").alias("week_events")
    )
    thursday = (col("code") + "-4").str.to_date("%G-W%V-%u")
    return scope.within(of_week.with_columns(thursday.alias("on")).rename({"code": "unit"}), "on")


def _full_week(hours: str) -> Added:
    return lambda frame, _: frame.with_columns(yes_if(col(hours) >= 40))


def _works(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    judged = settled(_working_half_year_later(frame, scope), scope, exits=False)
    return frame.with_columns((judged["outcome"] == "yes").alias("works"), judged["event"].alias("work_event"))


def _same_occupation(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if a job that day has the same first three digits of the occupation; unknown if either occupation is missing."""
    frame = frame.with_columns(window_after("ended_on", scope.window))
    working = work_or_study(frame, scope.world, "to_on", _definition(scope), by_employment=True)["why"] == "works"
    jobs = scope.world["employments"].select(
        "pid", spell_began="began_on", spell_ended="ended_on", job_event="began_event", job="occupation"
    )
    wanted = col("occupation").str.head(3)
    on_day = is_open_on(col("to_on"), "spell_began", "spell_ended") & col("job").is_not_null()
    unlike = (col("job").str.head(3) != wanted).fill_null(value=True)
    frame = first_that(frame, jobs, on_day, unlike, "spell_began", "job_event")
    frame = frame.with_columns(yes_if(col("job").str.head(3) == wanted))
    return frame.with_columns(unknown_if(~working | col("occupation").is_null() | col("job").is_null()))


_TRAINED = f"""{TWO}
2022-01-10 a study_started study_id=s programme=yrkes occupation=5330
2023-01-10 a study_ended study_id=s result=completed
2023-05-01 a employment_started employment_id=j form=permanent occupation=5331
2022-01-10 b study_started study_id=t programme=yrkes occupation=5330
2023-01-10 b study_ended study_id=t result=completed
2023-05-01 b employment_started employment_id=k form=nystartsjobb occupation=5331
"""
_WEEKS = f"""{TWO}
2022-01-01 a circumstances_recorded education_duty=true
2022-01-01 b circumstances_recorded education_duty=true
2023-01-12 a attendance_recorded week=2023-W02 planned_hours=25 attended_hours=25
2023-01-13 a attendance_recorded week=2023-W02 planned_hours=15 attended_hours=10
2023-01-12 b attendance_recorded week=2023-W02 planned_hours=30 attended_hours=30
"""

_AFTER_TRAINING = Measure(
    key="ENK-5.work",
    sv="I arbete {window} efter fullföljd yrkesutbildning",
    en="In work {window} after completed vocational training",
    source=f"{GOALS}, rad 127; jämför Kolada N18958",
    units=Units(
        "har fullföljt en yrkesutbildning i perioden",
        "has completed vocational training in the period",
        _training_completed,
        ("began_on", "ended_on"),
        ("ended_event", "began_event"),
        {"occupation": TEXT},
        grounds=(Ground(STUDIES),),
    ),
    who=(),
    counted=Counted(
        "works",
        "är i arbete {window} efter",
        "is in work {window} after",
        _working_half_year_later,
        ("to_on", "since"),
        ("event",),
        {"from_on": DAY},
        grounds=grounds_of_status("to_on", "regular", by_employment=True),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=MeasureWindow("6mo"),
    views=True,
    several=True,
    parameters={"regular_only": 1},
    limits={"regular_only": (0, 1)},
    direction="up",
    says_sv="Indikatorns text är avhuggen i dokumentet. Här räknas "
    "{regular_only:arbete enligt KAS; regular_only=1 ger reguljärt arbete|"
    "reguljärt arbete; regular_only=0 ger arbete enligt KAS}.",
    says_en="The indicator's text is cut off in the document. "
    "{regular_only:Work by KAS counts here; regular_only=1 gives regular work|"
    "Regular work counts here; regular_only=0 gives work by KAS}.",
    example=Example(_TRAINED, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)
_FULL_WEEKS = Measure(
    key="ENK-8",
    sv="Veckor med minst 40 planerade timmar inom utbildningsplikten",
    en="Weeks with at least 40 planned hours within the education duty",
    source=f"{GOALS}, rad 106",
    units=Units(
        "har närvaro registrerad för en vecka i perioden",
        "has attendance recorded for a week in the period",
        weeks,
        ("on",),
        ("week_events",),
        {"planned": NUMBER, "attended": NUMBER},
        grounds=(Ground(("attendance_recorded",), ahead=3),),
    ),
    who=(IN_DUTY,),
    counted=Counted(
        "full_week",
        "minst 40 planerade timmar",
        "at least 40 planned hours",
        _full_week("planned"),
        grounds=(Ground(("attendance_recorded",), "on", "on", 3, 3),),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    direction="up",
    says_sv="En vecka hör till den period som dess torsdag ligger i; flera registreringar av en vecka läggs ihop.",
    says_en="A week belongs to the period that its Thursday lies in; several records of a week add up.",
    example=Example(_WEEKS, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)

MEASURES = (
    _AFTER_TRAINING,
    replace(
        _AFTER_TRAINING,
        key="ENK-5.match",
        sv="I arbete i utbildningens yrke {window} efter fullföljd yrkesutbildning, av dem i arbete",
        en="In work in the occupation trained for, {window} after, of those in work",
        who=(
            Step(
                "works",
                "är i arbete {window} efter",
                "is in work {window} after",
                _works,
                events=("work_event",),
                grounds=(Ground((*EMPLOYMENTS, "followed_up", "followed_up.form"), ahead=220),),
            ),
        ),
        counted=Counted(
            "same_occupation",
            "yrkets tre första siffror är desamma (SSYK)",
            "the first three digits of the occupation are the same (SSYK)",
            _same_occupation,
            ("to_on",),
            ("job_event",),
            {"from_on": DAY, "spell_began": DAY, "spell_ended": DAY, "job": TEXT},
            grounds=(
                Ground((*EMPLOYMENTS, "employment_started.occupation"), "to_on", "to_on"),
                Ground(("study_started.occupation",), "ended_on", "ended_on"),
            ),
        ),
        example=Example(_TRAINED, "2023", LATE, {"yes": 1, "no": 0, "value": 100.0}),
    ),
    _FULL_WEEKS,
    replace(
        _FULL_WEEKS,
        key="ENK-8.attended",
        sv="Veckor med minst 40 timmars närvaro inom utbildningsplikten",
        en="Weeks with at least 40 attended hours within the education duty",
        counted=Counted(
            "full_week",
            "minst 40 timmars närvaro",
            "at least 40 attended hours",
            _full_week("attended"),
            grounds=(Ground(("attendance_recorded",), "on", "on", 3, 3),),
        ),
        example=Example(_WEEKS, "2023", LATE, {"yes": 0, "no": 2, "value": 0.0}),
    ),
)
