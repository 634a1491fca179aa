"""Uppsala's plan: a thousand more self-supporting persons, gross, returns and net. measures.md §3, UPP-1000."""

from dataclasses import replace

import polars as pl

from projections.facts.days import after, col, days_after
from projections.facts.tables import INT, TEXT
from projections.measures.shared.columns import AMOUNT
from projections.measures.shared.units import COUNTED, LATE, TWO, months_paid, one_each
from projections.measures.uppsala.support import PLAN
from projections.measuring.measure import SUPPORT_GRACE_DAYS, Counted, Example, Measure, Units
from projections.rules.absence import ALWAYS, JOURNEYS, PAID, Ground
from projections.rules.outcomes import immature_until, immature_until_exit_stands, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.status import at_exit
from projections.rules.support import LONG_TERM_MONTHS, LONG_TERM_OF, has_support, long_term, with_months_of_support
from projections.rules.windows import AT_ONCE, MeasureWindow

EXIT_NEAR_SUPPORT_END = MeasureWindow(62, exits="near", support_gap="gap")
"""Window before or after a support spell's end in which an exit decides the outcome of the spell (UPP-1000, ENK-3)."""


def spells_ended(scope: Scope) -> pl.DataFrame:
    """Returns support spells that ended in the period; the reference day is the last day of the period."""
    spells = scope.world.support_spells(int(scope.values["gap"])).filter(col("ended"))
    within = scope.within(spells.select("pid", "began_on", "ended_on", support_event="event"), "ended_on")
    return within.with_columns(col("ended_on").dt.strftime("%Y-%m").alias("unit"), col("last_on").alias("on"))


