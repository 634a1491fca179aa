"""The catalogue's keys: a measure by its own, and several by the name that they have together."""

import pytest

from domain.errors import Unknown
from projections.measures import CATALOGUE, find, parts


def keys(name: str) -> list[str]:
    return [measure.key for measure in find(name)]


def test_a_name_that_is_no_key_finds_the_measures_that_it_names_together() -> None:
    assert keys("LIN-1") == [f"LIN-1.t{tier}" for tier in (1, 2, 3, 4)]
    assert keys("LT5") == [f"LT5{part}" for part in "abcdef"]
    assert keys("R1") == [f"RET-{days}{part}" for days in (90, 180, 365, 730) for part in ("", ".yes", ".no")]
    assert keys("OUT-90") == ["OUT-90.kas", "OUT-90.scb90", "OUT-90.regular"]


def test_a_key_finds_its_own_measure_and_tells_its_parts_apart() -> None:
    assert keys("SOD-3") == ["SOD-3"]
    assert [measure.key for measure in parts("SOD-3")] == ["SOD-3.as_expected"]
    assert parts("LT1") == []


def test_a_name_that_nothing_bears_is_said_to_be_unknown() -> None:
    with pytest.raises(Unknown, match="UPP-9"):
        find("UPP-9")


def test_every_entry_is_told_whole_in_both_languages() -> None:
    for measure in CATALOGUE.values():
        steps = (measure.units, *measure.who, measure.counted)
        assert all(step.sv and step.en and step.sv != step.en for step in steps), measure.key
        assert bool(measure.says_sv) == bool(measure.says_en), measure.key
