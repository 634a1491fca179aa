"""A measure that has come to be defined otherwise: R3 as it is, made the older, and one of women only, which holds."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from projections.measures import catalogue
from projections.measures.catalogue import CATALOGUE, versions_of
from projections.measuring.measure import Measure, Step
from projections.rules.scope import Scope

KEY = "R3"


def _women(frame: pl.DataFrame, _: Scope) -> pl.DataFrame:
    return frame.with_columns((pl.col("sex") == "K").alias("woman"))


WOMEN = Step("woman", "är kvinna", "is a woman", _women)


def two_versions(patch: pytest.MonkeyPatch) -> tuple[Measure, Measure]:
    """The older and the one that holds."""
    older = CATALOGUE[KEY]
    example = replace(older.example, expects={"yes": 2, "no": 1, "value": 2})
    newer = replace(older, version=2, who=(*older.who, WOMEN), example=example)
    registry: Any = catalogue
    patch.setitem(registry.CATALOGUE, KEY, newer)
    patch.setitem(registry.VERSIONS, KEY, versions_of([newer], [older])[KEY])
    return older, newer
