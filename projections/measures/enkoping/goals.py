"""Enköping's goals 2020–2022 (”Arbetsmarknadspolitiska intentioner och målsättningar”). measures.md §4, ENK-1 to 10."""

from dataclasses import replace
from datetime import date

import polars as pl

from domain.vocabulary.code_lists import AMA, MUNICIPAL_SECTORS, NO_WAGE, SUBSIDISED
from projections.facts.days import FAR, col, first_that, is_open_on
from projections.facts.tables import DAY, TEXT
from projections.measures.enkoping.establishment import IN_DUTY, establishment_ends, in_establishment
from projections.measures.shared.columns import ENROLLED, PLACEMENT
from projections.measures.shared.grounds import ENROLLED_OR_PAID, ESTABLISHMENT_ENDS, IDLE, PLANNED, WITHIN_ESTABLISHMENT
from projections.measures.shared.units import (
    COUNTED,
    LATE,
    MONTHS_WITH_SUPPORT,
    SPELL_ON_LAST_DAY,
    TWO,
    Added,
    adults,
    enrolled_on_last_day,
    months_paid,
    one_each,
    spells,
)
from projections.measures.uppsala.support import obstacle_is
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import EMPLOYMENTS, ENROLMENTS, INSATSER, OF_PLACEMENT, PLACEMENTS, Ground
from projections.rules.circumstances import held, holds_on
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.plans import active_plans
from projections.rules.scope import Scope
from projections.rules.status import counting_studies, work_or_study
from projections.rules.status_grounds import grounds_of_status
from projections.rules.windows import MeasureWindow

GOALS = "Enköping, intentioner och målsättningar 2020–2022"
UNTIL = date(2022, 12, 31)
"""”För perioden 2020–2022”: the last day by which the goals are to be reached."""


def _after_establishment(by_employment: bool) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.with_columns(window_after("ends_on", scope.window))
        frame = work_or_study(frame, scope.world, "to_on", "scb90", by_employment)
        return frame.with_columns(immature_until(col("to_on"), scope))

    return add


def _young_known(scope: Scope) -> pl.DataFrame:
    """Returns persons with an open enrolment or in KAA on the month's last day, or with a support month in the month."""
    months = scope.windows.with_columns(col("first_on").alias("month"))
    paid = scope.world.support_months.select("pid", "month", known_event="event").join(months, on="month").drop("month")
    duty = held(scope.world, "in_kaa").filter(col("value") == "true").select("pid", "from_on", "until_on", known_event="event")
    in_kaa = scope.each_window(duty).filter(holds_on(col("last_on")))
    enrolled = enrolled_on_last_day(scope).select("pid", *scope.windows.columns, known_event="began_event")
    every = [known.select("pid", *scope.windows.columns, "known_event") for known in (enrolled, paid, in_kaa)]
    return one_each(pl.concat(every))


