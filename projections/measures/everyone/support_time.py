"""Time on income support: from application, or from the first month, to self-support. measures.md §7, LT13 and LT14."""

from dataclasses import replace
from typing import Any

import polars as pl

from projections.facts.days import col, days_after
from projections.measures.everyone.lead_times import NEW_VISITS
from projections.measures.shared.columns import STARTED
from projections.measures.shared.units import LATE, TWO, Added, months_paid
from projections.measures.shared.waits import OF_APPLICATION, turned_down, waiting_for, waits
from projections.measuring.measure import Counted, Example, Measure, Units
from projections.rules.absence import PAID, WORK_AND_STUDY, Ground
from projections.rules.scope import Scope
from projections.rules.status import work_or_study

_WITHIN = {"3 mån": 91, "6 mån": 183, "12 mån": 365, "24 mån": 730}
_BANDS = {"högst 3 mån": "3mo", "3–9 mån": "9mo", "10–26 mån": "26mo", "27 mån eller mer": ""}


def _ended_spells(scope: Scope) -> pl.DataFrame:
    """Returns the support spells that have ended at A, as days on which a wait for self-support can end."""
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended"))
    return spells.select("pid", "event", day="ended_on")


def _to_self_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return waits(frame, scope, _ended_spells(scope), turned_down(frame, scope))


def _to_spells_end(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return waits(frame, scope, _ended_spells(scope))


def _to_work(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Waits until a support spell ended with work or study (KAS) on the day after; one that ended without is waited past."""
    ended = _ended_spells(scope).with_row_index("row").with_columns(days_after(col("day"), 1).alias("day_after"))
    judged = work_or_study(ended.rename({"event": "support_event"}), scope.world, "day_after", "kas")
    in_work = judged.filter(col("outcome") == "yes")
    ends = in_work.select("pid", "day", event="support_event")
    frame = waits(frame, scope, ends, turned_down(frame, scope))
    by_event = in_work.select("pid", to_on="day", outcome_event="event")
    return frame.join(by_event, on=["pid", "to_on"], how="left", maintain_order="left")


def _spells_begun(scope: Scope) -> pl.DataFrame:
    """Returns support spells whose first month lies in the period; a month paid ahead has begun on its first day."""
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("began_on") <= scope.world.as_of)
    within = scope.within(spells.select("pid", from_on="began_on", support_event="first_event"), "from_on")
    return within.with_columns(col("from_on").dt.strftime("%Y-%m").alias("unit"), col("from_on").alias("on"))


def _waiting(add: Added, kinds: tuple[str, ...] = (), back: int = 0, ahead: str = "{gap}M", **columns: Any) -> Counted:
    """That a support spell ended is known by the months without support that follow, `ahead` of its end."""
    counted = waiting_for("självförsörjning", "self-support", add, (*PAID, *kinds), **columns)
    ground = counted.grounds[0]
    return replace(counted, grounds=(replace(ground, back=back, ahead=ahead),))


_EXAMPLE = f"""{TWO}{months_paid("a", "2023-03", 3)}
2023-03-10 a support_applied application_id=x
{months_paid("b", "2023-03", 14)}
2023-03-20 b support_applied application_id=y
{months_paid("b", "2024-07", 1)}
2024-08-01 b employment_started employment_id=j form=permanent
"""
_TO_SELF_SUPPORT = Measure(
    key="LT13",
    sv="Tid från ansökan till självförsörjning: försörjningsstödet upphör",
    en="Time from application to self-support: the income support ends",
    source="measures.md §7 LT13; Uppsala AMN-2023-00174 åtgärd 11, 12",
    units=NEW_VISITS,
    who=(),
    counted=_waiting(_to_self_support, OF_APPLICATION),
    shape="lead_time",
    year="cohort",
    unit="days",
    within=_WITHIN,
    parameters={"gap": 1},
    direction="down",
    says_sv="Att stödet upphör säger inte varför; LT13.work räknar bara den vars stöd följs av arbete eller studier.",
    says_en="That the support ends does not say why; LT13.work counts only those whose support is followed by work or studies.",
    example=Example(_EXAMPLE, "2023", LATE, {"n": 2, "median": 244.5, "waiting": 0}),
)
_FROM_FIRST_MONTH = replace(
    _TO_SELF_SUPPORT,
    key="LT13.first_month",
    sv="Tid från första biståndsmånaden till självförsörjning",
    en="Time from the first support month to self-support",
    units=Units(
        "har en stödperiod vars första månad ligger i perioden",
        "has a support spell whose first month lies in the period",
        _spells_begun,
        ("from_on",),
        ("support_event",),
        STARTED,
        grounds=(Ground(PAID, back="{gap}M"),),
    ),
    counted=_waiting(_to_spells_end),
    says_sv="",
    says_en="",
    example=Example(_EXAMPLE, "2023", LATE, {"n": 2, "median": 258.5, "waiting": 0}),
)

MEASURES = (
    _TO_SELF_SUPPORT,
    replace(
        _TO_SELF_SUPPORT,
        key="LT13.work",
        sv="Tid från ansökan till självförsörjning genom arbete eller studier dagen efter stödets slut",
        en="Time from application to self-support through work or studies on the day after the support ends",
        counted=replace(
            _waiting(_to_work, (*OF_APPLICATION, *WORK_AND_STUDY, "followed_up"), 7, "2M", events=("outcome_event",)),
            sv="väntar på ett slut på stödet som följs av arbete eller studier",
            en="waits for an end of the support that is followed by work or studies",
        ),
        says_sv="Den vars stöd upphörde på annat sätt väntar ännu.",
        says_en="Those whose support ended otherwise are still waiting.",
        example=Example(_EXAMPLE, "2023", LATE, {"n": 1, "median": 499.0, "waiting": 1}),
    ),
    _FROM_FIRST_MONTH,
    replace(
        _FROM_FIRST_MONTH,
        key="LT14",
        sv="Stödperiodens längd, från första till sista biståndsmånaden",
        en="Length of the support spell, from its first to its last support month",
        source="measures.md §7 LT14; Linköping KS 2021-799 rad 49, 55",
        within={},
        bands=_BANDS,
    ),
)
