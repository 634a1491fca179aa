"""Södertälje (KS 17/225): plans, placements, language, prevention. measures.md §6, SOD-2 to 4, 8, 12 and 13."""

from dataclasses import replace

import polars as pl

from projections.facts.days import attach, col, days_after, first_that, is_open_on
from projections.facts.tables import DAY, FLAG, TEXT
from projections.measures.enkoping.establishment import establishment_ends
from projections.measures.everyone.outcomes import support_begun
from projections.measures.shared.columns import PLACEMENT
from projections.measures.shared.grounds import ESTABLISHMENT_ENDS
from projections.measures.shared.units import COUNTED, LATE, TWO, overlapping
from projections.measures.sodertalje.journeys import REPORT, agreed
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import EMPLOYMENTS, OF_PLACEMENT, PAID, PLACEMENTS, PLANS, Ground
from projections.rules.outcomes import immature_until, unknown_if, window_after, yes_if
from projections.rules.plans import active_plans
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow

FOLLOWED_WITHIN = 14
"""Days before or after the due date within which a follow-up of a milestone counts (SOD-2)."""


def _milestones_due(scope: Scope) -> pl.DataFrame:
    """Returns milestones due in the period while their plan was active, by the due date valid on the day before it;
    excludes milestones reached more than `FOLLOWED_WITHIN` days before the due date."""
    world = scope.world
    first = col("from_on").min().over("pid", "plan", "milestone") < col("from_on")
    due_dates = world["milestones"].with_columns(first.alias("redated"))
    stands = (col("from_on") < col("due_on")) & (col("until_on").is_null() | (col("until_on") >= col("due_on")))
    early = (col("reached_on") < days_after(col("due_on"), -FOLLOWED_WITHIN)).fill_null(value=False)
    due = scope.within(due_dates.filter(stands & ~early), "due_on")
    plans = active_plans(world).select("pid", "plan", "began_on", "began_event", "ended_on")
    due = due.join(plans, on=["pid", "plan"]).filter(is_open_on(col("due_on")))
    name = pl.format("{}/{}/{}", "plan", "milestone", "due_on")
    return due.with_columns(name.alias("unit"), col("due_on").alias("on")).rename({"event": "due_event"})


