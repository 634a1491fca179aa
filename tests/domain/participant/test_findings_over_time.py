"""Soft findings as of a day are those of what had happened by then: each says from which day until which it is one."""

from datetime import date

import pytest

from domain.participant.fold import fold
from domain.participant.soft_findings import soft_findings
from projections.measuring.examples import events_of

ANNA = "2023-01-01 anna participant_registered sex=K"
ENROLLED = "2023-01-10 anna enrolled enrolment_id=e unit=AME"
Days = list[tuple[str, str | None]]


def days(code: str, *lines: str) -> Days:
    findings = [finding for finding in soft_findings(fold(events_of("\n".join((ANNA, *lines))))) if finding.code == code]
    return [(str(finding.from_on), str(finding.until_on) if finding.until_on else None) for finding in findings]


@pytest.mark.parametrize(
    ("lines", "quiet"),
    [
        (
            ["2023-03-01 anna moved_in", "2023-06-01 anna moved_out"],
            [("2023-02-10", "2023-03-01"), ("2023-04-01", "2023-06-01")],
        ),
        (["2023-06-01 anna exited enrolment_id=e reason=E9"], [("2023-02-10", "2023-06-01")]),
        (["2023-02-10 anna exited enrolment_id=e reason=E9"], []),
        (
            [
                "2023-01-20 anna insats_started insats_id=i insats=course",
                "2023-05-01 anna insats_ended insats_id=i result=completed",
            ],
            [("2023-06-01", None)],
        ),
        (
            ["2023-01-20 anna enrolled enrolment_id=f unit=UJC-A", "2023-01-21 anna exited enrolment_id=e reason=E9"],
            [("2023-02-21", None)],
        ),
    ],
)
def test_an_open_enrolment_is_quiet_until_something_happens_again(lines: list[str], quiet: Days) -> None:
    quiet_days = days("no_activity", ENROLLED, *lines)
    assert quiet_days[: len(quiet)] == quiet
    assert len(quiet_days) == len(quiet) + ("moved_out" in lines[-1])


@pytest.mark.parametrize(
    ("naming", "begins"),
    [
        ("mapping_completed enrolment_id=x", "enrolled enrolment_id=x unit=AME"),
        ("support_decided application_id=x outcome=granted", "support_applied application_id=x"),
        ("appointment_held appointment_id=x", "appointment_booked appointment_id=x"),
        ("followed_up status=work about=x", "employment_started employment_id=x form=hourly"),
        ("plan_followed_up plan_id=p milestone_id=x", "milestone_added plan_id=p milestone_id=x due_on=2023-09-01"),
    ],
)
def test_a_name_is_not_known_until_what_bears_it_begins(naming: str, begins: str) -> None:
    plan = "2023-01-05 anna plan_decided plan_id=p goal=work"
    named = f"2023-02-01 anna {naming}"
    assert days("names_nothing_known", plan, named) == [("2023-02-01", None)]
    assert days("names_nothing_known", plan, named, f"2023-03-01 anna {begins}") == [("2023-02-01", "2023-03-01")]
    assert days("names_nothing_known", plan, named, f"2023-02-01 anna {begins}") == []


def test_what_the_fold_left_out_is_not_odd_as_well() -> None:
    late = "2023-02-01 anna exited enrolment_id=none recorded_at=2023-12-01T09:00:00+01:00"
    assert days("registered_late", late) == []
    assert days("no_activity", ENROLLED, late) == [("2023-02-10", None)]


def test_a_finding_of_the_day_holds_from_it_on() -> None:
    (late,) = [
        finding
        for finding in soft_findings(fold(events_of(f"{ANNA} recorded_at=2023-12-01T09:00:00+01:00")))
        if finding.code == "registered_late"
    ]
    assert [late.holds_on(day) for day in (date(2022, 12, 31), date(2023, 1, 1), date(2099, 1, 1))] == [False, True, True]
