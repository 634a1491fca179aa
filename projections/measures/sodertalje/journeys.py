"""Södertälje (KS 17/225): the journey from mapping on, and its coaches. measures.md §6, SOD-1, 6, 7, 9 and 10."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from domain.vocabulary.code_lists import AMA
from projections.facts.days import FAR, attach, col, days_after, first_that
from projections.measures.everyone.going_round import GOES_ROUND
from projections.measures.everyone.lead_times import TO_FIRST_ACTIVITY, mapped
from projections.measures.everyone.outcomes import status_after
from projections.measures.shared.columns import AMOUNT, ENROLLED, JOURNEY
from projections.measures.shared.units import LATE, TWO, Added, overlapping
from projections.measures.shared.waits import (
    FIRST_ACTIVITY,
    from_own_day,
    starts,
    waiting_for,
    waiting_for_activity,
    waits,
)
from projections.measures.sodertalje.flagged import FLAGGED_BY, GOES_ROUND_BY_THEN, flagged
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import ALWAYS, JOURNEYS, PAID, Ground
from projections.rules.circumstances import held
from projections.rules.columns import NUMBER_OF
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.support import on_support
from projections.rules.windows import MeasureWindow
from projections.worlds.world import World

REPORT = "Södertälje KS 17/225"


def _mapped_journeys(scope: Scope) -> pl.DataFrame:
    """Returns journeys whose first mapping is in the period; the wait starts on the day of that mapping."""
    world = scope.world
    own = world["enrolments"].select("pid", "enrolment", "journey")
    by_day = mapped(world).join(own, on=["pid", "enrolment"]).sort("day", "event")
    first = by_day.group_by("pid", "journey", maintain_order=True).first()
    journeys = world.journeys.rename({"unit": "at_unit", "enrolment": "unit"})
    mapped_journeys = first.select("pid", "journey", from_on="day", mapped_event="event").join(journeys, on=["pid", "journey"])
    return scope.within(mapped_journeys, "from_on").with_columns(col("from_on").alias("on"))


def _to_good_exit(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Waits until the journey's own exit, once it stands, if its outcome is yes."""
    exits = scope.world.exits.with_row_index("row")
    good = status_after(0, "kas")(exits, scope).filter(col("outcome") == "yes")
    own = frame.select("row", "pid", "journey").join(good.drop("row"), on=["pid", "journey"])
    frame = attach(frame, own.select("row", outcome_event="event"), ("outcome_event",))
    return waits(frame, scope, own.select("row", day="ended_on", event="ended_event"))


