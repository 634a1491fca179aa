"""The catalogue as a document: it is the one that the measures give, and says of each what it is and an example of it."""

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.measure import Measure
from scripts.catalogue import WRITTEN, as_markdown

MEASURES = list(CATALOGUE.values())


def test_the_written_catalogue_is_the_one_that_the_measures_give() -> None:
    assert WRITTEN.read_text("utf-8") == as_markdown(MEASURES)


def test_another_measure_is_another_catalogue() -> None:
    assert WRITTEN.read_text("utf-8") != as_markdown(MEASURES[1:])


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_a_measure_says_in_both_languages_what_it_is_and_how_its_example_comes_out(measure: Measure) -> None:
    written = as_markdown([measure])
    events = [line.strip() for line in measure.example.events.strip().splitlines()]
    for text in (measure.sv, measure.en, measure.source, measure.counted.sv, measure.counted.en, *events):
        assert text in written
    assert all(f"{name} " in written.rpartition("**")[0].rpartition("**")[2] for name in measure.example.expects)
