"""Uppsala's plan: language support, studies and their outcomes. measures.md §3, UPP-3 and 4."""

from dataclasses import replace

import polars as pl

from domain.vocabulary.code_lists import AMA, MUNICIPAL_SECTORS
from projections.facts.days import after, col, first_that
from projections.facts.tables import DAY, TEXT
from projections.measures.everyone.outcomes import AT_EXIT_COLUMNS, status_after
from projections.measures.shared.columns import INSATS_OR_PLACEMENT, PLACEMENT, STUDY
from projections.measures.shared.units import COUNTED, EXITS, LATE, TWO, overlapping
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import INSATSER, OF_ACTIVITY, OF_PLACEMENT, PLACEMENTS, Ground
from projections.rules.circumstances import with_held
from projections.rules.outcomes import immature_until, unknown_if, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.status_grounds import grounds_at_exit
from projections.rules.windows import MeasureWindow


def _with_language_support(scope: Scope) -> pl.DataFrame:
    """Returns insatser at a workplace and placements, active in the period, with language support."""
    insatser = scope.world["insatser"].rename({"unit": "at_unit", "insats": "unit"})
    insatser = insatser.filter(((col("code") == "language_training") | col("language_support")) & col("has_workplace"))
    placements = scope.world["placements"].rename({"unit": "at_unit", "placement": "unit"}).filter(col("language_support"))
    both = pl.concat([insatser, placements], how="diagonal").drop("result")
    return overlapping(scope, both).with_columns(col("began_on").alias("on"))


def _external(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if(~col("sector").is_in(list(MUNICIPAL_SECTORS))))
    return frame.with_columns(unknown_if(col("sector").is_null()))


def _planned_to_end(scope: Scope) -> pl.DataFrame:
    studies = scope.world["studies"].filter(col("programme") == "yrkes").drop_nulls("planned_end_on")
    return scope.within(studies, "planned_end_on").with_columns(col("study").alias("unit"), col("planned_end_on").alias("on"))


def _completed_by(day: str) -> pl.Expr:
    return ((col("result") == "completed") & (col("ended_on") <= col(day))).fill_null(value=False)


def _completed(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("planned_end_on", int(scope.values["days"])))
    return frame.with_columns(yes_if(_completed_by("to_on"))).with_columns(immature_until(col("to_on"), scope))


def _early_sfi(scope: Scope) -> pl.DataFrame:
    studies = scope.world["studies"]
    return studies.filter((col("programme") == "sfi") & col("track").is_in(["1", "2"]))


