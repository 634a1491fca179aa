"""Studies: sfi by track, vocational education against its planned end, and what people leave the municipality for."""

from math import exp
from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.insatser import place
from scripts.simulator.odds import (
    OCCUPATIONS,
    SAME_OCCUPATION,
    SFI_BACK,
    SFI_DROPS_A_MONTH,
    SFI_MONTHS,
    SFI_SPREAD,
    WORKPLACE_PART,
    YRKES_DROPS_A_MONTH,
    YRKES_LATE,
    YRKES_TO_WORK,
    urn,
)
from scripts.simulator.work import take_job

_MONTH: Final = 30.44
_LEVELS: Final = ("A1", "A2", "B1", "B2")
_LEVELS_OF_TRACK: Final = {"1": 1, "2": 2, "3": 3}
_TIMETABLES: Final = (25, 30, 40, 40, 40)
_YRKES_DAYS: Final = (150, 200, 290, 290, 380, 540)
_JOBS: Final = urn({"permanent": 4, "fixed_term": 4, "hourly": 2})


def read_sfi(person: Dossier, day: int, track: str) -> int:
    """Sfi until it is completed or left, perhaps begun again; the day it was over."""
    if day > person.until:
        return day
    months = SFI_MONTHS[track] * exp(person.chance.gauss(0, SFI_SPREAD))
    needed = int(months * _MONTH)
    study = person.spell("s")
    person.note("study_started", day, study_id=study, programme="sfi", track=track)
    _assess(person, day, 0)
    patience = int(person.chance.expovariate(SFI_DROPS_A_MONTH[person.sex]) * _MONTH)
    over = day + min(needed, patience)
    if person.duty:
        attend(person, day + person.among(5, 100), 5)
    if over > person.until:
        _leave_school(person, study)
        return over
    done = needed <= patience
    person.note("study_ended", over, study_id=study, result="completed" if done else "interrupted")
    _assess(person, over, _LEVELS_OF_TRACK[track] if done else person.among(0, 1))
    if not done and person.likely(SFI_BACK):
        return read_sfi(person, over + person.among(40, 400), track)
    return over


def attend(person: Dossier, day: int, weeks: int) -> None:
    """Some weeks of a full timetable, as attended."""
    planned = person.pick(_TIMETABLES)
    for at in range(day, day + 7 * weeks, 7):
        if at <= person.until:
            week = person.almanac.week[at]
            hours = round(planned * min(1.0, person.chance.gauss(0.85, 0.15)))
            person.note("attendance_recorded", at, week=week, planned_hours=float(planned), attended_hours=float(max(hours, 0)))


def _leave_school(person: Dossier, study: str) -> None:
    """Who moves away leaves the school too, if somebody notes it."""
    if person.leaving and person.likely(0.7):
        person.note("study_ended", person.until, study_id=study, result="interrupted")


def _assess(person: Dossier, day: int, level: int) -> None:
    level = max(level, _LEVELS.index(person.language) if person.language in _LEVELS else 0)
    if person.likely(0.75):
        person.language = _LEVELS[level]
        person.note("language_assessed", day, level=person.language)


def learn_occupation(person: Dossier, day: int, groups: bool) -> int:
    """Vocational education: admitted, started, and completed or left; the day it was over."""
    if day > person.until:
        return day
    study, occupation = person.spell("s"), person.pick(OCCUPATIONS[person.sex])
    shortage = person.likely(0.62)
    common: dict[str, object] = {"study_id": study, "programme": "yrkes", "shortage_occupation": shortage}
    person.note("study_admitted", day, **common)
    if groups:
        _record_groups(person, day)
    start = day + person.among(20, 90)
    if person.likely(0.05):
        return day
    planned = start + person.pick(_YRKES_DAYS) + person.among(0, 20)
    person.note(
        "study_started", start, **common, planned_end_on=person.almanac.iso[planned], occupation=occupation,
        student_aid=person.likely(0.86),
    )  # fmt: skip
    return _until_certificate(person, study, (start, planned), occupation)


def _until_certificate(person: Dossier, study: str, days: tuple[int, int], occupation: str) -> int:
    """Left on the way, or completed about the planned day, and then perhaps a job in the occupation."""
    start, planned = days
    patience = int(person.chance.expovariate(YRKES_DROPS_A_MONTH[person.sex]) * _MONTH)
    if patience < planned - start:
        over = start + patience
        person.note("study_ended", over, study_id=study, result="interrupted")
        return over
    if person.likely(WORKPLACE_PART):
        place(person, None, "apl", planned - 100, planned - 60)
    over = planned + (person.among(61, 240) if person.likely(YRKES_LATE) else person.among(-12, 14))
    person.note("study_ended", over, study_id=study, result="completed")
    if person.likely(YRKES_TO_WORK):
        same = occupation if person.likely(SAME_OCCUPATION) else None
        take_job(person, over + person.among(1, 75), person.pick(_JOBS), same)
    return over


def _record_groups(person: Dossier, day: int) -> None:
    """The groups that the board gives priority to, as far as the person is in one (domain-and-law §1.2: not defined)."""
    young = person.age(day) < 25
    groups = ["foreign_born_short_education"] if person.foreign else ["young_adults" if young else "long_term_unemployed"]
    person.note("circumstances_recorded", day, priority_groups=groups)


def study_on(person: Dossier, day: int, programme: str) -> int:
    """Studies that somebody leaves the municipality's work for; their last day."""
    if programme == "komvux_gymn" and person.likely(0.35):
        return learn_occupation(person, day, groups=person.likely(0.5))
    study = person.spell("s")
    last = day + person.about(330, 40)
    person.note("study_started", day, study_id=study, programme=programme, student_aid=person.likely(0.88))
    if person.likely(0.9):
        result = "completed" if person.likely(0.62) else "interrupted"
        person.note("study_ended", last, study_id=study, result=result)
    return last
