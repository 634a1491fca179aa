"""A store in which everything that may not leave it is marked."""

from pathlib import Path

import pytest

from tests.scripts.command_line import lines_of, rodtrad, write_lines

MARK = "hemlig"
"""Stands in every name, text, number and id that a source gave, and in nothing else."""
BORN = "1990-05-15"

_STONES = '[{"milestone_id":"hemlig-m","due_on":"2022-03-01","title":"hemlig-mål"}]'
_STORY = f"""
2022-01-01 hemlig-a participant_registered sex=K born_on={BORN} id=hemlig-1
2022-01-01 hemlig-a identity_registered number=hemlig-19900515 number_type=personnummer name=hemlig-namn id=hemlig-2
2022-01-02 hemlig-a circumstances_recorded household=hemlig-hushåll children=2 youngest_child_born_on={BORN} id=hemlig-3
2022-01-02 hemlig-a caseworker_assigned caseworker=hemlig-handläggare unit=AME id=hemlig-4
2022-01-03 hemlig-a referred referral_id=hemlig-r from_party=af to_unit=AME reason=hemlig-skäl id=hemlig-5
2022-01-04 hemlig-a appointment_booked appointment_id=hemlig-b purpose=hemlig-syfte id=hemlig-6
2022-01-10 hemlig-a enrolled enrolment_id=hemlig-e unit=AME referral_id=hemlig-r id=hemlig-7
2022-01-11 hemlig-a coach_assigned coach=hemlig-coach id=hemlig-8
2022-01-20 hemlig-a plan_decided plan_id=hemlig-p goal=work id=hemlig-9 milestones={_STONES}
2022-02-20 hemlig-a milestone_redated plan_id=hemlig-p milestone_id=hemlig-m due_on=2022-04-01 title=hemlig-titel id=hemlig-10
2022-03-28 hemlig-a milestone_reached plan_id=hemlig-p milestone_id=hemlig-m id=hemlig-11
2022-01-20 hemlig-a insats_started insats_id=hemlig-i insats=coaching enrolment_id=hemlig-e workplace=hemlig-plats id=hemlig-12
2022-05-31 hemlig-a insats_ended insats_id=hemlig-i result=completed reason=hemlig-text id=hemlig-13
2022-06-01 hemlig-a placement_started placement_id=hemlig-pl form=praktik sector=private employer=hemlig-företag id=hemlig-14
2022-09-30 hemlig-a exited enrolment_id=hemlig-e reason=A1 employment_id=hemlig-j id=hemlig-15
2022-10-01 hemlig-a employment_started employment_id=hemlig-j form=permanent id=hemlig-16
2022-12-29 hemlig-a followed_up status=work about=hemlig-j id=hemlig-17
2022-01-01 hemlig-b participant_registered sex=M born_on={BORN} id=hemlig-18
2022-02-25 hemlig-b support_applied application_id=hemlig-an id=hemlig-19
2022-02-26 hemlig-b support_decided application_id=hemlig-an outcome=granted ground=hemlig-grund id=hemlig-20
2022-03-25 hemlig-b support_paid month=2022-03 amount=9000.50 id=hemlig-21
2022-04-01 hemlig-b enrolled enrolment_id=hemlig-e unit==1+1 referral_id=hemlig-borta id=hemlig-22
2022-05-01 hemlig-b study_started study_id=hemlig-s programme=sfi id=hemlig-23
2022-05-01 hemlig-c participant_registered sex=M id=hemlig-24
2022-06-01 hemlig-b participants_merged absorbed=hemlig-c id=hemlig-25
2022-06-02 hemlig-b absence_recorded valid=true id=hemlig-26
2022-06-02 hemlig-b retracted event=hemlig-26 reason=hemlig-anledning id=hemlig-27
"""


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("secrets")
    lines = write_lines(room / "lines.ndjson", lines_of(_STORY))
    imported = rodtrad("import", lines, "--store", room / "store")
    assert imported.code == 0, imported.err
    return room / "store"
