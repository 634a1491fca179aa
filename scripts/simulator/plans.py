"""Plans with dated milestones, the coach, and the appointments around them."""

from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.odds import urn

_GOALS: Final = urn({"work": 6, "study": 3, "other": 1})
_TITLES: Final = ("CV klart", "Studiebesök", "Praktikplats funnen", "Språktest B1", "Ansökan inskickad", "Körkortsteori")
_PURPOSES: Final = ("Kartläggningssamtal", "Uppföljningssamtal", "Planeringsmöte")
_ADDED, _REDATED, _REACHED, _FOLLOWED = 0.12, 0.4, 0.45, 0.62


def decide_plan(person: Dossier, enrolment: str, day: int, leave: int) -> None:
    """Decided, lived with milestone by milestone, and ended with the enrolment if somebody thinks of it."""
    plan = person.spell("p")
    due = [day + 70 * n + person.among(-15, 25) for n in range(1, person.among(1, 3) + 1)]
    fields: dict[str, object] = {"plan_id": plan, "goal": person.pick(_GOALS), "enrolment_id": enrolment}
    if person.likely(0.3):
        fields["valid_until"] = person.almanac.iso[day + person.among(180, 420)]
    milestones = [
        {"milestone_id": f"{plan}.{n}", "due_on": person.almanac.iso[at], "title": person.pick(_TITLES)}
        for n, at in enumerate(due, 1)
    ]
    person.note("plan_decided", day, **fields, milestones=milestones)
    if person.likely(_ADDED):
        due.append(day + 90 * (len(due) + 1))
        iso = person.almanac.iso[due[-1]]
        person.note("milestone_added", day + person.among(20, 60), plan_id=plan, milestone_id=f"{plan}.{len(due)}", due_on=iso)
    for n, at in enumerate(due, 1):
        _come_due(person, plan, f"{plan}.{n}", day, at, leave)
    if leave <= person.until and person.likely(0.7):
        person.note("plan_ended", leave, plan_id=plan)


def _come_due(person: Dossier, plan: str, milestone: str, decided: int, due: int, leave: int) -> None:
    """Reached, or given a new date once; and talked about, or not."""
    if due > leave:
        return
    reached = due + person.among(-25, 12)
    if person.likely(_REACHED) and reached > decided:
        person.note("milestone_reached", min(reached, leave), plan_id=plan, milestone_id=milestone)
    elif person.likely(_REDATED):
        later = due + person.among(30, 90)
        redated = max(due - person.among(0, 20), decided)
        iso = person.almanac.iso[later]
        person.note("milestone_redated", redated, plan_id=plan, milestone_id=milestone, due_on=iso)
    if person.likely(_FOLLOWED):
        named = {"milestone_id": milestone} if person.likely(0.6) else {}
        person.note("plan_followed_up", min(max(due + person.among(-10, 18), decided), leave), plan_id=plan, **named)


def meet(person: Dossier, day: int) -> None:
    """An appointment, kept or missed."""
    appointment = person.spell("t")
    person.note("appointment_booked", day, appointment_id=appointment, purpose=person.pick(_PURPOSES))
    kind = "appointment_held" if person.likely(0.82) else "appointment_missed"
    person.note(kind, day + person.among(1, 20), appointment_id=appointment)


def assign_coach(person: Dossier, day: int, leave: int) -> None:
    """One coach for the whole way, or, now and then, another."""
    coaches = 2 + int(person.by[1:]) // 2
    person.note("coach_assigned", day, coach=f"c{person.among(1, coaches):04d}")
    changed = day + person.about(400, 60)
    if changed < leave:
        person.note("coach_assigned", changed, coach=f"c{person.among(1, coaches):04d}")
