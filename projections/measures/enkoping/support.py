"""Enköping's goals: from income support to work, and activity while on it. measures.md §4, ENK-3 and 4."""

from dataclasses import replace

import polars as pl

from domain.vocabulary.text import Text
from projections.facts.days import attach, col, days_after, first_that
from projections.facts.tables import DAY, FLAG, TEXT
from projections.measures.enkoping.goals import GOALS, UNTIL
from projections.measures.shared.units import (
    LATE,
    MONTHS_WITH_SUPPORT,
    SPELL_OVERLAPS,
    SUPPORTED,
    TWO,
    adults,
    months_paid,
    spells,
)
from projections.measures.uppsala.thousand import EXIT_NEAR_SUPPORT_END, exits_near
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Step, Units
from projections.rules.absence import INSATSER, JOURNEYS, PAID, PLACEMENTS, STUDIES, Ground
from projections.rules.circumstances import obstacle_unknown, with_ability
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.status import work_or_study
from projections.rules.status_grounds import grounds_of_status
from projections.rules.windows import AT_ONCE


def _able(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_ability(frame, scope.world)
    return frame.with_columns(col("able").fill_null(value=False))


ABLE = Step(
    "able",
    "har arbetsförmåga den dagen, enligt bedömning eller annars senaste försörjningshinder",
    "has work ability that day, as assessed or else by the latest obstacle",
    _able,
    ("on",),
    ("able_event",),
    {"ability": TEXT, "ability_event": TEXT, "obstacle": TEXT, "obstacle_event": TEXT, "by_proxy": FLAG},
    grounds=(Ground(("work_ability_assessed", "obstacle_recorded")),),
    unrecorded=col("ability").is_null() & obstacle_unknown(),
)


def _by_proxy(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    return frame.with_columns(yes_if(col("by_proxy")))


BY_PROXY = Counted(
    "by_proxy",
    "arbetsförmågan är inte bedömd utan följer av försörjningshindret",
    "the work ability was not assessed but follows from the obstacle",
    _by_proxy,
    grounds=(Ground(("work_ability_assessed",), "on", "on", answers=("yes",)),),
)


def _with_ended_spells(scope: Scope) -> pl.DataFrame:
    """Returns persons with support in the period: one row per support spell that ended in it, or a single row without."""
    ended = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended"))
    persons = SUPPORTED.of(scope)
    within = scope.within(ended, "ended_on").select("pid", "period", "ended_on", last_month_event="event")
    return persons.join(within, on=["pid", "period"], how="left", maintain_order="left")


def _from_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if an exit near the spell's end has yes, or work or study the day after; otherwise the outcome of that day."""
    frame = frame.with_columns(window_after("ended_on", scope.window)).with_columns(
        days_after(col("ended_on"), 1).alias("day_after")
    )
    frame = work_or_study(frame, scope.world, "day_after", "kas")
    rank = col("outcome").replace_strict({"yes": 0, "immature": 1}, default=2, return_dtype=pl.Int8)
    near = exits_near(frame, scope).with_columns(rank.alias("rank")).filter(col("rank") < 2)
    best = near.sort("of", "rank", maintain_order=True).group_by("of", maintain_order=True).first()
    best = best.rename({"of": "row", "outcome": "near", "why": "near_why"})
    frame = attach(frame, best, ("near", "near_why", "exit_on", "exit_event", "outcome_event"))
    decides = (col("near") == "yes") | ((col("near") == "immature") & (col("outcome") != "yes"))
    decides = decides.fill_null(value=False)
    frame = frame.with_columns(
        pl.when(decides).then(col("near")).otherwise(col("outcome")).alias("outcome"),
        pl.when(decides).then(col("near_why")).otherwise(col("why")).alias("why"),
    )
    goes_on = col("ended_on").is_null()
    return frame.with_columns(immature_until(col("to_on").fill_null(scope.world.as_of), scope)).with_columns(
        pl.when(goes_on).then(pl.lit("no")).otherwise(col("outcome")).alias("outcome"),
        pl.when(goes_on).then(pl.lit("support_goes_on")).otherwise(col("why")).alias("why"),
    )


def _active_in_month(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    active = spells(scope.world, "insatser", "placements", "studies")
    frame = first_that(frame, active, SPELL_OVERLAPS, "spell_began", "spell_event")
    return frame.with_columns(yes_if(col("spell_event").is_not_null()))


_ABLE_EXAMPLE = f"""{TWO}
2022-01-01 a work_ability_assessed ability=full
2022-01-01 b obstacle_recorded obstacle=unemployed_no_benefit
{months_paid("a", "2023-01", 3)}
{months_paid("b", "2023-01", 14)}
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-04-10 a exited enrolment_id=e reason=A1
2023-02-10 b insats_started insats_id=i insats=course
2023-03-10 b insats_ended insats_id=i result=completed
"""
_FROM_SUPPORT = Measure(
    key="ENK-3",
    sv="Personer med arbetsförmåga som gått från försörjningsstöd till arbete eller studier",
    en="Persons with work ability who went from income support to work or studies",
    source=f"{GOALS}, rad 125; jämför Kolada U31462, N31858",
    units=Units(
        "har minst en biståndsmånad i perioden",
        "has at least one support month in the period",
        _with_ended_spells,
        ("month", "ended_on"),
        ("support_event", "last_month_event"),
        grounds=(Ground(PAID, ahead="{gap}M"),),
    ),
    who=(adults(), ABLE),
    counted=Counted(
        "to_work_or_study",
        "stödet upphörde och följdes av arbete eller studier",
        "the support ended and was followed by work or studies",
        _from_support,
        ("day_after", "to_on", "exit_on", "since"),
        ("exit_event", "event", "outcome_event"),
        {"from_on": DAY, "near": TEXT, "near_why": TEXT},
        grounds=(
            Ground(JOURNEYS, "ended_on", "to_on", back=62),
            Ground(JOURNEYS, "exit_on", "exit_on", ahead="journey", answers=("yes",)),
            *grounds_of_status("day_after", "kas"),
        ),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=EXIT_NEAR_SUPPORT_END,
    views=True,
    several=True,
    grace_days=SUPPORT_GRACE_DAYS,
    parameters={"gap": 1},
    direction="up",
    says_sv="Hur många vars arbetsförmåga följer av hindret visas av ENK-3.proxy.",
    says_en="How many have a work ability that follows from the obstacle is shown by ENK-3.proxy.",
    example=Example(_ABLE_EXAMPLE, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)
_ACTIVE = Measure(
    key="ENK-4",
    sv="Biståndsmottagare med arbetsförmåga som deltar i en aktivitet i månaden",
    en="Persons on income support with work ability who take part in an activity in the month",
    source=f"{GOALS}, rad 65, 126",
    units=MONTHS_WITH_SUPPORT,
    who=(adults(), ABLE),
    counted=Counted(
        "active",
        "har en insats, placering eller studier någon dag i månaden",
        "has an insats, a placement or studies on some day of the month",
        _active_in_month,
        ("spell_began", "spell_ended"),
        ("spell_event",),
        grounds=(Ground((*INSATSER, *PLACEMENTS, *STUDIES)),),
    ),
    shape="share",
    year="mean",
    unit="percent",
    grace_days=SUPPORT_GRACE_DAYS,
    direction="up",
    target=100.0,
    deadline=UNTIL,
    says_sv="Att en källa saknas syns inte här: uteblivna uppgifter från Arbetsförmedlingen räknas som ingen aktivitet.",
    says_en="A missing source is not seen here: what the employment service has not told counts as no activity.",
    says_declared=Text(
        "Alla källor räknas; vad en källa inte har levererat är okänt, inte ingen aktivitet.",
        "All sources count; what a source has not delivered is unknown, not no activity.",
    ),
    example=Example(_ABLE_EXAMPLE, "2023-02", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)
MEASURES = (
    _FROM_SUPPORT,
    replace(
        _FROM_SUPPORT,
        key="ENK-3.proxy",
        sv="Av dem som räknas i ENK-3: arbetsförmåga som följer av hindret, utan bedömning",
        en="Of those counted in ENK-3: work ability that follows from the obstacle, not assessed",
        counted=BY_PROXY,
        shape="count",
        unit="persons",
        window=AT_ONCE,
        views=False,
        direction=None,
        says_sv="",
        says_en="",
        example=Example(_ABLE_EXAMPLE, "2023", LATE, {"yes": 1, "no": 1, "value": 1}),
    ),
    _ACTIVE,
    replace(
        _ACTIVE,
        key="ENK-4.proxy",
        sv="Av dem som räknas i ENK-4: arbetsförmåga som följer av hindret, utan bedömning",
        en="Of those counted in ENK-4: work ability that follows from the obstacle, not assessed",
        counted=BY_PROXY,
        shape="count",
        unit="persons",
        direction=None,
        target=None,
        deadline=None,
        says_sv="",
        says_en="",
        says_declared=None,
        example=Example(_ABLE_EXAMPLE, "2023-02", LATE, {"yes": 1, "no": 1, "value": 1}),
    ),
)
