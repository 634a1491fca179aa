"""The command line as somebody types it, run in this process; and small event files to run it on."""

import io
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.events.event import fields_given
from projections.measuring.examples import events_of
from scripts.cli.app import main
from tests.letting_go import letting_go


@dataclass(frozen=True)
class CommandResult:
    """What a command answered: its exit code, its data, and what it said beside."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        """The lines of a table, word by word."""
        return [line.split() for line in self.out.splitlines()]


def rodtrad(*args: object, env: Mapping[str, str] | None = None) -> CommandResult:
    """`rodtrad` with these words, which lets go of what it opens."""
    out, err = io.StringIO(), io.StringIO()
    with letting_go(), pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("RODTRAD_STORE", raising=False)
        patch.setenv("COLUMNS", "160")
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["rodtrad"])
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
    assert isinstance(ended.value.code, int)
    return CommandResult(ended.value.code, out.getvalue(), err.getvalue())


def lines_of(text: str) -> list[dict[str, Any]]:
    """The lines of an event file, told as in a worked example."""
    return [fields_given(event) for event in events_of(text)]


def write_lines(path: Path, lines: Sequence[Mapping[str, Any] | str]) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return path


THREE_LIVES = """
2022-01-01 anna participant_registered sex=K born_on=1990-05-15
2022-01-03 anna referred referral_id=r from_party=af to_unit=AME
2022-01-10 anna enrolled enrolment_id=e1 unit=AME referral_id=r
2022-01-12 anna obstacle_recorded obstacle=unemployed_no_benefit
2022-01-12 anna circumstances_recorded foreign_born=false household_type=6
2022-01-20 anna plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m1","due_on":"2022-03-01","title":"Cv"}]
2022-02-20 anna milestone_redated plan_id=p milestone_id=m1 due_on=2022-04-01
2022-03-28 anna milestone_reached plan_id=p milestone_id=m1
2022-03-30 anna plan_followed_up plan_id=p
2022-01-20 anna insats_started insats_id=i1 insats=coaching enrolment_id=e1
2022-05-31 anna insats_ended insats_id=i1 result=completed
2022-06-01 anna placement_started placement_id=pl form=praktik sector=private ladder=koksbitrade step=1
2022-08-31 anna placement_ended placement_id=pl result=interrupted
2022-02-25 anna support_paid month=2022-02 amount=9000
2022-03-25 anna support_paid month=2022-03 amount=9000.50
2022-06-25 anna support_paid month=2022-06 amount=4000
2022-09-30 anna exited enrolment_id=e1 reason=A1
2022-10-01 anna employment_started employment_id=j form=permanent extent=75
2023-03-31 anna employment_ended employment_id=j
2023-05-02 anna re_entered enrolment_id=e2 unit=AME
2023-05-20 anna study_started study_id=s programme=sfi student_aid=true
2022-01-01 bo participant_registered sex=M born_on=1985-02-01
2022-04-10 bo support_applied application_id=a1
2022-04-20 bo support_decided application_id=a1 outcome=granted
2022-05-01 bo enrolled enrolment_id=e3 unit=Jobbcentrum
2022-09-15 bo exited enrolment_id=e3
2022-12-10 bo followed_up status=neither
2022-01-01 cia participant_registered sex=K born_on=1970-12-01
2022-03-10 cia enrolled enrolment_id=e4 unit=AME
2022-10-31 cia exited enrolment_id=e4 reason=E9
"""
"""Anna comes back, Bo's exit has no reason, Cia leaves."""
