"""Enköping's results of Jobbcentrum (the answer to an interpellation, 2020). measures.md §4, ENK-JC1 to JC5."""

from dataclasses import replace

import polars as pl

from projections.facts.days import attach, col, is_open_on
from projections.facts.tables import FLAG
from projections.measures.everyone.outcomes import AT_EXIT_COLUMNS, status_after
from projections.measures.shared.columns import EXIT, PLACEMENT
from projections.measures.shared.units import COUNTED, EXITS, LATE, TWO, one_each
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import PAID, PLACEMENTS, Ground, exits_at
from projections.rules.leavers import settled
from projections.rules.outcomes import yes_if
from projections.rules.scope import Scope
from projections.rules.status_grounds import grounds_at_exit
from projections.rules.windows import MeasureWindow

ANSWER = "Enköping, interpellationssvar om arbetsmarknadsenheten 2020"


def _exits_of_persons(scope: Scope) -> pl.DataFrame:
    """Returns exits from enrolments at the unit, or at any unit; the reference day is the last day of the period."""
    exits, unit = EXITS.of(scope), str(scope.values["unit"])
    return (exits if unit == "any" else exits.filter(col("at_unit") == unit)).with_columns(col("last_on").alias("on"))


def _exits_of_unit(scope: Scope) -> pl.DataFrame:
    return _exits_of_persons(scope).with_columns(col("ended_on").alias("on"))


