"""The catalogue: every measure, by its key. A new measure is one entry in one of this package's modules."""

from collections.abc import Mapping

from domain.errors import Unknown
from projections.measure import Measure
from projections.measures import (
    enkoping,
    enkoping_results,
    enkoping_support,
    enkoping_training,
    going_round,
    going_round_load,
    ladders,
    lead_times,
    linkoping,
    linkoping_activity,
    linkoping_outcomes,
    outcomes,
    sodertalje,
    sodertalje_journeys,
    uppsala,
    uppsala_admissions,
    uppsala_studies,
    uppsala_support,
    uppsala_thousand,
)

_THEMES = (
    uppsala_support,
    uppsala_admissions,
    uppsala,
    uppsala_studies,
    uppsala_thousand,
    enkoping,
    enkoping_support,
    enkoping_training,
    enkoping_results,
    linkoping,
    linkoping_activity,
    linkoping_outcomes,
    sodertalje_journeys,
    sodertalje,
    ladders,
    outcomes,
    lead_times,
    going_round,
    going_round_load,
)

CATALOGUE: Mapping[str, Measure] = {measure.key: measure for theme in _THEMES for measure in theme.MEASURES}


_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "R1": ("RET-90", "RET-180", "RET-365", "RET-730"),
    "LT5": ("LT5",),
    "OUT": ("OUT-",),
}
"""What is asked for by a name that is no key's: by how its measures' keys begin."""


def parts(key: str) -> list[Measure]:
    """The parts of a measure: what stands under it, or beside it (`SOD-3` has SOD-3.as_expected)."""
    beginning = _TOGETHER.get(key, (f"{key}.",))
    return [measure for name, measure in CATALOGUE.items() if name.startswith(beginning)]


def find(key: str) -> list[Measure]:
    """The measure of this key, or all its parts (`LIN-1` is LIN-1.t1 … LIN-1.t4).

    Raises `Unknown` for a key that names none.
    """
    if key in CATALOGUE:
        return [CATALOGUE[key]]
    if found := parts(key):
        return found
    raise Unknown(
        what_sv="Måttet",
        what_en="measure",
        name=key,
        hint_sv="”rodtrad measures” listar dem som finns.",
        hint_en="“rodtrad measures” lists those that exist.",
    )
