"""Uppsala's plan: outcomes after a municipal employment and after income support. measures.md §3, UPP-2.1, 2.3 and 2.4."""

from dataclasses import replace
from datetime import date

import polars as pl

from domain.vocabulary.code_lists import AMA
from projections.facts.days import age_on, attach, col, days_after
from projections.measures.everyone.lead_times import TO_INSATS_AT_UNIT
from projections.measures.shared.columns import PLACEMENT
from projections.measures.shared.support_return import not_back_on_support
from projections.measures.shared.units import ADULT_FROM, LATE, TWO, Added, adults
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import PAID, PLACEMENTS, Ground
from projections.rules.outcomes import immature_until, window_after
from projections.rules.scope import Scope
from projections.rules.status import work_or_study
from projections.rules.status_grounds import grounds_of_status
from projections.rules.windows import MeasureWindow


def _ama_ended(scope: Scope) -> pl.DataFrame:
    """Returns each person's last AMA placement that ended in the month (latest end, then latest start, then greatest id)."""
    ama = scope.world["placements"].filter(col("code").is_in(list(AMA))).drop("result").rename({"unit": "at_unit"})
    ended = scope.within(ama.drop_nulls("ended_on"), "ended_on")
    last = ended.sort("ended_on", "began_on", "placement").group_by("pid", "period", maintain_order=True).last()
    return last.with_columns(col("placement").alias("unit"), col("ended_on").alias("on"))


def _working_after(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("ended_on", scope.window))
    frame = work_or_study(frame, scope.world, "to_on", "kas")
    return frame.with_columns(immature_until(col("to_on"), scope))


def _working_on_days(first: int, last: int, every: bool) -> Added:
    """Judges KAS on the days end + first … end + last: yes on any of these days, or on every day."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.with_columns(window_after("ended_on", last))
        days = frame.select("pid", "ended_on", of="row").join(pl.DataFrame({"nr": range(first, last + 1)}), how="cross")
        days = days.with_columns((col("ended_on") + pl.duration(days=col("nr"))).alias("day")).with_row_index("row")
        judged = work_or_study(days, scope.world, "day", "kas").sort("of", "nr")
        frame = attach(frame, _all_days(judged, every), ("outcome", "why", "since", "event", "day_events"))
        return frame.with_columns(immature_until(col("to_on"), scope))

    return add


def _all_days(judged: pl.DataFrame, every: bool) -> pl.DataFrame:
    """Combines outcomes of many days (measures.md §3, UPP-2.1b–d): the first deciding day is the reason, or else all days."""
    order = ["immature", "no", "unknown", "yes"] if every else ["yes", "immature", "unknown", "no"]
    rank = col("outcome").replace_strict({outcome: nr for nr, outcome in enumerate(order)}, return_dtype=pl.Int8)
    first = judged.with_columns(rank.alias("rank")).sort("of", "rank", "nr").group_by("of", maintain_order=True).first()
    by_all = judged.join(first.filter(col("outcome") == order[-1]).select("of"), on="of", how="semi").drop_nulls("event")
    events = by_all.group_by("of").agg(col("event").unique(maintain_order=True).alias("day_events"))
    first = first.join(events, on="of", how="left")
    return first.select("outcome", "why", "since", "event", "day_events", row="of")


def _ended_in_first_half(scope: Scope) -> pl.DataFrame:
    """Returns each person's first support spell that ended in January–June of the previous year, if possible as an adult."""
    people = scope.world["participants"].select("pid", "born_on", pl.col("participant").alias("unit"))
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended")).join(people, on="pid")
    a_child = (age_on(col("ended_on")) < ADULT_FROM).fill_null(value=True)
    before = scope.windows.with_columns(col("first_on").dt.offset_by("-1y").alias("from_day"))
    ended = spells.join(before, how="cross").filter(
        col("ended_on").is_between(col("from_day"), days_after(col("from_day").dt.offset_by("6mo"), -1))
    )
    first = ended.sort(a_child, "ended_on").group_by("pid", "period", maintain_order=True).first().drop("born_on")
    return first.rename({"event": "support_event"}).with_columns(col("ended_on").alias("on"))


def _ended_in_month(scope: Scope) -> pl.DataFrame:
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended")).rename({"event": "support_event"})
    return scope.within(spells, "ended_on").with_columns(col("period").alias("unit"), col("ended_on").alias("on"))


_FIRST_HALF = "-5M"
"""From a January to the end of the August before: a spell that ended by June has ended when months without passed (§2.3)."""
_AMA_UNITS = Units(
    "har en arbetsmarknadsanställning som avslutades i månaden",
    "has a municipal labour-market employment that ended in the month",
    _ama_ended,
    ("began_on", "ended_on"),
    ("began_event", "ended_event"),
    PLACEMENT,
    grounds=(Ground(PLACEMENTS),),
)
_AMA_EXAMPLE = f"""{TWO}
2022-06-01 a placement_started placement_id=p1 form=ama sector=municipal
2023-03-31 a placement_ended placement_id=p1 result=completed
2023-06-01 a employment_started employment_id=j form=permanent
2022-06-01 b placement_started placement_id=p2 form=ama sector=municipal
2023-03-31 b placement_ended placement_id=p2 result=completed
2023-04-01 b placement_started placement_id=p3 form=beredskap_kommun sector=municipal
"""


