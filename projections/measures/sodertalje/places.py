"""Södertälje (KS 17/225): placements against the places offered. measures.md §9, Further demands (beside SOD-4)."""

import polars as pl

from projections.facts.days import col, is_open_on
from projections.measures.shared.columns import PLACEMENT
from projections.measures.shared.units import COUNTED, LATE, overlapping
from projections.measures.sodertalje.journeys import REPORT
from projections.measures.sodertalje.plans import PLACED
from projections.measuring.measure import Example, Measure, Units
from projections.rules.absence import OF_PLACEMENT, PLACEMENTS, Ground
from projections.rules.scope import Scope


def _active_on_last_day(scope: Scope) -> pl.DataFrame:
    placements = scope.world["placements"].rename({"unit": "at_unit", "placement": "unit"})
    active = overlapping(scope, placements).filter(is_open_on(col("last_on")))
    return active.with_columns(col("last_on").alias("on"))


MEASURES = (
    Measure(
        key="SOD-4.places",
        sv="Placeringar den sista i månaden, andel av platserna som erbjuds",
        en="Placements on the month's last day, share of the places offered",
        source=f"{REPORT} rad 50, 52, 194",
        units=Units(
            "har en placering som pågår den sista i månaden",
            "has a placement active on the month's last day",
            _active_on_last_day,
            ("began_on", "ended_on"),
            ("began_event",),
            PLACEMENT,
            grounds=(Ground(PLACEMENTS, "last_on", unit=OF_PLACEMENT),),
        ),
        who=(),
        counted=COUNTED,
        shape="count",
        year="mean",
        unit="percent",
        per="places_offered",
        direction="up",
        says_sv="Erbjudna platser är referensvärdet places_offered för månaden, annars för året; för en sektor eller"
        " arbetsgivare det värde som är satt för den.",
        says_en="The places offered are the reference value places_offered of the month, else of the year; for a sector or"
        " an employer the value that is set for it.",
        example=Example(
            f"{PLACED}2023-01-01 - reference_value_set series=places_offered period=2023 value=8\n",
            "2023-03",
            LATE,
            {"yes": 2, "denominator": 8, "value": 25.0},
        ),
    ),
)
