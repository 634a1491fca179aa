"""Going round: stuck journeys, repeated insatser, repeated referrals and the load. measures.md §8, R5 to R8."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from domain.vocabulary.code_lists import HOLIDAY
from projections.facts.days import FAR, after, attach, col, first_that
from projections.facts.tables import DAY, INT, TEXT
from projections.measures.everyone.going_round import GOES_ROUND, LOOK_BACK, activities, kept, look_back_from
from projections.measures.shared.columns import AMOUNT, INSATS
from projections.measures.shared.ladder_steps import ladder_steps
from projections.measures.shared.units import LATE, TWO
from projections.measuring.measure import Counted, Example, Measure, Units
from projections.rules.absence import (
    AS_OF,
    BEGUN,
    ENROLMENTS,
    INSATSER,
    JOURNEYS,
    PAID,
    PLACEMENTS,
    WORK_AND_STUDY,
    Ground,
)
from projections.rules.outcomes import yes_if
from projections.rules.scope import Scope
from projections.rules.status import STABLE_DAYS, stable, unbroken
from projections.worlds.world import World


def _stuck(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if a journey has been open for `months` months with no placement, step-up or stable outcome in it."""
    journeys, world = _long_open(scope), scope.world
    moved = pl.concat([_placed(journeys, world), _stepped_up(journeys, world), _settled(journeys, scope)])
    stuck = journeys.join(moved, on="row", how="anti", maintain_order="left").group_by("pid", maintain_order=True).first()
    others = journeys.join(stuck, on="pid", how="anti").join(moved, on="row").sort("row", "event")
    first = stuck.select("pid", stuck_since="began_on", stuck_event="began_event")
    for columns in (first, others.group_by("pid").agg(col("event").unique(maintain_order=True).alias("moved_events"))):
        frame = frame.join(columns, on="pid", how="left", maintain_order="left")
    return frame.with_columns(yes_if(col("stuck_since").is_not_null()))


def _long_open(scope: Scope) -> pl.DataFrame:
    longest = after(col("began_on"), f"{int(scope.values['months'])}mo") <= scope.world.as_of
    return kept(scope.world).filter(col("ended_on").is_null() & longest).with_row_index("row")


def _placed(journeys: pl.DataFrame, world: World) -> pl.DataFrame:
    placements = world["placements"].select("pid", spell_ended="ended_on", event="began_event")
    placed = journeys.select("row", "pid", "began_on").join(placements, on="pid")
    return placed.filter(col("spell_ended").fill_null(FAR) >= col("began_on")).select("row", "event")


def _stepped_up(journeys: pl.DataFrame, world: World) -> pl.DataFrame:
    """Returns steps higher than an earlier step on the same ladder, both in the journey."""
    steps = ladder_steps(world).select("pid", "ladder", "step", step_on="began_on", step_name="unit", event="began_event")
    within = journeys.select("row", "pid", "began_on").join(steps, on="pid").filter(col("step_on") >= col("began_on"))
    lowest = col("step").cum_min().shift(1).over("row", "ladder")
    higher = within.sort("row", "ladder", "step_on", "step", "step_name").filter(col("step") > lowest)
    return higher.select("row", "event")


