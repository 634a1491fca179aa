"""Households on income support: children, residents, plans of the whole household. measures.md §9, Further demands."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from projections.facts.days import age_on, attach, col, on_the_day
from projections.facts.tables import FLAG, INT, TEXT
from projections.measures.shared.columns import AMOUNT
from projections.measures.shared.grounds import PLANNED
from projections.measures.shared.units import ADULT_FROM, LATE, MONTHS_WITH_SUPPORT, TWO, months_paid
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import PAID, Ground
from projections.rules.circumstances import held, held_on, holds_on
from projections.rules.outcomes import unknown_if, yes_if
from projections.rules.plans import active_plans
from projections.rules.scope import Scope

_HOME = ("period", "home", "alone")
"""What names a household in a window: its household, or the participant whose household was never recorded."""
_CHILDREN = "circumstances_recorded.children"


def _homes(scope: Scope) -> pl.DataFrame:
    """Returns each participant's household on the last day of each window: `pid`, `period`, `home`, `home_event`."""
    homes = scope.each_window(held(scope.world, "household")).filter(holds_on(col("last_on")))
    return homes.drop_nulls("value").select("pid", "period", home="value", home_event="event")


def _at_home(people: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the household of each row on the window's last day, and the participant's key and birth date."""
    homes = people.join(_homes(scope), on=["pid", "period"], how="left", maintain_order="left")
    homes = homes.with_columns(pl.when(col("home").is_null()).then("pid").alias("alone"))
    return homes.join(scope.world["participants"].select("pid", "participant", "born_on"), on="pid", maintain_order="left")


def _first_of_home(people: pl.DataFrame, *order: str, descending: Sequence[bool] = ()) -> pl.DataFrame:
    """Returns one row per household and window: the first in this order, then by the participant's key."""
    ordered = people.sort(*order, "participant", descending=[*descending, False], nulls_last=True)
    return ordered.group_by(_HOME, maintain_order=True).first()


def _with_children(scope: Scope) -> pl.DataFrame:
    """Returns households with a support month in the month, by the member with support who states the most children."""
    months = _at_home(MONTHS_WITH_SUPPORT.of(scope), scope).with_row_index("row")
    stated = held_on(months, scope.world, "children").select(children=col("value").cast(INT), children_event="event")
    return _first_of_home(months.hstack(stated), "children", descending=[True]).drop("row")


def _children(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if(pl.lit(value=True), "is_counted")).with_columns(col("children").alias("amount"))
    return frame.with_columns(unknown_if(col("children").is_null()))


def _members(scope: Scope) -> pl.DataFrame:
    """Returns everyone in a household with a support month in the month: a row per registered member, one per child that is
    stated but not registered, and one of unknown outcome where the number of children was never recorded."""
    homes = _with_children(scope)
    people = _at_home(scope.each_window(scope.world["participants"].select("pid")), scope)
    events = homes.select(*_HOME, "month", "support_event", "children_event")
    registered = people.join(events, on=_HOME, nulls_equal=True).with_columns(pl.lit("registered").alias("member"))
    young = registered.filter(age_on(col("last_on")) < ADULT_FROM).group_by(_HOME).len("young")
    unregistered = homes.join(young, on=_HOME, how="left", nulls_equal=True, maintain_order="left")
    number = pl.when(col("children").is_null()).then(1).otherwise(col("children") - col("young").fill_null(0))
    kind = pl.when(col("children").is_null()).then(pl.lit("unknown")).otherwise(pl.lit("child"))
    unregistered = unregistered.with_columns(kind.alias("member"), pl.int_ranges(1, number + 1).alias("nr")).explode("nr")
    rows = pl.concat([registered, unregistered.drop_nulls("nr")], how="diagonal")
    unit = pl.concat_str("period", "member", col("nr").cast(TEXT), separator=" ", ignore_nulls=True)
    return rows.with_columns(unit.alias("unit"), col("last_on").alias("on"))


def _member_counts(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    frame = frame.with_columns(yes_if(pl.lit(value=True), "is_counted"))
    return frame.with_columns(unknown_if(col("member") == "unknown"))


def _supported(scope: Scope) -> pl.DataFrame:
    """Returns persons with a support month in the month, at home; `is_adult` is null if the age was never recorded."""
    people = _at_home(MONTHS_WITH_SUPPORT.of(scope), scope)
    return people.with_columns((age_on(col("last_on")) >= ADULT_FROM).alias("is_adult"))


def _homes_of_adults(scope: Scope) -> pl.DataFrame:
    return _first_of_home(_supported(scope).filter(col("is_adult").any().over(_HOME)))


def _homes_of_unknown_age(scope: Scope) -> pl.DataFrame:
    no_adult = ~col("is_adult").any().over(_HOME) & col("is_adult").is_null().any().over(_HOME)
    return _first_of_home(_supported(scope).filter(no_adult))


def _all_have_plans(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if every adult with support in the household has a plan that is active on the month's last day.

    Unknown if that depends on somebody whose age was never recorded.
    """
    people = _supported(scope).with_row_index("row")
    plans = on_the_day(people, active_plans(scope.world), "last_on").sort("row", "began_on", "plan")
    first = plans.group_by("row", maintain_order=True).agg(col("began_event").first().alias("plan_event"))
    unplanned = col("plan_event").is_null()
    by_home = (
        attach(people, first, ("plan_event",))
        .sort("participant")
        .group_by(_HOME, maintain_order=True)
        .agg(
            (unplanned & col("is_adult").fill_null(value=False)).any().alias("lacks_plan"),
            (unplanned & col("is_adult").is_null()).any().alias("depends_on_age"),
            col("plan_event").drop_nulls().alias("plan_events"),
        )
    )
    frame = frame.join(by_home, on=_HOME, how="left", nulls_equal=True, maintain_order="left")
    frame = frame.with_columns(yes_if(~col("lacks_plan")))
    return frame.with_columns(unknown_if(col("depends_on_age") & ~col("lacks_plan")))


_SAME_HOME = f"""{TWO}
2010-01-01 c participant_registered sex=K born_on=2015-02-01
2020-01-01 a circumstances_recorded household=h children=2
2020-01-01 b circumstances_recorded household=h
2020-01-01 c circumstances_recorded household=h
{months_paid("a", "2023-12", 1)}
{months_paid("b", "2023-12", 1)}
2023-12-01 a plan_decided plan_id=p goal=work
2023-01-01 - reference_value_set series=population_all period=2023 value=1000
"""
_WHOSE_HOME = (Ground(PAID), Ground(("circumstances_recorded.household",), "last_on"))
_HOUSEHOLD = {"home": TEXT, "alone": INT}
_KIDS = Measure(
    key="KIDS-SUPPORT",
    sv="Barn i hushåll med försörjningsstöd",
    en="Children in households on income support",
    source="Linköping KS 2021-799 rad 51; Uppsala AMN-2023-00174 åtgärd 20",
    units=Units(
        "är ett hushåll med en biståndsmånad i månaden",
        "is a household with a support month in the month",
        _with_children,
        ("month",),
        ("support_event", "home_event", "children_event"),
        {**_HOUSEHOLD, "children": INT},
        homes=True,
        grounds=_WHOSE_HOME,
    ),
    who=(),
    counted=Counted(
        "children_counted",
        "har så många barn vid månadens slut",
        "has so many children at the month's end",
        _children,
        columns=AMOUNT,
        grounds=(Ground((_CHILDREN,), "last_on", answers=()),),
    ),
    shape="sum",
    year="december",
    unit="children",
    direction="down",
    says_sv="Varje hushåll räknas en gång, hos den med stöd som uppger flest barn; utan uppgift om barn är hushållet okänt.",
    says_en="Each household is counted once, by the recipient who states the most children; if none does it is unknown.",
    example=Example(_SAME_HOME, "2023", LATE, {"yes": 1, "value": 2}),
)
MEASURES = (
    Measure(
        key="UPP-0.all",
        sv="Personer i hushåll med försörjningsstöd, andel av alla invånare",
        en="Persons in households on income support, share of all residents",
        source=f"{PLAN} rad 28; jämför Kolada N31807",
        units=Units(
            "finns i ett hushåll med en biståndsmånad i månaden",
            "is in a household with a support month in the month",
            _members,
            ("month",),
            ("support_event", "home_event", "children_event"),
            {**_HOUSEHOLD, "member": TEXT},
            homes=True,
            grounds=(*_WHOSE_HOME, Ground((_CHILDREN, "participant_registered.born_on"), "last_on")),
        ),
        who=(),
        counted=Counted("counted", "räknas", "is counted", _member_counts),
        shape="count",
        year="december",
        unit="percent",
        grace_days=SUPPORT_GRACE_DAYS,
        per="population_all",
        direction="down",
        says_sv="Planens mål är en procent av befolkningen; UPP-0 räknar vuxna, det här måttet alla. Barn som inte är"
        " registrerade räknas hos den vuxne. Befolkning: referensvärdet population_all för månaden, annars året.",
        says_en="The plan's target is one per cent of the population; UPP-0 counts adults, this measure everyone."
        " Children not registered are counted with the adult. The population is the reference value population_all.",
        example=Example(_SAME_HOME, "2023", LATE, {"yes": 4, "denominator": 1000, "value": 0.4}),
    ),
    _KIDS,
    replace(
        _KIDS,
        key="UPP-22",
        sv="Hushåll där alla vuxna med försörjningsstöd har en aktuell plan",
        en="Households all of whose adults on income support have an active plan",
        source=f"{PLAN} åtgärd 22",
        units=Units(
            "är ett hushåll med en vuxen som har en biståndsmånad i månaden",
            "is a household with an adult who has a support month in the month",
            _homes_of_adults,
            ("month",),
            ("support_event", "home_event"),
            _HOUSEHOLD,
            homes=True,
            grounds=_WHOSE_HOME,
            undetermined=_homes_of_unknown_age,
        ),
        counted=Counted(
            "all_planned",
            "alla vuxna i hushållet som har stöd har en plan som gäller månadens sista dag",
            "all adults of the household with support have a plan active on the month's last day",
            _all_have_plans,
            events=("plan_events",),
            columns={"lacks_plan": FLAG, "depends_on_age": FLAG},
            grounds=PLANNED,
        ),
        shape="share",
        year="mean",
        unit="percent",
        direction="up",
        says_sv="",
        says_en="",
        example=Example(_SAME_HOME, "2023-12", LATE, {"yes": 0, "no": 1, "value": 0.0}),
    ),
)
