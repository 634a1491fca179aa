"""A step's evidence holds every event that decides it: worked cases of what is decided by more than one, or by another's."""

from datetime import date

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import explain, listed
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.rules.scope import View
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
AROUND = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-02-01 anna insats_started insats_id=i insats=coaching provider=x
2023-02-10 anna insats_ended insats_id=i result=completed
2023-03-01 anna exited enrolment_id=e reason=A1
2023-03-20 anna support_paid month=2023-03 amount=8000
"""
EXIT = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-02-20 anna employment_started employment_id=j form=permanent
2023-03-01 anna exited enrolment_id=e reason=E9 employment_id=j
"""
LEFT = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
2023-05-01 anna moved_out
"""
LASTING = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=A1
2023-03-02 anna employment_started employment_id=j form=permanent
2023-12-01 anna employment_ended employment_id=j
2023-12-02 anna study_started study_id=s programme=hogskola student_aid=true
"""
PLAN = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-01-20 anna plan_decided plan_id=p goal=work
2023-03-01 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01
2023-05-20 anna plan_followed_up plan_id=p
"""
AMA = """
2022-06-01 anna placement_started placement_id=p form=ama sector=municipal
2023-03-01 anna placement_ended placement_id=p result=completed
2023-03-10 anna employment_started employment_id=j form=permanent
2023-04-20 anna employment_ended employment_id=j
2023-04-21 anna employment_started employment_id=k form=permanent
"""
HOME = """
2020-01-01 anna circumstances_recorded household=h
2010-01-01 berit participant_registered sex=K born_on=2005-05-15
2020-01-01 berit circumstances_recorded household=h
2023-03-20 anna support_paid month=2023-03 amount=8000
"""
AGAIN = """
2023-01-20 anna support_paid month=2023-01 amount=8000
2023-02-20 anna support_paid month=2023-02 amount=8000
2023-05-20 anna support_paid month=2023-05 amount=8000
2023-06-20 anna support_paid month=2023-06 amount=8000
"""
WEEKS = """
2023-03-20 anna support_paid month=2023-03 amount=8000
2022-01-01 anna circumstances_recorded youngest_child_born_on=2018-01-01
2023-03-03 anna attendance_recorded week=2023-W09 planned_hours=30 attended_hours=20
"""
UNDER_WAY = """
2023-01-10 anna insats_started insats_id=i insats=coaching
2023-03-10 anna support_applied application_id=x
2023-03-20 anna support_paid month=2023-03 amount=8000
2023-04-10 anna insats_started insats_id=k insats=coaching
"""
MAPPED = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-01-11 anna mapping_completed enrolment_id=e
2023-03-02 anna employment_started employment_id=j form=permanent
2023-03-12 anna exited enrolment_id=e reason=E9 employment_id=j
"""
LADDER = """
2023-01-10 anna insats_started insats_id=i insats=course ladder=kok step=1
2023-01-30 anna insats_ended insats_id=i result=completed
2023-04-10 anna insats_started insats_id=k insats=course ladder=kok step=2
"""
STUCK = """
2020-01-10 anna enrolled enrolment_id=e unit=AME
2021-01-10 anna placement_started placement_id=p form=praktik sector=private
"""
TRAINED = """
2022-01-10 anna study_started study_id=s programme=yrkes occupation=5330
2023-01-10 anna study_ended study_id=s result=completed
2023-05-01 anna employment_started employment_id=j form=permanent occupation=5331
"""
ESTABLISHED = """
2022-01-01 anna circumstances_recorded establishment_from=2022-01-01
2022-02-01 anna circumstances_recorded establishment_to=2023-06-30
"""
MILESTONE = """
2023-01-10 anna plan_decided plan_id=p goal=work
2023-01-20 anna milestone_added plan_id=p milestone_id=m due_on=2023-03-01
"""
LANGUAGE = """
2022-01-01 anna language_assessed level=A2
2023-01-10 anna insats_started insats_id=i insats=language_training
2023-03-10 anna insats_ended insats_id=i result=completed
"""


def steps(key: str, text: str, who: str = "anna", view: View = "official", label: str = "2023") -> dict[str, list[str]]:
    """The events of each step, as they are numbered after Anna's registration, the first."""
    explanation = explain(Ask(CATALOGUE[key], [period(label)], view=view), world_of(text.lstrip(), LATE), who)
    return {step["rule"]: step["events"] for step in explanation["steps"]}


