"""What is found out afterwards: a line was wrong or should not have been, two participants are one, a file must go."""

from typing import Final

from scripts.simulator.almanac import OFFICE_SECONDS
from scripts.simulator.dossier import HEADING, Dossier, Line
from scripts.simulator.odds import CORRECTED, ERASED, MERGE_UNDONE, OBSTACLES, RETRACTED, urn

_CORRECTABLE: Final = frozenset({"support_paid", "obstacle_recorded", "exited", "insats_started", "employment_started"})
_RETRACTABLE: Final = frozenset({"support_paid", "obstacle_recorded", "plan_followed_up", "followed_up", "language_assessed"})
_INTO: Final = frozenset({"enrolled", "re_entered"})
_WHY: Final = ("Fel person", "Dubbelregistrerad", "Fel datum")
_ENDINGS: Final = urn({"returned": 2, "cancelled": 3, "no_show": 1})
TimedLine = tuple[int, Line]


def mend(person: Dossier) -> None:
    """Correct and retract; no line twice, for a correction is not corrected itself."""
    written = len(person.lines)
    wrong = _any_of(person, _CORRECTABLE) if person.likely(CORRECTED * written) else None
    if wrong is not None:
        _correct(person, *wrong)
    void = _any_of(person, _RETRACTABLE) if person.likely(RETRACTED * written) else None
    if void is not None and void is not wrong:
        at, line = void
        retracted_at = at + person.among(1, 40) * OFFICE_SECONDS
        day = min(retracted_at // OFFICE_SECONDS, person.almanac.last)
        person.put("retracted", day, retracted_at, {"event": line["id"], "reason": person.pick(_WHY), "source": line["source"]})


def _any_of(person: Dossier, kinds: frozenset[str]) -> TimedLine | None:
    fitting = [entry for entry in person.lines if entry[1]["kind"] in kinds]
    return person.pick(fitting) if fitting else None


def _correct(person: Dossier, at: int, wrong: Line) -> None:
    kind, day = str(wrong["kind"]), person.day_of(wrong)
    right = {name: value for name, value in wrong.items() if name not in HEADING} | {"source": wrong["source"]}
    if kind == "support_paid":
        right["amount"] = 100 * person.among(21, 138)
    elif kind == "obstacle_recorded":
        right["obstacle"] = person.pick(OBSTACLES["medium"])
    elif kind == "exited":
        day = min(day + person.among(1, 5), person.until)
    else:
        day = max(day - person.among(1, 5), person.almanac.first, *_enrolled_on(person, wrong))
    corrected_at = max(at + person.among(1, 60) * OFFICE_SECONDS, (day + 1) * OFFICE_SECONDS)
    person.put(kind, day, corrected_at, right | {"replaces": wrong["id"]})


def _enrolled_on(person: Dossier, line: Line) -> list[int]:
    """The day of the enrolment that a line names: what belongs to it is not moved before it."""
    named = line.get("enrolment_id")
    return [
        person.day_of(start) for _, start in person.lines if named and start["kind"] in _INTO and start["enrolment_id"] == named
    ]


def register_twice(twin: Dossier, person: Dossier, day: int) -> None:
    """The same person under another key, with what was begun there; the day after, or months after, they are joined."""
    twin.note("participant_registered", day, sex=person.stated_sex, born_on=twin.almanac.date(twin.born).isoformat())
    referral = twin.spell("r")
    twin.note("referred", day, referral_id=referral, from_party="socialtjanst", to_unit="UJC-A")
    if twin.likely(0.7):
        ending = twin.pick(_ENDINGS)
        twin.note("referral_closed", day + twin.among(2, 30), referral_id=referral, outcome=ending)
    if twin.likely(0.4):
        twin.note("obstacle_recorded", day, obstacle=twin.pick(OBSTACLES["short"]))


def join(person: Dossier, twin: Dossier) -> None:
    """Two keys are found to be one person; sometimes that was a mistake."""
    known = max(person.lines[0][0], twin.lines[0][0]) // OFFICE_SECONDS
    day = min(known + person.among(1, 300), person.almanac.last)
    person.put("participants_merged", day, (day + 1) * OFFICE_SECONDS, {"absorbed": twin.key})
    if person.likely(MERGE_UNDONE):
        undone = min(day + person.among(3, 60), person.almanac.last)
        person.put("merge_undone", undone, (undone + 2) * OFFICE_SECONDS, {"absorbed": twin.key})


def erase(person: Dossier) -> None:
    """Now and then somebody's file is erased, because they ask for it or it should never have been."""
    if not person.likely(ERASED):
        return
    latest = max(person.day_of(line) for _, line in person.lines)
    day = min(latest + person.among(30, 300), person.almanac.last)
    at = max(day * OFFICE_SECONDS, *(at for at, _ in person.lines)) + OFFICE_SECONDS
    person.put("erased", day, at, {"basis": person.pick(("request", "error"))})
