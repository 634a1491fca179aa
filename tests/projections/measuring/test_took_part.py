"""Results by what took part: a case is in every part that its journey had a day of, up to its reference day."""

from datetime import date

import pytest

from projections.measures.breakdown_names import listed_parts, overlap_note, part_code, part_label
from projections.measures.catalogue import CATALOGUE
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.rules.took_part import TOOK_PART
from projections.worlds.world import World
from tests.projections.worlds_of import world_of

AS_OF = date(2030, 12, 31)
JOURNEY = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-06-10 anna exited enrolment_id=e reason=A1
2022-12-01 anna insats_started insats_id=i0 insats=guidance
2023-01-09 anna insats_ended insats_id=i0 result=completed
2022-12-01 anna insats_started insats_id=i1 insats=course programme=Truck provider=Lernia funder=esf sector=private
2023-01-10 anna insats_ended insats_id=i1 result=completed
2023-02-01 anna insats_started insats_id=i2 insats=coaching provider=Omnia sector=civil_society
2023-02-10 anna insats_ended insats_id=i2 result=interrupted
2023-03-01 anna placement_started placement_id=p form=praktik sector=municipal programme=Matlust funder=af
2023-06-11 anna insats_started insats_id=i3 insats=matching provider=Iris
"""


def parts(world: World, by: str, key: str = "OUT-0.kas", label: str = "2023") -> list[str]:
    asked = figures(Ask(CATALOGUE[key], [period(label)], (by,)), world)
    return [figure.breakdown[by] for figure in asked if figure.breakdown and (figure.yes or figure.no)]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("had_insats", ["coaching", "course"]),
        ("had_programme", ["Matlust", "Truck"]),
        ("had_form", ["praktik"]),
        ("had_provider", ["Lernia", "Omnia"]),
        ("had_funder", ["af", "esf"]),
        ("had_employer_sector", ["civil_society", "municipal", "private"]),
    ],
)
def test_an_exit_is_in_every_part_that_its_journey_had_a_day_of(by: str, expected: list[str]) -> None:
    """The guidance ended the day before the journey began, the matching began the day after it ended."""
    assert parts(world_of(JOURNEY, AS_OF), by) == expected


def test_what_ran_on_the_reference_day_is_another_question() -> None:
    assert parts(world_of(JOURNEY, AS_OF), "activity") == ["praktik"]


def test_a_month_is_by_what_the_journey_has_had_so_far() -> None:
    world = world_of(JOURNEY.replace("unit=AME", "unit=UJC-A"), AS_OF)
    assert parts(world, "had_insats", "UPP-1.1", "2023-01") == ["course"]
    assert parts(world, "had_insats", "UPP-1.1", "2023-02") == ["coaching", "course"]


def test_what_an_earlier_journey_had_is_not_had_by_the_next() -> None:
    again = "2024-01-10 anna enrolled enrolment_id=f unit=AME\n2024-06-10 anna exited enrolment_id=f reason=E9\n"
    again += "2023-06-20 anna placement_ended placement_id=p result=completed\n"
    again += "2023-06-20 anna insats_ended insats_id=i3 result=completed\n"
    assert parts(world_of(JOURNEY + again, AS_OF), "had_insats", label="2024") == []


def test_a_part_of_a_list_goes_by_its_word() -> None:
    assert part_label("had_insats", "coaching", "sv") == part_label("insats_code", "coaching", "sv") != "coaching"
    assert part_code("had_form", part_label("had_form", "praktik", "sv")) == "praktik"
    assert "civil_society" in listed_parts("had_employer_sector")
    assert part_label("had_programme", "Truck", "sv") == "Truck"


def test_parts_that_overlap_are_said_to_and_others_are_not() -> None:
    assert {name for name in BREAKDOWNS if overlap_note((name,))} == {*TOOK_PART, "group", "priority_group"}
    assert overlap_note(("sex", "had_form")) is not None
    assert overlap_note(()) is None
