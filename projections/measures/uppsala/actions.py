"""Uppsala's åtgärder that have no indicator in the plan: sickness compensation, meetings. measures.md §9, Further demands."""

import polars as pl

from domain.vocabulary.code_lists import OBSTACLE_GROUPS
from projections.facts.days import col, first_that
from projections.measures.shared.columns import AMOUNT
from projections.measures.shared.units import EXITS, LATE, TWO, months_paid
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import Counted, Example, Measure, Units
from projections.rules.absence import PAID, Ground
from projections.rules.circumstances import held
from projections.rules.outcomes import immature_until, immature_until_exit_stands, unknown_if, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.windows import AT_ONCE, MeasureWindow

_OTHER_SUPPORT = ("C2", "C3", "C4")
"""Exits to sickness benefit or rehabilitation, to sickness or activity compensation, and to a pension."""
_SICK, _COMPENSATED = (sorted(OBSTACLE_GROUPS[group]) for group in ("sick_certified", "sickness_compensation"))


def _become_sick(scope: Scope) -> pl.DataFrame:
    """Returns the days on which a person's obstacle became sick leave with a certificate, which it was not the day before."""
    stated = held(scope.world, "obstacle").sort("pid", "from_on")
    sick = col("value").is_in(_SICK)
    before = sick.shift(1).over("pid").fill_null(value=False)
    begun = stated.filter(sick & ~before).select("pid", sick_on="from_on", sick_event="event")
    within = scope.within(begun, "sick_on")
    return within.with_columns(col("sick_on").cast(pl.String).alias("unit"), col("sick_on").alias("on"))


def _compensated(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("sick_on", scope.window))
    later = held(scope.world, "obstacle").filter(col("value").is_in(_COMPENSATED))
    later = later.select("pid", compensated_on="from_on", compensated_event="event")
    in_time = (col("compensated_on") > col("from_on")) & (col("compensated_on") <= col("to_on"))
    frame = first_that(frame, later, in_time, "compensated_on")
    frame = frame.with_columns(yes_if(col("compensated_on").is_not_null()))
    return frame.with_columns(immature_until(col("to_on"), scope))


def _to_other_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if(col("reason").is_in(_OTHER_SUPPORT)))
    frame = frame.with_columns(unknown_if(col("reason").is_null(), "no_reason"))
    return frame.with_columns(immature_until_exit_stands(scope))


def _months(scope: Scope) -> pl.DataFrame:
    """Returns a row per person and month with support in the period; the reference day is the month's last."""
    months = scope.world.support_months.select("pid", "month", support_event="event")
    within = scope.within(months, "month")
    return within.with_columns(col("month").dt.strftime("%Y-%m").alias("unit"), col("month").dt.month_end().alias("on"))


def _meetings(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the number of appointments held in the month."""
    held = scope.world["moments"].filter(col("kind") == "appointment_held").select("pid", day="on", held_event="event")
    own = frame.select("row", "pid", "month", "on").join(held, on="pid").filter(col("day").is_between("month", "on"))
    by_row = own.sort("day", "held_event").group_by("row", maintain_order=True)
    counted = by_row.agg(pl.len().cast(pl.Int64).alias("amount"), col("held_event").alias("held_events"))
    frame = frame.join(counted, on="row", how="left", maintain_order="left").with_columns(col("amount").fill_null(0))
    frame = frame.with_columns(yes_if(pl.lit(value=True), "is_counted"))
    return frame.with_columns(immature_until(col("on"), scope))


_SICK_LEAVE = f"""{TWO}
2023-02-01 a obstacle_recorded obstacle=sick_certified_waiting
2023-05-01 a obstacle_recorded obstacle=sick_certified_no_benefit
2024-02-01 a obstacle_recorded obstacle=sickness_compensation_waiting
2023-02-01 b obstacle_recorded obstacle=sick_certified_waiting
2024-02-02 b obstacle_recorded obstacle=sickness_compensation_waiting
2023-01-10 a enrolled enrolment_id=e unit=UJC-A
2023-06-10 a exited enrolment_id=e reason=C3
2023-01-10 b enrolled enrolment_id=f unit=UJC-A
2023-06-10 b exited enrolment_id=f reason=A1
"""
MEASURES = (
    Measure(
        key="UPP-10",
        sv="Sjukskrivna med läkarintyg som inom {window} fått hindret sjuk- eller aktivitetsersättning",
        en="Those on certified sick leave whose obstacle within {window} became sickness compensation",
        source=f"{PLAN} åtgärd 10",
        units=Units(
            "fick i perioden hindret sjukskriven med läkarintyg",
            "got the obstacle sick leave with a certificate in the period",
            _become_sick,
            ("sick_on",),
            ("sick_event",),
            grounds=(Ground(("obstacle_recorded",)),),
        ),
        who=(),
        counted=Counted(
            "compensated",
            "har inom {window} hindret sjuk- eller aktivitetsersättning",
            "has within {window} the obstacle sickness compensation",
            _compensated,
            ("from_on", "to_on", "compensated_on"),
            ("compensated_event",),
            grounds=(Ground(("obstacle_recorded",), "from_on", "to_on"),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow("1y"),
        views=True,
        direction="up",
        says_sv="Hindret är det som registrerats för biståndet; Försäkringskassans beslut syns inte här.",
        says_en="The obstacle is the one recorded for the support; decisions of Försäkringskassan are not seen here.",
        example=Example(_SICK_LEAVE, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
    ),
    Measure(
        key="UPP-10.exits",
        sv="Avslut till sjukpenning, sjuk- eller aktivitetsersättning eller pension",
        en="Exits to sickness benefit, sickness or activity compensation, or a pension",
        source=f"{PLAN} åtgärd 10",
        units=EXITS,
        who=(),
        counted=Counted(
            "to_other_support",
            "avslutades med orsaken C2, C3 eller C4",
            "ended with the reason C2, C3 or C4",
            _to_other_support,
        ),
        shape="count",
        year="cohort",
        unit="journeys",
        window=MeasureWindow(exits="own"),
        example=Example(_SICK_LEAVE, "2023", LATE, {"yes": 1, "no": 1, "value": 1}),
    ),
    Measure(
        key="UPP-11",
        sv="Genomförda besök per person och månad med försörjningsstöd",
        en="Appointments held per person and month with income support",
        source=f"{PLAN} åtgärd 11",
        units=Units(
            "har en biståndsmånad i perioden",
            "has a support month in the period",
            _months,
            ("month",),
            ("support_event",),
            grounds=(Ground(PAID),),
        ),
        who=(),
        counted=Counted(
            "meetings",
            "besöken som genomfördes i månaden",
            "the appointments held in the month",
            _meetings,
            events=("held_events",),
            columns=AMOUNT,
            grounds=(Ground(("appointment_held",), "month", "on", answers=("yes",)),),
        ),
        shape="mean",
        year="cohort",
        unit="appointments",
        window=AT_ONCE,
        direction="up",
        says_sv="Planen anger inget tal; ett besök räknas i den månad då det genomfördes.",
        says_en="The plan gives no number; an appointment counts in the month in which it was held.",
        example=Example(
            f"""{TWO}{months_paid("a", "2023-01", 2)}
{months_paid("b", "2023-01", 2)}
2023-01-10 a appointment_held appointment_id=x
2023-01-20 a appointment_held appointment_id=y
2023-02-28 b appointment_held appointment_id=z
2023-03-01 b appointment_held appointment_id=w
""",
            "2023",
            LATE,
            {"yes": 4, "numerator": 3, "value": 0.75},
        ),
    ),
)
