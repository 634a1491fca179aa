"""Breakdowns: whose part a case is in, and what a case in several parts does to the parts and to the whole."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from domain.vocabulary.code_lists import CODES, label
from projections.facts.frames import frames_of
from projections.measures.breakdown_names import breakdown_key, listed_parts, part_code
from projections.measures.catalogue import CATALOGUE
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.examples import events_of
from projections.measuring.explanation import listed
from projections.measuring.figures import Ask, figures
from projections.measuring.measure import LANGS, Measure
from projections.measuring.periods import period
from projections.worlds.world import World, cut
from tests.memory import together
from tests.projections.measures.test_measures import of_example
from tests.projections.worlds_of import world_of

AS_OF = date(2030, 12, 31)
TEXT = """
2010-01-01 a participant_registered sex=K born_on=2000-05-15
2022-01-01 a circumstances_recorded priority_groups=x,y foreign_born=true education=none household_type=6 children=1
2022-12-01 a referred referral_id=r from_party=af to_unit=AME
2023-01-01 a enrolled enrolment_id=e unit=AME referral_id=r
2023-01-10 a insats_started insats_id=i insats=course provider=p funder=esf
2023-01-10 a insats_started insats_id=k insats=coaching provider=q
2023-01-10 a placement_started placement_id=q form=ama sector=municipal employer=Parken contract=K1 ladder=koksbitrade step=1
2023-03-01 a exited enrolment_id=e reason=A1
2010-01-01 b participant_registered sex=M born_on=1980-05-15
2023-01-01 b enrolled enrolment_id=f unit=Jobbcentrum
2023-03-01 b exited enrolment_id=f reason=E9
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(cut(frames_of(together(events_of(TEXT))), AS_OF), AS_OF)


def parts(world: World, by: str, key: str = "OUT-0.kas") -> dict[str, int | None]:
    """How many cases each part has that has any."""
    results = figures(Ask(CATALOGUE[key], [period("2023")], (by,)), world)
    return {figure.breakdown[by]: figure.denominator for figure in results if figure.breakdown and figure.denominator}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("unit", {"AME": 1, "Jobbcentrum": 1}),
        ("referred_by", {"af": 1}),
        ("provider", {"p": 1, "q": 1}),
        ("funder", {"esf": 1}),
        ("activity", {"ama": 1, "coaching": 1, "course": 1}),
        ("sector", {"municipal": 1}),
        ("contract", {"K1": 1}),
        ("employer", {"Parken": 1}),
        ("ladder", {"koksbitrade": 1}),
        ("born", {"abroad": 1}),
        ("priority_group", {"x": 1, "y": 1}),
        (
            "group",
            {
                "18-25": 1,
                "-29": 1,
                "18-29": 1,
                "19-24": 1,
                "foreign_born_women_short_education": 1,
                "single_with_children": 1,
                "parents": 1,
            },
        ),
    ],
)
def test_an_exit_is_in_the_parts_of_its_day(world: World, by: str, expected: dict[str, int]) -> None:
    assert parts(world, by) == expected


@pytest.mark.parametrize(
    ("by", "stated", "part"),
    [
        ("education", "circumstances_recorded education=compulsory", "compulsory"),
        ("household_type", "circumstances_recorded household_type=4", "4"),
        ("area_class", "circumstances_recorded area_class=3", "3"),
        ("obstacle", "obstacle_recorded obstacle=social_reasons", "social_reasons"),
        ("born", "circumstances_recorded foreign_born=false", "sweden"),
        ("born", "circumstances_recorded foreign_born=true", "abroad"),
    ],
)
def test_a_case_is_in_the_part_that_was_stated_by_its_day(by: str, stated: str, part: str) -> None:
    exited = "2023-01-01 anna enrolled enrolment_id=e unit=AME\n2023-03-01 anna exited enrolment_id=e reason=A1\n"
    assert parts(world_of(f"{exited}2023-03-01 anna {stated}", AS_OF), by) == {part: 1}
    assert parts(world_of(f"{exited}2023-03-02 anna {stated}", AS_OF), by) == {}


@pytest.mark.parametrize("key", BREAKDOWNS)
def test_a_breakdown_is_known_by_its_key_and_by_its_name_in_both_languages(key: str) -> None:
    for word in (key, *(BREAKDOWNS[key].text[lang] for lang in LANGS)):
        assert breakdown_key(word) == breakdown_key(word.upper()) == key


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("ålder", "age"),
        ("födelseland", "born"),
        ("födelseregion", "born"),
        ("hushåll", "household_type"),
        ("anvisare", "referred_by"),
        ("insats", "activity"),
        ("aktivitet", "activity"),
        ("hinder", "obstacle"),
        ("område", "area_class"),
        ("Skostorlek", "Skostorlek"),
    ],
)
def test_a_breakdown_is_known_by_what_else_it_is_called_and_another_word_stays_as_it_is(word: str, key: str) -> None:
    assert breakdown_key(word) == key


@pytest.mark.parametrize("name", sorted(BREAKDOWNS.keys() & CODES.keys()))
def test_a_part_is_known_by_its_word_in_both_languages_and_by_its_code(name: str) -> None:
    for lang in LANGS:
        for code in CODES[name]:
            assert part_code(name, label(name, code, lang)) == part_code(name, label(name, code, lang).upper()) == code
            assert part_code(name, code) == code


