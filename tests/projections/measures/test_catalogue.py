"""The catalogue's keys: a measure by its own, and several by the name that they have together."""

from datetime import date

import pytest

from domain.errors import Unknown
from domain.vocabulary.text import Lang
from projections.measures.catalogue import CATALOGUE, find, parts
from projections.measures.entries import entry
from projections.measuring import labels


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


def test_a_name_that_nothing_bears_is_unknown() -> None:
    with pytest.raises(Unknown, match="UPP-9"):
        find("UPP-9")


def test_every_entry_is_whole_in_both_languages() -> None:
    for measure in CATALOGUE.values():
        steps = (measure.units, *measure.who, measure.counted)
        assert all(step.sv and step.en and step.sv != step.en for step in steps), measure.key
        assert bool(measure.says_sv) == bool(measure.says_en), measure.key


def test_a_target_is_to_be_reached_by_the_day_that_its_document_gives() -> None:
    deadlines = {measure.key: measure.deadline for measure in CATALOGUE.values() if measure.deadline}
    enkoping = dict.fromkeys(("ENK-2", "ENK-4", "ENK-6", "ENK-7", "ENK-9"), date(2022, 12, 31))
    assert deadlines == {"UPP-0": date(2026, 12, 31), **enkoping}
    assert all(CATALOGUE[key].target is not None for key in deadlines)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_code_of_an_entry_has_its_word(lang: Lang) -> None:
    for measure in CATALOGUE.values():
        assert len(entry(measure, lang)) >= 7, measure.key


def test_a_goal_is_shown_with_its_target_and_day() -> None:
    keys = ("UPP-0", "UPP-1000.net", "ENK-2", "LIN-6.parity_sex", "UPP-4.1", "R8.days")
    goals = [labels.goal(CATALOGUE[key], "sv") for key in keys if key in CATALOGUE]
    assert goals == [
        "minska till 1,0 senast 2026-12-31",
        "öka till 1\N{NO-BREAK SPACE}000",
        "minska till 0 senast 2022-12-31",
        "till 1,00",
        "bibehålla",
    ]
    assert labels.goal(CATALOGUE["UPP-0"], "en") == "fall to 1.0 by 2026-12-31"


def test_a_window_is_described_as_it_is_computed() -> None:
    assert [labels.window(length, "sv") for length in (0, 90, "6mo", "2y")] == [
        "",
        "90 dagar",
        "6 månader efter, till datum",
        "2 år, räknat på datum",
    ]
    assert [labels.window(length, "en") for length in (90, "6mo", "1y")] == [
        "90 days",
        "6 months after, by date",
        "1 year, by date",
    ]
