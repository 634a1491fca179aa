"""Why somebody is or is not in a figure: every step with its days and events, and cases as they are listed."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Unknown
from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import explain, listed
from projections.measuring.figures import Ask
from projections.measuring.measure import LANGS
from projections.measuring.periods import period
from tests.projections.measures.test_measures import of_example
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
EXITED = """2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
2023-06-01 anna followed_up status=work
2010-01-01 berit participant_registered sex=M born_on=1980-05-15
2023-01-01 berit enrolled enrolment_id=f unit=AME
"""
PAID = """2023-03-20 anna support_paid month=2023-03 amount=8000
2023-04-20 anna support_paid month=2023-04 amount=8000
"""
EXIT = Ask(CATALOGUE["OUT-90.kas"], [period("2023")])
UNIT = {
    "rule": "unit",
    "result": "yes",
    "says": "has a journey that ended in the period",
    "dates": {"began_on": "2023-01-01", "ended_on": "2023-03-01"},
    "events": ["2", "3"],
}
JUDGED = {
    "rule": "work_or_study",
    "result": "yes",
    "says": "is in work or studies 90 days after exit: yes; by the follow-up nearest the day",
    "dates": {"from_on": "2023-03-01", "to_on": "2023-05-30", "since": "2023-06-01"},
    "events": ["4"],
}
NO_UNIT = UNIT | {"result": "no", "dates": {}, "events": []}
NO_VALUE = "the month has no value (yet) and does not count in the period"


def support(*labels: str, as_of: date = LATE, text: str = PAID) -> dict[str, Any]:
    ask = Ask(CATALOGUE["UPP-1.2"], [period(label) for label in labels])
    return explain(ask, world_of(text, as_of), "anna", "en")


def test_a_case_is_explained_by_every_step_with_its_days_and_events() -> None:
    expected = {"participant": "anna", "in": True, "outcome": "yes", "steps": [UNIT, JUDGED]}
    assert explain(EXIT, world_of(EXITED, LATE), "anna", "en") == expected


def test_who_has_no_unit_is_explained_by_that_alone() -> None:
    expected = {"participant": "berit", "in": False, "outcome": None, "steps": [NO_UNIT]}
    assert explain(EXIT, world_of(EXITED, LATE), "berit", "en") == expected


def test_whoever_is_not_known_is_refused_by_a_name_that_can_be_repeated() -> None:
    with pytest.raises(Unknown) as error:
        explain(EXIT, world_of(EXITED, LATE), "dora", "en")
    assert "dora" in str(error.value)


def test_an_explanation_ends_with_the_first_condition_that_is_not_met() -> None:
    child = "2010-01-01 b participant_registered sex=K born_on=2015-05-15\n2023-03-20 b support_paid month=2023-03 amount=1\n"
    ask, world = Ask(CATALOGUE["UPP-1.2"], [period("2023-03")]), world_of(child, LATE)
    explanation = explain(ask, world, "b", "en")
    assert [(step["rule"], step["result"]) for step in explanation["steps"]] == [("unit", "yes"), ("of_age", "no")]
    assert (explanation["in"], explanation["outcome"]) == (False, None)
    (case,) = (case for case in listed(ask, world, "en", everyone=True) if case.participant == "b")
    assert (case.reason, case.outcome, case.is_in) == ("does not meet: is at least 18 on the day", None, False)
    assert (case.events, case.dates.keys()) == (("3",), {"month", "on", "born_on"})


def test_of_several_units_the_case_is_explained_first_and_each_by_itself() -> None:
    explanation = support("2023-02..2023-03")
    assert [(unit["period"], unit["unit"], unit["in"]) for unit in explanation["units"]] == [
        ("2023-03", "2023-03", True),
        ("2023-02", "–", False),
    ]
    assert {name: explanation[name] for name in ("in", "outcome", "steps")} == {
        name: explanation["units"][0][name] for name in ("in", "outcome", "steps")
    }
    assert "units" not in support("2023-03")


def test_a_month_without_a_value_is_a_step_that_is_not_met_where_there_are_several_months() -> None:
    early = date(2023, 4, 29)
    march, april = support("2023-03..2023-04", as_of=early)["units"]
    assert (march["in"], march["outcome"], len(march["steps"])) == (True, "no", 3)
    assert (april["in"], april["outcome"]) == (False, None)
    assert april["steps"][-1] == {"rule": "month_has_value", "result": "no", "dates": {}, "events": [], "says": NO_VALUE}
    months = Ask(CATALOGUE["UPP-1.2"], [period("2023-03..2023-04")])
    for lang, reason in zip(LANGS, ("månaden har inget värde (än) och räknas inte i perioden", NO_VALUE), strict=True):
        assert listed(months, world_of(PAID, early), lang, everyone=True)[1].reason == reason
    alone = support("2023-04", as_of=early)
    assert (alone["in"], alone["outcome"], len(alone["steps"])) == (True, "immature", 3)


def test_a_month_counts_by_the_reference_value_of_the_whole() -> None:
    measure = CATALOGUE["LIN-8.share"]
    ask, world = Ask(measure, [period("2023")]), of_example(measure)
    of_cases = {(case.participant, case.period) for case in listed(ask, world)}
    assert of_cases
    for participant, label in of_cases:
        units = explain(ask, world, participant)["units"]
        assert label in {unit["period"] for unit in units if unit["in"]}


def test_a_case_is_listed_as_a_record() -> None:
    (case,) = listed(EXIT, world_of(EXITED, LATE), "en")
    assert case.fields() == {
        "participant": "anna",
        "unit": "e",
        "in": True,
        "outcome": "yes",
        "reason": "by the follow-up nearest the day",
        "events": ["2", "3", "4"],
        "dates": {**UNIT["dates"], **JUDGED["dates"]},  # type: ignore[dict-item]
    }
    assert case.period == "2023"


def test_cases_are_listed_by_person_period_and_unit_and_everyone_who_is_none_if_asked_for() -> None:
    ask, world = Ask(CATALOGUE["UPP-1.2"], [period("2023-03..2023-04")]), world_of(PAID + EXITED.split("\n")[3], LATE)
    assert [(case.participant, case.period, case.unit) for case in listed(ask, world)] == [
        ("anna", "2023-03", "2023-03"),
        ("anna", "2023-04", "2023-04"),
    ]
    everyone = listed(ask, world, "en", everyone=True)
    assert [(case.participant, case.period, case.is_in) for case in everyone] == [
        ("anna", "2023-03", True),
        ("anna", "2023-04", True),
        ("berit", "2023-03", False),
        ("berit", "2023-04", False),
    ]
    assert everyone[2].reason == "does not meet: has a support month in the month"


def test_cases_are_listed_by_period_before_unit() -> None:
    text = "2023-01-01 anna enrolled enrolment_id=f unit=AME\n2023-03-01 anna exited enrolment_id=f reason=A1\n"
    text += "2023-04-01 anna enrolled enrolment_id=e unit=AME\n2023-05-01 anna exited enrolment_id=e reason=A1\n"
    quarters = Ask(CATALOGUE["OUT-90.kas"], [period("2023-Q2"), period("2023-Q1")])
    assert [case.unit for case in listed(quarters, world_of(text, LATE))] == ["f", "e"]


@pytest.mark.parametrize(
    ("outcomes", "expected"), [((), ["e", "f"]), (["yes"], ["e"]), (["no", "immature"], ["f"]), (["no"], [])]
)
def test_of_cases_those_of_some_outcomes_are_listed(outcomes: list[str], expected: list[str]) -> None:
    text = f"{EXITED}2023-10-01 berit exited enrolment_id=f reason=E9\n"
    cases = listed(EXIT, world_of(text, date(2023, 12, 1)), outcomes=outcomes)
    assert [case.unit for case in cases] == expected