def _settled(journeys: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    days = int(scope.values["stable_days"])
    held = journeys.select("row", "pid", "began_on").join(stable(scope.world, days), on="pid")
    inside = (col("last_on") - pl.max_horizontal("first_on", "began_on")).dt.total_days() + 1
    return held.filter(inside >= days).select("row", "event")


def _own_activities(world: World, table: str, name: str) -> pl.DataFrame:
    """Returns the rows of a table that do not belong to an excluded journey."""
    left_out = world.journeys.join(kept(world), on=["pid", "journey"], how="anti").select("pid", "journey")
    belongs = activities(world).drop_nulls("journey").join(left_out, on=["pid", "journey"]).select("pid", "began_event")
    return world[table].join(belongs, on=["pid", "began_event"], how="anti").sort("pid", "began_on", name)


def _insatser_begun(scope: Scope) -> pl.DataFrame:
    """Returns insatser, each with the latest earlier insats of the same code; seasonal holiday work is excluded."""
    insatser = _own_activities(scope.world, "insatser", "insats").filter(~col("code").is_in(list(HOLIDAY)))
    before = (col("began_on").shift(1).over("pid", "code"), col("began_event").shift(1).over("pid", "code"))
    insatser = insatser.with_columns(before[0].alias("before_on"), before[1].alias("before_event"))
    begun = scope.within(insatser.drop("result").rename({"unit": "at_unit", "insats": "unit"}), "began_on")
    return begun.with_columns(col("began_on").alias("on"))


def _same_insatser_begun(scope: Scope) -> pl.DataFrame:
    """Returns insatser, each with the latest earlier one of the same code and, where both name one, of the same programme."""
    insatser = _own_activities(scope.world, "insatser", "insats").filter(~col("code").is_in(list(HOLIDAY)))
    insatser = insatser.with_row_index("row")
    earlier = insatser.select(
        "pid", "code", nr="row", before_programme="programme", before_on="began_on", before_event="began_event"
    )
    pairs = insatser.select("row", "pid", "code", "programme").join(earlier, on=["pid", "code"]).filter(col("nr") < col("row"))
    same = pairs.filter((col("programme") == col("before_programme")).fill_null(value=True)).sort("row", "nr")
    last = same.group_by("row", maintain_order=True).last()
    insatser = attach(insatser, last, ("before_on", "before_event")).drop("row", "result")
    begun = scope.within(insatser.rename({"unit": "at_unit", "insats": "unit"}), "began_on")
    return begun.with_columns(col("began_on").alias("on"))


def _repeated(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    plans = scope.world["plans"].select("pid", plan_on="began_on", plan_event="began_event")
    between = (col("plan_on") > col("before_on")) & (col("plan_on") <= col("began_on"))
    frame = first_that(frame, plans, between, "plan_on")
    in_time = after(col("before_on"), f"{int(scope.values['months'])}mo") >= col("began_on")
    return frame.with_columns(yes_if((in_time & col("plan_on").is_null()).fill_null(value=False)))


def _handed_over(scope: Scope) -> pl.DataFrame:
    """Returns referrals by anyone but the person, with the journey they led to; excluded journeys are dropped."""
    world = scope.world
    naming = world["enrolments"].drop_nulls("referral").group_by("pid", "referral").agg(col("journey").min())
    referrals = world["referrals"].drop("outcome").filter(col("from_party") != "self")
    referrals = referrals.join(naming, on=["pid", "referral"], how="left", maintain_order="left")
    left_out = world.journeys.join(kept(world), on=["pid", "journey"], how="anti").select("pid", "journey")
    return referrals.join(left_out, on=["pid", "journey"], how="anti").sort("pid", "began_on", "referral")


def _referred(scope: Scope) -> pl.DataFrame:
    within = scope.within(_handed_over(scope), "began_on")
    return within.with_columns(col("referral").alias("unit"), col("began_on").alias("on"))


def _back_again(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if the same party had referred the person before, within `months` months and in another journey."""
    earlier = _handed_over(scope).select(
        "pid", "from_party", before_on="began_on", before_event="began_event", before="referral", before_in="journey"
    )
    in_time = after(col("before_on"), f"{int(scope.values['months'])}mo") >= col("began_on")
    other = (col("before_in") != col("journey")).fill_null(value=True)
    first = (col("before_on") < col("began_on")) | ((col("before_on") == col("began_on")) & (col("before") < col("referral")))
    candidates = frame.select("row", "pid", "from_party", "began_on", "referral", "journey").join(
        earlier, on=["pid", "from_party"]
    )
    before = (
        candidates.filter(first & in_time & other)
        .sort("row", "before_on", "before")
        .group_by("row", maintain_order=True)
        .last()
    )
    frame = attach(frame, before, ("before_on", "before_event"))
    return frame.with_columns(yes_if(col("before_on").is_not_null()))


def _days(spells: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns the days of the look-back that each participant's spells cover (overlaps count once), and their events."""
    first = look_back_from(scope)
    inside = spells.filter(col("ended_on").fill_null(FAR) >= first)
    stretches = unbroken(inside).group_by("pid", "stretch").agg(col("stretch_began").first(), col("stretch_ended").first())
    last = pl.min_horizontal("stretch_ended", pl.lit(scope.world.as_of))
    days = (last - pl.max_horizontal("stretch_began", first)).dt.total_days() + 1
    amounts = stretches.group_by("pid").agg(days.sum().alias("amount"))
    events = inside.group_by("pid").agg(load_events="began_event", end_events=col("ended_event").drop_nulls())
    return amounts.join(events, on="pid")


_STEPS = tuple(f"{kind}.{name}" for kind in BEGUN for name in ("ladder", "step"))
_SPELL = ("pid", "began_on", "ended_on", "began_event", "ended_event")


def _insatser(scope: Scope) -> pl.DataFrame:
    return _own_activities(scope.world, "insatser", "insats")


def _days_in_insatser(scope: Scope) -> pl.DataFrame:
    return _days(_insatser(scope).select(_SPELL), scope)


def _days_without(scope: Scope) -> pl.DataFrame:
    """Returns days enrolled without an insats: days covered by either, minus days covered by insatser."""
    world, insatser = scope.world, _insatser(scope).select(_SPELL)
    enrolments = world["enrolments"].join(kept(world).select("pid", "journey"), on=["pid", "journey"]).select(_SPELL)
    either, within = _days(pl.concat([enrolments, insatser]), scope), _days(insatser, scope)
    both = either.join(within, on="pid", how="left", suffix="_within")
    return both.select("pid", "load_events", "end_events", amount=col("amount") - col("amount_within").fill_null(0))


def _providers(scope: Scope) -> pl.DataFrame:
    lately = _insatser(scope).filter(col("ended_on").fill_null(FAR) >= look_back_from(scope)).drop_nulls("provider")
    number = col("provider").n_unique().cast(pl.Int64).alias("amount")
    return lately.group_by("pid").agg(number, col("began_event").alias("load_events"))


def _months(scope: Scope) -> pl.DataFrame:
    months = scope.world.support_months.filter(col("month").dt.month_end() >= look_back_from(scope))
    return months.group_by("pid").agg(pl.len().cast(pl.Int64).alias("amount"), col("event").alias("load_events"))


def _paid(scope: Scope) -> pl.DataFrame:
    paid = scope.world["support_payments"].filter(col("month").dt.month_end() >= look_back_from(scope))
    return paid.group_by("pid").agg(col("amount_ore").sum().alias("amount"), col("event").alias("load_events"))


_LOOPED = f"""{TWO}
2023-01-01 a referred referral_id=r from_party=af to_unit=AME
2023-01-10 a enrolled enrolment_id=e unit=AME referral_id=r
2023-02-01 a insats_started insats_id=i insats=course provider=x
2023-02-10 a insats_ended insats_id=i result=completed
2023-02-05 a insats_started insats_id=j insats=coaching provider=y
2023-02-14 a insats_ended insats_id=j result=completed
2023-03-10 a exited enrolment_id=e reason=C1
2023-03-20 a support_paid month=2023-03 amount=8000
2023-06-01 a referred referral_id=s from_party=af to_unit=AME
2023-06-10 a enrolled enrolment_id=f unit=AME referral_id=s
2023-06-20 a insats_started insats_id=k insats=course
2023-06-29 a insats_ended insats_id=k result=completed
2020-01-10 b enrolled enrolment_id=g unit=AME
"""


_OF_SPELLS = ("load_events", "end_events")


def _load(
    part: str,
    sv: str,
    en: str,
    load: Callable[[Scope], pl.DataFrame],
    unit: str,
    value: float,
    kinds: tuple[str, ...],
    scale: int = 1,
    events: tuple[str, ...] = ("load_events",),
) -> Measure:
    grounds = (Ground(kinds, AS_OF, AS_OF, "{look_back_days}", answers=("yes",)),)

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.join(load(scope), on="pid", how="left", maintain_order="left")
        return frame.with_columns(col("amount").fill_null(0), *yes_if(pl.lit(value=True), "is_counted"))

    return replace(
        GOES_ROUND,
        key=f"R8.{part}",
        sv=f"Belastning: {sv} i tillbakablicken, medel per person",
        en=f"Load: {en} in the look-back, mean a person",
        source="measures.md §8 R8",
        counted=Counted(
            "load", f"{sv} i tillbakablicken", f"{en} in the look-back", add, events=events, columns=AMOUNT, grounds=grounds
        ),
        shape="mean",
        unit=unit,
        scale=scale,
        direction=None,
        parameters=LOOK_BACK,
        example=Example(_LOOPED, "2023", date(2023, 12, 31), {"yes": 2, "value": value}),
    )


_REPEATED_BY_CODE = Measure(
    key="R6",
    sv="Upprepade insatser: samma slag igen inom {months:month} utan ny plan emellan",
    en="Repeated insatser: the same kind again within {months:month} with no new plan in between",
    source="measures.md §8 R6",
    units=Units(
        "har en insats som började i perioden",
        "has an insats that began in the period",
        _insatser_begun,
        ("began_on",),
        ("began_event",),
        {**INSATS, "before_on": DAY, "before_event": TEXT},
        grounds=(Ground((*INSATSER, *PLACEMENTS, *JOURNEYS)),),
    ),
    who=(),
    counted=Counted(
        "repeated",
        "samma slags insats började inom {months:month} före, och ingen plan beslutades emellan",
        "an insats of the same kind began within {months:month} before, with no plan decided in between",
        _repeated,
        ("before_on", "plan_on"),
        ("before_event", "plan_event"),
        grounds=(
            Ground(("insats_started",), "on", "on", "{months}M"),
            Ground(("plan_decided",), "before_on", "on", answers=("yes",)),
        ),
    ),
    shape="count",
    year="cohort",
    unit="insatser",
    parameters={"months": 24},
    direction="down",
    says_sv=GOES_ROUND.says_sv,
    says_en=GOES_ROUND.says_en,
    example=Example(_LOOPED, "2023", LATE, {"yes": 1, "no": 2, "value": 1}),
)
_COURSES = f"""{TWO}
2023-01-10 a insats_started insats_id=i insats=course programme=Truck
2023-06-10 a insats_started insats_id=k insats=course programme=Svets
2023-09-10 a insats_started insats_id=l insats=course programme=Truck
"""
_REPEATED = replace(
    _REPEATED_BY_CODE,
    version=2,
    units=replace(
        _REPEATED_BY_CODE.units,
        of=_same_insatser_begun,
        columns={**_REPEATED_BY_CODE.units.columns, "programme": TEXT},
    ),
    counted=replace(
        _REPEATED_BY_CODE.counted,
        grounds=(
            *_REPEATED_BY_CODE.counted.grounds,
            Ground(("insats_started.programme",), "before_on", "on", answers=("yes",)),
        ),
    ),
    says_sv=f"Två olika program (kurser) är inte samma igen; där något saknar program avgör slaget. {GOES_ROUND.says_sv}",
    says_en=f"Two different programmes (courses) are not the same again; without one the kind decides. {GOES_ROUND.says_en}",
    example=Example(_COURSES, "2023", LATE, {"yes": 1, "no": 2, "value": 1}),
)
RETIRED = (_REPEATED_BY_CODE,)
"""Version 1 of R6 did not look at programmes."""

MEASURES = (
    replace(
        GOES_ROUND,
        key="R5",
        sv="Fastnat: inskriven länge utan placering, högre trappsteg eller stadigt utfall",
        en="Stuck: enrolled for long with no placement, higher step or stable outcome",
        source="Södertälje KS 17/225 rad 228; Kolada U40823; measures.md §8 R5",
        counted=Counted(
            "stuck",
            "har en resa som pågått minst {months:month} utan placering, högre trappsteg eller stadigt utfall",
            "has a journey that has run for at least {months:month} with no placement, higher step or stable outcome",
            _stuck,
            ("stuck_since",),
            ("stuck_event", "moved_events"),
            grounds=(Ground((*PLACEMENTS, *INSATSER, *WORK_AND_STUDY, *_STEPS), "stuck_since", AS_OF, answers=("yes",)),),
        ),
        parameters={"months": 24, "stable_days": STABLE_DAYS},
        example=Example(_LOOPED, "2023", date(2023, 12, 31), {"yes": 1, "no": 1, "value": 1}),
    ),
    _REPEATED,
    Measure(
        key="R7",
        sv="Skickad fram och tillbaka: anvisad igen av samma part inom {months:month}",
        en="Sent back and forth: referred again by the same party within {months:month}",
        source="measures.md §8 R7",
        units=Units(
            "har anvisats i perioden av någon annan än sig själv",
            "was referred in the period by another than themselves",
            _referred,
            ("began_on",),
            ("began_event",),
            {"referral": TEXT, "from_party": TEXT, "journey": INT},
            grounds=(Ground(("referred", *INSATSER, *PLACEMENTS, *JOURNEYS)),),
        ),
        who=(),
        counted=Counted(
            "back_again",
            "samma part anvisade personen inom {months:month} före, till en annan resa",
            "the same party referred the person within {months:month} before, to another journey",
            _back_again,
            ("before_on",),
            ("before_event",),
            grounds=(Ground(("referred", "enrolled.referral_id"), "on", "on", "{months}M"),),
        ),
        shape="count",
        year="cohort",
        unit="referrals",
        parameters={"months": 24},
        direction="down",
        says_sv="Att parten anvisar igen visar att personen kommit tillbaka till den (A→B→A).",
        says_en="That the party refers again shows that the person had come back to it (A→B→A).",
        example=Example(_LOOPED, "2023", LATE, {"yes": 1, "no": 1, "value": 1}),
    ),
    _load("insats_days", "dagar i insatser", "days in insatser", _days_in_insatser, "days", 12.0, INSATSER, events=_OF_SPELLS),
    _load(
        "days_without",
        "dagar inskriven utan insats",
        "days enrolled with no insats",
        _days_without,
        "days",
        668.5,
        (*INSATSER, *ENROLMENTS),
        events=_OF_SPELLS,
    ),
    _load(
        "providers",
        "antal utförare",
        "number of providers",
        _providers,
        "providers",
        1.0,
        (*INSATSER, "insats_started.provider"),
    ),
    _load("months", "biståndsmånader", "months with income support", _months, "months", 0.5, PAID),
    _load("sek", "försörjningsstöd i kronor", "income support in SEK", _paid, "kronor", 4000.0, PAID, scale=100),
)