def _to_ama(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    ama = scope.world["placements"].filter(col("code").is_in(list(AMA)))
    return waits(frame, scope, ama.select("pid", day="began_on", event="began_event"))


def _to(table: str) -> Added:
    return lambda frame, scope: waits(frame, scope, starts(scope.world, table))


_CHAIN = f"""{TWO}
2023-01-01 a enrolled enrolment_id=e unit=AME
2023-01-11 a mapping_completed enrolment_id=e
2023-01-21 a plan_decided plan_id=p goal=work
2023-01-31 a insats_started insats_id=i insats=coaching
2023-02-10 a placement_started placement_id=q form=praktik sector=private
2023-02-20 a placement_started placement_id=r form=ama sector=municipal
2023-03-02 a employment_started employment_id=j form=permanent
2023-03-12 a exited enrolment_id=e reason=A1
2023-01-01 b enrolled enrolment_id=f unit=AME
2023-01-11 b mapping_completed enrolment_id=f
2023-07-11 b moved_out
"""
_MONTHS: Mapping[str, int] = {"6 mån": 183, "12 mån": 365, "24 mån": 730, "36 mån": 1095}


def _reached(
    part: str, sv: str, en: str, add: Added, kinds: tuple[str, ...], days: float, events: tuple[str, ...] = ()
) -> Measure:
    return replace(
        TO_FIRST_ACTIVITY,
        key=f"SOD-1.{part}",
        sv=f"Från kartläggning till {sv}",
        en=f"From mapping to {en}",
        source=f"{REPORT} rad 46–48",
        units=Units(
            "har en resa vars kartläggning blev klar i perioden",
            "has a journey whose mapping was completed in the period",
            _mapped_journeys,
            ("from_on",),
            ("mapped_event", "began_event"),
            JOURNEY,
            grounds=(Ground(("mapping_completed", *JOURNEYS)),),
        ),
        counted=waiting_for(sv, en, add, kinds, events),
        within=_MONTHS,
        says_sv="Andelen framme inom 6, 12, 24 och 36 månader är skattad med de väntande censurerade (Kaplan–Meier).",
        says_en="The share that arrived within 6, 12, 24 and 36 months takes the waiting as censored (Kaplan–Meier).",
        example=Example(_CHAIN, "2023", LATE, {"n": 1, "median": days, "withdrawn": 1}),
    )


def _has_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = attach(frame, on_support(frame, scope.world).rename({"event": "support_event"}), ("support_event",))
    return frame.with_columns(col("support_event").is_not_null().alias("with_support"))


def agreed(world: World) -> pl.DataFrame:
    """Returns the days of preventive agreements."""
    return world["moments"].filter(col("kind") == "preventive_agreement").select("pid", agreed_on="on", agreed_event="event")


def _become_kaa(world: World) -> pl.DataFrame:
    """Returns the days on which persons enter KAA (not in KAA the day before)."""
    stated = held(world, "in_kaa").sort("pid", "from_on")
    before = col("value").shift(1).over("pid").fill_null("")
    return stated.filter((col("value") == "true") & (before != "true")).select("pid", day="from_on", event="event")


def _from_day(days: Callable[[World], pl.DataFrame]) -> Callable[[Scope], pl.DataFrame]:
    """Returns a unit of waits that start on the given days of each person; each day is a case."""

    def of(scope: Scope) -> pl.DataFrame:
        begun = scope.within(days(scope.world).select("pid", from_on="day", start_event="event"), "from_on")
        return begun.with_columns(col("start_event").alias("unit"), col("from_on").alias("on"))

    return of


_PRIORITY = f"""{TWO}
2023-03-20 a support_paid month=2023-03 amount=8000
2023-03-10 a support_applied application_id=x
2023-03-20 a insats_started insats_id=i insats=coaching
2023-01-01 b circumstances_recorded in_kaa=true
2023-01-05 b preventive_agreement with_party=af
2023-03-10 b support_applied application_id=y
2023-03-20 b insats_started insats_id=k insats=coaching
"""
_WITH_SUPPORT = replace(
    TO_FIRST_ACTIVITY,
    key="SOD-9.support",
    sv="Tid från ansökan till första insats, för den som har försörjningsstöd",
    en="Time from application to the first insats, for those with income support",
    source=f"{REPORT} rad 58, 202",
    who=(
        Step(
            "with_support",
            "har försörjningsstöd i ansökans månad",
            "has income support in the month of the application",
            _has_support,
            ("on",),
            ("support_event",),
            grounds=(Ground(PAID, back="0M", ahead="0M"),),
        ),
    ),
    example=Example(_PRIORITY, "2023", LATE, {"n": 1, "median": 10.0}),
)


def _from_own_start(
    part: str, sv: str, en: str, begins: tuple[str, str], days: Callable[[World], pl.DataFrame], kind: str
) -> Measure:
    return replace(
        _WITH_SUPPORT,
        key=f"SOD-9.{part}",
        sv=f"Tid från {sv} till första insats",
        en=f"Time from {en} to the first insats",
        units=Units(*begins, _from_day(days), ("from_on",), ("start_event",), grounds=(Ground((kind,)),)),
        who=(),
        counted=waiting_for_activity(*FIRST_ACTIVITY, from_own_day),
    )


def _motivated(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("first_on", int(scope.values["days"])))
    own = scope.world["insatser"].filter(col("code").is_in(["motivation", "daily_activity"]))
    own = own.select("pid", spell_began="began_on", spell_event="began_event")
    frame = first_that(frame, own, col("spell_began").is_between("from_on", "to_on"), "spell_began")
    return frame.with_columns(yes_if(col("spell_event").is_not_null())).with_columns(immature_until(col("to_on"), scope))


def _active_journeys(scope: Scope) -> pl.DataFrame:
    journeys = overlapping(scope, scope.world.journeys.rename({"unit": "at_unit", "enrolment": "unit"}))
    return journeys.with_columns(col("ended_on").fill_null(col("last_on")).alias("on"))


def _coaches(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the coaches assigned in each journey: their number, the day of the first, the number of changes."""
    assigned = held(scope.world, "coach").select("pid", "from_on", coach="value", coach_event="event")
    within = frame.select("row", "pid", "began_on", "ended_on").join(assigned, on="pid")
    within = within.filter(col("from_on").is_between("began_on", col("ended_on").fill_null(FAR)))
    changed = (col("coach") != col("coach").shift(1)).fill_null(value=False)
    counted = (
        within.sort("row", "from_on")
        .group_by("row", maintain_order=True)
        .agg(
            col("coach").n_unique().alias("coaches"),
            col("from_on").first().alias("first_coach_on"),
            changed.sum().alias("changes"),
            col("coach_event").alias("coach_events"),
        )
    )
    frame = attach(frame, counted, ("coaches", "first_coach_on", "changes", "coach_events"))
    return frame.with_columns(pl.col("coaches", "changes").fill_null(0))


def _one_coach(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return _coaches(frame, scope).with_columns(yes_if(col("coaches") == 1))


def _days_without(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the days from the journey's start to its first coach; from then on there is a coach until the end."""
    frame = _coaches(frame, scope)
    end = days_after(col("ended_on").fill_null(scope.world.as_of), 1)
    without = (col("first_coach_on").fill_null(end) - col("began_on")).dt.total_days()
    return frame.with_columns(yes_if(pl.lit(value=True), "is_counted")).with_columns(without.alias("amount"))


def _changes_a_year(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the number of coach changes per twelve months of the journey, in hundredths."""
    frame = _coaches(frame, scope)
    days = (col("ended_on").fill_null(scope.world.as_of) - col("began_on")).dt.total_days() + 1
    a_year = (100 * col("changes") * 365 / pl.max_horizontal(days, 365)).round().cast(pl.Int64)
    return frame.with_columns(yes_if(pl.lit(value=True), "is_counted")).with_columns(a_year.alias("amount"))


_COACHED = f"""{TWO}
2023-01-01 a enrolled enrolment_id=e unit=AME
2023-01-11 a coach_assigned coach=x
2023-12-31 a exited enrolment_id=e reason=A1
2023-01-01 b enrolled enrolment_id=f unit=AME
2023-01-01 b coach_assigned coach=x
2023-06-01 b coach_assigned coach=y
2023-12-31 b exited enrolment_id=f reason=A1
"""
_COACHES = {"coaches": NUMBER_OF, "changes": NUMBER_OF}
_ONE_COACH = Measure(
    key="SOD-10",
    sv="Resor med en och samma jobbcoach",
    en="Journeys with one and the same coach",
    source=f"{REPORT} rad 208",
    units=Units(
        "har en resa som pågår i perioden",
        "has a journey active in the period",
        _active_journeys,
        ("began_on", "ended_on"),
        ("began_event", "ended_event"),
        ENROLLED,
        grounds=(Ground(JOURNEYS),),
    ),
    who=(),
    counted=Counted(
        "one_coach",
        "har haft precis en jobbcoach i resan",
        "has had exactly one coach in the journey",
        _one_coach,
        ("first_coach_on",),
        ("coach_events",),
        _COACHES,
        grounds=(Ground(("coach_assigned",), "began_on", "ended_on|as_of", answers=ALWAYS),),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    direction="up",
    example=Example(_COACHED, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
)

MEASURES = (
    _reached("plan", "plan", "a plan", _to("plans"), ("plan_decided",), 10.0),
    _reached("insats", "första insats", "the first insats", _to("insatser"), ("insats_started",), 20.0),
    _reached("placement", "första placering", "the first placement", _to("placements"), ("placement_started",), 30.0),
    _reached("ama", "arbetsmarknadsanställning", "municipal labour-market employment", _to_ama, ("placement_started",), 40.0),
    _reached("employment", "anställning", "employment", _to("employments"), ("employment_started",), 50.0),
    _reached(
        "outcome",
        "avslut till arbete eller studier",
        "an exit to work or studies",
        _to_good_exit,
        JOURNEYS,
        60.0,
        ("outcome_event",),
    ),
    replace(
        GOES_ROUND, key="SOD-6", sv="Individer som snurrar runt", en="Persons who go round", source=f"{REPORT} rad 228, 284"
    ),
    Measure(
        key="SOD-7",
        sv="Motiverande insats inom {window} för den som snurrar runt",
        en="A motivating insats within {window} for those who go round",
        source=f"{REPORT} rad 234",
        units=Units(
            "snurrar runt (R4) periodens första dag",
            "goes round (R4) on the period's first day",
            flagged,
            ("first_on",),
            FLAGGED_BY,
            persons=True,
            grounds=GOES_ROUND_BY_THEN,
        ),
        who=(),
        counted=Counted(
            "motivated",
            "påbörjar motiverande insats eller daglig aktivitet inom {window}",
            "begins a motivating insats or daily activity within {window}",
            _motivated,
            ("from_on", "to_on", "spell_began"),
            ("spell_event",),
            grounds=(Ground(("insats_started",), "from_on", "to_on"),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow(parameter="days"),
        last_case=lambda period: period.first_on,
        views=True,
        parameters={**GOES_ROUND.parameters, "days": 30},
        direction="up",
        says_sv=GOES_ROUND.says_sv,
        says_en=GOES_ROUND.says_en,
        example=Example(
            f"""{GOES_ROUND.example.events}
2024-07-20 a insats_started insats_id=m insats=motivation
""",
            "2024-07..2024-12",
            LATE,
            {"yes": 1, "no": 0, "value": 100.0},
        ),
    ),
    _WITH_SUPPORT,
    replace(
        _from_own_start(
            "kaa",
            "den dag ungdomen kom in i aktivitetsansvaret",
            "the day a young person came into the activity duty",
            ("kom in i aktivitetsansvaret i perioden", "came into the activity duty in the period"),
            _become_kaa,
            "circumstances_recorded.in_kaa",
        ),
        example=Example(_PRIORITY, "2023", LATE, {"n": 1, "median": 78.0}),
    ),
    replace(
        _from_own_start(
            "preventive",
            "förebyggande överenskommelse",
            "a preventive agreement",
            ("har en förebyggande överenskommelse i perioden", "has a preventive agreement in the period"),
            lambda world: agreed(world).select("pid", day="agreed_on", event="agreed_event"),
            "preventive_agreement",
        ),
        example=Example(_PRIORITY, "2023", LATE, {"n": 1, "median": 74.0}),
    ),
    _ONE_COACH,
    replace(
        _ONE_COACH,
        key="SOD-10.without",
        sv="Dagar utan jobbcoach, medel per resa",
        en="Days without a coach, mean a journey",
        counted=replace(
            _ONE_COACH.counted,
            sv="dagarna fram till den första coachen",
            en="the days until the first coach",
            add=_days_without,
            columns={**_COACHES, **AMOUNT},
        ),
        shape="mean",
        unit="days",
        direction="down",
        example=Example(_COACHED, "2023", LATE, {"yes": 2, "numerator": 10, "value": 5.0}),
    ),
    replace(
        _ONE_COACH,
        key="SOD-10.changes",
        sv="Byten av jobbcoach per tolv månader, medel per resa",
        en="Changes of coach for each twelve months, mean a journey",
        counted=replace(
            _ONE_COACH.counted,
            sv="bytena per tolv månader av resan",
            en="the changes for each twelve months",
            add=_changes_a_year,
            columns={**_COACHES, **AMOUNT},
        ),
        shape="mean",
        scale=100,
        unit="changes",
        direction="down",
        says_sv="En resa som är kortare än tolv månader räknas som tolv.",
        says_en="A journey shorter than twelve months is reckoned as twelve.",
        example=Example(_COACHED, "2023", LATE, {"yes": 2, "numerator": 1, "value": 0.5}),
    ),
)
