"""What decided a case is named in words, in both languages."""

from datetime import date

import pytest

from domain.vocabulary.text import Lang
from projections.measures.catalogue import CATALOGUE
from projections.measuring.labels import days
from projections.measuring.measure import LANGS

DAY = date(2023, 3, 1)
DATES = sorted({name for measure in CATALOGUE.values() for step in measure.steps for name in step.dates} - {"on"})
"""Of each day that a step may show, its name; the day that a case is of stands alone."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DATES)
def test_every_day_that_decides_a_case_is_named(name: str, lang: Lang) -> None:
    shown = days({name: DAY}, lang)
    assert shown.endswith(f" {DAY}")
    assert shown.removesuffix(f" {DAY}").strip()


def test_the_day_that_a_case_is_of_stands_alone() -> None:
    """The control: without a name the day stands by itself, which the test above refuses."""
    assert days({"on": DAY}, "sv") == str(DAY)
