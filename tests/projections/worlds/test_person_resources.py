"""With whom a participant is now: what decides which staff may see them."""

from datetime import date

import pytest

from projections.worlds.person_resources import person_resources
from tests.projections.worlds_of import world_of

LIFE = """
2022-01-01 anna participant_registered sex=K born_on=1990-05-15
{events}
"""


@pytest.mark.parametrize(
    ("events", "units", "staff"),
    [
        ("", set(), set()),
        ("2022-01-03 anna referred referral_id=r from_party=af to_unit=AME", {"AME"}, set()),
        ("2022-01-10 anna enrolled enrolment_id=e unit=UJC", {"UJC"}, set()),
        ("2022-01-10 anna enrolled enrolment_id=e unit=UJC\n2022-03-10 anna exited enrolment_id=e reason=A1", {"UJC"}, set()),
        (
            "2022-01-10 anna enrolled enrolment_id=e unit=UJC\n2022-03-10 anna exited enrolment_id=e reason=A1\n"
            "2022-05-10 anna re_entered enrolment_id=f unit=AME",
            {"AME"},
            set(),
        ),
        (
            "2022-01-10 anna enrolled enrolment_id=e unit=UJC\n2022-02-01 anna caseworker_assigned caseworker=hl-1\n"
            "2022-03-01 anna caseworker_assigned caseworker=hl-2\n2022-03-01 anna coach_assigned coach=c-1",
            {"UJC"},
            {"hl-2", "c-1"},
        ),
        ("2024-01-10 anna enrolled enrolment_id=e unit=UJC", set(), set()),
    ],
)
def test_the_units_are_those_of_now_else_the_last_and_the_staff_who_are_named_now(
    events: str, units: set[str], staff: set[str]
) -> None:
    (anna,) = person_resources(world_of(LIFE.format(events=events), date(2023, 1, 1))).values()
    assert (anna.units, anna.staff) == (units, staff)
