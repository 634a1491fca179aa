"""Uppsala's plan: recipients of income support, duration and area. measures.md §3, UPP-0, 1.1, 1.2, 1.4, 1.6 and 2.2."""

from dataclasses import replace
from datetime import date

import polars as pl

from domain.vocabulary.person_codes import ObstacleGroup
from projections.facts.days import attach, col, first_that, month_number
from projections.facts.tables import TEXT
from projections.measures.shared.columns import ENROLLED
from projections.measures.shared.units import (
    COUNTED,
    LATE,
    MONTHS_WITH_SUPPORT,
    SPELL_OVERLAPS,
    SUPPORTED,
    TWO,
    Added,
    adults,
    enrolled_on_last_day,
    months_paid,
)
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import ENROLMENTS, INSATSER, PAID, Ground
from projections.rules.circumstances import obstacle_of, obstacle_unknown, with_held
from projections.rules.columns import NUMBER_OF
from projections.rules.outcomes import unknown_if, yes_if
from projections.rules.scope import Scope
from projections.rules.support import LONG_TERM_MONTHS, LONG_TERM_OF, with_months_of_support
from projections.worlds.coverage import OwnUnit

PLAN = "Uppsala AMN-2023-00174"


def _enrolled_at_unit(scope: Scope) -> pl.DataFrame:
    return enrolled_on_last_day(scope, str(scope.values["unit"]))


