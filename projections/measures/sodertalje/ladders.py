"""Ladders [trappstegsmodeller]: insatser and placements that name their step. measures.md §6 SOD-5."""

from dataclasses import replace
from datetime import date

import polars as pl

from projections.facts.days import after, col
from projections.facts.tables import DAY, INT, TEXT
from projections.measures.shared.ladder_steps import STEPS_BEGUN
from projections.measures.shared.units import COUNTED, LATE, TWO
from projections.measures.shared.waits import waits
from projections.measuring.measure import Counted, Example, Measure, Step
from projections.rules.absence import ALWAYS, BEGUN, INSATSER, OF_ACTIVITY, OVER, PLACEMENTS, Ground
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.windows import AT_ONCE, MeasureWindow


def _next_within_a_year(higher: bool) -> pl.Expr:
    in_time = col("next_on") <= after(col("began_on"), "1y")
    moved = (col("next_step") > col("step")) if higher else (col("next_step") < col("step"))
    return (in_time & moved).fill_null(value=False)


def _moves(frame: pl.DataFrame, scope: Scope, higher: bool) -> pl.DataFrame:
    frame = frame.with_columns(window_after("began_on", scope.window))
    frame = frame.with_columns(yes_if(_next_within_a_year(higher)))
    return frame.with_columns(immature_until(col("to_on"), scope))


def _left_ladder(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    """True for a step that ended with no later step on the ladder."""
    return frame.with_columns((col("ended_on").is_not_null() & col("next_on").is_null()).alias("left"))


def _first_on_ladder(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    return frame.with_columns(col("is_first").fill_null(value=False).alias("entered"))


def _to_the_end(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Adds the days in the step, first and last day included (§1.1)."""
    frame = waits(frame, scope, frame.select("row", day="ended_on", event="ended_event"))
    return frame.with_columns(col("days") + 1)


_SOURCE = "Södertälje KS 17/225 rad 230–232, 256–276"
_EXAMPLE = f"""{TWO}
2023-01-10 a insats_started insats_id=i insats=course ladder=koksbitrade step=1
2023-01-30 a insats_ended insats_id=i result=completed
2023-04-10 a placement_started placement_id=p form=extratjanst sector=municipal ladder=koksbitrade step=2
2023-01-10 b insats_started insats_id=k insats=course ladder=koksbitrade step=2
2023-02-10 b insats_started insats_id=l insats=course ladder=koksbitrade step=1
2023-02-20 b insats_ended insats_id=l result=interrupted
"""
_UP = Measure(
    key="SOD-5",
    sv="Trappsteg som följdes av ett högre inom tolv månader",
    en="Steps of ladders that were followed by a higher one within twelve months",
    source=_SOURCE,
    units=STEPS_BEGUN,
    who=(),
    counted=Counted(
        "stepped_up",
        "nästa steg på trappan är högre och började inom tolv månader",
        "the next step on the ladder is higher and began within twelve months",
        lambda frame, scope: _moves(frame, scope, higher=True),
        ("from_on", "to_on", "next_on"),
        ("next_event",),
        grounds=(Ground(BEGUN, "from_on", "to_on", answers=ALWAYS),),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=MeasureWindow("1y"),
    views=True,
    direction="up",
    says_sv="Att börja på ett högre steg är inget misslyckande; dela upp på ladder för varje trappa.",
    says_en="To begin at a higher step is no failure; break down by ladder for each.",
    example=Example(_EXAMPLE, "2023", LATE, {"yes": 1, "no": 3, "value": 25.0}),
)


def _number(key: str, sv: str, en: str, step: Step, value: float) -> Measure:
    return replace(
        _UP,
        key=f"SOD-5.{key}",
        sv=sv,
        en=en,
        who=(step,),
        counted=COUNTED,
        shape="count",
        unit="steps",
        window=AT_ONCE,
        views=False,
        direction=None,
        says_sv="",
        says_en="",
        example=Example(_EXAMPLE, "2023", LATE, {"yes": value, "value": value}),
    )


MEASURES = (
    _UP,
    replace(
        _UP,
        key="SOD-5.down",
        sv="Trappsteg som följdes av ett lägre inom tolv månader",
        en="Steps of ladders that were followed by a lower one within twelve months",
        counted=replace(
            _UP.counted,
            name="stepped_down",
            sv="nästa steg på trappan är lägre och började inom tolv månader",
            en="the next step on the ladder is lower and began within twelve months",
            add=lambda frame, scope: _moves(frame, scope, higher=False),
        ),
        direction="down",
    ),
    _number(
        "entries",
        "Steg in på en trappa",
        "Entries to a ladder",
        Step("entered", "är personens första steg på trappan", "is the person's first step on the ladder", _first_on_ladder),
        2,
    ),
    _number(
        "exits",
        "Steg av en trappa",
        "Exits from a ladder",
        Step(
            "left",
            "har slutat, utan senare steg på trappan",
            "has ended, with no later step on the ladder",
            _left_ladder,
            events=("next_event",),
            grounds=(Ground((*INSATSER, *PLACEMENTS), last="as_of"),),
        ),
        1,
    ),
    replace(
        _UP,
        key="SOD-5.days",
        sv="Tid i trappsteget",
        en="Time in the step",
        counted=Counted(
            "waits",
            "väntar på stegets slut",
            "waits for the step's end",
            _to_the_end,
            ("from_on", "to_on"),
            ("to_event",),
            {"days": INT, "withdrawn_on": DAY, "withdrawn_event": TEXT},
            grounds=(Ground(OVER, "from_on", "waited", unit=OF_ACTIVITY),),
        ),
        shape="lead_time",
        unit="days",
        window=AT_ONCE,
        views=False,
        direction=None,
        says_sv="",
        says_en="",
        example=Example(_EXAMPLE, "2023", date(2023, 12, 31), {"n": 2, "median": 16.0, "waiting": 2}),
    ),
)
