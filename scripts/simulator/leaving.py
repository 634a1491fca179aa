"""The exit: its reason, the job or studies it is for, and what is heard of the person afterwards."""

from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.odds import (
    FOLLOWED_UP,
    FORM_OF_REASON,
    FOUND_SINCE,
    NOT_REACHED,
    PROGRAMME_OF_REASON,
    REASON_MISSING,
    REASONS,
)
from scripts.simulator.studies import study_on
from scripts.simulator.work import take_job

_REASON_OF_FORM: Final = {"permanent": "A1", "fixed_term": "A2", "hourly": "A3", "self_employed": "A5"}


def leave_with(person: Dossier, enrolment: str, day: int, end: str, job: str | None = None) -> None:
    """`end`: the reason's class, or that the person left town or life; `job`: its form, where a ladder led to one."""
    if end == "left":
        person.note("exited", day, enrolment_id=enrolment, reason=person.leaving)
        return
    reason = _REASON_OF_FORM[job] if job else person.pick(REASONS[end])
    fields: dict[str, object] = {"enrolment_id": enrolment}
    if not person.likely(REASON_MISSING):
        fields["reason"] = reason
    doing, last = "neither", day
    if end == "A":
        employment, last = take_job(person, day - person.among(0, 2), job or person.pick(FORM_OF_REASON[reason]))
        doing = "work"
        if person.likely(0.72):
            fields["employment_id"] = employment
    elif end == "B":
        last = study_on(person, day, PROGRAMME_OF_REASON[reason])
        doing = "study"
    person.note("exited", day, **fields)
    if end != "X":
        _ask_after(person, enrolment, day, doing, last)


def _ask_after(person: Dossier, enrolment: str, day: int, doing: str, last: int) -> None:
    """The follow-up after 90 days, when it is done: early, late, or in time; sometimes once more after a year."""
    if not person.likely(FOLLOWED_UP):
        return
    _hear(person, enrolment, day + 90 + person.among(-6, 24), doing, last)
    if person.likely(0.2):
        _hear(person, enrolment, day + 365 + person.among(-5, 20), doing, last)


def _hear(person: Dossier, enrolment: str, day: int, doing: str, last: int) -> None:
    status = doing if day <= last else "neither"
    if person.likely(NOT_REACHED):
        status = "unknown"
    elif status == "neither" and person.likely(FOUND_SINCE):
        status = "work"
    about = {"about": enrolment, "of_source": "lifecare"} if person.likely(0.8) else {}
    person.note("followed_up", day, status=status, **about)
