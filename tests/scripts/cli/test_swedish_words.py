"""What is asked for in Swedish words: measures, breakdowns, parts and outcomes; beside the English keys."""

from pathlib import Path
from typing import Any

import pytest

from projections.exports.frames import TABLES
from projections.exports.headings import HEADINGS
from projections.measures.catalogue import CATALOGUE
from projections.measures.search import SYNONYMS, search
from projections.measuring.breakdowns import BREAKDOWNS
from scripts.notebook import open_store
from tests.scripts.command_line import rodtrad
from tests.scripts.every_command import words

A = ("-p", "2022", "--as-of", "2023-12-31", "-f", "json")


@pytest.fixture
def ask(store: Path) -> Any:
    return lambda *arguments: rodtrad(*arguments, "--store", store)


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("Rundgang", {"R3", "R4", "R5", "R6", "RET-365", "SOD-6"}),
        ("rundgång", {"R3", "R4", "R5", "R6", "RET-365", "SOD-6"}),
        ("Rundgången", {"R4"}),
        ("återinträde", {"RET-90", "RET-365", "UPP-2.3"}),
        ("arbete", {"OUT-90.kas", "LIN-5", "ENK-5.work"}),
        ("jobb", {"OUT-90.kas", "SOD-10"}),
        ("U31462", {"UPP-2.3", "RET-SUPPORT"}),
        ("sanktion", {"R4"}),
        ("långvarigt bistånd", {"UPP-1.2", "UPP-1.2y"}),
    ],
)
def test_measures_are_found_by_a_word_of_their_titles_notes_and_sources_and_by_what_people_say(
    word: str, keys: set[str]
) -> None:
    result = rodtrad("measures", *word.split(), "-f", "json")
    matches = {measure["key"] for measure in result.json}
    assert (result.code, keys - matches) == (0, set())
    assert len(matches) < len(CATALOGUE) / 2


def test_a_word_that_no_measure_says_is_refused_and_a_key_is_a_key() -> None:
    assert rodtrad("measures", "xyzzy").code == 1
    assert [entry["key"] for entry in rodtrad("measures", "R4", "-f", "json").json] == ["R4"]
    assert "Vilka är med" in rodtrad("measures", "R4").out


@pytest.mark.parametrize("word", SYNONYMS)
def test_every_synonym_finds_something(word: str) -> None:
    assert search(word)


@pytest.mark.parametrize("key", BREAKDOWNS)
def test_a_breakdown_goes_by_its_name_in_either_language(ask: Any, key: str) -> None:
    breakdown = BREAKDOWNS[key]
    figures = ask("measure", "OUT-90.kas", *A, "--by", key).json
    for name in (breakdown.text.sv, breakdown.text.sv.capitalize(), breakdown.text.en):
        assert ask("measure", "OUT-90.kas", *A, "--by", name).json == figures


def test_a_part_goes_by_its_name_in_either_language(ask: Any) -> None:
    cases = ask("cases", "OUT-90.kas", *A, "--part", "sex=K").json
    assert cases
    for part in ("kön=K", "kön=kvinna", "sex=woman"):
        assert ask("cases", "OUT-90.kas", *A, "--part", part).json == cases


def test_the_notebook_understands_the_same_names(store: Path) -> None:
    with open_store(str(store)) as town:
        figures = town.figures("R4", "2022", by=["kön"], as_of="2023-12-31", open_counts=True)
        assert figures["sex"].to_list() == [None, "K", "M"]
        assert town.cases("OUT-90.kas", "2022", as_of="2023-12-31", outcome=["ja"])["outcome"].to_list() == ["yes"]


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [(["ja"], {"yes"}), (["yes", "NEJ"], {"yes", "no"}), (["okänd"], {"unknown"}), (["omogna", "undantagna"], set())],
)
def test_cases_of_some_outcomes_only(ask: Any, words: list[str], outcomes: set[str]) -> None:
    arguments = [part for word in words for part in ("--outcome", word)]
    assert {case["outcome"] for case in ask("cases", "OUT-90.kas", *A, *arguments).json} == outcomes
    refused = ask("cases", "OUT-90.kas", *A, "--outcome", "kanske")
    assert (refused.code, "Utfallet ”kanske” finns inte." in refused.err) == (1, True)


def test_csv_has_swedish_headings_only_when_swedish_is_requested(ask: Any) -> None:
    arguments = ("measure", "OUT-90.kas", "-p", "2022", "--by", "sex,unit", "-f", "csv")
    own, swedish, english = (ask(*arguments, *lang).out.splitlines() for lang in ((), ("--lang", "sv"), ("--lang", "en")))
    assert own[0] == english[0]
    assert own[0].startswith("measure;sex;by_unit;definition;period;as_of;")
    assert swedish[0].startswith("mått;kön;organisatorisk enhet;definition;period;mätt till och med;")
    assert own[1:] == swedish[1:]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_facts_has_a_swedish_heading_of_its_own(ask: Any, table: str, tmp_path: Path) -> None:
    files = [tmp_path / "sv.csv", tmp_path / "own.csv"]
    for out, lang in zip(files, (("--lang", "sv"), ()), strict=True):
        assert ask("export-facts", table, "--out", out, *lang).code == 0
    swedish, own = (out.read_text("utf-8-sig").splitlines()[0].split(";") for out in files)
    assert swedish == [HEADINGS[name] for name in own]
    assert len(set(swedish)) == len(swedish)


@pytest.mark.parametrize(
    "command",
    [
        *("cases", "participants", "findings", "revisions", "export-kolada", "movements flows", "movements returns"),
        *("movements rundgang", "movements between", "movements destinations", "movements sensitivity"),
    ],
)
def test_every_column_that_a_command_tells_has_a_swedish_heading_of_its_own(ask: Any, command: str, tmp_path: Path) -> None:
    arguments = [*words(command, out=tmp_path / "out"), "-f", "csv"]
    swedish, own = (ask(*arguments, *lang).out.splitlines()[0].split(";") for lang in (("--lang", "sv"), ()))
    assert swedish == [HEADINGS[name] for name in own]
    assert len(set(swedish)) == len(swedish)


def test_no_two_columns_have_one_swedish_heading() -> None:
    assert len(set(HEADINGS.values())) == len(HEADINGS)
