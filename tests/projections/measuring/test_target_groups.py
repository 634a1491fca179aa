"""Who belongs to a target group [målgrupp]: every group, with who is just in it and who is just not."""

from datetime import date

import pytest

from projections.facts.frames import frames_of
from projections.measuring.examples import events_of
from projections.measuring.measure import LANGS
from projections.rules.target_groups import GROUPS
from projections.worlds.world import World, cut
from tests.memory import together

DAY = date(2023, 3, 31)
AGED = {"18-25": (18, 25), "-29": (0, 29), "18-29": (18, 29), "19-24": (19, 24), "17-19": (17, 19)}
"""The first and last age of each group that goes by age alone."""


def groups_of(facts: str = "", sex: str = "K", born_on: str = "1980-05-15") -> set[str]:
    text = f"2000-01-01 anna participant_registered sex={sex} born_on={born_on}\n{facts}"
    world = World(cut(frames_of(together(events_of(text))), DAY), DAY)
    frame = world["participants"].with_row_index("row").with_columns(on=DAY)
    return {name for name, group in GROUPS.items() if group.belongs(frame, world).fill_null(value=False).item()}


def stated(**fields: str) -> str:
    return "2020-01-01 anna circumstances_recorded " + " ".join(f"{name}={value}" for name, value in fields.items()) + "\n"


def paid(*months: str) -> str:
    return "".join(f"{month}-20 anna support_paid month={month} amount=8000\n" for month in months)


TEN_MONTHS = [f"2022-{month:02}" for month in range(4, 13)] + ["2023-03"]


@pytest.mark.parametrize("age", [0, 16, 17, 18, 19, 20, 24, 25, 26, 29, 30])
@pytest.mark.parametrize("birthday", ["03-31", "04-01"])
def test_a_group_of_an_age_begins_on_a_birthday_and_ends_the_day_before_one(age: int, birthday: str) -> None:
    """Who has their birthday the day after is a year younger than the years tell."""
    born_on = date.fromisoformat(f"{2023 - age - (birthday == '04-01')}-{birthday}")
    assert groups_of(born_on=str(born_on)) == {name for name, (first, last) in AGED.items() if first <= age <= last}


@pytest.mark.parametrize(
    ("facts", "groups"),
    [
        (stated(in_kaa="true"), {"kaa"}),
        (stated(in_kaa="false"), set()),
        (stated(household_type="4"), {"single_with_children"}),
        (stated(household_type="6"), {"single_with_children"}),
        *((stated(household_type=other), set()) for other in "135789"),
        (stated(children="1"), {"parents"}),
        (stated(children="2"), {"parents"}),
        (stated(children="0"), set()),
        (stated(establishment_from="2023-03-31", establishment_to="2023-12-31"), {"newly_arrived"}),
        (stated(establishment_from="2021-01-01", establishment_to="2023-03-31"), {"newly_arrived"}),
        (stated(establishment_from="2023-04-01", establishment_to="2023-12-31"), set()),
        (stated(establishment_from="2021-01-01", establishment_to="2023-03-30"), set()),
        (stated(establishment_from="2021-01-01"), set()),
        (stated(establishment_to="2023-12-31"), set()),
        (paid("2023-03"), {"with_support"}),
        (paid("2023-02"), set()),
        (paid(*TEN_MONTHS), {"with_support", "long_term"}),
        (paid(*TEN_MONTHS[1:]), {"with_support"}),
        (paid("2022-03", *TEN_MONTHS[1:]), {"with_support"}),
    ],
)
def test_a_group_goes_by_what_holds_on_the_day(facts: str, groups: set[str]) -> None:
    assert groups_of(facts) == groups


@pytest.mark.parametrize(
    ("sex", "foreign_born", "education", "belongs"),
    [
        ("K", "true", "none", True),
        ("K", "true", "compulsory", True),
        ("K", "true", "upper_secondary", False),
        ("K", "true", "post_secondary", False),
        ("K", "true", "unknown", False),
        ("K", "false", "compulsory", False),
        ("M", "true", "compulsory", False),
    ],
)
def test_short_education_is_at_most_compulsory_school_of_a_woman_born_abroad(
    sex: str, foreign_born: str, education: str, belongs: bool
) -> None:
    groups = groups_of(stated(foreign_born=foreign_born, education=education), sex)
    assert groups == ({"foreign_born_women_short_education"} if belongs else set())


def test_every_group_has_its_own_name_in_both_languages() -> None:
    for lang in LANGS:
        names = [group.text[lang] for group in GROUPS.values()]
        assert all(names)
        assert len(set(names)) == len(GROUPS)