def _has_read_sfi(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    sfi = _early_sfi(scope).select("pid", sfi_on="began_on", sfi_event="began_event")
    frame = first_that(frame, sfi, col("sfi_on") <= col("on"), "sfi_on", "sfi_event")
    return frame.with_columns(col("sfi_event").is_not_null().alias("has_read_sfi"))


def _ama_started(scope: Scope) -> pl.DataFrame:
    ama = scope.world["placements"].filter(col("code").is_in(list(AMA))).drop("result").rename({"unit": "at_unit"})
    return scope.within(ama, "began_on").with_columns(col("placement").alias("unit"), col("began_on").alias("on"))


def _single_mother(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "household_type")
    frame = frame.with_columns(yes_if(col("household_type") == "6"))
    return frame.with_columns(unknown_if(col("household_type").is_null() | (col("household_type") == "9")))


def _frame_time_over(scope: Scope) -> pl.DataFrame:
    frame_time = after(col("began_on"), f"{int(scope.values['years'])}y")
    sfi = _early_sfi(scope).with_columns(frame_time.alias("frame_on"))
    return scope.within(sfi, "frame_on").with_columns(col("study").alias("unit"), col("frame_on").alias("on"))


def _within_frame_time(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if completed within the frame time; a person who moved out within it before completing is excluded in both views."""
    moved = scope.world["moments"].filter(col("kind") == "moved_out").select("pid", moved_on="on", moved_event="event")
    frame = first_that(frame, moved, col("moved_on").is_between("began_on", "frame_on"), "moved_on")
    done = _completed_by("frame_on")
    frame = frame.with_columns(yes_if(done))
    gone = ~done & col("moved_on").is_not_null()
    frame = frame.with_columns(
        pl.when(gone).then(pl.lit("excluded")).otherwise(col("outcome")).alias("outcome"),
        pl.when(gone).then(pl.lit("left_frame")).otherwise(col("why")).alias("why"),
    )
    return frame.with_columns(immature_until(col("frame_on"), scope))


_LANGUAGE_SUPPORT = Measure(
    key="UPP-3.1",
    sv="Språkstödjande insatser på arbetsplatser",
    en="Insatser with language support at workplaces",
    source=f"{PLAN} rad 223",
    units=Units(
        "har en språkstödjande insats på en arbetsplats som pågår i perioden",
        "has an insats with language support at a workplace, active in the period",
        _with_language_support,
        ("began_on", "ended_on"),
        ("began_event",),
        INSATS_OR_PLACEMENT,
        grounds=(
            Ground(
                (
                    *INSATSER,
                    *PLACEMENTS,
                    "insats_started.language_support",
                    "insats_started.workplace",
                    "placement_started.language_support",
                ),
                unit=OF_ACTIVITY,
            ),
        ),
    ),
    who=(),
    counted=COUNTED,
    shape="count",
    year="cohort",
    unit="insatser",
    says_sv="Måttet är under utveckling i dokumentet och har varken utgångsvärde eller riktning.",
    says_en="The measure is under development in the document, with neither baseline nor direction.",
    example=Example(
        f"""{TWO}
2023-02-01 a insats_started insats_id=i insats=language_training workplace=kontoret
2023-03-01 a placement_started placement_id=p form=praktik sector=private language_support=true
2023-03-01 b placement_started placement_id=q form=praktik sector=municipal language_support=true
2023-03-01 b insats_started insats_id=k insats=language_training
""",
        "2023",
        LATE,
        {"yes": 3, "value": 3},
    ),
)
_SINGLE_MOTHERS = Measure(
    key="UPP-4.2",
    sv="Ensamstående kvinnor med barn som får en arbetsmarknadsanställning, antal",
    en="Single women with children who get a municipal labour-market employment, number",
    source=f"{PLAN} rad 249",
    units=Units(
        "har en arbetsmarknadsanställning som började i perioden",
        "has a municipal labour-market employment that began in the period",
        _ama_started,
        ("began_on",),
        ("began_event",),
        PLACEMENT,
        grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
    ),
    who=(),
    counted=Counted(
        "single_mother",
        "är ensamstående kvinna med barn den dagen (hushållstyp 6)",
        "is a single woman with children that day (household type 6)",
        _single_mother,
        ("began_on",),
        ("household_type_event",),
        {"household_type": TEXT},
        grounds=(Ground(("circumstances_recorded.household_type",), "on", "on", answers=()),),
    ),
    shape="count",
    year="cohort",
    unit="placements",
    direction="keep",
    says_sv="Måttet gäller kvinnor men har i dokumentet rader för kvinnor och män.",
    says_en="The measure is about women but has rows for women and men in the document.",
    example=Example(
        f"""{TWO}
2023-01-01 a circumstances_recorded household_type=6
2023-02-01 a placement_started placement_id=p form=ama sector=municipal
2023-01-01 b circumstances_recorded household_type=9
2023-02-01 b placement_started placement_id=q form=extratjanst sector=municipal
""",
        "2023",
        LATE,
        {"yes": 1, "no": 0, "unknown": 1, "value": 1, "upper": 2},
    ),
)

_EXTERNAL_PLACEMENTS = replace(
    _LANGUAGE_SUPPORT,
    key="UPP-3.1.external",
    sv="Språkstödjande insatser på arbetsplatser, varav hos externa arbetsgivare",
    en="Insatser with language support at workplaces, of them with external employers",
    counted=Counted(
        "external",
        "arbetsgivaren är inte kommunen eller ett kommunalt bolag",
        "the employer is not the municipality or a company of its",
        _external,
    ),
    says_sv="För insatser registreras ingen sektor: om arbetsgivaren är extern är då okänt.",
    says_en="No sector is recorded for insatser: whether their employer is external is unknown.",
    example=replace(_LANGUAGE_SUPPORT.example, expects={"yes": 1, "no": 1, "unknown": 1, "value": 1, "upper": 2}),
)
_EXTERNAL = replace(
    _EXTERNAL_PLACEMENTS,
    version=2,
    says_sv="Där en insats eller placering saknar sektor är det okänt om arbetsgivaren är extern.",
    says_en="Where an insats or placement has no sector it is unknown whether the employer is external.",
)
RETIRED = (_EXTERNAL_PLACEMENTS,)
"""Version 1 of UPP-3.1.external knew no sector of insatser."""

MEASURES = (
    _LANGUAGE_SUPPORT,
    _EXTERNAL,
    Measure(
        key="UPP-3.2",
        sv="Elever som fullföljer kommunal yrkesutbildning",
        en="Students who complete municipal vocational training",
        source=f"{PLAN} rad 226",
        units=Units(
            "har en yrkesutbildning som enligt plan skulle sluta i perioden",
            "has vocational training planned to end in the period",
            _planned_to_end,
            ("began_on", "planned_end_on"),
            ("began_event",),
            STUDY,
            grounds=(Ground(("study_started", "study_started.planned_end_on")),),
        ),
        who=(),
        counted=Counted(
            "completed",
            "har fullföljt senast {window} efter planerat slut",
            "has completed it by {window} after the planned end",
            _completed,
            ("to_on", "ended_on"),
            ("ended_event",),
            {"from_on": DAY},
            grounds=(Ground(("study_ended",), "from_on", "to_on"),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow(parameter="days"),
        views=True,
        parameters={"days": 60},
        direction="up",
        baseline={"all": 71, "K": 88, "M": 67},
        says_sv="Av 71 (88; 67) följer att bara 19 % är kvinnor: möjligt, men värt att kontrollera.",
        says_en="From 71 (88, 67) it follows that only 19 % are women: possible, but worth checking.",
        example=Example(
            f"""{TWO}
2023-01-10 a study_started study_id=s programme=yrkes planned_end_on=2023-06-01
2023-07-31 a study_ended study_id=s result=completed
2023-01-10 b study_started study_id=t programme=yrkes planned_end_on=2023-06-01
2023-08-01 b study_ended study_id=t result=completed
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    Measure(
        key="UPP-4.1",
        sv="Deltagare som läst sfi studieväg 1–2 och avslutas till arbete eller studier",
        en="Participants who have read sfi on track 1–2 and leave for work or studies",
        source=f"{PLAN} rad 246",
        units=EXITS,
        who=(
            Step(
                "has_read_sfi",
                "har påbörjat sfi på studieväg 1 eller 2 senast vid avslutet",
                "has begun sfi on track 1 or 2 by the exit",
                _has_read_sfi,
                ("sfi_on",),
                ("sfi_event",),
                grounds=(Ground(("study_started", "study_started.track")),),
            ),
        ),
        counted=Counted(
            "work_or_study",
            "avslutades till arbete eller studier enligt KAS",
            "left for work or studies by KAS",
            status_after(0, "kas"),
            ("ended_on", "since"),
            ("event",),
            AT_EXIT_COLUMNS,
            grounds=grounds_at_exit("kas"),
        ),
        shape="count",
        year="mean",
        unit="persons",
        window=MeasureWindow(exits="own"),
        views=True,
        direction="keep",
        baseline={"all": 4.9, "K": 1.8, "M": 3.2},
        says_sv="I dokumentet är 1,8 + 3,2 inte 4,9: avrundade månadsmedel. Totalen räknas på alla.",
        says_en="In the document 1.8 + 3.2 is not 4.9: rounded monthly means. The total is reckoned on everybody.",
        example=Example(
            f"""{TWO}
2022-01-10 a study_started study_id=s programme=sfi track=1
2023-01-10 a enrolled enrolment_id=e unit=UJC-A
2023-03-01 a exited enrolment_id=e reason=A1
2022-01-10 b study_started study_id=t programme=sfi track=3
2023-01-10 b enrolled enrolment_id=f unit=UJC-A
2023-03-01 b exited enrolment_id=f reason=A1
""",
            "2023-03",
            LATE,
            {"yes": 1, "no": 0, "value": 1},
        ),
    ),
    _SINGLE_MOTHERS,
    replace(
        _SINGLE_MOTHERS,
        key="UPP-4.2.rate",
        sv="Ensamstående kvinnor med barn, andel av dem som får en arbetsmarknadsanställning",
        en="Single women with children, share of those who get a municipal labour-market employment",
        shape="share",
        unit="percent",
        example=replace(_SINGLE_MOTHERS.example, expects={"yes": 1, "unknown": 1, "value": 50.0, "upper": 100.0}),
    ),
    Measure(
        key="UPP-4.3",
        sv="Sfi-elever på studieväg 1–2 som klarar studierna inom ramtiden",
        en="Sfi students on track 1–2 who complete within the time given",
        source=f"{PLAN} rad 252",
        units=Units(
            "har sfi på studieväg 1–2 vars ramtid går ut i perioden",
            "has sfi on track 1–2 whose time runs out in the period",
            _frame_time_over,
            ("began_on", "frame_on"),
            ("began_event",),
            STUDY,
            grounds=(Ground(("study_started", "study_started.track"), back="{years}y", ahead="-{years}y"),),
        ),
        who=(),
        counted=Counted(
            "completed",
            "har fullföljt inom ramtiden",
            "has completed within the time",
            _within_frame_time,
            ("frame_on", "ended_on", "moved_on"),
            ("ended_event", "moved_event"),
            grounds=(
                Ground(("study_ended",), "frame_on", "frame_on"),
                Ground(("moved_out",), "began_on", "frame_on"),
            ),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        parameters={"years": 3},
        direction="up",
        baseline={"all": 70.0, "K": 69.6, "M": 70.9},
        says_sv="Ramtiden är {years:in words year} från studiestarten; den som flyttat ut utan att ha fullföljt räknas inte.",
        says_en="The time is {years:in words year} from the start; who moved out without having completed is not counted.",
        example=Example(
            f"""{TWO}
2020-02-01 a study_started study_id=s programme=sfi track=1
2023-02-01 a study_ended study_id=s result=completed
2020-02-01 b study_started study_id=t programme=sfi track=2
2023-02-02 b study_ended study_id=t result=completed
2010-01-01 c participant_registered sex=K born_on=1990-05-15
2020-02-01 c study_started study_id=u programme=sfi track=2
2021-05-01 c moved_out
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "excluded": 1, "value": 50.0},
        ),
    ),
)