def test_a_part_that_no_list_has_stays_as_it_is() -> None:
    assert part_code("education", "Magi") == part_code("unit", "Magi") == "Magi"


def test_the_parts_of_a_breakdown_are_those_it_always_has_or_those_of_its_list() -> None:
    assert listed_parts("sex") == ["K", "M"]
    assert listed_parts("age") == ["≤19", "20–24", "25–29", "30–44", "45–64", "65+"]
    assert listed_parts("education") == list(CODES["education"]) != []
    assert listed_parts("unit") == listed_parts("skostorlek") == []


def test_an_insats_or_placement_is_in_its_own_part_alone(world: World) -> None:
    assert parts(world, "activity", "SOD-3") == {"ama": 1}
    assert parts(world, "provider", "SOD-4") == {}, "a placement has none, whatever runs beside it"


def test_the_cases_of_a_part_are_those_that_belong_to_it(world: World) -> None:
    ask = Ask(CATALOGUE["OUT-0.kas"], [period("2023")])
    for only, expected in (({"priority_group": "y"}, ["a"]), ({"unit": "Jobbcentrum"}, ["b"]), ({"group": "kaa"}, [])):
        members = listed(ask, world, only=only)
        assert [case.participant for case in members] == expected
        assert all(case.unit in "ef" for case in members), "the unit of analysis is the exit, whatever it is broken down by"


def test_whose_sex_is_not_known_is_in_no_part() -> None:
    exited = "2023-01-01 b enrolled enrolment_id=e unit=AME\n2023-03-01 b exited enrolment_id=e reason=A1\n"
    world = world_of(f"2010-01-01 b participant_registered sex=U\n{exited}", AS_OF)
    ask = Ask(CATALOGUE["OUT-0.kas"], [period("2023")])
    assert [len(listed(ask, world, only=only)) for only in ({}, *({"sex": sex} for sex in "KMU"))] == [1, 0, 0, 0]


SUPPORTED = "2023-03-20 anna support_paid month=2023-03 amount=8000\n"


@pytest.mark.parametrize(
    ("enrolments", "unit"),
    [
        ((("e", "af", "2023-01-01", None),), "af"),
        ((("e", "af", "2023-01-01", "2023-03-31"),), "af"),
        ((("e", "af", "2023-01-01", "2023-03-30"),), None),
        ((("e", "af", "2023-03-31", None),), "af"),
        ((("e", "af", "2023-04-01", None),), None),
        ((("e", "af", "2023-01-02", None), ("f", "fk", "2023-01-01", None)), "af"),
        ((("f", "fk", "2023-01-01", None), ("e", "af", "2023-01-01", None)), "fk"),
        ((("e", "af", "2023-01-02", "2023-03-30"), ("f", "fk", "2023-01-01", None)), "fk"),
    ],
)
def test_a_case_without_a_unit_is_in_that_of_the_enrolment_begun_last_of_those_active_on_its_day(
    enrolments: tuple[tuple[str, str, str, str | None], ...], unit: str | None
) -> None:
    """Of a month of support that is the month's last day; who referred, here called as the unit, goes by it too."""
    text = SUPPORTED
    for name, at, began, ended in enrolments:
        text += f"2022-12-01 anna referred referral_id=r{name} from_party={at} to_unit={at}\n"
        text += f"{began} anna enrolled enrolment_id={name} unit={at} referral_id=r{name}\n"
        text += f"{ended} anna exited enrolment_id={name} reason=E9\n" if ended else ""
    world = world_of(text, date(2024, 6, 1))
    for by in ("unit", "referred_by"):
        results = figures(Ask(CATALOGUE["UPP-1.2"], [period("2023-03")], (by,)), world)
        parts_with_cases = [figure.breakdown[by] for figure in results if figure.breakdown and figure.denominator]
        assert parts_with_cases == ([unit] if unit else [])


TEN_OF_FOURTEEN = "\n".join(
    f"{month}-20 anna support_paid month={month} amount=8000"
    for month in ("2021-11", "2021-12", "2022-01", "2022-02", "2022-03", "2022-06", "2022-07", "2022-08", "2022-11", "2022-12")
)


def test_a_target_group_goes_by_its_own_months_whatever_the_measure_has_counted() -> None:
    """UPP-1.2v counts months of 36, the group of long-term recipients those of 12: ten of the last fourteen are no ten."""
    asked = Ask(CATALOGUE["UPP-1.2v"], [period("2022")], ("group",))
    whole, *groups = figures(asked, world_of(TEN_OF_FOURTEEN, date(2023, 6, 1)))
    assert whole.denominator
    assert not any(figure.denominator for figure in groups if figure.breakdown["group"] == "long_term")


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=CATALOGUE)
def test_target_groups_and_a_measure_share_no_column(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars would keep both, the second as `name_right`, and the first would be read for the second."""
    joined: list[str] = []
    join = pl.DataFrame.join

    def watched(*args: Any, **options: Any) -> pl.DataFrame:
        frame = join(*args, **options)
        joined.extend(frame.columns)
        return frame

    monkeypatch.setattr(pl.DataFrame, "join", watched)
    figures(Ask(measure, [period(measure.example.period)], ("group",)), of_example(measure))
    assert joined
    assert [name for name in joined if name.endswith("_right")] == []
