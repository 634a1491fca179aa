"""The way through: referred, enrolled, taking part, leaving, followed up; and for some all of it again."""

from scripts.simulator.dossier import Dossier
from scripts.simulator.insatser import employed_by_town, one_after_another, practise
from scripts.simulator.ladder import climb
from scripts.simulator.leaving import leave_with
from scripts.simulator.odds import (
    ABSENT,
    AFTER_AMA,
    AGAIN_IN_NEED,
    AGAIN_LATER,
    COACHED,
    ENDS_IN_NEED,
    ENDS_OTHERWISE,
    ENDS_RESTLESS,
    ENDS_WITH_NEED,
    JOURNEY_DAYS,
    MAPPED,
    MET,
    ON_A_LADDER,
    OTHER_UNIT,
    PARTIES,
    PAUSED,
    PLACED,
    PLANNED,
    REFERRAL_ENDS,
    REFERRED_FIRST,
    STILL_RESTLESS,
    TIMETABLED,
    UNITS,
)
from scripts.simulator.plans import assign_coach, decide_plan, meet
from scripts.simulator.studies import attend

ENDLESS = 1 << 30
"""A day that never comes: what goes on when the log is over."""


class Way:
    """One person's journeys: the door they come through, and when they are next free to begin one."""

    def __init__(self, person: Dossier, door: str) -> None:
        self.person, self.door = person, door
        self.free = 0
        self.enrolled: str | None = None
        """The latest enrolment, if it has ended."""

    def walk(self, begin: int, stop: int, why: str, in_need: bool) -> None:
        """Journeys from a day until what they were for is over (`why`, or nothing: it goes on)."""
        person = self.person
        day = max(begin, self.free)
        while day < min(stop, person.until + 1) - 5:
            arrived = self._arrive(day)
            if arrived is None:
                if not person.likely(0.5):
                    return
                day += person.among(20, 150)
                continue
            exit_day = self._journey(*arrived, stop, why, in_need)
            self.free = exit_day + 1
            again = STILL_RESTLESS if person.restless else AGAIN_IN_NEED if in_need else AGAIN_LATER
            if exit_day >= stop or not person.likely(again):
                return
            day = exit_day + (person.among(16, 80) if person.restless else self._pause())

    def _pause(self) -> int:
        person = self.person
        return person.among(1, 14) if person.likely(0.1) else person.about(130, 15)

    def _arrive(self, day: int) -> tuple[int, str, str | None] | None:
        """A referral that led somewhere, or a person who came by themselves: the day, the unit, the referral."""
        person = self.person
        unit = person.pick(UNITS[self.door])
        if not person.likely(REFERRED_FIRST):
            return day, unit, None
        referral, party = person.spell("r"), person.pick(PARTIES[self.door])
        if party == "af_socialtjanst" and person.almanac.iso[day] > "2024":  # not asked for since 2024
            party = "socialtjanst"
        person.note("referred", day, referral_id=referral, from_party=party, to_unit=unit)
        came = day + person.about(17, 2)
        outcome = person.pick(REFERRAL_ENDS)
        if outcome == "":
            return came, unit, referral
        if outcome != "waiting":
            person.note("referral_closed", came, referral_id=referral, outcome=outcome)
        return None

    def _journey(self, day: int, unit: str, referral: str | None, stop: int, why: str, in_need: bool) -> int:
        """One enrolment, or several that hand over to one another; the last day in it."""
        person, job = self.person, None
        if day > person.until:
            return ENDLESS
        enrolment = self._enrol(day, unit, referral)
        leave, end = self._here(*self._until_when(day, stop, why, in_need))
        if person.likely(ON_A_LADDER) and not person.restless:
            top = climb(person, enrolment, day + person.among(10, 40), max(leave, day + 20))
            if top.job:
                job = top.job
                leave, end = self._here(top.day, "A")
        self._take_part(enrolment, day, leave)
        if end == "ama":
            leave, end = self._here(employed_by_town(person, enrolment, leave), person.pick(AFTER_AMA))
        if end == "":
            return ENDLESS
        self._leave(enrolment, leave, end, job)
        if end == "X" and leave < stop:
            return self._journey(leave + person.among(0, 10), OTHER_UNIT[unit], None, stop, why, in_need)
        return leave

    def _here(self, leave: int, end: str) -> tuple[int, str]:
        """An ending, unless the person has left town by then, or the log is over and the enrolment goes on."""
        if leave <= self.person.until:
            return leave, end
        return (self.person.until, "left") if self.person.leaving else (ENDLESS, "")

    def _until_when(self, day: int, stop: int, why: str, in_need: bool) -> tuple[int, str]:
        """The last day, and the kind of ending."""
        person = self.person
        span = person.among(40, 140) if person.restless else person.about(JOURNEY_DAYS[self.door], 25)
        if day + span < stop - 40:
            ends = ENDS_RESTLESS if person.restless else ENDS_IN_NEED if in_need else ENDS_OTHERWISE
            return day + span, person.pick(ends)
        if why == "":
            return ENDLESS, ""
        return max(stop, day + 1), person.pick(ENDS_WITH_NEED[why])

    def _enrol(self, day: int, unit: str, referral: str | None) -> str:
        person, before = self.person, self.enrolled
        enrolment = person.spell("e")
        fields: dict[str, object] = {"enrolment_id": enrolment, "unit": unit}
        if referral:
            fields["referral_id"] = referral
        back = before is not None and day - person.exits[-1] > 14 and person.likely(0.93)
        if back and person.likely(0.7):
            fields["previous_enrolment_id"] = before
        person.note("re_entered" if back else "enrolled", day, **fields)
        self.enrolled = None
        return enrolment

    def _take_part(self, enrolment: str, day: int, leave: int) -> None:
        """What fills the time between."""
        person = self.person
        last = min(leave, person.until)
        mapped = day + person.among(2, 30)
        if person.likely(MAPPED) and mapped <= last:
            person.note("mapping_completed", mapped, enrolment_id=enrolment)
        if person.likely(COACHED):
            assign_coach(person, day + person.among(0, 10), last)
        if person.likely(PLANNED) and day + 10 < last:
            decide_plan(person, enrolment, min(day + person.among(5, 50), last), leave)
        if person.likely(MET):
            meet(person, person.among(day, last))
        one_after_another(person, enrolment, day, leave)
        if person.likely(PLACED):
            practise(person, enrolment, day, min(leave, person.until))
        if person.likely(TIMETABLED) and day + 45 < last:
            attend(person, day + 14, 4)
        if person.likely(PAUSED) and last - day > 100:
            paused = person.among(day + 10, last - 60)
            person.note("paused", paused, enrolment_id=enrolment, reason="Föräldraledighet")
            person.note("resumed", paused + person.among(20, 55), enrolment_id=enrolment)
        if person.likely(ABSENT):
            self._stay_away(person.among(day, last))

    def _stay_away(self, day: int) -> None:
        person, valid = self.person, self.person.likely(0.35)
        person.note("absence_recorded", day, valid=valid)
        if not valid and person.likely(0.4):
            effect = "reduced" if person.likely(0.7) else "denied"
            person.note("support_restricted", day + person.among(7, 50), effect=effect)

    def _leave(self, enrolment: str, day: int, end: str, job: str | None) -> None:
        leave_with(self.person, enrolment, day, end, job)
        self.enrolled = enrolment
        self.person.exits.append(day)
