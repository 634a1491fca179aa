"""The closed lists are those of the event catalogue, and every code has its words and its days."""

import re
from datetime import date
from typing import Literal, get_args, get_origin

import pytest

from domain.vocabulary import code_lists, person_codes, support_codes, way_codes
from domain.vocabulary.code_lists import (
    AMA,
    CODES,
    COUNTING_FORMS,
    COUNTING_PLACEMENTS,
    HOLIDAY,
    LEAVER_REASONS,
    MUNICIPAL_SECTORS,
    NO_WAGE,
    OBSTACLE_GROUPS,
    OPEN_MARKET,
    SHELTERED,
    SUBSIDISED,
    VALIDITY,
    WORK_ABLE_OBSTACLES,
    WorkDefinition,
    exit_class,
    label,
    list_name,
    valid_on,
)
from domain.vocabulary.ladders import LADDERS, ladder_name, step_title
from domain.vocabulary.person_codes import Obstacle, ObstacleGroup
from domain.vocabulary.way_codes import EmploymentForm, ExitReason, InsatsCode, PlacementForm, Sector

# Copied from the catalogue (events.md §2 and §3), list by list, and not from the code.
CATALOGUE = {
    "sex": "K M U",
    "number_type": "personnummer samordningsnummer reservnummer",
    "household_type": "1 3 4 5 6 7 8 9",
    "area_class": "1 2 3 4 5",
    "education": "none compulsory upper_secondary post_secondary unknown",
    "ability": "none reduced full",
    "obstacle": """
        unemployed_no_benefit unemployed_insufficient unemployed_waiting
        establishment_insufficient establishment_waiting establishment_low_capacity
        sick_certified_no_benefit sick_certified_insufficient sick_certified_waiting
        sickness_compensation_insufficient sickness_compensation_waiting
        pension_insufficient pension_waiting
        social_reasons youth_in_upper_secondary lacks_childcare
        parental_insufficient parental_waiting
        works_full_time_insufficient works_full_time_waiting
        works_part_time_insufficient works_part_time_waiting
        none missing""",
    "level": "A1 A2 B1 B2 C1 C2",
    "protection_level": "none marked protected",
    "erasure_basis": "retention request error",
    "decision_outcome": "granted denied partly",
    "support_role": "applicant co_applicant",
    "party": "af fk self socialtjanst af_socialtjanst other",
    "referral_outcome": "declined cancelled no_show returned",
    "goal": "work study other",
    "insats_code": """
        mapping guidance motivation daily_activity health language_training work_training work_practice
        validation skills_assessment coaching matching recruitment_event sfi civic_orientation course
        vocational_course job_track establishment_course youth_group holiday_job extended_holiday_job ips
        entrepreneurship outreach other""",
    "placement_form": """
        praktik arbetstraning sprakpraktik apl
        ama extratjanst beredskap_kommun
        feriearbete forlangd_ferietjanst""",
    "sector": "municipal municipal_company private state region civil_society",
    "need": "participant employer both",
    "result": "completed interrupted",
    "programme": "sfi komvux_grund komvux_gymn yrkes folkhogskola yh hogskola af_utbildning other",
    "track": "1 2 3",
    "employment_form": """
        permanent fixed_term hourly self_employed
        nystartsjobb introduktionsjobb etableringsjobb lonebidrag yrkesintroduktion traineejobb
        beredskap_privat
        osa samhall""",
    "restriction_effect": "reduced denied",
    "follow_up_status": "work study neither unknown",
    "exit_reason": "A1 A2 A3 A4 A5 B1 B2 B3 B4 B5 B6 C1 C2 C3 C4 C5 C6 D1 E1 E2 E3 E4 E5 E6 E7 E8 E9 X1",
}
GATHERED = {
    "exit_class": "A B C D E X",
    "obstacle_group": """
        unemployed establishment sick_certified sickness_compensation pension social parental
        works_full_time works_part_time none missing""",
}
NOT_LISTS = {"lang", "work_definition", "follow_up_form"}
"""Not words of the contract's lists; the last is two of these together."""


def literals() -> dict[str, tuple[str, ...]]:
    """Every `Literal` of the vocabulary, by its name in snake case."""
    return {
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): get_args(value)
        for module in (person_codes, support_codes, way_codes, code_lists)
        for name, value in vars(module).items()
        if get_origin(value) is Literal
    }


def test_the_lists_are_those_of_the_catalogue_and_no_others() -> None:
    expected = {name: codes.split() for name, codes in (CATALOGUE | GATHERED).items()}
    listed = {name: list(codes) for name, codes in literals().items() if name not in NOT_LISTS}
    assert listed == expected