def _followed(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if, within the window of the due date, it was reached or its plan was followed up (for it or no milestone)."""
    reached = frame.select("row", day="reached_on", event="reached_event")
    named = scope.world["plan_follow_ups"].rename({"on": "day", "milestone": "named"})
    own = frame.select("row", "pid", "plan", "milestone").join(named, on=["pid", "plan"])
    own = own.filter(col("named").is_null() | (col("named") == col("milestone"))).select("row", "day", "event")
    near = pl.concat([own, reached]).join(frame.select("row", "due_on"), on="row")
    near = near.filter((col("day") - col("due_on")).dt.total_days().abs() <= scope.window_days).sort("row", "day", "event")
    first = near.group_by("row", maintain_order=True).first().rename({"day": "followed_on", "event": "followed_event"})
    frame = attach(frame, first, ("followed_on", "followed_event"))
    frame = frame.with_columns(yes_if(col("followed_on").is_not_null()))
    return frame.with_columns(immature_until(days_after(col("due_on"), scope.window_days), scope))


def _attained(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if((col("reached_on") <= col("due_on")).fill_null(value=False)))
    return frame.with_columns(immature_until(col("due_on"), scope))


def _redated(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return frame.with_columns(yes_if(col("redated"))).with_columns(immature_until(col("due_on"), scope))


def _placements(scope: Scope) -> pl.DataFrame:
    return scope.world["placements"].drop("result").rename({"unit": "at_unit", "placement": "unit"})


def _begun(scope: Scope) -> pl.DataFrame:
    return scope.within(_placements(scope), "began_on").with_columns(col("began_on").alias("on"))


def _ended(scope: Scope) -> pl.DataFrame:
    return scope.within(_placements(scope).drop_nulls("ended_on"), "ended_on").with_columns(col("ended_on").alias("on"))


def _active(scope: Scope) -> pl.DataFrame:
    return overlapping(scope, _placements(scope)).with_columns(col("began_on").alias("on"))


def _purpose_known(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    complete = col("has_purpose") & col("has_expected_outcome") & col("need").is_not_null()
    return frame.with_columns(yes_if(complete & (col("registered_on") <= col("began_on"))))


def _as_expected(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if it was stated, within the window after the end, whether the result was as expected."""
    frame = frame.with_columns(days_after(col("ended_on"), scope.window_days).alias("to_on"))
    in_time = col("as_expected").is_not_null() & (col("ended_registered_on") <= col("to_on"))
    return frame.with_columns(yes_if(in_time)).with_columns(immature_until(col("to_on"), scope))


def _trained(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if(col("supervisor_trained")))
    return frame.with_columns(unknown_if(col("supervisor_trained").is_null()))


def _prevented(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = support_begun(frame.with_columns(window_after("ends_on", scope.window)), scope, "from_on", "to_on")
    frame = frame.with_columns(yes_if(col("again_on").is_null(), "not_returned", "returned"))
    return frame.with_columns(immature_until(col("to_on"), scope))


def _agreed(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = first_that(frame, agreed(scope.world), col("agreed_on") <= col("ends_on"), "agreed_on")
    return frame.with_columns(col("agreed_event").is_not_null().alias("agreed"))


def _under_contract(scope: Scope) -> pl.DataFrame:
    jobs = scope.world["employments"].rename({"form": "code", "employment": "unit"})
    both = pl.concat([_placements(scope), jobs], how="diagonal").drop_nulls("contract")
    return scope.within(both, "began_on").with_columns(col("began_on").alias("on"))


_PLAN = f"""{TWO}
2023-01-10 a plan_decided plan_id=p goal=work milestones=[{{"milestone_id":"m","due_on":"2023-03-01"}}]
2023-03-10 a plan_followed_up plan_id=p
2023-01-10 b plan_decided plan_id=q goal=work milestones=[{{"milestone_id":"m","due_on":"2023-03-01"}}]
2023-02-10 b milestone_redated plan_id=q milestone_id=m due_on=2023-04-01
2023-04-16 b milestone_reached plan_id=q milestone_id=m
"""


def _milestone(part: str, sv: str, en: str, counted: Counted, days: int, expects: dict[str, float | None]) -> Measure:
    return Measure(
        key=f"SOD-2.{part}",
        sv=f"Delmål som {sv}",
        en=f"Milestones that {en}",
        source=f"{REPORT} rad 48, 230",
        units=Units(
            "har ett delmål som skulle nås i perioden enligt en plan som gällde",
            "has a milestone due in the period by a plan in force",
            _milestones_due,
            ("due_on", "reached_on"),
            ("due_event", "reached_event", "began_event"),
            {"plan": TEXT, "milestone": TEXT, "redated": FLAG},
            grounds=(
                Ground(
                    (
                        *PLANS,
                        "plan_decided.milestones",
                        "plan_decided.valid_until",
                        "milestone_added",
                        "milestone_redated",
                        "milestone_reached",
                    ),
                    back=FOLLOWED_WITHIN,
                ),
            ),
        ),
        who=(),
        counted=counted,
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow(days),
        direction="down" if part == "redated" else "up",
        example=Example(_PLAN, "2023", LATE, expects),
    )


_PURPOSE_FIELDS = "purpose=x need=both expected_outcome=y"
PLACED = f"""{TWO}
2023-03-01 a placement_started placement_id=p form=praktik sector=private {_PURPOSE_FIELDS} supervisor_trained=true contract=K1
2023-04-30 a placement_ended placement_id=p result=completed as_expected=true
2023-03-01 b placement_started placement_id=q form=praktik sector=municipal purpose=x need=both
2023-04-30 b placement_ended placement_id=q result=completed
2023-05-01 b employment_started employment_id=j form=permanent contract=K1
"""
_PURPOSE = Measure(
    key="SOD-3",
    sv="Placeringar vars syfte, behov och förväntade utfall var kända i förväg",
    en="Placements whose purpose, need and expected outcome were known beforehand",
    source=f"{REPORT} rad 192, 206",
    units=Units(
        "har en placering som började i perioden",
        "has a placement that began in the period",
        _begun,
        ("began_on",),
        ("began_event",),
        {**PLACEMENT, "has_purpose": FLAG, "has_expected_outcome": FLAG, "need": TEXT, "registered_on": DAY},
        grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
    ),
    who=(),
    counted=Counted(
        "purpose_known",
        "syfte, behov och förväntat utfall registrerades senast startdagen",
        "purpose, need and expected outcome were registered by the day it began",
        _purpose_known,
        ("registered_on",),
        grounds=(
            Ground(
                ("placement_started.purpose", "placement_started.need", "placement_started.expected_outcome"),
                "began_on",
                "began_on",
                unit=OF_PLACEMENT,
            ),
        ),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    direction="up",
    example=Example(PLACED, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)

MEASURES = (
    _milestone(
        "followed",
        "följts upp inom {window} från den dag de skulle nås",
        "were followed up within {window} of the day they were due",
        Counted(
            "followed",
            "följdes upp eller nåddes inom {window} före eller efter",
            "was followed up or reached within {window} before or after",
            _followed,
            ("followed_on",),
            ("followed_event",),
            grounds=(
                Ground(("plan_followed_up", "milestone_reached"), "due_on", "due_on", FOLLOWED_WITHIN, FOLLOWED_WITHIN),
                Ground((), answers=("yes",), unless_missing=("plan_followed_up.milestone_id",)),
            ),
        ),
        FOLLOWED_WITHIN,
        {"yes": 1, "no": 1, "value": 50.0},
    ),
    _milestone(
        "attained",
        "nåtts i tid",
        "were reached in time",
        Counted(
            "attained",
            "nåddes senast den dagen",
            "was reached by that day",
            _attained,
            grounds=(Ground(("milestone_reached",), "due_on", "due_on"),),
        ),
        0,
        {"yes": 0, "no": 2, "value": 0.0},
    ),
    _milestone(
        "redated",
        "fått ett nytt datum",
        "had been given another date",
        Counted("redated", "hade fått ett annat datum än det första", "had got another date than its first", _redated),
        0,
        {"yes": 1, "no": 1, "value": 50.0},
    ),
    _PURPOSE,
    replace(
        _PURPOSE,
        key="SOD-3.as_expected",
        sv="Placeringar vars utfall jämförts med det förväntade inom {window} efter slutet",
        en="Placements whose outcome was compared with the expected within {window} after the end",
        units=Units(
            "har en placering som slutade i perioden",
            "has a placement that ended in the period",
            _ended,
            ("began_on", "ended_on"),
            ("ended_event",),
            {**PLACEMENT, "as_expected": FLAG, "ended_registered_on": DAY},
            grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
        ),
        counted=Counted(
            "compared",
            "om utfallet blev som väntat registrerades inom {window}",
            "whether it came out as expected was registered within {window}",
            _as_expected,
            ("to_on", "ended_registered_on"),
            grounds=(Ground(("placement_ended.as_expected",), "ended_on", "ended_on", unit=OF_PLACEMENT),),
        ),
        window=MeasureWindow(30),
    ),
    replace(
        _PURPOSE,
        key="SOD-4",
        sv="Placeringar med utbildad handledare",
        en="Placements with a trained supervisor",
        source=f"{REPORT} rad 50, 52, 194",
        units=Units(
            "har en placering som pågår i perioden",
            "has a placement active in the period",
            _active,
            ("began_on", "ended_on"),
            ("began_event",),
            {**PLACEMENT, "supervisor_trained": FLAG},
            grounds=(Ground(PLACEMENTS, unit=OF_PLACEMENT),),
        ),
        counted=Counted(
            "trained",
            "handledaren är utbildad",
            "the supervisor is trained",
            _trained,
            grounds=(Ground(("placement_started.supervisor_trained",), "began_on", "began_on", answers=(), unit=OF_PLACEMENT),),
        ),
        says_sv="Dela upp på sector för kommunen, bolagen och de privata.",
        says_en="Break down by sector for the municipality, its companies and the private ones.",
        example=Example(PLACED, "2023", LATE, {"yes": 1, "unknown": 1, "value": 50.0, "upper": 100.0}),
    ),
    Measure(
        key="SOD-8",
        sv="Förebyggande överenskommelser utan försörjningsstöd året efter etableringen",
        en="Preventive agreements without income support in the year after establishment",
        source=f"{REPORT} rad 56–58",
        units=Units(
            "har en etablering som slutar i perioden",
            "has an establishment that ends in the period",
            establishment_ends,
            ("ends_on",),
            ("told_event",),
            grounds=ESTABLISHMENT_ENDS,
        ),
        who=(
            Step(
                "agreed",
                "hade dessförinnan en förebyggande överenskommelse",
                "had a preventive agreement before that",
                _agreed,
                ("agreed_on",),
                ("agreed_event",),
                grounds=(Ground(("preventive_agreement",)),),
            ),
        ),
        counted=Counted(
            "prevented",
            "fick inget försörjningsstöd inom {window} efter",
            "had no income support within {window} after",
            _prevented,
            ("from_on", "to_on", "again_on"),
            ("again_event",),
            grounds=(Ground(PAID, "from_on", "to_on", answers=("yes",)),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow("1y"),
        views=True,
        direction="up",
        example=Example(
            f"""{TWO}
2022-01-01 a circumstances_recorded establishment_to=2023-03-31
2022-01-01 b circumstances_recorded establishment_to=2023-03-31
2022-06-01 a preventive_agreement with_party=af
2022-06-01 b preventive_agreement with_party=af
2023-05-20 b support_paid month=2023-05 amount=8000
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    replace(
        _PURPOSE,
        key="SOD-12",
        sv="Placeringar och anställningar genom sociala klausuler",
        en="Placements and employments by social clauses",
        source=f"{REPORT} rad 224–226",
        units=Units(
            "har en placering eller anställning med kontrakt som började i perioden",
            "has a placement or employment with a contract that began in the period",
            _under_contract,
            ("began_on",),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground((*PLACEMENTS, *EMPLOYMENTS, "placement_started.contract", "employment_started.contract")),),
        ),
        counted=COUNTED,
        shape="count",
        unit="placements",
        says_sv="Dela upp på contract för varje kontrakt.",
        says_en="Break down by contract for each.",
        example=Example(PLACED, "2023", LATE, {"yes": 2, "value": 2}),
    ),
)
