"""Södertälje (KS 17/225): language gains after insatser. measures.md §6, SOD-13."""

from typing import get_args

import polars as pl

from domain.vocabulary.person_codes import Level
from projections.facts.days import col, days_after, first_that
from projections.facts.tables import DAY, TEXT
from projections.measures.shared.columns import INSATS
from projections.measures.shared.units import LATE, TWO
from projections.measures.sodertalje.journeys import REPORT
from projections.measuring.measure import Counted, Example, Measure, Step, Units
from projections.rules.absence import INSATSER, OF_INSATS, Ground
from projections.rules.circumstances import held, with_held
from projections.rules.outcomes import immature_until, window_after, yes_if
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow

LEVELS = {level: nr for nr, level in enumerate(get_args(Level))}


def _insatser_ended(scope: Scope) -> pl.DataFrame:
    insatser = scope.world["insatser"].drop("result").rename({"unit": "at_unit", "insats": "unit"})
    ended = scope.within(insatser.drop_nulls("ended_on"), "ended_on")
    return ended.with_columns(col("ended_on").alias("on"), days_after(col("began_on"), -1).alias("day_before"))


def _had_level(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    frame = with_held(frame, scope.world, "language", "day_before")
    return frame.with_columns(col("language").is_not_null().alias("had_level"))


def _rank(level: str) -> pl.Expr:
    return col(level).replace_strict(LEVELS, default=None, return_dtype=pl.Int8)


def _gained(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Yes if a higher level than before was assessed between the insats' start and the end of the window after it."""
    frame = frame.with_columns(window_after("ended_on", scope.window))
    assessed = held(scope.world, "language").select("pid", gained_on="from_on", gained="value", gained_event="event")
    higher = col("gained_on").is_between("began_on", "to_on") & (_rank("gained") > _rank("language"))
    frame = first_that(frame, assessed, higher, "gained_on")
    return frame.with_columns(yes_if(col("gained_event").is_not_null())).with_columns(immature_until(col("to_on"), scope))


MEASURES = (
    Measure(
        key="SOD-13",
        sv="Insatser som följdes av en högre språknivå",
        en="Insatser that were followed by a higher language level",
        source=f"{REPORT} rad 246, 272",
        units=Units(
            "har en insats som slutade i perioden",
            "has an insats that ended in the period",
            _insatser_ended,
            ("began_on", "ended_on"),
            ("ended_event", "began_event"),
            {**INSATS, "day_before": DAY},
            grounds=(Ground(INSATSER, unit=OF_INSATS),),
        ),
        who=(
            Step(
                "had_level",
                "hade en bedömd språknivå före insatsens start",
                "had an assessed language level before the insats began",
                _had_level,
                ("day_before",),
                ("language_event",),
                {"language": TEXT},
                grounds=(Ground(("language_assessed",)),),
            ),
        ),
        counted=Counted(
            "gained",
            "bedömdes ha en högre nivå senast {window} efter slutet",
            "was assessed at a higher level by {window} after the end",
            _gained,
            ("to_on", "gained_on"),
            ("gained_event",),
            {"from_on": DAY, "gained": TEXT},
            grounds=(Ground(("language_assessed",), "began_on", "to_on"),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow(30),
        views=True,
        direction="up",
        example=Example(
            f"""{TWO}
2022-01-01 a language_assessed level=A2
2022-01-01 b language_assessed level=A2
2023-01-10 a insats_started insats_id=i insats=language_training
2023-03-10 a insats_ended insats_id=i result=completed
2023-04-09 a language_assessed level=B1
2023-01-10 b insats_started insats_id=k insats=language_training
2023-03-10 b insats_ended insats_id=k result=completed
2023-04-10 b language_assessed level=B1
""",
            "2023",
            LATE,
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    ),
)