def _first_to_work(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Marks each person's first exit in the period that led to work or studies."""
    judged = settled(status_after(0, "kas")(frame, scope), scope, exits=True)
    worked = judged.filter(col("outcome") == "yes").sort("ended_on", maintain_order=True)
    first = worked.group_by("pid", "period", maintain_order=True).first().select("row", pl.lit(value=True).alias("is_first"))
    frame = attach(frame, judged.select("row", outcome_event="event"), ("outcome_event",))
    return attach(frame, first, ("is_first",)).with_columns(col("is_first").fill_null(value=False).alias("first_to_work"))


def _had_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if there is a support month in the exit's month, the three before, or the month when the journey began."""
    months = scope.world.support_months.select("pid", "month", support_event="event")
    near = col("month").is_between(col("exit_month").dt.offset_by("-3mo"), col("exit_month"))
    payments = (
        frame.select("row", "pid", exit_month=col("ended_on").dt.month_start(), first_month=col("began_on").dt.month_start())
        .join(months, on="pid")
        .filter(near | (col("month") == col("first_month")))
        .sort("row", "month")
        .group_by("row", maintain_order=True)
        .first()
    )
    frame = attach(frame, payments, ("month", "support_event"))
    return frame.with_columns(yes_if(col("support_event").is_not_null()))


def _begun(scope: Scope, code: str) -> pl.DataFrame:
    placements = scope.world["placements"].filter(col("code") == code).drop("result").rename({"unit": "at_unit"})
    return scope.within(placements, "began_on")


def _holiday_jobs(scope: Scope) -> pl.DataFrame:
    return one_each(_begun(scope, "feriearbete").filter(col("began_on").dt.month().is_in([6, 7, 8])))


def _extended_holiday_jobs(scope: Scope) -> pl.DataFrame:
    """Returns extended holiday jobs active on the period's last day, or on A if that is earlier."""
    until_now = pl.min_horizontal("last_on", pl.lit(scope.world.as_of))
    return one_each(_begun(scope, "forlangd_ferietjanst").filter(is_open_on(until_now)))


_EXAMPLE = f"""{TWO}
2020-01-20 a support_paid month=2020-01 amount=8000
2020-01-10 a enrolled enrolment_id=e unit=Jobbcentrum
2020-05-10 a exited enrolment_id=e reason=A1
2020-01-10 b enrolled enrolment_id=f unit=AME
2020-05-10 b exited enrolment_id=f reason=B1
2010-01-01 c participant_registered sex=K born_on=2004-05-15
2020-06-15 c placement_started placement_id=p form=feriearbete sector=municipal
2020-07-03 c placement_ended placement_id=p result=completed
2020-08-03 c placement_started placement_id=q form=forlangd_ferietjanst sector=municipal
"""

_TO_WORK = Measure(
    key="ENK-JC1",
    sv="Personer som fått hjälp till arbete eller studier",
    en="Persons helped to work or studies",
    source=f"{ANSWER}, rad 11; jämför Kolada U40455",
    units=Units(
        "har en resa som avslutades i perioden",
        "has a journey that ended in the period",
        _exits_of_persons,
        ("began_on", "ended_on"),
        ("began_event", "ended_event"),
        EXIT,
        grounds=exits_at("{unit}"),
    ),
    who=(),
    counted=Counted(
        "to_work_or_study",
        "något avslut ledde till arbete eller studier enligt KAS",
        "some exit led to work or studies by KAS",
        status_after(0, "kas"),
        ("ended_on", "since"),
        ("event",),
        AT_EXIT_COLUMNS,
        grounds=grounds_at_exit("kas"),
    ),
    shape="count",
    year="cohort",
    unit="persons",
    window=MeasureWindow(exits="own"),
    views=True,
    several=True,
    parameters={"unit": "any"},
    direction="up",
    says_sv="Svaret talar om t.o.m. 15 oktober men siffran 72 är januari–augusti; jämför med samma månader året före.",
    says_en="The answer speaks of 15 October but its 72 is January–August; compare with the same months of the year before.",
    example=Example(_EXAMPLE, "2020-01..2020-08", LATE, {"yes": 2, "value": 2}),
)
_WITH_SUPPORT = replace(
    _TO_WORK,
    key="ENK-JC2",
    sv="Varav minst med försörjningsstöd, av dem som fått hjälp till arbete eller studier",
    en="Of them at least with income support, of those helped to work or studies",
    units=Units(
        "har en resa som avslutades i perioden",
        "has a journey that ended in the period",
        _exits_of_unit,
        ("began_on", "ended_on"),
        ("began_event", "ended_event"),
        EXIT,
        grounds=exits_at("{unit}"),
    ),
    who=(
        Step(
            "first_to_work",
            "är personens första avslut i perioden till arbete eller studier",
            "is the person's first exit in the period to work or studies",
            _first_to_work,
            events=("outcome_event",),
            columns={"is_first": FLAG},
        ),
    ),
    counted=Counted(
        "had_support",
        "hade försörjningsstöd i avslutets månad, någon av de tre före eller när resan började",
        "had income support in the exit's month, one of the three before or when the journey began",
        _had_support,
        ("month",),
        ("support_event",),
        grounds=(
            Ground(PAID, "ended_on", "ended_on", "3M", "0M"),
            Ground(PAID, "began_on", "began_on", "0M", "0M"),
        ),
    ),
    views=False,
    several=False,
    says_sv="Dokumentet säger ”minst 38”: en undre gräns.",
    says_en="The document says “at least 38”: a lower bound.",
    example=Example(_EXAMPLE, "2020-01..2020-08", LATE, {"yes": 1, "no": 1, "value": 1}),
)


def _at_jobbcentrum(measure: Measure, yes: int, baseline: float) -> Measure:
    return replace(
        measure,
        key=f"{measure.key}.Jobbcentrum",
        sv=f"{measure.sv}, {{unit}}",
        en=f"{measure.en}, {{unit}}",
        parameters={"unit": "Jobbcentrum"},
        baseline={"all": baseline},
        says_sv=f"{measure.says_sv} Utgångsvärdet är hela 2019.",
        says_en=f"{measure.says_en} The baseline is the whole of 2019.",
        example=replace(measure.example, expects={"yes": yes, "value": yes}),
    )


def _placed(key: str, sv: str, en: str, units: Units, line: int, value: float) -> Measure:
    return Measure(
        key=key,
        sv=sv,
        en=en,
        source=f"{ANSWER}, rad {line}; jämför Kolada N40471–N40475",
        units=units,
        who=(),
        counted=COUNTED,
        shape="count",
        year="cohort",
        unit="persons",
        direction="up",
        says_sv=f"Dokumentets siffra för 2020 är {value}.",
        says_en=f"The document's number for 2020 is {value}.",
        example=Example(_EXAMPLE, "2020", LATE, {"yes": 1, "value": 1}),
    )


MEASURES = (
    _TO_WORK,
    _at_jobbcentrum(_TO_WORK, 1, 91),
    _WITH_SUPPORT,
    _at_jobbcentrum(_WITH_SUPPORT, 1, 51),
    _placed(
        "ENK-JC4",
        "Unga som fått feriearbete i juni–augusti",
        "Young people with a holiday job in June–August",
        Units(
            "har ett feriearbete som började i juni–augusti i perioden",
            "has a holiday job that began in June–August of the period",
            _holiday_jobs,
            ("began_on",),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground(PLACEMENTS),),
        ),
        12,
        187,
    ),
    _placed(
        "ENK-JC5",
        "Unga i förlängd ferietjänst",
        "Young people in extended holiday service",
        Units(
            "har en förlängd ferietjänst som började i perioden och pågår dess sista dag, eller på mätdagen om den är före",
            "has an extended holiday service begun in the period, running on its last day or on the day of measuring if before",
            _extended_holiday_jobs,
            ("began_on", "ended_on"),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground(PLACEMENTS),),
        ),
        13,
        15,
    ),
)