def exits_near(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Returns journey exits within the window of each row's `ended_on`, nearest first, with their outcomes under KAS.

    Columns: `of` (the row), `outcome`, `why`, `exit_on`, `exit_event`, `outcome_event` (the event that decided it).
    """
    exits = scope.world.exits.rename({"ended_on": "exit_on", "ended_event": "exit_event"})
    apart = (col("exit_on") - col("spell_end")).dt.total_days()
    near = (
        frame.select("pid", of="row", spell_end="ended_on")
        .join(exits, on="pid")
        .with_columns(apart.abs().alias("apart"))
        .filter(col("apart") <= scope.window_days)
        .sort("of", "apart", "exit_on", descending=[False, False, True])
        .with_columns(col("exit_on").alias("ended_on"), col("exit_event").alias("ended_event"))
        .with_row_index("row")
    )
    judged = at_exit(near, scope.world, "kas")
    judged = judged.with_columns(immature_until_exit_stands(scope))
    return judged.select("of", "outcome", "why", "exit_on", "exit_event", outcome_event="event")


def _self_supporting(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the outcome of the nearest exit; of two equally near exits, the later."""
    frame = frame.with_columns(window_after("ended_on", scope.window))
    nearest = exits_near(frame, scope).group_by("of", maintain_order=True).first()
    frame = frame.join(nearest, left_on="row", right_on="of", how="left", maintain_order="left")
    frame = frame.with_columns(col("outcome").fill_null("unknown"), col("why").fill_null("no_exit_near"))
    return frame.with_columns(immature_until(col("to_on"), scope))


def _come_back(scope: Scope) -> pl.DataFrame:
    """Returns persons with a support spell that began in the period, at most a year after the end of the previous spell."""
    spells = scope.world.support_spells(int(scope.values["gap"])).with_columns(
        pl.col("ended_on", "event").shift(1).over("pid").name.prefix("before_")
    )
    again = spells.filter(col("began_on") <= after(col("before_ended_on"), "1y"))
    again = again.select("pid", "began_on", "first_event", "before_event", before_on="before_ended_on", support_event="event")
    return one_each(scope.within(again, "began_on"))


def _newly_long_term(scope: Scope) -> pl.DataFrame:
    """Returns long-term recipients (UPP-1.2) in the period's last month who were not in the month before the period."""
    last_months = scope.windows.with_columns(col("last_on").dt.month_start().alias("month"))
    now = scope.world.support_months.select("pid", "month").join(last_months, on="month")
    now = now.with_columns(days_after(col("first_on"), -1).alias("eve")).with_row_index("row")
    had = has_support(now, scope.world, "eve") & long_term(now, scope.world, "eve")
    now = with_months_of_support(now, scope.world, "last_on", LONG_TERM_OF)
    return one_each(now.filter((col("months") >= LONG_TERM_MONTHS) & ~had).drop("row"))


def _all_three(scope: Scope) -> pl.DataFrame:
    """Returns ended support spells with amount +1; persons who came back and new long-term recipients with amount −1."""
    three = {"gross": (spells_ended, 1), "returns": (_come_back, -1), "long_term": (_newly_long_term, -1)}
    parts = (
        of(scope).with_columns(pl.lit(part).alias("part"), pl.lit(amount, INT).alias("amount"))
        for part, (of, amount) in three.items()
    )
    return pl.concat(parts, how="diagonal").with_columns(pl.concat_str("part", "unit", separator=" ").alias("unit"))


def _net(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """New long-term recipients are immature until the period is over, since they are counted in its last month."""
    gross = col("part") == "gross"
    frame = _self_supporting(frame, scope)
    other = yes_if(pl.lit(value=True), "is_counted")
    frame = frame.with_columns(
        pl.when(gross).then(col(name)).otherwise(expression).alias(name)
        for name, expression in zip(("outcome", "why"), other, strict=True)
    )
    return frame.with_columns(immature_until(pl.when(col("part") == "long_term").then("last_on").otherwise("first_on"), scope))


_OF_EXITS_NEAR = (Ground(JOURNEYS, "from_on", "to_on", 62, "journey", answers=ALWAYS),)
_ENDED, _RETURNED, _LONG_TERM = (
    (Ground(PAID, ahead="{gap}M"),),
    (Ground(PAID, back="14M"),),
    (Ground(PAID, back=f"{LONG_TERM_OF}M"),),
)
_GROSS = Measure(
    key="UPP-1000.gross",
    sv="Personer vars försörjningsstöd upphörde till egen försörjning (brutto)",
    en="Persons whose income support ended in self-support (gross)",
    source=f"{PLAN} rad 1–20",
    units=Units(
        "har en stödperiod som upphörde i perioden",
        "has a support spell that ended in the period",
        spells_ended,
        ("began_on", "ended_on"),
        ("support_event",),
        grounds=_ENDED,
    ),
    who=(),
    counted=Counted(
        "self_supporting",
        "avslutades till arbete eller studier enligt KAS inom {window} från stödets slut",
        "left for work or studies by KAS within {window} of the end of the support",
        _self_supporting,
        ("from_on", "to_on", "exit_on"),
        ("exit_event", "outcome_event"),
        grounds=_OF_EXITS_NEAR,
    ),
    shape="count",
    year="cohort",
    unit="persons",
    window=EXIT_NEAR_SUPPORT_END,
    views=True,
    several=True,
    grace_days=SUPPORT_GRACE_DAYS,
    parameters={"gap": 1},
    direction="up",
    says_sv="Planen säger aldrig hur ”1000 fler i egen försörjning” ska räknas; detta är måttets egen tolkning.",
    says_en="The plan never says how “1000 more in self-support” is to be counted; this is a reading of the measure's own.",
    example=Example(
        f"""{TWO}{months_paid("a", "2023-01", 2)}
{months_paid("a", "2023-09", 11)}
2023-01-10 a enrolled enrolment_id=e unit=AME
2023-03-10 a exited enrolment_id=e reason=A1
{months_paid("b", "2023-01", 3)}
""",
        "2023",
        LATE,
        {"yes": 1, "unknown": 1, "value": 1, "upper": 2},
    ),
)


def _minus(key: str, sv: str, en: str, units: Units) -> Measure:
    return replace(
        _GROSS,
        key=key,
        sv=sv,
        en=en,
        units=units,
        counted=COUNTED,
        window=AT_ONCE,
        views=False,
        several=False,
        direction="down",
        example=replace(_GROSS.example, expects={"yes": 1, "value": 1}),
    )


MEASURES = (
    _GROSS,
    _minus(
        "UPP-1000.returns",
        "Personer som kom tillbaka till försörjningsstöd inom ett år",
        "Persons who came back to income support within a year",
        Units(
            "har en stödperiod som började i perioden, högst ett år efter den förra",
            "has a support spell that began in the period, at most a year after the one before",
            _come_back,
            ("before_on", "began_on"),
            ("support_event", "first_event", "before_event"),
            grounds=_RETURNED,
        ),
    ),
    replace(
        _minus(
            "UPP-1000.long_term",
            "Nya långvariga biståndsmottagare",
            "New long-term recipients of income support",
            Units(
                "är långvarig mottagare i periodens sista månad men inte i månaden före perioden",
                "is a long-term recipient in the period's last month but not in the month before the period",
                _newly_long_term,
                ("month",),
                ("month_events",),
                grounds=_LONG_TERM,
            ),
        ),
        whole_period=True,
        example=replace(_GROSS.example, period="2024-01..2024-07", expects={"yes": 1, "value": 1}),
    ),
    replace(
        _GROSS,
        key="UPP-1000.net",
        sv="Fler i egen försörjning: brutto minus återvändare och nya långvariga mottagare (netto)",
        en="More in self-support: gross less those who came back and the new long-term recipients (net)",
        units=Units(
            "har stöd som upphörde, började om eller blev långvarigt i perioden",
            "has support that ended, began again or became long-term in the period",
            _all_three,
            ("began_on", "ended_on"),
            ("support_event", "month_events", "first_event", "before_event"),
            {"part": TEXT, **AMOUNT},
            grounds=(*_ENDED, *_RETURNED, *_LONG_TERM),
        ),
        counted=Counted(
            "self_supporting",
            "räknas upp för egen försörjning, ned för återkomst och långvarigt bistånd",
            "counts up for self-support, down for coming back and for long-term support",
            _net,
            ("from_on", "to_on", "exit_on"),
            ("exit_event", "outcome_event"),
            grounds=_OF_EXITS_NEAR,
        ),
        shape="sum",
        target=1000,
        example=replace(_GROSS.example, expects={"yes": 2, "unknown": 1, "value": 0}),
    ),
)
