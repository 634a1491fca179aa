"""Work or study on a day, the outcome at an exit, a stable outcome, work ability (measures.md §2.5–2.7, 2.9)."""

from datetime import date

from .days import age_on, plus_days, plus_months
from .facts import Journey, Person, Spell
from .lines import Event

YES, NO, UNKNOWN, IMMATURE, EXCLUDED = "yes", "no", "unknown", "immature", "excluded"

REGULAR = frozenset({"permanent", "fixed_term", "hourly", "self_employed"})
KAS = REGULAR | {
    "nystartsjobb",
    "introduktionsjobb",
    "etableringsjobb",
    "lonebidrag",
    "yrkesintroduktion",
    "traineejobb",
    "beredskap_privat",
}
COUNTS = {"kas": KAS, "scb90": KAS | {"osa", "samhall"}, "regular": REGULAR}
STABLE_DAYS = 90  # §2.7 ◊


def counts(form: str, definition: str, by_employment: bool) -> bool:
    """§2.5b: a follow-up's form is of an employment or a placement; extratjanst counts under scb90 only."""
    return form in COUNTS[definition] or (definition == "scb90" and form == "extratjanst" and not by_employment)


def runs_of_work(person: Person) -> list[tuple[date, date | None]]:
    """§2.5a: employments that count under kas and follow without a gap are one. None: open at A."""
    runs: list[tuple[date, date | None]] = []
    for job in sorted(person.spells["employment"], key=lambda job: job.start):
        if job.get("form") not in KAS:
            continue
        if runs and (runs[-1][1] is None or job.start <= plus_days(runs[-1][1], 1)):
            first, last = runs[-1]
            runs[-1] = (first, None if last is None or job.end is None else max(last, job.end))
        else:
            runs.append((job.start, job.end))
    return runs


def lasts_a_month(run: tuple[date, date | None], as_of: date) -> str:
    """§2.5a: to start + 1 month − 1 day; immature until that can be said at A.

    reading: a run that ended on A itself, too short, can still be continued the next day without a gap.
    """
    first, last = run
    needed = plus_days(plus_months(first, 1), -1)
    if needed <= (last or as_of):
        return YES
    return IMMATURE if last is None or last >= as_of else NO


def employment_on(person: Person, day: date, definition: str) -> str:
    """Does an employment active on the day count? no: none, or none that counts."""
    if definition != "kas":
        jobs = person.active(day, "employment")
        return YES if any(job.get("form") in COUNTS[definition] for job in jobs) else NO
    for first, last in runs_of_work(person):
        if first <= day and (last is None or day <= last):
            return lasts_a_month((first, last), person.as_of)
    return NO


def counted_study(spell: Spell) -> bool:
    """§1.9: no student_aid = false."""
    return spell.get("student_aid") is True


def followed_up(person: Person, day: date) -> Event | None:
    """§2.5b: on in [d − 7, d + 30], nearest to d; tie: the later; of one day the one that wins."""
    near = [e for e in person.of("followed_up") if plus_days(day, -7) <= e.on <= plus_days(day, 30)]
    return min(reversed(near), key=lambda e: (abs((e.on - day).days), -e.on.toordinal()), default=None)


def _by_follow_up(event: Event, definition: str, by_employment: bool) -> str:
    status, form = event.get("status"), event.get("form")
    if status == "work":
        return YES if form is None or counts(form, definition, by_employment) else NO
    if status == "study":
        return NO if by_employment else YES
    return NO if status == "neither" else UNKNOWN


def dead_by(person: Person, day: date) -> bool:
    return any(event.on <= day for event in person.of("deceased"))


def status(person: Person, day: date, definition: str = "kas", by_employment: bool = False) -> str:
    """§2.5: work or study on d under Q; the first that applies.

    reading: by an employment alone (ENK-1.work, ENK-5) neither a study nor an extratjanst is one; a follow-up that says
    work, with no form or an employment's that counts, tells of one.
    """
    work = employment_on(person, day, definition)
    if work == YES or (not by_employment and any(counted_study(s) for s in person.active(day, "study"))):
        return YES
    extra = [p for p in person.active(day, "placement") if p.get("form") == "extratjanst"]
    if definition == "scb90" and extra and not by_employment:
        return YES
    if work == IMMATURE:
        return IMMATURE
    event = followed_up(person, day)
    if event is not None:
        return _by_follow_up(event, definition, by_employment)
    active = person.active(day, "enrolment", "insats", "placement", "employment", "study")
    return NO if active or person.supported(day) or dead_by(person, day) else UNKNOWN


def outcome_at_exit(person: Person, journey: Journey, definition: str = "kas") -> str:
    """§2.6; immature until the exit stands (§1.3).

    reading: under scb90 the extratjanst of the day after comes first, before a named employment that says no.
    """
    event, day = journey.exit, plus_days(journey.ended_on(), 1)
    if event is None or not journey.stands(person.as_of):
        return IMMATURE
    placements = person.active(day, "placement")
    if definition == "scb90" and any(p.get("form") == "extratjanst" for p in placements):
        return YES
    job = person.named(event, "employment")
    if job is not None:
        return _by_named_job(person, job, definition)
    reason = event.get("reason")
    if reason is None:
        return UNKNOWN
    return YES if reason[0] in "AB" and not (reason == "A4" and definition == "regular") else NO


def _by_named_job(person: Person, job: Spell, definition: str) -> str:
    """§2.6: the named employment decides as in 5a on its start day."""
    if job.get("form") not in COUNTS[definition]:
        return NO
    return employment_on(person, job.start, definition)


def covered(person: Person) -> list[tuple[date, date]]:
    """§2.7: unbroken stretches of days each covered by an employment or study that counts under kas, up to A."""
    stretches = [
        (first, last or person.as_of)
        for first, last in runs_of_work(person)
        if lasts_a_month((first, last), person.as_of) == YES
    ]
    stretches += [(s.start, s.end or person.as_of) for s in person.spells["study"] if counted_study(s)]
    joined: list[tuple[date, date]] = []
    for first, last in sorted(stretches):
        if joined and first <= plus_days(joined[-1][1], 1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def stable_outcomes(person: Person) -> list[tuple[date, date]]:
    return [(a, b) for a, b in covered(person) if (b - a).days + 1 >= STABLE_DAYS]


def stable_within(person: Person, first: date, last: date) -> bool:
    """reading: a stable outcome "in" a stretch of time has its 90 days inside it."""
    clipped = [(max(a, first), min(b, last)) for a, b in covered(person)]
    return any((b - a).days + 1 >= STABLE_DAYS for a, b in clipped)


def work_ability(person: Person, day: date) -> bool | None:
    """§2.9. None: never assessed and no obstacle known. reading: `missing` is no obstacle known (§1.9)."""
    assessed = person.latest("work_ability_assessed", day)
    if assessed is not None:
        return bool(assessed.get("ability") != "none")
    obstacle = person.obstacle(day)
    if obstacle is None or obstacle == "missing":
        return person.assumed.get("able")
    return obstacle.startswith(("unemployed_", "establishment_", "works_part_time_"))


def of_age(person: Person, day: date, youngest: int, oldest: int = 200) -> bool:
    """§1.8: no born_on, no case in an age-bound measure."""
    return person.born is not None and youngest <= age_on(person.born, day) <= oldest


def adult(person: Person, day: date) -> bool:
    return of_age(person, day, 18)