def _ama(
    key: str, sv: str, en: str, add: Added, days: int, yes: int, events: tuple[str, ...] = ("event", "day_events")
) -> Measure:
    return Measure(
        key=key,
        sv=f"Arbetsmarknadsanställningar som avslutas till arbete eller studier, {sv}",
        en=f"Municipal labour-market employments that end in work or studies, {en}",
        source=f"{PLAN} rad 188",
        units=_AMA_UNITS,
        who=(),
        counted=Counted(
            "work_or_study",
            f"är i arbete eller studier enligt KAS {sv}",
            f"is in work or studies by KAS {en}",
            add,
            ("from_on", "to_on", "since"),
            events,
            grounds=grounds_of_status("from_on", "kas", ahead=days),
        ),
        shape="count",
        year="mean",
        unit="persons",
        window=MeasureWindow(days),
        views=True,
        direction="up",
        baseline={"all": 9.3, "K": 4.1, "M": 5.1} if key == "UPP-2.1" else {},
        says_sv="I dokumentet är 4,1 + 5,1 inte 9,3: avrundade månadsmedel. Totalen räknas på alla.",
        says_en="In the document 4.1 + 5.1 is not 9.3: rounded monthly means. The total is reckoned on everybody.",
        example=Example(_AMA_EXAMPLE, "2023-03", LATE, {"yes": yes, "value": yes}),
    )


_NUMBERS = (
    _ama("UPP-2.1", "{window} efter", "{window} after", _working_after, 90, 1, ("event",)),
    _ama("UPP-2.1b", "direkt vid slutet", "right at the end", _working_on_days(0, 14, every=False), 14, 0),
    _ama("UPP-2.1c", "någon gång inom {window}", "at any time within {window}", _working_on_days(1, 90, every=False), 90, 1),
    _ama("UPP-2.1d", "varje dag från 14 till 90", "every day from 14 to 90", _working_on_days(14, 90, every=True), 90, 0),
)


def _share(number: Measure) -> Measure:
    return replace(
        number,
        key=f"{number.key}.rate",
        sv=f"{number.sv}, andel",
        en=f"{number.en}, share",
        shape="share",
        unit="percent",
        baseline={},
        example=replace(number.example, expects={"value": 50.0 * (number.example.expects["yes"] or 0)}),
    )


_NOT_BACK = Measure(
    key="UPP-2.3",
    sv="Ej återaktualiserade vuxna {window} efter avslutat försörjningsstöd",
    en="Adults not back on income support {window} after it ended",
    source=f"{PLAN} rad 194; Kolada U31462",
    units=Units(
        "har en stödperiod som slutade januari–juni året före",
        "has a support spell that ended in January–June of the year before",
        _ended_in_first_half,
        ("began_on", "ended_on"),
        ("support_event",),
        persons=True,
        grounds=(Ground(PAID, "first_on", "first_on", "12M", _FIRST_HALF),),
    ),
    who=(adults(),),
    counted=Counted(
        "not_returned",
        "har varken ansökt eller fått stöd inom {window}",
        "has neither applied nor had support within {window}",
        not_back_on_support,
        ("from_on", "to_on", "back_on"),
        ("back_event",),
        grounds=(Ground(("support_applied", *PAID), "from_on", "to_on", answers=("yes",)),),
    ),
    shape="share",
    year="cohort",
    years_only=True,
    unit="percent",
    window=MeasureWindow("1y", support_gap="gap"),
    last_case=lambda year: date(year.first_on.year - 1, 6, 30),
    views=True,
    grace_days=SUPPORT_GRACE_DAYS,
    parameters={"gap": 1},
    direction="up",
    baseline={"all": 66.9, "K": 60.8, "M": 73.1},
    example=Example(
        f"""{TWO}
2021-03-20 a support_paid month=2021-03 amount=8000
2022-04-01 a support_applied application_id=x
2021-03-20 b support_paid month=2021-03 amount=8000
2022-03-31 b support_applied application_id=y
""",
        "2022",
        LATE,
        {"yes": 1, "no": 1, "value": 50.0},
    ),
)

MEASURES = (
    *(entry for number in _NUMBERS for entry in (number, _share(number))),
    _NOT_BACK,
    replace(
        _NOT_BACK,
        key="UPP-2.3m",
        sv="Ej återaktualiserade vuxna {window} efter avslutat försörjningsstöd, månad för månad",
        en="Adults not back on income support {window} after it ended, month by month",
        units=Units(
            "har en stödperiod som slutade i månaden",
            "has a support spell that ended in the month",
            _ended_in_month,
            ("began_on", "ended_on"),
            ("support_event",),
            grounds=(Ground(PAID, ahead="{gap}M"),),
        ),
        year="mean",
        years_only=False,
        last_case=None,
        baseline={},
        example=replace(_NOT_BACK.example, period="2021-03"),
    ),
    replace(
        TO_INSATS_AT_UNIT,
        key="UPP-2.4",
        sv="Tid från ansökan om ekonomiskt bistånd till insats på {unit}",
        en="Time from application for income support to an insats at {unit}",
        source=f"{PLAN} rad 197",
        says_sv="Dokumentet anger ingen enhet för tiden; här är det kalenderdagar, och värdet är medianen.",
        says_en="The document gives no unit of time; here it is calendar days, and the value is the median.",
    ),
)