def _insats_in_month(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    other = scope.world["insatser"].filter(col("code") != str(scope.values["except"]))
    began = other.select("pid", spell_began="began_on", spell_ended="ended_on", spell_event="began_event")
    frame = first_that(frame, began, SPELL_OVERLAPS, "spell_began", "spell_event")
    return frame.with_columns(yes_if(col("spell_event").is_not_null()))


def _long_term(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_months_of_support(frame, scope.world, "last_on", LONG_TERM_OF)
    frame = frame.with_columns(col("month").dt.offset_by(f"-{LONG_TERM_OF - 1}mo").alias("from_month"))
    return frame.with_columns(yes_if(col("months") >= int(scope.values["months"])))


def _long_term_in_year(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Counts support months among the twelve months that end with the year's December."""
    frame = with_months_of_support(frame, scope.world, "last_on", LONG_TERM_OF)
    return frame.with_columns(yes_if(col("months") >= int(scope.values["months"])))


def _very_long_term(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if enough of the last 36 months have support, with at most `gap` whole months without support between two."""
    look_back = frame.select("row", "pid", col("month").alias("last"), col("month").dt.offset_by("-35mo").alias("first"))
    counted = (
        look_back.join(scope.world.support_months.select("pid", "month", "event"), on="pid")
        .filter(col("month").is_between("first", "last"))
        .sort("row", "month")
        .group_by("row", maintain_order=True)
        .agg(
            pl.len().alias("months"),
            (month_number(col("month")).diff().max() - 1).fill_null(0).alias("gap"),
            col("event").alias("month_events"),
        )
    )
    frame = attach(frame, counted, ("months", "gap", "month_events"))
    enough = (col("months") >= int(scope.values["months"])) & (col("gap") <= int(scope.values["gap"]))
    return frame.with_columns(yes_if(enough))


def _in_exposed_area(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "area_class")
    return frame.with_columns(yes_if(col("area_class").is_in(["1", "2"]))).with_columns(unknown_if(col("area_class").is_null()))


def obstacle_is(group: ObstacleGroup) -> Added:
    """Yes if the latest obstacle on the reference day belongs to the group; unknown if no obstacle is known (§1.9)."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = with_held(frame, scope.world, "obstacle")
        frame = frame.with_columns(yes_if(obstacle_of(group)))
        return frame.with_columns(unknown_if(obstacle_unknown()))

    return add


_BOTH_PAID = f"{TWO}{months_paid('a', '2023-12', 1)}\n{months_paid('b', '2023-12', 1)}\n"

_LONG_TERM = Measure(
    key="UPP-1.2",
    sv=f"Vuxna biståndsmottagare med långvarigt bistånd (minst {{months}} av {LONG_TERM_OF} månader)",
    en=f"Adults on income support with long-term support (at least {{months}} of {LONG_TERM_OF} months)",
    source=f"{PLAN} rad 153; jämför Kolada N31814",
    units=MONTHS_WITH_SUPPORT,
    who=(adults(),),
    counted=Counted(
        "long_term",
        f"har minst {{months}} biståndsmånader av de senaste {LONG_TERM_OF}",
        f"has at least {{months}} support months of the last {LONG_TERM_OF}",
        _long_term,
        ("from_month", "month"),
        ("month_events",),
        {"months": NUMBER_OF},
        grounds=(Ground(PAID, "last_on", back=f"{LONG_TERM_OF - 1}M"),),
    ),
    shape="share",
    year="mean",
    unit="percent",
    grace_days=SUPPORT_GRACE_DAYS,
    parameters={"months": LONG_TERM_MONTHS},
    limits={"months": (1, LONG_TERM_OF)},
    direction="down",
    baseline={"all": 72.4, "K": 76.1, "M": 66.5},
    says_sv="Dokumentet säger inte om 72,4 är ett rullande mått eller kalenderår; här är det rullande tolv månader.",
    says_en="The document does not say whether 72.4 is rolling or by calendar year; here it is rolling twelve months.",
    example=Example(
        f"2010-01-01 a participant_registered sex=K born_on=1990-05-15\n{months_paid('a', '2023-01', 9)}\n"
        "2023-11-20 a support_paid month=2023-11 amount=8000",
        "2023-11",
        LATE,
        {"yes": 1, "no": 0, "value": 100.0},
    ),
)
MEASURES = (
    Measure(
        key="UPP-0",
        sv="Vuxna biståndsmottagare, andel av befolkningen 18 år och äldre",
        en="Adults on income support, share of the population of 18 and over",
        source=f"{PLAN} rad 28; jämför Kolada N31825",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(),),
        counted=COUNTED,
        shape="count",
        year="december",
        unit="percent",
        grace_days=SUPPORT_GRACE_DAYS,
        per="population_18plus",
        direction="down",
        target=1.0,
        deadline=date(2026, 12, 31),  # ”i slutet av mandatperioden”: a board's term ends with a year
        says_sv="Mandatperioden är nämndens, 2023–2026. Befolkning: referensvärdet population_18plus för månaden, annars året.",
        says_en="The term is the board's, 2023–2026. The population is the reference value of the month, else of the year.",
        example=Example(
            f"{_BOTH_PAID}2023-01-01 - reference_value_set series=population_18plus period=2023 value=400\n",
            "2023",
            LATE,
            {"yes": 2, "denominator": 400, "value": 0.5},
        ),
    ),
    Measure(
        key="UPP-1.1",
        sv="Inskrivna på enheten den sista i månaden som haft en insats i månaden",
        en="Enrolled at the unit on the month's last day with an insats in the month",
        source=f"{PLAN} rad 150",
        units=Units(
            "är inskriven på enheten den sista i månaden",
            "is enrolled at the unit on the month's last day",
            _enrolled_at_unit,
            ("began_on", "ended_on"),
            ("began_event",),
            ENROLLED,
            grounds=(Ground(ENROLMENTS, "last_on", unit=OwnUnit("{unit}")),),
        ),
        who=(),
        counted=Counted(
            "insats_in_month",
            "har en insats, annan än {except:insats_code}, som rör månaden",
            "has an insats other than {except:insats_code} that overlaps the month",
            _insats_in_month,
            ("spell_began", "spell_ended"),
            ("spell_event",),
            grounds=(Ground(INSATSER),),
        ),
        shape="share",
        year="mean",
        unit="percent",
        grace_days=SUPPORT_GRACE_DAYS,
        parameters={"unit": "UJC-A", "except": "mapping"},
        direction="up",
        baseline={"all": 61.8, "K": 60.3, "M": 63.9},
        example=Example(
            f"""{TWO}
2023-01-10 a enrolled enrolment_id=e1 unit=UJC-A
2023-02-01 a insats_started insats_id=i insats=coaching
2023-04-01 a insats_ended insats_id=i result=completed
2023-04-30 b enrolled enrolment_id=e2 unit=UJC-A
2023-04-01 b insats_started insats_id=k insats=mapping
""",
            "2023-04",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    _LONG_TERM,
    replace(
        _LONG_TERM,
        key="UPP-1.2y",
        sv="Vuxna biståndsmottagare med långvarigt bistånd, kalenderår (minst {months:month} av året)",
        en="Adults on income support with long-term support, calendar year (at least {months} of its months)",
        source=f"{PLAN} rad 153; Kolada N31814",
        units=SUPPORTED,
        counted=Counted(
            "long_term",
            "har minst {months} biståndsmånader i året",
            "has at least {months} support months in the year",
            _long_term_in_year,
            ("last_on",),
            ("month_events",),
            {"months": NUMBER_OF},
            grounds=(Ground(PAID, "last_on", back=f"{LONG_TERM_OF - 1}M"),),
        ),
        year="cohort",
        years_only=True,
        whole_period=True,
        baseline={},
        says_sv="Månader i andra kommuner syns inte här: värdet är en undre gräns för Koladas.",
        says_en="Months in other municipalities are not seen here: the value is a lower bound of Kolada's.",
        example=Example(
            f"{TWO}{months_paid('a', '2023-01', 10)}\n{months_paid('b', '2022-06', 12)}",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    replace(
        _LONG_TERM,
        key="UPP-1.2v",
        sv="Vuxna biståndsmottagare med mycket långvarigt bistånd (minst {months} av 36 månader)",
        en="Adults on income support with very long-term support (at least {months} of 36 months)",
        source=f"{PLAN} rad 153; Kolada U31801",
        counted=Counted(
            "very_long_term",
            "har minst {months} biståndsmånader av de senaste 36, utan uppehåll längre än {gap:in words month}",
            "has at least {months} support months of the last 36, with no gap longer than {gap:in words month}",
            _very_long_term,
            ("month",),
            ("month_events",),
            {"months": NUMBER_OF, "gap": pl.Int32()},
            grounds=(Ground(PAID, "last_on", back="35M"),),
        ),
        parameters={"months": 27, "gap": 2},
        limits={"months": (1, 36)},
        baseline={},
        says_sv="",
        says_en="",
        example=Example(
            f"{TWO}{months_paid('a', '2020-12', 20)}\n{months_paid('a', '2022-10', 7)}\n"
            f"{months_paid('b', '2020-12', 20)}\n{months_paid('b', '2022-11', 13)}",
            "2023-04",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    Measure(
        key="UPP-1.4",
        sv="Biståndsmottagare i områden med socioekonomiska utmaningar (områdestyp 1–2)",
        en="Persons on income support in areas with socio-economic challenges (area class 1–2)",
        source=f"{PLAN} rad 159",
        units=MONTHS_WITH_SUPPORT,
        who=(),
        counted=Counted(
            "in_exposed_area",
            "bor i ett område av typ 1–2 vid månadens slut",
            "lives in an area of class 1–2 at the month's end",
            _in_exposed_area,
            ("month",),
            ("area_class_event",),
            {"area_class": TEXT},
            grounds=(Ground(("circumstances_recorded.area_class",), "last_on", answers=()),),
        ),
        shape="share",
        year="mean",
        unit="percent",
        grace_days=SUPPORT_GRACE_DAYS,
        direction="down",
        says_sv="Dokumentet knyter måttet till uppsökande arbete, som det inte mäter. Utgångsvärde saknas.",
        says_en="The document ties the measure to outreach, which it does not measure. There is no baseline.",
        example=Example(
            f"{_BOTH_PAID}2023-01-01 a circumstances_recorded area_class=1\n",
            "2023-12",
            LATE,
            {"yes": 1, "unknown": 1, "value": 50.0, "upper": 100.0},
        ),
    ),
    Measure(
        key="UPP-1.6",
        sv="Unga 19–24 år med ekonomiskt bistånd",
        en="Young people of 19–24 on income support",
        source=f"{PLAN} rad 165",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(19, 24),),
        counted=COUNTED,
        shape="count",
        year="december",
        unit="persons",
        grace_days=SUPPORT_GRACE_DAYS,
        direction="down",
        baseline={"all": 300, "K": 129, "M": 171},
        says_sv="Åldersgränserna för unga skiljer sig mellan dokumenten; här är det 19–24 år.",
        says_en="The documents have different ages for the young; here it is 19–24.",
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=2003-05-15
2023-12-20 a support_paid month=2023-12 amount=8000
2010-01-01 b participant_registered sex=M born_on=1998-12-31
2023-12-20 b support_paid month=2023-12 amount=8000
""",
            "2023",
            LATE,
            {"yes": 1, "value": 1},
        ),
    ),
    Measure(
        key="UPP-2.2",
        sv="Biståndsmottagare med försörjningshindret sjukskriven med läkarintyg",
        en="Adults on income support whose obstacle is sick leave with a certificate",
        source=f"{PLAN} rad 191; jämför Kolada N31860",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(),),
        counted=Counted(
            "sick_certified",
            "har vid månadens slut hindret sjukskriven med läkarintyg",
            "has at the month's end the obstacle sick leave with a certificate",
            obstacle_is("sick_certified"),
            ("month",),
            ("obstacle_event",),
            {"obstacle": TEXT},
            grounds=(Ground(("obstacle_recorded",), "last_on", answers=()),),
        ),
        shape="count",
        year="december",
        unit="persons",
        grace_days=SUPPORT_GRACE_DAYS,
        direction="down",
        baseline={"all": 581, "K": 338, "M": 243},
        example=Example(
            f"{_BOTH_PAID}2023-01-01 a obstacle_recorded obstacle=sick_certified_waiting\n",
            "2023",
            LATE,
            {"yes": 1, "unknown": 1, "value": 1, "upper": 2},
        ),
    ),
)
