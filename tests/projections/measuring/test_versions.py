"""Definitions and their versions: an older one can still be asked for, and what a figure carries says all of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Unknown
from projections.measures.catalogue import CATALOGUE, VERSIONS, called, find, parts, versions_of
from projections.measures.entries import entry
from projections.measures.questions import question
from projections.measuring.definitions import MOST
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.worlds.world import World
from tests.memory import book
from tests.projections.measures import test_measures
from tests.projections.measures.test_measures import of_example
from tests.scripts.command_line import THREE_LIVES, lines_of
from tests.two_versions import KEY, two_versions

ENTRIES = list(CATALOGUE.values())
Two = tuple[Measure, Measure]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Two:
    return two_versions(monkeypatch)


@pytest.fixture(scope="module")
def world() -> World:
    return book(lines_of(THREE_LIVES)).world(date(2023, 12, 31))


def figures_of(world: World, *keys: str) -> Iterator[Figure]:
    return (figure for _, figure in question(keys, ["2022"]).answers(world, figures))


def test_a_key_is_the_definition_that_holds_and_with_its_version_the_older_one(two: Two) -> None:
    older, newer = two
    assert find(KEY) == find("R3/2") == [newer]
    assert find("R3/1") == [older]
    assert [called(measure) for measure in (newer, older)] == ["R3", "R3/1?look_back_days=1095"]


def test_two_versions_give_different_figures_and_each_tells_its_own(two: Two, world: World) -> None:
    newer, older = figures_of(world, "R3", "R3/1")
    assert (newer.definition, older.definition) == ("R3/2?look_back_days=1095", "R3/1?look_back_days=1095")
    assert ((newer.yes or 0) + (newer.no or 0), (older.yes or 0) + (older.no or 0)) == (2, 3)


def test_a_worked_example_holds_for_an_older_version_too(two: Two) -> None:
    for measure in two:
        test_measures.test_a_measures_worked_example_gives_what_it_says(measure)


def test_the_catalogue_and_the_parts_of_a_name_are_what_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = two_versions(monkeypatch)
    assert newer in CATALOGUE.values()
    assert older not in CATALOGUE.values()
    assert {measure.version for measure in parts("LIN-1")} == {1}


def test_an_unknown_version_is_refused_with_those_that_there_are(two: Two) -> None:
    with pytest.raises(Unknown) as refusal:
        find("R3/7")
    assert refusal.value.text.sv == "Versionen ”R3/7” finns inte. Det finns: R3/2, R3/1."
    assert refusal.value.text.en == "There is no version “R3/7”. There are: R3/2, R3/1."


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_entry_tells_its_versions_where_there_are_several(two: Two, lang: str) -> None:
    lines = [dict(entry(measure, lang)) for measure in (*two, CATALOGUE["R4"])]  # type: ignore[arg-type]
    heading, holds = ("Versioner", "gäller") if lang == "sv" else ("Versions", "holds")
    assert [line.get(heading) for line in lines] == [f"R3/2 ({holds}), R3/1", f"R3/2 ({holds}), R3/1", None]


@pytest.mark.parametrize("measure", ENTRIES, ids=CATALOGUE)
def test_what_a_figure_carries_is_accepted_as_a_key_and_means_the_same(measure: Measure) -> None:
    label = measure.example.period
    (figure,) = figures(Ask(measure, [period(label)]), of_example(measure))
    (again,) = find(figure.definition)
    assert again == measure
    assert Ask(again, [period(label)]).definition == figure.definition


def other_than(measure: Measure, name: str) -> int:
    """Another number that the parameter can be."""
    value = measure.parameters[name]
    assert isinstance(value, int)
    least, most = measure.limits.get(name, (1, MOST))
    return value + 1 if value < most else least


@pytest.mark.parametrize("measure", [measure for measure in ENTRIES if measure.parameters], ids=lambda measure: measure.key)
def test_so_is_one_whose_parameters_are_set(measure: Measure) -> None:
    for name, value in measure.parameters.items():
        given = other_than(measure, name) if isinstance(value, int) else "Ekonomiskt bistånd, norr/söder? =1"
        ask = Ask(measure, [period(measure.example.period)], values={name: given})
        (again,) = find(ask.definition)
        assert again.parameters == {**measure.parameters, name: given}
        world = of_example(measure)
        assert figures(replace(ask, measure=again, values=None), world) == figures(ask, world)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("R3/1?look_back_days=x", "look_back_days: ”x” är inget heltal."),
        ("R3/1?gap=1", "Parametern ”gap” finns inte. Det finns: look_back_days."),
        ("LIN-1.t1/1?days=", "days: ”” är inget heltal."),
        ("LIN-1.t1/1?days=0", "days: 0 är inte mellan 1 och 10000."),
        ("UPP-1.2/1?months=13", "months: 13 är inte mellan 1 och 12."),
        ("OUT-90/1", "rodtrad measures"),
        ("R3/", "rodtrad measures"),
        ("R3/1/figures", "rodtrad measures"),
        ("", "rodtrad measures"),
    ],
)
def test_a_definition_that_says_what_it_cannot_is_refused_for_that(text: str, says: str) -> None:
    with pytest.raises(Unknown) as refusal:
        find(text)
    assert f"Måttet ”{text}” finns inte." in refusal.value.text.sv
    assert says in refusal.value.text.sv


def test_the_same_definition_requested_twice_is_answered_once_and_what_is_set_holds_over_what_is_written(world: World) -> None:
    assert len(question(["R3", "R3/1", "R3/1?look_back_days=1095"], ["2022"]).measures) == 1
    set_ = question(["R3/1?look_back_days=30"], ["2022"], sets=["look_back_days=60"])
    assert [ask.definition for ask in set_.asks()] == ["R3/1?look_back_days=60"]


def test_a_registry_in_which_a_definition_could_be_mistaken_is_refused() -> None:
    measure = CATALOGUE["R3"]
    for current, retired in (
        ([measure, measure], []),
        ([measure, replace(measure, version=2)], []),
        ([measure], [measure]),
        ([measure], [replace(measure, version=2)]),
        ([replace(measure, version=3)], [replace(measure, version=2), replace(measure, version=2, sv="annan")]),
        ([measure], [replace(CATALOGUE["R4"], version=0)]),
    ):
        with pytest.raises(ValueError):
            versions_of(current, retired)


def test_a_registry_has_the_one_that_holds_first() -> None:
    measure = CATALOGUE["R3"]
    first, second, third = (replace(measure, version=number) for number in (1, 2, 3))
    assert list(versions_of([third], [first, second])["R3"].values()) == [third, second, first]
    assert [next(iter(versions.values())) for versions in VERSIONS.values()] == ENTRIES
