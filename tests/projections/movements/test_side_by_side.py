"""How many go round, by each definition: the numbers are those of the measures and the movements, as they may leave."""

from datetime import date

import pytest

from projections.disclosure.gate import Gate
from projections.facts.frames import frames_of
from projections.measures.catalogue import CATALOGUE
from projections.measuring.examples import events_of
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.movements.episodes import Terms
from projections.movements.returning import cyclers, returns
from projections.movements.rundgang import rundgang
from projections.movements.side_by_side import NamedDefinition, side_by_side
from projections.worlds.world import World, cut
from tests.memory import together

A = date(2023, 12, 31)
ROUND = """
2020-01-01 {who} participant_registered sex=K born_on=1990-01-01
2021-01-10 {who} enrolled enrolment_id={who}1 unit=AME
2021-01-11 {who} insats_started insats_id={who}i1 insats=coaching
2021-03-01 {who} insats_ended insats_id={who}i1 result=interrupted
2021-03-02 {who} exited enrolment_id={who}1 reason=E9
2021-09-10 {who} re_entered enrolment_id={who}2 unit=AME
2021-09-11 {who} insats_started insats_id={who}i2 insats=coaching
2022-02-01 {who} insats_ended insats_id={who}i2 result=interrupted
2022-02-02 {who} exited enrolment_id={who}2 reason=E9
2022-09-10 {who} re_entered enrolment_id={who}3 unit=AME
2022-09-11 {who} insats_started insats_id={who}i3 insats=mapping
"""
ONCE = """
2020-01-01 {who} participant_registered sex=M born_on=1990-01-01
2022-10-10 {who} enrolled enrolment_id={who}1 unit=AME
2022-10-11 {who} placement_started placement_id={who}p form=praktik sector=private
"""


def town(around: int, others: int) -> World:
    lives = [ROUND.format(who=f"r{nr}") for nr in range(around)] + [ONCE.format(who=f"o{nr}") for nr in range(others)]
    return World(cut(frames_of(together(events_of("".join(lives)))), A), A)


def definitions_of(world: World) -> dict[str, NamedDefinition]:
    return {definition.key: definition for definition in side_by_side(world, Gate())}


def test_each_number_is_that_of_its_own_definition() -> None:
    world = town(12, 20)
    definitions = definitions_of(world)
    assert list(definitions) == ["R3", "R4", "R5", "return", "cycler", "rundgang"]
    for key in ("R3", "R4", "R5"):
        (figure,) = figures(Ask(CATALOGUE[key], [period("2023")]), world)
        assert (definitions[key].number, definitions[key].hidden) == (figure.yes, False)
    exits, people, around = returns(world, Terms()), cyclers(world, Terms()), rundgang(world, Terms())
    assert (definitions["return"].number, definitions["return"].cases) == (exits.returned, exits.exits)
    assert (definitions["cycler"].number, definitions["cycler"].cases) == (people.filter(outcome="yes").height, people.height)
    assert (definitions["rundgang"].number, definitions["rundgang"].cases) == (
        around.filter(outcome="yes").height,
        around.height,
    )
    assert [definitions[key].number for key in ("R3", "R4", "return")] == [24, 12, 24]
    assert definitions["R4"].lower == definitions["R4"].upper == pytest.approx(37.5)


def test_what_is_not_known_yet_stands_between_the_lowest_and_the_highest() -> None:
    definition = definitions_of(town(12, 20))["cycler"]
    assert (definition.number, definition.figure.unknown, definition.lower, definition.upper) == (12, 20, 37.5, 100)


@pytest.mark.parametrize("around", [1, 4])
def test_few_who_go_round_are_hidden_with_the_totals_that_would_reveal_them(around: int) -> None:
    definitions = definitions_of(town(around, 20))
    for key in ("R4", "cycler", "rundgang"):
        definition = definitions[key]
        assert (definition.hidden, definition.number, definition.cases, definition.lower, definition.upper) == (
            True,
            None,
            None,
            None,
            None,
        )


def test_of_nobody_it_is_none_and_no_share() -> None:
    for definition in definitions_of(town(0, 0)).values():
        assert (definition.number, definition.cases, definition.lower, definition.upper) == (0, 0, None, None)


def test_each_says_in_one_sentence_what_it_counts_in_both_languages() -> None:
    for definition in definitions_of(town(0, 0)).values():
        assert all(says.endswith(".") and ". " not in says for says in (definition.says.sv, definition.says.en))
        assert definition.says.sv != definition.says.en
