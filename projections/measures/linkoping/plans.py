"""Linköping, ”Alla behövs. Alla bidrar.” (KS 2021-799). measures.md §5."""

from datetime import date

import polars as pl

from projections.facts.days import col, days_after, is_open_on
from projections.facts.tables import TEXT
from projections.measures.shared.units import Added, adults
from projections.measuring.measure import Counted, Example, Measure, Units
from projections.rules.absence import ENROLMENTS, PAID, PLANS, Ground
from projections.rules.columns import Columns
from projections.rules.outcomes import yes_if
from projections.rules.plans import active_plans
from projections.rules.scope import Scope

PROGRAMME = "Linköping KS 2021-799"


def _in_the_boards_care(scope: Scope) -> pl.DataFrame:
    """Returns one row per person and month with a support month, or an enrolment active on the month's last day."""
    months = scope.windows.with_columns(col("first_on").alias("month"))
    paid = scope.world.support_months.join(months, on="month").select("pid", "period", care_event="event")
    enrolled = (
        scope.each_window(scope.world["enrolments"])
        .filter(is_open_on(col("last_on")))
        .select("pid", "period", care_event="began_event")
    )
    first = pl.concat([paid, enrolled]).group_by("pid", "period", maintain_order=True).first()
    return first.join(scope.windows, on="period").with_columns(col("period").alias("unit"), col("last_on").alias("on"))


def _tiers(scope: Scope) -> pl.DataFrame:
    """Returns the highest tier (1–4) of a person's plans on each month's last day; each tier requires the tiers below it."""
    days = int(scope.values["days"])
    key = ("tiers", tuple(scope.windows["period"]), days)
    return scope.world.once(key, lambda: _best_plans(scope, days))


def _best_plans(scope: Scope, days: int) -> pl.DataFrame:
    plans = (
        scope.each_window(active_plans(scope.world))
        .filter(is_open_on(col("last_on")))
        .with_columns(days_after(col("last_on"), -days).alias("since_day"))
        .with_row_index("plan_row")
    )
    for events in (_milestones(plans, scope), _followed_up(plans, scope)):
        plans = plans.join(events, on="plan_row", how="left", maintain_order="left")
    met = plans.with_columns(
        col("goal").is_in(["work", "study"]).alias("tier2"),
        col("milestone_event").is_not_null().alias("tier3"),
        (col("follow_up_event").is_not_null() | (col("began_on") >= col("since_day"))).alias("tier4"),
    ).with_columns(
        (1 + col("tier2").cast(pl.Int8) * (1 + col("tier3").cast(pl.Int8) * (1 + col("tier4").cast(pl.Int8)))).alias("tier")
    )
    best = met.sort("tier", "began_on", "plan").group_by("pid", "period", maintain_order=True).last()
    return best.select("pid", "period", "tier", *_ADDED, plan_on="began_on", plan_event="began_event")


_ADDED = ("milestone_event", "follow_up_event")