def _idle(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if nothing is active on the month's last day: no employment, counted study, insats or placement."""
    world = scope.world
    counted = counting_studies(world).select("pid", spell_began="began_on", spell_ended="ended_on", spell_event="began_event")
    active = pl.concat([spells(world, "employments", "insatser", "placements"), counted])
    frame = first_that(frame, active, SPELL_ON_LAST_DAY, "spell_began", "spell_event")
    return frame.with_columns(yes_if(col("spell_event").is_null()))


def _in_municipal_work(scope: Scope) -> pl.DataFrame:
    """Returns AMA placements and subsidised employments in the municipality or its companies, active on the last day."""
    world = scope.world
    placements = world["placements"].filter(col("code").is_in(list(AMA))).drop("result")
    jobs = world["employments"].filter(col("form").is_in(list(SUBSIDISED)))
    both = [placements.rename({"unit": "at_unit", "placement": "unit"}), jobs.rename({"form": "code", "employment": "unit"})]
    return _municipal_on_last_day(scope, pl.concat(both, how="diagonal"))


def _municipal_on_last_day(scope: Scope, both: pl.DataFrame) -> pl.DataFrame:
    active = scope.each_window(both.filter(col("sector").is_in(list(MUNICIPAL_SECTORS)))).filter(is_open_on(col("last_on")))
    return active.with_columns(col("last_on").alias("on"))


def _municipal_practice(scope: Scope) -> pl.DataFrame:
    placements = scope.world["placements"].filter(col("code").is_in(list(NO_WAGE))).drop("result")
    return _municipal_on_last_day(scope, placements.rename({"unit": "at_unit", "placement": "unit"}))


def _with_plan(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    own = active_plans(scope.world).select("pid", spell_began="began_on", spell_ended="ended_on", spell_event="began_event")
    frame = first_that(frame, own, SPELL_ON_LAST_DAY, "spell_began", "spell_event")
    return frame.with_columns(yes_if(col("spell_event").is_not_null()))


def _trained_lately(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if a placement or work training was active in the month or the two months before it."""
    training = scope.world["insatser"].filter(col("code").is_in(["work_training", "work_practice"]))
    own = training.select("pid", spell_began="began_on", spell_ended="ended_on", spell_event="began_event")
    frame = frame.with_columns(col("first_on").dt.offset_by("-2mo").alias("since_on"))
    lately = (col("spell_began") <= col("last_on")) & (col("spell_ended").fill_null(FAR) >= col("since_on"))
    frame = first_that(frame, pl.concat([own, spells(scope.world, "placements")]), lately, "spell_began", "spell_event")
    return frame.with_columns(yes_if(col("spell_event").is_not_null()))


_DUTY = f"""{TWO}
2022-01-01 a circumstances_recorded establishment_from=2022-01-01 establishment_to=2023-06-30 education_duty=true
2022-01-01 b circumstances_recorded establishment_from=2022-01-01 establishment_to=2023-06-30 education_duty=true
2023-02-01 a placement_started placement_id=p form=praktik sector=private
2023-03-31 a placement_ended placement_id=p result=completed
2023-08-01 a employment_started employment_id=j form=samhall
"""

_AFTER_ESTABLISHMENT = Measure(
    key="ENK-1",
    sv="Nyanlända med utbildningsplikt i arbete eller studier {window} efter etableringen",
    en="Newly arrived under the education duty in work or studies {window} after establishment",
    source=f"{GOALS}, rad 123; Kolada N00973",
    units=Units(
        "har en etablering som slutar i perioden",
        "has an establishment that ends in the period",
        establishment_ends,
        ("ends_on",),
        ("told_event",),
        grounds=ESTABLISHMENT_ENDS,
    ),
    who=(IN_DUTY,),
    counted=Counted(
        "work_or_study",
        "är i arbete eller studier enligt SCB {window} efter",
        "is in work or studies by SCB {window} after",
        _after_establishment(by_employment=False),
        ("from_on", "to_on", "since"),
        ("event",),
        grounds=grounds_of_status("to_on", "scb90"),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=MeasureWindow(90),
    views=True,
    direction="up",
    example=Example(_DUTY, "2023", LATE, {"yes": 1, "unknown": 1, "value": 50.0, "upper": 100.0}),
)
_STUDYING = f"{_DUTY}2023-08-01 b study_started study_id=s programme=komvux_gymn student_aid=true\n"
_MUNICIPAL_PLACEMENT = f"{TWO}2023-02-01 a placement_started placement_id=p form=praktik sector=municipal\n"

MEASURES = (
    _AFTER_ESTABLISHMENT,
    replace(
        _AFTER_ESTABLISHMENT,
        key="ENK-1.work",
        sv="Nyanlända med utbildningsplikt i anställning {window} efter etableringen",
        en="Newly arrived under the education duty in employment {window} after establishment",
        source=f"{GOALS}, rad 123",
        counted=replace(
            _AFTER_ESTABLISHMENT.counted,
            name="employment",
            sv="har en anställning som räknas enligt SCB {window} efter; varken studier eller placeringar räknas",
            en="has an employment that counts by SCB {window} after; neither studies nor placements count",
            add=_after_establishment(by_employment=True),
            grounds=grounds_of_status("to_on", "scb90", by_employment=True),
        ),
        example=Example(_STUDYING, "2023", LATE, {"yes": 1, "no": 1, "value": 50.0}),
    ),
    Measure(
        key="ENK-2",
        sv="Unga 18–25 år utan sysselsättning den sista i månaden",
        en="Young people of 18–25 with nothing to do on the month's last day",
        source=f"{GOALS}, rad 85, 124",
        units=Units(
            "är inskriven, har en biståndsmånad eller omfattas av aktivitetsansvaret den sista i månaden",
            "is enrolled, has a support month or is in the activity duty on the month's last day",
            _young_known,
            ("last_on",),
            ("known_event",),
            grounds=ENROLLED_OR_PAID,
        ),
        who=(adults(18, 25),),
        counted=Counted(
            "idle",
            "har varken anställning, studier som räknas, insats eller placering den dagen",
            "has no employment, counted studies, insats or placement that day",
            _idle,
            ("last_on", "spell_began"),
            ("spell_event",),
            {"spell_ended": DAY},
            grounds=IDLE,
        ),
        shape="count",
        year="december",
        unit="persons",
        direction="down",
        target=0,
        deadline=UNTIL,
        says_sv="Gäller bara unga som kommunen känner till; öppen arbetslöshet bland alla unga finns i Kolada (N03935).",
        says_en="Of young people known to the municipality only; unemployment among all the young is in Kolada (N03935).",
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=2003-05-15
2010-01-01 b participant_registered sex=M born_on=2003-02-01
2023-01-10 a enrolled enrolment_id=e unit=Jobbcentrum
2023-01-10 b enrolled enrolment_id=f unit=Jobbcentrum
2023-02-10 b insats_started insats_id=i insats=youth_group
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 1},
        ),
    ),
    Measure(
        key="ENK-6",
        sv="Anställningar med statligt subventionerad lön i kommunen, andel av kommunens anställda",
        en="Employments with a state-subsidised wage in the municipality, share of its employees",
        source=f"{GOALS}, rad 128; jämför Kolada U40403",
        units=Units(
            "har en subventionerad anställning i kommunen eller dess bolag den sista i månaden",
            "has a subsidised employment with the municipality or its companies on the month's last day",
            _in_municipal_work,
            ("began_on", "ended_on"),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground((*PLACEMENTS, *EMPLOYMENTS, "employment_started.sector"), "last_on"),),
        ),
        who=(),
        counted=COUNTED,
        shape="count",
        year="december",
        unit="percent",
        per="municipal_employees",
        direction="up",
        target=4.0,
        deadline=UNTIL,
        says_sv="Riktmärket är minst 1 på 25. De anställda är referensvärdet municipal_employees. Räknas i huvuden.",
        says_en="The mark is at least 1 in 25. The employees are the reference value municipal_employees. In heads.",
        example=Example(
            f"""{TWO}
2023-02-01 a placement_started placement_id=p form=ama sector=municipal
2023-02-01 b employment_started employment_id=j form=nystartsjobb sector=municipal_company
2023-03-01 b employment_started employment_id=k form=nystartsjobb sector=private
2023-01-01 - reference_value_set series=municipal_employees period=2023 value=50
""",
            "2023",
            LATE,
            {"yes": 2, "denominator": 50, "value": 4.0},
        ),
    ),
    Measure(
        key="ENK-6.placements",
        sv="Praktikplatser i kommunen den sista i månaden",
        en="Placements without wage in the municipality on the month's last day",
        source=f"{GOALS}, rad 128",
        units=Units(
            "har en placering utan lön i kommunen eller dess bolag den sista i månaden",
            "has a placement without wage with the municipality or its companies on the month's last day",
            _municipal_practice,
            ("began_on", "ended_on"),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground(PLACEMENTS, "last_on", unit=OF_PLACEMENT),),
        ),
        who=(),
        counted=COUNTED,
        shape="count",
        year="december",
        unit="placements",
        direction="up",
        example=Example(_MUNICIPAL_PLACEMENT, "2023", LATE, {"yes": 1, "value": 1}),
    ),
    Measure(
        key="ENK-7",
        sv="Inskrivna med en plan den sista i månaden",
        en="The enrolled who have a plan on the month's last day",
        source=f"{GOALS}, rad 81",
        units=Units(
            "är inskriven den sista i månaden",
            "is enrolled on the month's last day",
            enrolled_on_last_day,
            ("began_on", "ended_on"),
            ("began_event",),
            ENROLLED,
            grounds=(Ground(ENROLMENTS, "last_on"),),
        ),
        who=(),
        counted=Counted(
            "has_plan",
            "har en plan som gäller den dagen",
            "has a plan in force that day",
            _with_plan,
            ("last_on", "spell_began", "spell_ended"),
            ("spell_event",),
            grounds=PLANNED,
        ),
        shape="share",
        year="mean",
        unit="percent",
        direction="up",
        target=100.0,
        deadline=UNTIL,
        example=Example(
            f"""{TWO}
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-01-10 b enrolled enrolment_id=f unit=AME
2023-01-20 a plan_decided plan_id=p goal=work valid_until=2023-03-31
2023-01-20 b plan_decided plan_id=q goal=work valid_until=2023-03-30
""",
            "2023-03",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    Measure(
        key="ENK-9",
        sv="Personer i etablering som haft arbetsträning eller praktik de senaste tre månaderna",
        en="Persons within establishment with work training or a placement in the last three months",
        source=f"{GOALS}, rad 87–88",
        units=Units(
            "är i etablering den sista i månaden",
            "is within establishment on the month's last day",
            in_establishment,
            ("last_on",),
            ("establishment_from_event", "establishment_to_event"),
            grounds=WITHIN_ESTABLISHMENT,
        ),
        who=(),
        counted=Counted(
            "trained",
            "har en placering eller arbetsträning i månaden eller de två före",
            "has a placement or work training in the month or the two before",
            _trained_lately,
            ("since_on", "spell_began", "spell_ended"),
            ("spell_event",),
            grounds=(Ground((*INSATSER, *PLACEMENTS), "since_on"),),
        ),
        shape="share",
        year="mean",
        unit="percent",
        direction="up",
        target=100.0,
        deadline=UNTIL,
        example=Example(_DUTY, "2023-05", LATE, {"yes": 1, "no": 1, "value": 50.0}),
    ),
    Measure(
        key="ENK-10",
        sv="Arbetslösa med ekonomiskt bistånd",
        en="The unemployed on income support",
        source=f"{GOALS}, rad 90",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(),),
        counted=Counted(
            "unemployed",
            "har vid månadens slut hindret arbetslös",
            "has at the month's end the obstacle unemployed",
            obstacle_is("unemployed"),
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
        baseline={"all": 200},
        says_sv="Utgångsvärdet är ”cirka 200” i december 2019.",
        says_en="The baseline is “about 200” in December 2019.",
        example=Example(
            f"""{TWO}{months_paid("a", "2023-12", 1)}
{months_paid("b", "2023-12", 1)}
2022-01-01 a obstacle_recorded obstacle=unemployed_no_benefit
2022-01-01 b obstacle_recorded obstacle=social_reasons
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 1},
        ),
    ),
)
