"""Definitions that the contract settled anew: each counts whom it names, from its own start, on its own day."""

from datetime import date

import pytest

from projections.measures.catalogue import find
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)


def figure_of(text: str, key: str, label: str, as_of: date = LATE) -> Figure:
    (measure,) = find(key)
    (figure,) = figures(Ask(measure, [period(label)]), world_of(text, as_of))
    return figure


def test_a_step_of_january_has_31_days_and_one_that_goes_on_those_it_has_had() -> None:
    text = "2023-01-01 anna insats_started insats_id=i insats=work_training ladder=sry_stad step=1\n"
    ended = f"{text}2023-01-31 anna insats_ended insats_id=i result=completed"
    lead = figure_of(ended, "SOD-5.days", "2023").lead
    assert lead is not None
    assert (lead.n, lead.median, lead.km_median) == (1, 31.0, 31)
    one_day = figure_of(f"{text}2023-01-01 anna insats_ended insats_id=i result=completed", "SOD-5.days", "2023").lead
    assert one_day is not None
    assert one_day.median == 1.0


ABSENT = "\n".join(f"2023-03-{day:02} anna absence_recorded valid=false" for day in (3, 10, 17))


def test_the_absent_and_the_restricted_are_each_counted_under_their_own_name() -> None:
    """A person counts once, however many the absences."""
    cut = f"{ABSENT}\n2023-05-16 anna support_restricted effect=reduced"
    for text, restricted in ((ABSENT, 0), (cut, 1)):
        assert figure_of(text, "LIN-7.persons", "2023-03").value == 1
        figure = figure_of(text, "LIN-7.restricted", "2023-03")
        assert (figure.value, (figure.yes or 0) + (figure.no or 0)) == (restricted, 1)
    assert [measure.key for measure in find("LIN-7")] == ["LIN-7.persons", "LIN-7.restricted"]


@pytest.mark.parametrize(("was", "now"), [("LIN-7/1?days=60", "LIN-7.restricted"), ("SOD-9.with_support/1", "SOD-9.support")])
def test_a_definition_that_was_published_under_another_key_is_still_known(was: str, now: str) -> None:
    assert [measure.key for measure in find(was)] == [now]


def test_full_time_is_of_all_adults_with_support_and_of_the_enrolled_apart() -> None:
    text = "2023-03-20 anna support_paid month=2023-03 amount=8000\n"
    enrolled = f"{text}2023-03-31 anna enrolled enrolment_id=e unit=AME"
    for part in ("planned", "attended"):
        keys = (f"LIN-2.{part}", f"LIN-2.{part}.enrolled")
        assert [figure_of(text, key, "2023-03").denominator for key in keys] == [1, 0]
        assert [figure_of(enrolled, key, "2023-03").denominator for key in keys] == [1, 1]


@pytest.mark.parametrize(
    ("as_of", "ended", "counted"),
    [
        (date(2020, 12, 31), None, 1),
        (date(2020, 12, 31), "2020-12-30", 0),
        (date(2020, 12, 31), "2020-12-31", 1),
        (LATE, "2021-02-01", 1),
        (date(2020, 10, 1), "2020-10-01", 1),
        (date(2020, 10, 2), "2020-10-01", 0),
    ],
)
def test_extended_holiday_service_is_active_on_the_periods_last_day_or_on_a_before_it(
    as_of: date, ended: str | None, counted: int
) -> None:
    text = "2020-08-03 anna placement_started placement_id=q form=forlangd_ferietjanst sector=municipal\n"
    text += f"{ended} anna placement_ended placement_id=q result=completed\n" if ended else ""
    assert figure_of(text, "ENK-JC5", "2020", as_of).value == counted


STARTS = """
2023-01-10 anna circumstances_recorded in_kaa=true
2023-01-20 anna circumstances_recorded in_kaa=true children=1
2023-02-01 anna preventive_agreement with_party=af
2023-03-20 anna support_paid month=2023-03 amount=8000
2023-03-01 anna support_applied application_id=x
2023-03-05 anna support_decided application_id=x outcome=denied
2023-03-11 anna insats_started insats_id=i insats=coaching
"""


def test_each_priority_class_waits_from_its_own_start_and_an_application_alone_can_be_denied() -> None:
    leads = {part: figure_of(STARTS, f"SOD-9.{part}", "2023").lead for part in ("support", "kaa", "preventive")}
    days = {part: (lead.n, lead.median, lead.withdrawn) for part, lead in leads.items() if lead}
    assert days == {"support": (0, None, 1), "kaa": (1, 60.0, 0), "preventive": (1, 38.0, 0)}


def test_a_person_who_comes_into_the_activity_duty_again_waits_again() -> None:
    text = """
2023-01-10 anna circumstances_recorded in_kaa=true
2023-02-10 anna circumstances_recorded in_kaa=false
2023-03-10 anna circumstances_recorded in_kaa=true
2023-03-12 anna insats_started insats_id=i insats=coaching
"""
    lead = figure_of(text, "SOD-9.kaa", "2023").lead
    assert lead is not None
    assert (lead.n, lead.median) == (2, 31.5)