def _milestones(plans: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns plans with a milestone that is open or was reached recently (since `since_day`), with the first such event."""
    known = plans.join(scope.world["milestones"], on=["pid", "plan"]).filter(col("from_on") <= col("last_on"))
    is_open = col("reached_on").is_null() | (col("reached_on") > col("last_on"))
    lately = col("reached_on").is_between(col("since_day"), col("last_on"))
    says_so = pl.when(is_open).then("event").otherwise("reached_event").alias("milestone_event")
    return (
        known.filter(is_open | lately).sort("from_on", "event").group_by("plan_row", maintain_order=True).agg(says_so.first())
    )


def _followed_up(plans: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns plans that were followed up recently (since `since_day`), with the latest event."""
    followed = plans.join(scope.world["plan_follow_ups"], on=["pid", "plan"])
    lately = followed.filter(col("on").is_between(col("since_day"), col("last_on"))).sort("on", "event")
    return lately.group_by("plan_row", maintain_order=True).agg(col("event").last().alias("follow_up_event"))


def _reaches(tier: int) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.join(_tiers(scope), on=["pid", "period"], how="left", maintain_order="left")
        return frame.with_columns(yes_if(col("tier").fill_null(0) >= tier))

    return add


def _grounds(tier: int) -> tuple[Ground, ...]:
    """A plan, a milestone that is still open: each is in force by the absence of its end."""
    milestones = ("plan_decided.milestones", "milestone_added", "milestone_reached") if tier > 2 else ()
    followed = (Ground(("plan_followed_up",), "last_on", back="{days}"),) if tier > 3 else ()
    reached = (Ground(("milestone_reached",), "last_on", answers=("yes",)),) if tier > 2 else ()
    ends = Ground((), answers=("yes",), unless_missing=("plan_decided.valid_until",))
    return (Ground((*PLANS, *milestones), "last_on"), *followed, *reached, ends)


_TIER: Columns = {"tier": pl.Int8(), **dict.fromkeys(_ADDED, TEXT)}
_TIERS = {
    1: ("har en plan", "has a plan", 100 * 5 / 7),
    2: ("har en plan mot arbete eller studier", "has a plan towards work or studies", 100 * 4 / 7),
    3: ("har en sådan plan med tidsatt delmål", "has such a plan with a dated milestone", 100 * 2 / 7),
    4: (
        "har en sådan plan, uppföljd de senaste {days} dagarna",
        "has such a plan, followed up in the last {days:day}",
        100 / 7,
    ),
}
_SEVEN = "\n".join(
    f"2010-01-01 {who} participant_registered sex={'K' if nr % 2 else 'M'} born_on=1990-05-15\n"
    f"2022-01-10 {who} enrolled enrolment_id=e{who} unit=AME"
    for nr, who in enumerate("abcdefg")
)
_EXAMPLE = f"""{_SEVEN}
2023-01-30 a plan_decided plan_id=pa goal=work
2023-01-30 a milestone_added plan_id=pa milestone_id=m due_on=2023-09-01
2023-01-29 b plan_decided plan_id=pb goal=work
2023-01-29 b milestone_added plan_id=pb milestone_id=m due_on=2023-09-01
2023-04-01 c plan_decided plan_id=pc goal=study
2023-04-01 d plan_decided plan_id=pd goal=other
2023-04-01 e plan_decided plan_id=pe goal=work valid_until=2023-04-29
2022-03-01 f plan_decided plan_id=pf goal=work
2023-04-01 f plan_followed_up plan_id=pf
2023-05-01 f milestone_added plan_id=pf milestone_id=m due_on=2023-09-01
"""

MEASURES = tuple(
    Measure(
        key=f"LIN-1.t{tier}",
        sv=f"Arbetsmarknadsplanering, nivå {tier}: {sv}",
        en=f"Labour-market plan, tier {tier}: {en}",
        source=f"{PROGRAMME} rad 134",
        units=Units(
            "har en biståndsmånad i månaden eller är inskriven den sista",
            "has a support month in the month or is enrolled on its last day",
            _in_the_boards_care,
            ("last_on",),
            ("care_event",),
            grounds=(
                Ground(PAID),
                Ground(ENROLMENTS, "last_on"),
            ),
        ),
        who=(adults(),),
        counted=Counted(
            "tier",
            sv,
            en,
            _reaches(tier),
            ("last_on", "plan_on"),
            ("plan_event", *_ADDED[: max(tier - 2, 0)]),
            _TIER,
            grounds=_grounds(tier),
        ),
        shape="share",
        year="mean",
        unit="percent",
        parameters={"days": 90},
        direction="up",
        target=70.0 if tier == 3 else None,
        example=Example(_EXAMPLE, "2023-04", date(2030, 12, 31), {"denominator": 7, "value": value}),
    )
    for tier, (sv, en, value) in _TIERS.items()
)
