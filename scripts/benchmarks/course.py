"""What happens in a made-up life: support, journeys, insatser, work and study, and sometimes all of it again."""

from collections import Counter
from datetime import date
from typing import Final

from scripts.benchmarks.life import DATES, FIRST, LAST, Life, Line, made_up_number

_PAYDAYS: Final = [n for n, day in enumerate(DATES) if day.endswith("27")]
_EXTRATJANST_ENDED: Final = (date(2023, 1, 1) - FIRST).days


def _by_share(parts: dict[str, int]) -> list[str]:
    return list(Counter(parts).elements())


# fmt: off
_UNITS: Final = _by_share({"UJC-A": 2, "Jobbcentrum": 2, "AME": 1})
_PARTIES: Final = _by_share({"socialtjanst": 3, "af": 2, "self": 1, "fk": 1, "other": 1})
_OBSTACLES: Final = _by_share({
    "unemployed_no_benefit": 2, "unemployed_insufficient": 1, "unemployed_waiting": 1,
    "social_reasons": 1, "establishment_insufficient": 1, "sick_certified_no_benefit": 1,
    "works_part_time_insufficient": 1, "missing": 1,
})
_INSATSER: Final = _by_share({
    "guidance": 1, "coaching": 2, "matching": 1, "motivation": 1, "daily_activity": 1,
    "language_training": 1, "work_training": 1, "work_practice": 1, "skills_assessment": 1,
    "course": 1, "vocational_course": 1, "job_track": 1,
})
_REASONS: Final = _by_share({
    "A1": 2, "A2": 4, "A3": 2, "A4": 3, "A5": 1, "B1": 1, "B2": 2, "B3": 1, "B4": 1, "B5": 1, "C1": 2,
    "C2": 1, "C3": 1, "C5": 1, "D1": 2, "E1": 2, "E2": 2, "E3": 1, "E5": 1, "E6": 1, "E9": 1, "X1": 1,
})
_WORK: Final = {
    "A1": "permanent", "A2": "fixed_term", "A3": "hourly", "A4": "nystartsjobb", "A5": "self_employed",
}
_STUDY: Final = {
    "B1": "komvux_grund", "B2": "yrkes", "B3": "folkhogskola", "B4": "yh", "B5": "hogskola",
}
_FORMS: Final = _by_share({"praktik": 2, "arbetstraning": 1, "sprakpraktik": 1, "ama": 2, "extratjanst": 1})
_SECTORS: Final = _by_share({"municipal": 2, "municipal_company": 1, "private": 2, "civil_society": 1})
# fmt: on
_MONTHS_PAID: Final = (1, 1, 2, 2, 3, 3, 4, 6, 8, 12, 15)
_JOURNEYS: Final = (0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4)


def live(life: Life) -> None:
    """The whole life, as far as the last day."""
    day = life.begins
    _register(life, day)
    if life.likely(0.68):
        _support(life, day + life.among(0, 10))
    day += life.among(3, 60)
    for _ in range(life.chance.choice(_JOURNEYS)):
        exit_day = _journey(life, day)
        if exit_day is None:
            break
        if life.likely(0.12):
            _support(life, exit_day + life.among(20, 500))
        day = exit_day + (life.among(1, 14) if life.likely(0.08) else life.among(15, 420))
    if life.likely(0.006):
        latest = max(life.day_of(line) for _, line in life.lines)
        life.note("deceased", latest + life.among(1, 90))
        life.dead = life.lines[-1][1]["kind"] == "deceased"


