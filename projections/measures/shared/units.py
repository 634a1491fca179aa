"""Units and steps that several measures share; each is defined once."""

from collections.abc import Callable
from datetime import date

import polars as pl

from domain.calendar import plus_months
from projections.facts.days import age_on, is_open_on
from projections.measures.shared.columns import EXIT
from projections.measuring.measure import Counted, Step, Units
from projections.rules.absence import PAID, Ground, exits_at
from projections.rules.outcomes import yes_if
from projections.rules.scope import Scope
from projections.worlds.world import World

LATE = date(2030, 12, 31)
TWO = """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2010-01-01 b participant_registered sex=M born_on=1985-02-01
"""
"""For worked examples: `LATE`, a day when all windows are over, and `TWO`, a woman and a man."""


def months_paid(who: str, first: str, count: int) -> str:
    """Returns lines of an example: `count` support months from `first` on."""
    start = date.fromisoformat(f"{first}-01")
    months = [f"{plus_months(start, number):%Y-%m}" for number in range(count)]
    return "\n".join(f"{month}-20 {who} support_paid month={month} amount=8000" for month in months)


Added = Callable[[pl.DataFrame, Scope], pl.DataFrame]


ADULT_FROM = 18
"""Years (§1.8)."""


def adults(lowest: int = ADULT_FROM, highest: int = 200) -> Step:
    """Selects persons by age on the reference day; a person without a date of birth is not a case (§1.8)."""
    sv = f"är {lowest}–{highest} år på mätdagen" if highest < 200 else f"är minst {lowest} år på mätdagen"
    en = f"is {lowest}–{highest} on the day" if highest < 200 else f"is at least {lowest} on the day"

    def of_age(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
        between = age_on(pl.col("on")).is_between(lowest, highest)
        return frame.with_columns(between.fill_null(value=False).alias("of_age"))

    return Step("of_age", sv, en, of_age, ("born_on", "on"), unrecorded=pl.col("born_on").is_null())


def _months_with_support(scope: Scope) -> pl.DataFrame:
    months = scope.windows.with_columns(pl.col("first_on").alias("month"))
    return (
        scope.world.support_months.join(months, on="month")
        .rename({"event": "support_event"})
        .with_columns(pl.col("period").alias("unit"), pl.col("last_on").alias("on"))
    )


MONTHS_WITH_SUPPORT = Units(
    "har en biståndsmånad i månaden",
    "has a support month in the month",
    _months_with_support,
    ("month",),
    ("support_event",),
    grounds=(Ground(PAID),),
)
"""Person-months with support; the reference day is the last day of the month."""


def one_each(frame: pl.DataFrame) -> pl.DataFrame:
    """Keeps one row per person and window; the reference day is the last day of the window."""
    first = frame.group_by("pid", "period", maintain_order=True).first()
    return first.with_columns(pl.col("period").alias("unit"), pl.col("last_on").alias("on"))


def _supported(scope: Scope) -> pl.DataFrame:
    months = scope.within(scope.world.support_months.drop("on"), "month")
    return one_each(months.rename({"event": "support_event"}))


SUPPORTED = Units(
    "har minst en biståndsmånad i perioden",
    "has at least one support month in the period",
    _supported,
    ("month",),
    ("support_event",),
    grounds=(Ground(PAID),),
)
"""Persons with support in the period."""


def overlapping(scope: Scope, spells: pl.DataFrame) -> pl.DataFrame:
    """Returns every spell once for each window that it overlaps."""
    return scope.each_window(spells).filter(overlaps())


def overlaps(first: str = "first_on", last: str = "last_on", began: str = "began_on", ended: str = "ended_on") -> pl.Expr:
    return (pl.col(began) <= pl.col(last)) & (pl.col(ended).is_null() | (pl.col(ended) >= pl.col(first)))


def spells(world: World, *tables: str) -> pl.DataFrame:
    """Returns the spells of several tables as `pid`, `spell_began`, `spell_ended`, `spell_event`."""
    columns = {"pid": "pid", "spell_began": "began_on", "spell_ended": "ended_on", "spell_event": "began_event"}
    return pl.concat([world[table].select(**columns) for table in tables])


SPELL_OVERLAPS = overlaps(began="spell_began", ended="spell_ended")
SPELL_ON_LAST_DAY = is_open_on(pl.col("last_on"), "spell_began", "spell_ended")


def enrolled_on_last_day(scope: Scope, unit: str | None = None) -> pl.DataFrame:
    """Returns persons with an enrolment active on the window's last day, one row each: the enrolment that began last."""
    enrolments = scope.world["enrolments"].rename({"unit": "at_unit"})
    enrolments = enrolments if unit is None else enrolments.filter(pl.col("at_unit") == unit)
    active = scope.each_window(enrolments).filter(is_open_on(pl.col("last_on")))
    return one_each(active.sort("began_on", "enrolment", descending=True))


def everyone_counts(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    return frame.with_columns(yes_if(pl.lit(value=True), "is_counted"))


COUNTED = Counted("counted", "räknas", "is counted", everyone_counts)
"""For counts of all cases."""


def _exits(scope: Scope) -> pl.DataFrame:
    exits = scope.world.exits.rename({"unit": "at_unit", "enrolment": "unit"})
    return scope.within(exits, "ended_on").with_columns(pl.col("ended_on").alias("on"))


EXITS = Units(
    "har en resa som avslutades i perioden",
    "has a journey that ended in the period",
    _exits,
    ("began_on", "ended_on"),
    ("began_event", "ended_event"),
    EXIT,
    grounds=exits_at("at_unit"),
)
"""Journey exits (never X1); the reference day is the day of the exit."""