def test_every_code_of_every_list_has_its_words_and_no_others_have() -> None:
    listed = {name: codes for name, codes in literals().items() if name not in NOT_LISTS}
    assert {name: tuple(codes) for name, codes in CODES.items()} == listed


@pytest.mark.parametrize("name", CODES)
def test_the_words_of_a_list_tell_its_codes_apart_in_both_languages(name: str) -> None:
    for words in ([code.text.sv for code in CODES[name].values()], [code.text.en for code in CODES[name].values()]):
        assert all(word and word == word.strip() for word in words)
        assert len(set(words)) == len(words)


def test_a_list_is_known_by_its_codes() -> None:
    assert {name: list_name(reversed(codes)) for name, codes in CODES.items()} == {name: name for name in CODES}
    assert list_name(["K", "M"]) is None


def test_a_code_is_filed_under_itself() -> None:
    for name, codes in CODES.items():
        assert [code.code for code in codes.values()] == list(codes), name


def test_a_label_is_given_in_the_chosen_language() -> None:
    assert label("household_type", "6", "sv") == "Ensam kvinna med barn"
    assert label("household_type", "6", "en") == "Single woman with children"


def test_no_code_ends_before_it_begins() -> None:
    spans = [
        (code.valid_from, code.valid_to)
        for codes in CODES.values()
        for code in codes.values()
        if code.valid_from and code.valid_to
    ]
    assert spans
    assert all(first < last for first, last in spans)


def test_every_stated_validity_belongs_to_a_code_that_exists() -> None:
    for name, code in VALIDITY:
        assert code in CODES[name]


@pytest.mark.parametrize(
    ("name", "code", "first", "last"),
    [
        ("placement_form", "extratjanst", date(2015, 1, 1), date(2022, 12, 31)),
        ("employment_form", "traineejobb", date(2015, 1, 1), date(2017, 12, 31)),
        ("employment_form", "introduktionsjobb", date(2018, 1, 1), None),
        ("employment_form", "etableringsjobb", date(2024, 1, 1), None),
        ("employment_form", "yrkesintroduktion", None, date(2023, 12, 31)),
        ("party", "af_socialtjanst", None, date(2023, 12, 31)),
    ],
)
def test_a_code_is_valid_from_its_first_day_to_its_last(name: str, code: str, first: date | None, last: date | None) -> None:
    if first:
        assert valid_on(name, code, first)
        assert not valid_on(name, code, date.fromordinal(first.toordinal() - 1))
    else:
        assert valid_on(name, code, date(1990, 1, 1))
    if last:
        assert valid_on(name, code, last)
        assert not valid_on(name, code, date.fromordinal(last.toordinal() + 1))
    else:
        assert valid_on(name, code, date(2090, 1, 1))


def test_a_code_without_stated_days_is_always_valid() -> None:
    assert valid_on("employment_form", "permanent", date.min)
    assert valid_on("employment_form", "permanent", date.max)


def test_what_counts_as_work_under_each_definition() -> None:
    assert set(COUNTING_FORMS) == set(COUNTING_PLACEMENTS) == set(get_args(WorkDefinition))
    assert COUNTING_FORMS["regular"] == {"permanent", "fixed_term", "hourly", "self_employed"}
    assert COUNTING_FORMS["kas"] == COUNTING_FORMS["regular"] | {
        "nystartsjobb",
        "introduktionsjobb",
        "etableringsjobb",
        "lonebidrag",
        "yrkesintroduktion",
        "traineejobb",
        "beredskap_privat",
    }
    assert COUNTING_FORMS["scb90"] == COUNTING_FORMS["kas"] | {"osa", "samhall"}


def test_no_placement_counts_as_work_save_extratjanst_under_scb90() -> None:
    assert {"kas": set(), "scb90": {"extratjanst"}, "regular": set()} == COUNTING_PLACEMENTS


def test_an_employment_is_open_subsidised_or_sheltered_and_only_one_of_them() -> None:
    assert sorted([*OPEN_MARKET, *SUBSIDISED, *SHELTERED]) == sorted(get_args(EmploymentForm))


def test_a_placement_is_without_wage_ama_or_holiday_work_and_only_one_of_them() -> None:
    holiday = HOLIDAY & set(get_args(PlacementForm))
    assert sorted([*NO_WAGE, *AMA, *holiday]) == sorted(get_args(PlacementForm))
    assert {"ama", "extratjanst", "beredskap_kommun"} == AMA


def test_holiday_work_is_named_in_two_lists() -> None:
    assert HOLIDAY & set(get_args(InsatsCode)) == {"holiday_job", "extended_holiday_job"}
    assert HOLIDAY & set(get_args(PlacementForm)) == {"feriearbete", "forlangd_ferietjanst"}
    assert len(HOLIDAY) == 4