def _register(life: Life, day: int) -> None:
    known = life.twice_registered or life.likely(0.6)
    sex = life.sex if known or life.likely(0.97) else "U"
    life.note("participant_registered", day, sex=sex, born_on=life.born.isoformat())
    if known:
        serial = 980 + 2 * (life.number // 18_000 % 10) + (life.sex == "M")
        number = made_up_number(life.born, serial, coordination=life.twice_registered)
        kind = "samordningsnummer" if life.twice_registered else "personnummer"
        life.note("identity_registered", day, number=number, number_type=kind, name=f"Testperson {life.number}")
    _circumstances(life, day)
    life.note("obstacle_recorded", day, obstacle=life.chance.choice(_OBSTACLES))
    if life.likely(0.3):
        life.note("obstacle_recorded", day + life.among(60, 500), obstacle=life.chance.choice(_OBSTACLES))
    if life.likely(0.7):
        life.note("caseworker_assigned", day, caseworker=life.by, unit=life.chance.choice(_UNITS))


def _circumstances(life: Life, day: int) -> None:
    single = ("5", "6") if life.sex == "K" else ("3", "4")
    fields: Line = {
        "household_type": life.chance.choice((*single, "7", "8")),
        "foreign_born": life.likely(0.55),
        "area_class": str(life.among(1, 5)),
        "education": life.chance.choice(("none", "compulsory", "upper_secondary", "post_secondary", "unknown")),
    }
    if life.likely(0.15):
        arrived = max(0, day - life.among(0, 200))
        fields |= {"establishment_from": DATES[arrived], "establishment_to": DATES[min(arrived + 730, LAST)]}
    life.note("circumstances_recorded", day, **fields)


def _support(life: Life, day: int) -> None:
    application = life.spell("a")
    life.note("support_applied", day, application_id=application)
    decided = day + life.among(1, 35)
    if life.likely(0.04):
        life.note("application_withdrawn", decided, application_id=application)
        return
    outcome = life.chance.choice(("granted",) * 8 + ("partly", "denied"))
    ground = "4 kap. 1 § socialtjänstlagen"
    life.note("support_decided", decided, application_id=application, outcome=outcome, ground=ground)
    if outcome == "denied":
        return
    role = "co_applicant" if life.likely(0.15) else "applicant"
    first = next((n for n, payday in enumerate(_PAYDAYS) if payday >= decided), len(_PAYDAYS))
    for payday in _PAYDAYS[first : first + life.chance.choice(_MONTHS_PAID)]:
        if life.likely(0.93):
            amount = 100 * life.among(21, 138)
            life.note("support_paid", payday, month=DATES[payday][:7], amount=amount, role=role)


def _journey(life: Life, day: int) -> int | None:
    """From a referral to the exit: the day of it, or nothing when no further journey follows."""
    unit, enrolment = life.chance.choice(_UNITS), life.spell("e")
    fields: Line = {"enrolment_id": enrolment, "unit": unit}
    if life.likely(0.75):
        fields["referral_id"] = life.spell("r")
        party = life.chance.choice(_PARTIES)
        life.note("referred", day, referral_id=fields["referral_id"], from_party=party, to_unit=unit)
        day += life.among(3, 45)
    life.note("enrolled", day, **fields)
    exit_day = day + life.chance.choice((60, 120, 180, 270, 400, 700)) + life.among(0, 90)
    if life.likely(0.7):
        life.note("mapping_completed", day + life.among(2, 40), enrolment_id=enrolment)
    if life.likely(0.45):
        _plan(life, day + life.among(5, 50), exit_day)
    _insatser(life, enrolment, day, exit_day)
    if life.likely(0.22):
        _placement(life, enrolment, life.among(day + 20, exit_day - 20), exit_day)
    return None if life.likely(0.04) else _leave(life, enrolment, exit_day)


def _plan(life: Life, day: int, exit_day: int) -> None:
    plan = life.spell("p")
    goal = life.chance.choice(("work", "work", "study", "other"))
    milestones = [
        {"milestone_id": f"{plan}.{n}", "due_on": DATES[min(day + 60 * n, len(DATES) - 1)], "title": f"Delmål {n}"}
        for n in range(1, life.among(1, 3) + 1)
    ]
    life.note("plan_decided", day, plan_id=plan, goal=goal, milestones=milestones)
    if life.likely(0.5):
        life.note("milestone_reached", day + life.among(20, 90), plan_id=plan, milestone_id=f"{plan}.1")
    for seen in range(day + 60, min(exit_day, day + 240), 85):
        life.note("plan_followed_up", seen, plan_id=plan)


def _insatser(life: Life, enrolment: str, day: int, exit_day: int) -> None:
    """One after the other, and in some journeys a second one beside the first."""
    ladder = life.likely(0.1)
    start = day + life.among(0, 35)
    for step in range(1, life.among(1, 2) + 1):
        end = min(start + life.among(20, 150), exit_day)
        fields: Line = {"ladder": "koksbitrade", "step": step} if ladder else {}
        for _ in range(2 if life.likely(0.12) else 1):
            _insats(life, life.chance.choice(_INSATSER), (start, end), fields | {"enrolment_id": enrolment})
        start = end + life.among(1, 30)
        if start >= exit_day:
            break


def _insats(life: Life, code: str, days: tuple[int, int], fields: Line) -> None:
    insats = life.spell("i")
    if life.likely(0.4):
        fields = fields | {"purpose": "Komma närmare arbete", "provider": "kommunen"}
    hours = life.chance.choice((10, 15, 20, 25, 40))
    life.note("insats_started", days[0], insats_id=insats, insats=code, hours_per_week=hours, **fields)
    if life.likely(0.92):
        result = "completed" if life.likely(0.7) else "interrupted"
        life.note("insats_ended", days[1], insats_id=insats, result=result)


def _placement(life: Life, enrolment: str, start: int, exit_day: int) -> None:
    placement, form = life.spell("l"), life.chance.choice(_FORMS)
    if form == "extratjanst" and start >= _EXTRATJANST_ENDED:
        form = "ama"
    fields: Line = {"enrolment_id": enrolment, "employer": f"Arbetsplats {life.among(1, 400)}"}
    sector = life.chance.choice(_SECTORS)
    life.note("placement_started", start, placement_id=placement, form=form, sector=sector, **fields)
    if life.likely(0.93):
        result = "completed" if life.likely(0.75) else "interrupted"
        end = min(start + life.among(20, 200), exit_day)
        life.note("placement_ended", end, placement_id=placement, result=result)


def _leave(life: Life, enrolment: str, day: int) -> int | None:
    reason = life.chance.choice(_REASONS)
    fields: Line = {"reason": reason} if life.likely(0.97) else {}
    if reason in _WORK and life.likely(0.7):
        fields["employment_id"] = _work(life, _WORK[reason], day)
    elif reason in _STUDY and life.likely(0.75):
        _study(life, _STUDY[reason], day)
    life.note("exited", day, enrolment_id=enrolment, **fields)
    if life.likely(0.6):
        usual = "work" if reason in _WORK else "study" if reason in _STUDY else "neither"
        status = usual if life.likely(0.75) else "unknown"
        life.note("followed_up", day + 90 + life.among(-6, 25), status=status)
    if reason == "E3":
        life.note("moved_out", day)
        return None
    return day


def _work(life: Life, form: str, day: int) -> str:
    employment = life.spell("w")
    extent = life.chance.choice((50, 75, 100, 100))
    life.note("employment_started", day - life.among(0, 3), employment_id=employment, form=form, extent=extent)
    if life.likely(0.5):
        life.note("employment_ended", day + life.among(15, 420), employment_id=employment)
    return employment


def _study(life: Life, programme: str, day: int) -> None:
    study = life.spell("s")
    life.note("study_started", day, study_id=study, programme=programme, student_aid=life.likely(0.85))
    if life.likely(0.6):
        result = "completed" if life.likely(0.7) else "interrupted"
        life.note("study_ended", day + life.among(60, 500), study_id=study, result=result)
