"""Uppsala, ”Plan för 1000 fler Uppsalabor i egen försörjning” (AMN-2023-00174). measures.md §3."""

from datetime import date

import polars as pl

from domain.vocabulary import AMA
from projections.days import attach, col, days_after
from projections.measure import Counted, Example, Measure, Scope, Units
from projections.measures.shared import MONTHS_WITH_SUPPORT, Added, adults, immature_until, window_after, yes_if
from projections.status import work_or_study

PLAN = "Uppsala AMN-2023-00174"


def _enrolled_at_month_end(scope: Scope) -> pl.DataFrame:
    """Persons with an enrolment at the unit active on the month's last day: one row a person and month."""
    at_unit = scope.world["enrolments"].filter(col("unit") == str(scope.values["unit"])).rename({"unit": "at_unit"})
    active = scope.each_window(at_unit).filter(
        (col("began_on") <= col("last_on")) & (col("ended_on").is_null() | (col("ended_on") >= col("last_on")))
    )
    first = active.sort("began_on", "enrolment").group_by("pid", "period", maintain_order=True).first()
    return first.with_columns(col("period").alias("unit"), col("last_on").alias("on"))


def _insats_in_month(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    insatser = scope.world["insatser"].filter(col("code") != str(scope.values["except"]))
    spells = insatser.select("pid", "insats", insats_began="began_on", insats_ended="ended_on", event="began_event")
    overlapping = (
        frame.select("row", "pid", "first_on", "last_on")
        .join(spells, on="pid")
        .filter((col("insats_began") <= col("last_on")) & (col("insats_ended").fill_null(date.max) >= col("first_on")))
        .sort("insats_began", "insats")
        .group_by("row", maintain_order=True)
        .first()
    )
    frame = attach(frame, overlapping, ("insats_began", "insats_ended", "event"))
    frame = frame.with_columns(yes_if(col("event").is_not_null()))
    return frame.with_columns(immature_until(col("last_on"), scope))


def _long_term(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """At least ten support months among the month and the eleven before it."""
    months = scope.world.support_months.select("pid", with_support="month")
    counted = (
        frame.select("row", "pid", "month")
        .join(months, on="pid")
        .filter(col("with_support").is_between(col("month").dt.offset_by("-11mo"), col("month")))
        .group_by("row")
        .agg(pl.len().alias("months"), col("with_support").min().alias("first_month"))
    )
    frame = attach(frame, counted, ("months", "first_month"))
    frame = frame.with_columns(yes_if(col("months") >= int(scope.values["months"])))
    return frame.with_columns(immature_until(col("last_on"), scope))


def _all_of_them(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return frame.with_columns(yes_if(pl.lit(value=True))).with_columns(immature_until(col("last_on"), scope))


def _ama_ended(scope: Scope) -> pl.DataFrame:
    """AMA placements that ended in the month: a person's last (the later end, the later start, the greater id)."""
    ama = scope.world["placements"].filter(col("code").is_in(list(AMA))).drop("unit", "result")
    ended = scope.within(ama.drop_nulls("ended_on"), "ended_on")
    last = ended.sort("ended_on", "began_on", "placement").group_by("pid", "period", maintain_order=True).last()
    return last.with_columns(col("placement").alias("unit"), col("ended_on").alias("on"))


def _working_after(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = frame.with_columns(window_after("ended_on", 90))
    frame = work_or_study(frame, scope.world, "to_on", "kas")
    frame = frame.with_columns(immature_until(col("to_on"), scope))
    return frame.with_columns(immature_until(col("last_on"), scope))


def _working_on_days(first: int, last: int, every: bool) -> Added:
    """KAS on the days end + first … end + last: yes on any of them, or on every one."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.with_columns(window_after("ended_on", last))
        days = frame.select("pid", "ended_on", of="row").join(pl.DataFrame({"nr": range(first, last + 1)}), how="cross")
        days = days.with_columns((col("ended_on") + pl.duration(days=col("nr"))).alias("day")).with_row_index("row")
        judged = work_or_study(days, scope.world, "day", "kas").sort("of", "nr")
        frame = attach(frame, _all_days(judged, every), ("outcome", "why", "since", "event"))
        frame = frame.with_columns(immature_until(col("to_on"), scope))
        return frame.with_columns(immature_until(col("last_on"), scope))

    return add


def _all_days(judged: pl.DataFrame, every: bool) -> pl.DataFrame:
    """One outcome of many days' (measures.md §3, UPP-2.1b–d); the day that decided it tells why."""
    order = ["immature", "no", "unknown", "yes"] if every else ["yes", "immature", "unknown", "no"]
    rank = col("outcome").replace_strict({outcome: nr for nr, outcome in enumerate(order)}, return_dtype=pl.Int8)
    first = judged.with_columns(rank.alias("rank")).sort("of", "rank", "nr").group_by("of", maintain_order=True).first()
    return first.select("outcome", "why", "since", "event", row="of")


def _ended_in_first_half(scope: Scope) -> pl.DataFrame:
    """Each person's first support spell that ended in January–June of the year before the period's."""
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended"))
    before = scope.windows.with_columns(col("first_on").dt.offset_by("-1y").alias("from_day"))
    ended = spells.join(before, how="cross").filter(
        col("ended_on").is_between(col("from_day"), days_after(col("from_day").dt.offset_by("6mo"), -1))
    )
    first = ended.sort("ended_on").group_by("pid", "period", maintain_order=True).first()
    people = scope.world["participants"].select("pid", pl.col("participant").alias("unit"))
    return first.rename({"event": "support_event"}).join(people, on="pid").with_columns(col("ended_on").alias("on"))


def _not_back_on_support(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """No application and no support month within one year after the end (U31462)."""
    frame = frame.with_columns(window_after("ended_on", "1y"))
    applied = scope.world["applications"].select("pid", back_on="began_on", back_event="event")
    paid = scope.world.support_months.select("pid", back_on="month", back_event="event")
    back = (
        frame.select("row", "pid", "from_on", "to_on")
        .join(pl.concat([applied, paid]), on="pid")
        .filter((col("back_on") > col("from_on")) & (col("back_on") <= col("to_on")))
        .sort("back_on")
        .group_by("row", maintain_order=True)
        .first()
    )
    frame = attach(frame, back, ("back_on", "back_event"))
    frame = frame.with_columns(yes_if(col("back_on").is_null(), "not_returned", "returned"))
    return frame.with_columns(immature_until(col("to_on"), scope))


_AMA_UNITS = Units(
    "har en arbetsmarknadsanställning som avslutades i månaden",
    "has a municipal labour-market employment that ended in the month",
    _ama_ended,
    ("began_on", "ended_on"),
    ("began_event", "ended_event"),
)
_AMA_EXAMPLE = """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2022-06-01 a placement_started placement_id=p1 form=ama sector=municipal
2023-03-31 a placement_ended placement_id=p1 result=completed
2023-06-01 a employment_started employment_id=j form=permanent
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2022-06-01 b placement_started placement_id=p2 form=ama sector=municipal
2023-03-31 b placement_ended placement_id=p2 result=completed
2023-04-01 b placement_started placement_id=p3 form=beredskap_kommun sector=municipal
"""


def _ama(key: str, sv: str, en: str, add: Added, window: int, value: float, shape: str = "count") -> Measure:
    share = shape == "share"
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
            ("event",),
        ),
        shape="share" if share else "count",
        year="mean",
        unit="percent" if share else "persons",
        window=window,
        views=True,
        direction="up",
        baseline={"all": 9.3, "K": 4.1, "M": 5.1} if key == "UPP-2.1" else {},
        says_sv="I dokumentet är 4,1 + 5,1 inte 9,3: avrundade månadsmedel. Totalen räknas på alla.",
        says_en="In the document 4.1 + 5.1 is not 9.3: rounded monthly means. The total is reckoned on everybody.",
        example=Example(_AMA_EXAMPLE, "2023-03", date(2030, 12, 31), {"yes": value / 50 if share else value, "value": value}),
    )


def _with_support(months: range, year: int = 2023) -> str:
    return "\n".join(f"{year}-{m:02}-20 a support_paid month={year}-{m:02} amount=8000" for m in months)


MEASURES = (
    Measure(
        key="UPP-1.1",
        sv="Inskrivna på enheten den sista i månaden som haft en insats i månaden",
        en="Enrolled at the unit on the month's last day with an insats in the month",
        source=f"{PLAN} rad 150",
        units=Units(
            "är inskriven på enheten den sista i månaden",
            "is enrolled at the unit on the month's last day",
            _enrolled_at_month_end,
            ("began_on", "ended_on"),
            ("began_event",),
        ),
        who=(),
        counted=Counted(
            "insats_in_month",
            "har en insats, annan än kartläggning, som rör månaden",
            "has an insats other than mapping that overlaps the month",
            _insats_in_month,
            ("insats_began", "insats_ended"),
            ("event",),
        ),
        shape="share",
        year="mean",
        unit="percent",
        grace_days=60,
        parameters={"unit": "UJC-A", "except": "mapping"},
        direction="up",
        baseline={"all": 61.8, "K": 60.3, "M": 63.9},
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2023-01-10 a enrolled enrolment_id=e1 unit=UJC-A
2023-02-01 a insats_started insats_id=i insats=coaching
2023-04-01 a insats_ended insats_id=i result=completed
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2023-04-30 b enrolled enrolment_id=e2 unit=UJC-A
2023-04-01 b insats_started insats_id=k insats=mapping
""",
            "2023-04",
            date(2030, 12, 31),
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
    Measure(
        key="UPP-1.2",
        sv="Vuxna biståndsmottagare med långvarigt bistånd (minst 10 av 12 månader)",
        en="Adults on income support with long-term support (at least 10 of 12 months)",
        source=f"{PLAN} rad 153; jämför Kolada N31814",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(),),
        counted=Counted(
            "long_term",
            "har minst 10 biståndsmånader av de senaste 12",
            "has at least 10 support months of the last 12",
            _long_term,
            ("first_month", "month"),
            ("support_event",),
        ),
        shape="share",
        year="mean",
        unit="percent",
        grace_days=60,
        parameters={"months": 10},
        direction="down",
        baseline={"all": 72.4, "K": 76.1, "M": 66.5},
        says_sv="Dokumentet säger inte om 72,4 är ett rullande mått eller kalenderår; här är det rullande tolv månader.",
        says_en="The document does not say whether 72.4 is rolling or by calendar year; here it is rolling twelve months.",
        example=Example(
            f"2010-01-01 a participant_registered sex=K born_on=1990-05-15\n{_with_support(range(1, 10))}\n"
            "2023-11-20 a support_paid month=2023-11 amount=8000",
            "2023-11",
            date(2030, 12, 31),
            {"yes": 1, "no": 0, "value": 100.0},
        ),
    ),
    Measure(
        key="UPP-1.6",
        sv="Unga 19–24 år med ekonomiskt bistånd",
        en="Young people of 19–24 on income support",
        source=f"{PLAN} rad 165",
        units=MONTHS_WITH_SUPPORT,
        who=(adults(19, 24),),
        counted=Counted("counted", "räknas", "is counted", _all_of_them, ("month",), ("support_event",)),
        shape="count",
        year="december",
        unit="persons",
        grace_days=60,
        direction="down",
        baseline={"all": 300, "K": 129, "M": 171},
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=2003-05-15
2023-12-20 a support_paid month=2023-12 amount=8000
2010-01-01 b participant_registered sex=M born_on=1998-12-31
2023-12-20 b support_paid month=2023-12 amount=8000
""",
            "2023",
            date(2030, 12, 31),
            {"yes": 1, "value": 1},
        ),
    ),
    _ama("UPP-2.1", "90 dagar efter", "90 days after", _working_after, 90, 1),
    _ama("UPP-2.1.rate", "90 dagar efter, andel", "90 days after, share", _working_after, 90, 50.0, "share"),
    _ama("UPP-2.1b", "direkt vid slutet", "right at the end", _working_on_days(0, 14, every=False), 14, 0),
    _ama(
        "UPP-2.1c",
        "någon gång inom 90 dagar",
        "at any time within 90 days",
        _working_on_days(1, 90, every=False),
        90,
        1,
    ),
    _ama("UPP-2.1d", "varje dag från 14 till 90", "every day from 14 to 90", _working_on_days(14, 90, every=True), 90, 0),
    Measure(
        key="UPP-2.3",
        sv="Ej återaktualiserade vuxna ett år efter avslutat försörjningsstöd",
        en="Adults not back on income support one year after it ended",
        source=f"{PLAN} rad 194; Kolada U31462",
        units=Units(
            "har en stödperiod som slutade januari–juni året före",
            "has a support spell that ended in January–June of the year before",
            _ended_in_first_half,
            ("began_on", "ended_on"),
            ("support_event",),
        ),
        who=(adults(),),
        counted=Counted(
            "not_returned",
            "har varken ansökt eller fått stöd inom ett år",
            "has neither applied nor had support within one year",
            _not_back_on_support,
            ("from_on", "to_on", "back_on"),
            ("back_event",),
        ),
        shape="share",
        year="cohort",
        years_only=True,
        unit="percent",
        window=0,
        views=True,
        grace_days=60,
        parameters={"gap": 1},
        direction="up",
        baseline={"all": 66.9, "K": 60.8, "M": 73.1},
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2021-03-20 a support_paid month=2021-03 amount=8000
2022-04-01 a support_applied application_id=x
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2021-03-20 b support_paid month=2021-03 amount=8000
2022-03-31 b support_applied application_id=y
""",
            "2022",
            date(2030, 12, 31),
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
)