def test_every_obstacle_stands_in_exactly_one_main_group() -> None:
    assert list(OBSTACLE_GROUPS) == list(get_args(ObstacleGroup))
    gathered = [obstacle for group in OBSTACLE_GROUPS.values() for obstacle in group]
    assert sorted(gathered) == sorted(get_args(Obstacle))


def test_a_main_group_gathers_the_obstacles_that_begin_with_its_name() -> None:
    for group, obstacles in OBSTACLE_GROUPS.items():
        if group != "social":
            assert obstacles == {code for code in get_args(Obstacle) if re.match(rf"{group}(_|$)", code)}


def test_work_ability_is_read_from_three_kinds_of_obstacle() -> None:
    prefixes = ("unemployed_", "establishment_", "works_part_time_")
    assert {code for code in get_args(Obstacle) if code.startswith(prefixes)} == WORK_ABLE_OBSTACLES


def test_the_class_of_an_exit_is_the_first_letter_of_its_reason() -> None:
    reasons: tuple[ExitReason, ...] = get_args(ExitReason)
    assert [exit_class(reason) for reason in reasons] == [reason[0] for reason in reasons]
    assert {exit_class(reason) for reason in reasons} == set(CODES["exit_class"])


def test_a_leaver_moved_died_or_went_to_an_institution() -> None:
    assert {"E3", "E4", "E7"} == LEAVER_REASONS
    words = [label("exit_reason", reason, "sv") for reason in sorted(LEAVER_REASONS)]
    assert words == ["Flyttat", "Avliden", "Anstalt eller institution"]


def test_the_municipality_employs_by_itself_and_by_its_companies() -> None:
    assert {"municipal", "municipal_company"} == MUNICIPAL_SECTORS
    assert set(get_args(Sector)) > MUNICIPAL_SECTORS


def test_the_tables_cannot_be_changed() -> None:
    for table in (CODES, CODES["sex"], COUNTING_FORMS, COUNTING_PLACEMENTS, OBSTACLE_GROUPS, LADDERS):
        assert not hasattr(table, "__setitem__")


def test_the_four_ladders_and_their_steps() -> None:
    steps = {key: [(step.number, step.title.sv) for step in ladder.steps] for key, ladder in LADDERS.items()}
    assert steps == {
        "sry_stad": [(1, "Utbildning med praktik"), (2, "Validering"), (3, "Yrkesbevis")],
        "telge_tillvaxt": [
            (1, "Praktik"),
            (2, "Anställning"),
            (3, "Uthyrning som konsult"),
            (4, "Reguljär anställning"),
        ],
        "koksbitrade": [
            (1, "Måltidsvärd"),
            (2, "Extratjänst eller anställning i företag"),
            (3, "Tillsvidareanställning"),
        ],
        "vard_omsorg": [
            (1, "Introduktion"),
            (2, "Yrkeskompetensbedömning"),
            (3, "Språk- eller arbetspraktik"),
            (4, "Vårdutbildning"),
            (5, "Anställning"),
        ],
    }


def test_a_ladder_tells_who_may_enter_and_how_long_a_step_lasts() -> None:
    entries = {key: ladder.entry.sv for key, ladder in LADDERS.items() if ladder.entry}
    assert entries == {"sry_stad": "Långtidsarbetslösa", "telge_tillvaxt": "18–29 år"}
    care = {step.number: step for step in LADDERS["vard_omsorg"].steps}
    assert care[2].entry is not None
    assert care[2].entry.en == "From language level B1"
    durations = [step.duration.sv for ladder in LADDERS.values() for step in ladder.steps if step.duration]
    assert durations == ["4 veckor", "6–12 månader", "3–4 månader", "1–3 månader"]


def test_ladders_and_steps_are_named_in_both_languages() -> None:
    for lang in ("sv", "en"):
        for key, ladder in LADDERS.items():
            assert ladder_name(key, lang)
            titles = [step_title(key, step.number, lang) for step in ladder.steps]
            assert len(set(titles)) == len(titles)
    assert ladder_name("vard_omsorg", "sv") == "Vård och omsorg"
    assert step_title("vard_omsorg", 5, "en") == "Employment"


def test_a_ladder_of_the_municipality_itself_is_shown_by_its_key_and_number() -> None:
    assert ladder_name("bygg_var_egen", "sv") == "bygg_var_egen"
    assert step_title("bygg_var_egen", 2, "sv") == "Steg 2"
    assert step_title("sry_stad", 9, "en") == "Step 9"