@pytest.mark.parametrize(
    ("key", "text", "rule", "events"),
    [
        ("RET-90", AROUND, "not_left_out", ["3"]),
        ("RET-90.yes", EXIT, "left_with", ["3"]),
        ("ENK-JC2", EXIT, "first_to_work", ["3"]),
        ("OUT-STABLE", LASTING, "lasts", ["4", "6"]),
        ("LIN-10", LASTING, "lasts", ["4", "6"]),
        ("UPP-2.1d", AMA, "work_or_study", ["4", "6"]),
        ("UPP-2.1c", AMA, "work_or_study", ["4"]),
        ("UPP-1000.returns", AGAIN, "unit", ["5", "4", "3"]),
        ("UPP-1000.gross", AROUND, "self_supporting", ["5"]),
        ("ENK-3", AGAIN + "2022-01-01 anna work_ability_assessed ability=full\n", "unit", ["2", "3"]),
        ("ENK-5.match", TRAINED, "works", ["4"]),
        ("ENK-5.match", TRAINED, "unit", ["3", "2"]),
        ("SOD-1.outcome", MAPPED, "waits", ["5", "4"]),
        ("SOD-1.plan", MAPPED, "unit", ["3", "2"]),
        ("SOD-9.support", UNDER_WAY, "with_support", ["4"]),
        ("SOD-9.support", UNDER_WAY, "waits", ["5", "2"]),
        ("LT3", UNDER_WAY, "waits", ["5", "2"]),
        ("SOD-5.exits", LADDER, "left", ["4"]),
        ("SOD-2.attained", MILESTONE, "unit", ["3", "2"]),
        ("SOD-13", LANGUAGE, "unit", ["4", "3"]),
        ("R5", STUCK, "stuck", ["3"]),
        ("R8.insats_days", AROUND, "load", ["3", "4"]),
        ("R8.days_without", AROUND, "load", ["2", "3", "5", "4"]),
        ("R8.providers", AROUND, "load", ["3"]),
        ("R8.months", AROUND, "load", ["6"]),
        ("R8.sek", AROUND, "load", ["6"]),
    ],
)  # fmt: skip
def test_what_more_than_one_event_decides_names_them_all(key: str, text: str, rule: str, events: list[str]) -> None:
    as_of = {"R8": date(2023, 12, 31), "R5": date(2023, 12, 31)}.get(key.partition(".")[0], LATE)
    ask = Ask(CATALOGUE[key], [period("2023")])
    explanation = explain(ask, world_of(text.lstrip(), as_of), "anna")
    assert {step["rule"]: step["events"] for step in explanation["steps"]}[rule] == events


def test_the_conditions_of_a_plan_that_a_tier_asks_for_are_its_evidence() -> None:
    tiers = [steps(f"LIN-1.t{tier}", PLAN, label="2023-06")["tier"] for tier in (1, 2, 3, 4)]
    assert tiers == [["3"], ["3"], ["3", "4"], ["3", "4", "5"]]


def test_who_has_left_within_the_window_is_evidence_where_it_decides() -> None:
    world = world_of(LEFT.lstrip(), LATE)
    for view, outcome in (("official", "no"), ("adjusted", "excluded")):
        (case,) = listed(Ask(CATALOGUE["OUT-180.kas"], [period("2023")], view=view), world)  # type: ignore[arg-type]
        assert (case.outcome, case.events, case.dates["left_on"]) == (outcome, ("2", "3", "4"), date(2023, 5, 1))


def test_a_yes_does_not_rest_on_having_left() -> None:
    text = LEFT.lstrip() + "2023-03-02 anna employment_started employment_id=j form=permanent\n"
    (case,) = listed(Ask(CATALOGUE["OUT-180.kas"], [period("2023")]), world_of(text, LATE))
    assert (case.outcome, case.events, "left_on" in case.dates) == ("yes", ("2", "3", "5"), False)


def test_a_young_persons_household_and_who_brought_support_into_it_are_evidence() -> None:
    """Also when the young person alone is explained, who has no support of their own."""
    assert steps("UPP-1.5.offered", HOME, "berit")["unit"] == ["5", "4", "2"]
    (case,) = listed(Ask(CATALOGUE["UPP-1.5.offered"], [period("2023")]), world_of(HOME.lstrip(), LATE))
    assert (case.participant, case.events) == ("berit", ("5", "4", "2"))


def test_the_child_whose_age_sets_the_hours_of_full_time_is_evidence() -> None:
    assert steps("LIN-2.planned", WEEKS, label="2023-03")["full_time"] == ["4", "3"]


def test_both_days_of_an_establishment_are_evidence() -> None:
    assert steps("ENK-9", ESTABLISHED, label="2023-03")["unit"] == ["2", "3"]


def test_who_goes_round_rests_on_journeys_activities_and_the_last_exit() -> None:
    journeys = "\n".join(
        f"202{year}-01-01 anna enrolled enrolment_id=e{year} unit=AME\n"
        f"202{year}-01-05 anna insats_started insats_id=i{year} insats=coaching\n"
        f"202{year}-02-01 anna insats_ended insats_id=i{year} result=completed\n"
        f"202{year}-06-30 anna exited enrolment_id=e{year} reason=E9"
        for year in (1, 2, 3)
    )
    world = world_of(journeys, date(2023, 7, 15))
    (case,) = listed(Ask(CATALOGUE["R4"], [period("2023")]), world)
    assert (case.outcome, case.events) == ("yes", ("10", "13", "2", "6", "3", "7", "11"))
    (case,) = listed(Ask(CATALOGUE["SOD-7"], [period("2023-07..2023-12")]), world)
    assert case.events == ("2", "6", "10", "3", "7", "11", "13")
