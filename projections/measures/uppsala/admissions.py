"""Uppsala's plan: admissions to shortage occupations, talks with the young. measures.md §3, UPP-1.3 and 1.5."""

from dataclasses import replace

import polars as pl

from projections.facts.days import age_on, col, first_that
from projections.facts.tables import TEXT
from projections.measures.shared.units import LATE, TWO, Added, one_each
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import PAID, Ground
from projections.rules.circumstances import held, holds_on, with_held
from projections.rules.outcomes import unknown_if, yes_if
from projections.rules.scope import Scope


def _first_admission(scope: Scope) -> pl.DataFrame:
    moments = scope.world["moments"].filter((col("kind") == "study_admitted") & (col("code") == "yrkes") & col("flag"))
    admitted = scope.within(moments.select("pid", "on", unit="named", admitted_event="event"), "on")
    return admitted.sort("on", maintain_order=True).group_by("pid", "period", maintain_order=True).first()


def _in_priority_group(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "priority_groups")
    frame = frame.with_columns(yes_if(col("priority_groups") != "||"))
    return frame.with_columns(unknown_if(col("priority_groups").is_null()))


def _young_in_supported_households(scope: Scope) -> pl.DataFrame:
    """Returns persons aged 17–19 on the last day with a support month, their own or of a member of their household then."""
    people = scope.world["participants"].select("pid", "born_on")
    young = scope.each_window(people).filter(age_on(col("last_on")).is_between(17, 19)).drop("born_on")
    months = scope.within(scope.world.support_months.select("pid", "month", support_event="event"), "month")
    supported = months.group_by("pid", "period", maintain_order=True).first().select("pid", "period", "support_event")
    homes = scope.each_window(held(scope.world, "household")).filter(holds_on(col("last_on")))
    homes = homes.drop_nulls("value").select("pid", "period", home="value", home_event="event")
    by_home = homes.join(supported, on=["pid", "period"]).group_by("home", "period", maintain_order=True).first()
    of_home = homes.join(by_home.drop("pid").rename({"home_event": "their_home_event"}), on=["home", "period"])
    every = pl.concat([supported, of_home.drop("home")], how="diagonal")
    return one_each(young.join(every, on=["pid", "period"]))


def _of_unknown_age(scope: Scope) -> pl.DataFrame:
    """Returns persons with support whose age was never recorded."""
    people = scope.world["participants"].filter(col("born_on").is_null()).select("pid")
    months = scope.within(scope.world.support_months.select("pid", "month", support_event="event"), "month")
    return one_each(months.join(people, on="pid", how="semi"))


def _talk(kind: str) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        talks = scope.world["moments"].filter(col("kind") == kind).select("pid", talk_on="on", talk_event="event")
        frame = first_that(frame, talks, col("talk_on").is_between("first_on", "last_on"), "talk_on")
        return frame.with_columns(yes_if(col("talk_event").is_not_null()))

    return add


_ADMITTED = Measure(
    key="UPP-1.3",
    sv="Antagna till yrkesutbildning mot bristyrke som tillhör en prioriterad grupp, antal",
    en="Admitted to vocational training for a shortage occupation and in a priority group, number",
    source=f"{PLAN} rad 156",
    units=Units(
        "har antagits till yrkesutbildning mot ett bristyrke i perioden",
        "was admitted to vocational training for a shortage occupation in the period",
        _first_admission,
        ("on",),
        ("admitted_event",),
        grounds=(Ground(("study_admitted", "study_admitted.shortage_occupation")),),
    ),
    who=(),
    counted=Counted(
        "in_priority_group",
        "tillhör minst en prioriterad grupp den dagen",
        "belongs to at least one priority group that day",
        _in_priority_group,
        (),
        ("priority_groups_event",),
        {"priority_groups": TEXT},
        grounds=(Ground(("circumstances_recorded.priority_groups",), "on", "on", answers=()),),
    ),
    shape="count",
    year="cohort",
    unit="persons",
    direction="up",
    grace_days=SUPPORT_GRACE_DAYS,
    says_sv="Dokumentet kallar måttet antal, men 59 (54; 66) är andelar; de står som utgångsvärde för andelen, UPP-1.3.rate.",
    says_en="The document says number, but 59 (54, 66) are shares; they are the baseline of the share, UPP-1.3.rate.",
    example=Example(
        f"""{TWO}
2023-01-01 a circumstances_recorded priority_groups=sfi
2023-03-01 a study_admitted study_id=s1 programme=yrkes shortage_occupation=true
2023-01-01 b circumstances_recorded priority_groups=[]
2023-03-01 b study_admitted study_id=s2 programme=yrkes shortage_occupation=true
2023-04-01 b study_admitted study_id=s3 programme=yrkes shortage_occupation=true
""",
        "2023",
        LATE,
        {"yes": 1, "no": 1, "value": 1},
    ),
)


_TALKS = """
2010-01-01 a participant_registered sex=K born_on=2005-05-15
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2010-01-01 c participant_registered sex=M born_on=2005-01-01
2020-01-01 a circumstances_recorded household=h
2020-01-01 b circumstances_recorded household=h
2023-03-20 b support_paid month=2023-03 amount=8000
2023-04-20 c support_paid month=2023-04 amount=8000
2023-05-01 a youth_talk_offered
2023-05-20 a youth_talk_held
2023-06-01 c youth_talk_offered
"""


def _youth_talks(part: str, sv: str, en: str, kind: str, yes: int) -> Measure:
    return Measure(
        key=f"UPP-1.5.{part}",
        sv=f"Unga 17–19 år i hushåll med försörjningsstöd som {sv} ungdomssamtal",
        en=f"Young people of 17–19 in households on income support who {en} a youth talk",
        source=f"{PLAN} rad 145, 162",
        units=Units(
            "är 17–19 år och i ett hushåll med en biståndsmånad i perioden",
            "is 17–19 and in a household with a support month in the period",
            _young_in_supported_households,
            ("last_on",),
            ("support_event", "home_event", "their_home_event"),
            homes=True,
            grounds=(
                Ground(PAID),
                Ground(("circumstances_recorded.household",), "last_on"),
            ),
            undetermined=_of_unknown_age,
        ),
        who=(),
        counted=Counted(
            part,
            f"har {sv} ungdomssamtal i perioden",
            f"{en} a youth talk in the period",
            _talk(kind),
            ("talk_on",),
            ("talk_event",),
            grounds=(Ground((kind,)),),
        ),
        shape="count",
        year="cohort",
        unit="persons",
        whole_period=True,
        of_all=True,
        direction="up",
        grace_days=SUPPORT_GRACE_DAYS,
        says_sv="Målet är samtliga: jämför med alla som räknas, ja och nej. Hushållet är det som gäller sista dagen.",
        says_en="The goal is all of them: compare with yes and no together. The household is that of the last day.",
        example=Example(_TALKS, "2023", LATE, {"yes": yes, "no": 2 - yes, "value": yes}),
    )


MEASURES = (
    _ADMITTED,
    replace(
        _ADMITTED,
        key="UPP-1.3.rate",
        sv="Antagna till yrkesutbildning mot bristyrke som tillhör en prioriterad grupp, andel",
        en="Admitted to vocational training for a shortage occupation and in a priority group, share",
        shape="share",
        unit="percent",
        baseline={"all": 59, "K": 54, "M": 66},
        example=replace(_ADMITTED.example, expects={"yes": 1, "no": 1, "value": 50.0}),
    ),
    _youth_talks("offered", "erbjudits", "were offered", "youth_talk_offered", 2),
    _youth_talks("held", "haft", "had", "youth_talk_held", 1),
)
