"""What each measure rests on (measures.md §11.3): its population, and its answers by absence, over which days.

reading: the contract says that every entry states this; what is stated here follows from what each rule looks for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .days import Period, last_day, month_of, plus_days, plus_months, plus_years
from .facts import CHAIN_DAYS, Journey
from .figures import Case, Wait, World
from .going_round import last_before, stuck_journey
from .groups import OF_ACTIVITIES
from .outcomes import exits_of, window_end
from .status import outcome_at_exit

ENROLMENT = ("enrolled", "re_entered", "exited")
INSATS = ("insats_started", "insats_ended")
PLACEMENT = ("placement_started", "placement_ended")
STUDY = ("study_started", "study_ended")
JOB = ("employment_started", "employment_ended")
PLAN = ("plan_decided", "plan_ended")
JOURNEY = (*ENROLMENT, "exited.reason")
WORK = (*JOB, *STUDY, "study_started.student_aid")
LEFT = ("moved_out", "deceased")
OF_INSATS, OF_PLACEMENT = ("insats_started.unit",), ("placement_started.unit",)
OF_ACTIVITY = (*OF_INSATS, *OF_PLACEMENT)
"""Without its own field an activity's unit is not known: without one it is at its enrolment's (§2.2)."""
C = "circumstances_recorded."
BOTH = ("yes", "no", "unknown")
NO = ("no", "unknown")
YES = ("yes", "unknown")
UNKNOWN = ("unknown",)

Facts = tuple[str, ...]
Span = tuple[date, date]
NO_DAYS: Span = (date.max, date.min)
"""The span of a rule that does not look."""
Spanned = Callable[[World, Period, Case | Wait], Span]


@dataclass(frozen=True)
class Population:
    """`at`: of the cases at a unit it is about that unit alone, unless a delivery lacks one of these fields; None: all units.

    reading: where the person may be anywhere, all; what happens at a unit happens there.
    """

    facts: Facts
    span: Callable[[World, Period], Span]
    at: Facts | None = None


@dataclass(frozen=True)
class Rule:
    """Answers that are by absence of these facts in the case's span; `filled`: fields that no delivery may lack; `at`: as of
    a population, the case's own unit."""

    answers: Sequence[str]
    facts: Facts
    span: Spanned
    filled: Facts = ()
    where: Callable[[World, Case | Wait, Span], bool] | None = None
    at: Facts | None = None


def _in_period(_: World, period: Period) -> Span:
    return period.first, period.last


def _last(_: World, period: Period) -> Span:
    return period.last, period.last


def _back(days: int) -> Callable[[World, Period], Span]:
    return lambda world, _: (plus_days(world.as_of, -days), world.as_of)


def _wider(back: int = 0, ahead: int = 0) -> Callable[[World, Period], Span]:
    """Whole months before and after."""
    return lambda _, p: (
        plus_months(month_of(p.first), -back) if back else p.first,
        last_day(plus_months(month_of(p.last), ahead)) if ahead else p.last,
    )


def _exits(_: World, period: Period) -> Span:
    return period.first, plus_days(period.last, CHAIN_DAYS)


def _day(back: int = 0, ahead: int = 0) -> Spanned:
    return lambda _w, _p, case: (plus_days(case.day, -back), plus_days(case.day, ahead))


def _to(end: Callable[[date], date], back: int = 0) -> Spanned:
    return lambda _w, _p, case: (plus_days(case.day, -back), end(case.day))


def _of_window(_w: World, period: Period, _c: Case | Wait) -> Span:
    return period.first, period.last


def _of_last(_w: World, period: Period, _c: Case | Wait) -> Span:
    return period.last, period.last


def _months_back(months: int) -> Spanned:
    return lambda _w, p, _c: (plus_months(month_of(p.last), -months), p.last)


def _look_back(world: World, _p: Period, _c: Case | Wait) -> Span:
    return plus_days(world.as_of, -1095), world.as_of


def _followed_up(_: World, case: Case | Wait, span: Span) -> bool:
    return any(span[0] <= event.on <= span[1] for event in case.person.of("followed_up"))


def status(end: Callable[[date], date], definition: str, by_employment: bool = False, first: bool = False) -> list[Rule]:
    """§2.5 on a day: no and unknown rest on the absence of work, study and follow-ups from 7 days before to 30 after.

    So does a yes where there is a follow-up: another may be nearer. `first`: of all days from the case's own.
    """
    facts = (*JOB, *(() if by_employment else WORK[2:]), *(PLACEMENT if definition == "scb90" and not by_employment else ()))

    def span(_w: World, _p: Period, case: Case | Wait) -> Span:
        return plus_days(case.day if first else end(case.day), -7), plus_days(end(case.day), 30)

    return [Rule(NO, (*facts, "followed_up"), span), Rule(("yes",), ("followed_up.form",), span, where=_followed_up)]


def waits(*facts: str, back: int = 0) -> list[Rule]:
    def span(_w: World, _p: Period, case: Case | Wait) -> Span:
        assert isinstance(case, Wait)
        return plus_days(case.day, -back), plus_days(case.day, case.days)

    return [Rule(("done", "waiting", "withdrawn"), (*facts, *LEFT), span)]


OF_APPLICATION = ("support_decided", "application_withdrawn")
ACTIVITY = (*INSATS, *PLACEMENT, *STUDY)


def population(key: str) -> list[Population]:  # noqa: C901, PLR0911, PLR0912, PLR0915 a line for each
    """Who is a case at all."""
    paid, enrolled = Population(("support_paid",), _in_period), Population(ENROLMENT, _last)
    exits = _of_exits()
    placed = Population(PLACEMENT, _in_period, OF_PLACEMENT)
    able = Population(("work_ability_assessed", "obstacle_recorded"), _in_period)
    around = Population((*JOURNEY, *INSATS, *PLACEMENT), _back(1095))
    head = key.split(".", maxsplit=1)[0]
    if key.startswith(("UPP-1.2", "UPP-1.4", "UPP-1.6", "UPP-2.2", "LIN-6.months", "LIN-6.sek", "LIN-2")) or key in (
        "UPP-0",
        "ENK-10",
    ):
        return [paid, *([Population(ENROLMENT, _in_period)] if key.endswith("enrolled") else [])]
    if (further := _further_population(key)) is not None:
        return further
    if key.startswith("UPP-1.3"):
        return [Population(("study_admitted", "study_admitted.shortage_occupation"), _in_period)]
    if key.startswith("UPP-1.5"):
        return [paid, Population((f"{C}household",), _last)]
    if key == "UPP-1.1":
        return [Population(ENROLMENT, _last, ())]
    if key == "ENK-7":
        return [enrolled]
    if key.startswith(("UPP-2.1", "ENK-JC4", "ENK-JC5")):  # of a person the first or last one
        return [Population(PLACEMENT, _in_period)]
    if key.startswith(("LIN-8", "SOD-3", "SOD-4", "UPP-4.2", "LT12")):
        return [placed]
    if key == "UPP-2.3":
        return [Population(("support_paid",), lambda _, p: (plus_years(p.first, -1), last_day(plus_months(p.first, -5))))]
    if key in ("UPP-2.3m", "UPP-1000.gross"):
        return [Population(("support_paid",), _wider(0, 1))]
    if key == "UPP-1000.returns":
        return [Population(("support_paid",), _wider(14))]
    if key == "UPP-1000.long_term":
        return [Population(("support_paid",), _wider(12))]
    if key.startswith("UPP-3.1"):
        fields = ("insats_started.language_support", "insats_started.workplace", "placement_started.language_support")
        return [Population((*INSATS, *PLACEMENT, *fields), _in_period, OF_ACTIVITY)]
    if key == "UPP-3.2":
        return [Population(("study_started", "study_started.planned_end_on"), _in_period)]
    if key == "UPP-4.1":
        return [*exits, Population(("study_started", "study_started.track"), _in_period)]
    if key == "UPP-4.3":
        facts = ("study_started", "study_started.track")
        return [Population(facts, lambda _, p: (plus_years(p.first, -3), plus_years(p.last, -3)))]
    if head == "ENK-1":
        return [
            Population((f"{C}establishment_to",), lambda w, p: (p.first, w.as_of)),
            Population((f"{C}education_duty",), _in_period),
        ]
    if key == "ENK-2":
        return [Population((*ENROLMENT, "support_paid"), _in_period), Population((f"{C}in_kaa",), _last)]
    if head == "ENK-3":
        return [Population(("support_paid",), _wider(0, 1)), able]
    if head == "ENK-4":
        return [paid, able]
    if head == "ENK-5":
        more = [Population((*JOB, "followed_up", "followed_up.form"), lambda _, p: (p.first, plus_days(p.last, 220)))]
        return [Population(STUDY, _in_period), *(more if key.endswith("match") else [])]
    if key == "ENK-6":
        return [Population((*PLACEMENT, *JOB, "employment_started.sector"), _last)]
    if key == "ENK-6.placements":
        return [Population(PLACEMENT, _last, OF_PLACEMENT)]
    if head == "ENK-8":
        week = Population(("attendance_recorded",), lambda _, p: (p.first, plus_days(p.last, 3)))
        return [week, Population((f"{C}education_duty",), _in_period)]
    if key == "ENK-9":
        return [Population((f"{C}establishment_from", f"{C}establishment_to"), _last)]
    if key.startswith("LIN-1."):
        return [paid, enrolled]
    if key.startswith("LIN-4") or key in (
        "LT1",
        "LT2",
        "LT3",
        "LT4.booked",
        "LT4.offered",
        "UPP-2.4",
        "LIN-3",
        "SOD-9.support",
    ):
        more = [Population(("obstacle_recorded",), _in_period)] if key in ("LT2", "UPP-2.4") else []
        if key == "SOD-9.support":
            more = [Population(("support_paid",), lambda _, p: (month_of(p.first), last_day(month_of(p.last))))]
        return [Population(("support_applied", "support_applied.new_visit"), _in_period), *more]
    if head == "LIN-7":
        return [Population(("absence_recorded",), _in_period)]
    if head == "LIN-9":
        return [*exits, Population((f"{C}children",), _in_period)]
    if key.startswith("RET-") and key.endswith((".yes", ".no")):
        return [*exits, Population(("exited.reason",), _in_period, ())]
    if key == "LT6":
        return [Population(JOURNEY, _exits)]
    if key.startswith(("ENK-JC", "LIN-5", "LIN-10", "OUT", "RET", "LT9")):
        return exits
    if key.startswith("SOD-1."):
        return [Population(("mapping_completed", *JOURNEY), _in_period)]
    if head == "SOD-2":
        more = ("milestone_added", "milestone_redated", "milestone_reached")
        facts = (*PLAN, "plan_decided.milestones", "plan_decided.valid_until", *more)
        return [Population(facts, lambda _, p: (plus_days(p.first, -14), p.last))]
    if head == "SOD-5" or key == "LT10":
        fields = tuple(f"{kind}.{name}" for kind in ("insats_started", "placement_started") for name in ("ladder", "step"))
        more = [Population((*INSATS, *PLACEMENT), lambda w, p: (p.first, w.as_of))] if key == "SOD-5.exits" else []
        return [Population((*INSATS, *PLACEMENT, *fields), _in_period), *more]
    if key == "SOD-7":
        return [Population((*JOURNEY, *INSATS, *PLACEMENT, *WORK), lambda _, p: (plus_days(p.first, -1095), p.first))]
    if key == "SOD-8":
        return [
            Population((f"{C}establishment_to",), lambda w, p: (p.first, w.as_of)),
            Population(("preventive_agreement",), _in_period),
        ]
    if key == "SOD-9.kaa":
        return [Population((f"{C}in_kaa",), _in_period)]
    if key == "SOD-9.preventive":
        return [Population(("preventive_agreement",), _in_period)]
    if head == "SOD-10":
        return [Population(JOURNEY, _in_period)]
    if key == "SOD-12":
        fields = ("placement_started.contract", "employment_started.contract")
        return [Population((*PLACEMENT, *JOB, *fields), _in_period)]
    if key == "SOD-13":
        return [Population(INSATS, _in_period, OF_INSATS), Population(("language_assessed",), _in_period)]
    if key.startswith("LT5"):
        return [Population(("referred",), _in_period)]
    if key == "R3":
        return [Population(JOURNEY, _back(1095))]
    if key == "R6":
        return [Population((*INSATS, *PLACEMENT, *JOURNEY), _in_period)]
    if key == "R7":
        return [Population(("referred", *INSATS, *PLACEMENT, *JOURNEY), _in_period)]
    assert key in ("R4", "R5", "SOD-6") or head == "R8", key
    return [around]


def _of_exits() -> list[Population]:
    """A person who left a unit may have enrolled anywhere (§2.1); an exit without its reason may have been none (X1)."""
    return [Population(ENROLMENT[:2], _exits), Population(JOURNEY[2:], _exits, ("exited.reason",))]


AT_A_UNIT = {"UPP-1.1": "UJC-A", "ENK-JC1.Jobbcentrum": "Jobbcentrum", "ENK-JC2.Jobbcentrum": "Jobbcentrum"}
"""Measures of the cases at one unit."""
OF_PERSONS = ("UPP-1.1", "ENK-JC1", "ENK-JC2")
"""Measures that judge a person by some of all exits, or enrolments, so that a part is not of one unit alone."""


def unit_of_part(key: str, breakdown: Mapping[str, str]) -> str | None:
    """The unit that all cases of a figure are at; None: any."""
    if key.startswith(OF_PERSONS) or all(part.at is None for part in population(key)):
        return AT_A_UNIT.get(key)
    return breakdown.get("unit")


def population_of_parts(key: str, breakdown: Iterable[str]) -> list[Population]:
    """Who is a case of a part: it rests on what decides the part, on the cases' reference days.

    reading: those lie within the period; of R4, R5 and R8 on A.
    """

    def days(world: World, period: Period) -> Span:
        of_a = key in ("R3", "R4", "R5", "SOD-6") or key.startswith("R8.")
        return (world.as_of, world.as_of) if of_a else (period.first, period.last)

    facts = ((dimension, _of_part(key, dimension)) for dimension in breakdown)
    return [Population(of, days, of if dimension == "unit" else None) for dimension, of in facts if of]


def _of_part(key: str, dimension: str) -> Facts:
    """A case about an insats, a placement, a job or an enrolment is of the part that its own event states."""
    own = {kind for part in population(key)[:1] for kind in part.facts}
    every = OF_PARTS[dimension]
    itself = (dimension in OF_ACTIVITIES and key.startswith(ABOUT_ACTIVITIES)) or (
        dimension == "unit" and key.startswith(ABOUT_UNITS) and not key.startswith("LT5")
    )
    if not itself:
        return every
    stated = ("insats_started.unit", "placement_started.unit") if dimension == "unit" else every
    itself_states = tuple(fact for fact in stated if "." in fact and fact.split(".", maxsplit=1)[0] in own)
    return (*itself_states, *ENROLMENT[:2]) if itself_states and dimension == "unit" else itself_states


ABOUT_ACTIVITIES = (
    "UPP-2.1", "UPP-3.1", "UPP-4.2", "ENK-6", "ENK-JC4", "ENK-JC5", "LIN-8", "SOD-3", "SOD-4", "SOD-5", "SOD-12", "SOD-13",
    "LT10", "LT12", "R6",
)  # fmt: skip
"""Measures whose cases are insatser, placements or jobs."""
ABOUT_UNITS = (
    *ABOUT_ACTIVITIES, "UPP-1.1", "UPP-4.1", "UPP-10.exits", "ENK-7", "ENK-JC1", "ENK-JC2", "LIN-5", "LIN-6.parity", "LIN-9",
    "LIN-10", "SOD-1.", "SOD-10", "OUT", "RET", "LT6", "LT9", "R3",
)  # fmt: skip
"""Those, and measures whose cases are enrolments or journeys."""
OF_PARTS: Mapping[str, Facts] = {
    "sex": (),
    "age": ("participant_registered.born_on",),
    "born": (f"{C}foreign_born",),
    "household_type": (f"{C}household_type",),
    "education": (f"{C}education",),
    "obstacle": ("obstacle_recorded",),
    "area_class": (f"{C}area_class",),
    "priority_group": (f"{C}priority_groups",),
    "group": (
        "participant_registered.born_on", "support_paid", f"{C}establishment_from", f"{C}establishment_to", f"{C}in_kaa",
        f"{C}foreign_born", f"{C}education", f"{C}household_type", f"{C}children",
    ),
    "unit": ENROLMENT,
    "referred_by": (*ENROLMENT, "enrolled.referral_id", "re_entered.referral_id", "referred"),
    "provider": (*INSATS, "insats_started.provider"),
    "employer": (*PLACEMENT, "placement_started.employer"),
    "funder": (*INSATS, *PLACEMENT, "insats_started.funder", "placement_started.funder"),
    "activity": (*INSATS, *PLACEMENT),
    "sector": (*INSATS, *PLACEMENT, "insats_started.sector"),
    "contract": (*PLACEMENT, "placement_started.contract"),
    "ladder": (*INSATS, *PLACEMENT, "insats_started.ladder", "placement_started.ladder"),
    "had_insats": (*ENROLMENT, *INSATS),
    "had_form": (*ENROLMENT, *PLACEMENT),
    "had_programme": (*ENROLMENT, *INSATS, *PLACEMENT, "insats_started.programme", "placement_started.programme"),
    "had_provider": (*ENROLMENT, *INSATS, "insats_started.provider"),
    "had_funder": (*ENROLMENT, *INSATS, *PLACEMENT, "insats_started.funder", "placement_started.funder"),
    "had_employer_sector": (*ENROLMENT, *INSATS, *PLACEMENT, "insats_started.sector"),
}  # fmt: skip
"""The kinds, and the fields, that decide the parts of each breakdown."""


def _further_population(key: str) -> list[Population] | None:
    paid, home = Population(("support_paid",), _in_period), Population((f"{C}household",), _last)
    visits = [Population(("support_applied", "support_applied.new_visit"), _in_period)]
    populations = {
        "UPP-0.all": [paid, home, Population((f"{C}children", "participant_registered.born_on"), _last)],
        "KIDS-SUPPORT": [paid, home],
        "UPP-22": [paid, home],
        "UPP-10": [Population(("obstacle_recorded",), _in_period)],
        "UPP-10.exits": _of_exits(),
        "UPP-11": [paid],
        "SOD-4.places": [Population(PLACEMENT, _last, OF_PLACEMENT)],
        "LT13": visits,
        "LT13.work": visits,
        "LT13.first_month": [Population(("support_paid",), _wider(1))],
        "LT14": [Population(("support_paid",), _wider(1))],
    }
    return populations.get(key)


def _further(key: str) -> list[Rule]:
    year: Spanned = lambda _w, _p, c: (c.day, plus_years(c.day, 1))  # noqa: E731
    by_key = {
        "KIDS-SUPPORT": [Rule(UNKNOWN, (f"{C}children",), _of_last)],
        "UPP-22": [Rule(NO, PLAN, _of_last), Rule(YES, (), _of_last, ("plan_decided.valid_until",))],
        "UPP-10": [Rule(NO, ("obstacle_recorded",), year)],
        "UPP-11": [Rule(YES, ("appointment_held",), lambda _w, _p, c: (month_of(c.day), c.day))],
        "SOD-5.length": [Rule(NO, ("insats_ended", "placement_ended"), year, at=OF_ACTIVITY)],
        "SOD-5.entry": [Rule(YES, ("language_assessed",), _day())],
        "SOD-5.goal": waits("employment_started"),
        "LT13": _to_spells_end(*OF_APPLICATION),
        "LT13.work": _to_spells_end(*OF_APPLICATION, *WORK, "followed_up", back=7, months=2),
        "LT13.first_month": _to_spells_end(),
        "LT14": _to_spells_end(),
    }
    return by_key.get(key, [])


def _to_spells_end(*facts: str, back: int = 0, months: int = 1) -> list[Rule]:
    """The end of a support spell is known by the month without support after it."""

    def span(_w: World, _p: Period, case: Case | Wait) -> Span:
        assert isinstance(case, Wait)
        last = plus_months(month_of(plus_days(case.day, case.days)), months)
        return plus_days(case.day, -back), last_day(last)

    return [Rule(("done", "waiting", "withdrawn"), ("support_paid", *facts, *LEFT), span)]


def rules(key: str) -> list[Rule]:  # noqa: C901, PLR0911, PLR0912 a line for each
    """The answers by absence of a measure."""
    head, tail = key.split(".", maxsplit=1)[0], key.rsplit(".", maxsplit=1)[-1]
    if key == "UPP-1000.gross":
        return [Rule(BOTH, JOURNEY, _day(62, 62 + CHAIN_DAYS))]
    if head in ("UPP-1", "UPP-2", "UPP-3", "UPP-4"):
        return _uppsala(key.removesuffix(".rate"))
    if head == "OUT-0" and tail == "scb90":
        return [Rule(NO, PLACEMENT, _day(0, 1))]
    if key.startswith("OUT-") and head not in ("OUT-0", "OUT-STABLE"):
        return status(lambda day: window_end(day, int(head[4:])), tail)
    if key in ("OUT-STABLE", "LIN-10"):
        early, late = status(lambda d: plus_days(d, 90), "kas"), status(lambda d: plus_years(d, 1), "kas")
        between: Spanned = lambda _w, _p, c: (plus_days(c.day, 90), plus_years(c.day, 1))  # noqa: E731
        return [*early, *late, Rule(YES, ("support_paid",), between)]
    if key == "RET-SUPPORT":
        return [Rule(YES, ("support_applied", "support_paid"), _to(lambda d: plus_years(d, 1)))]
    if key.startswith("RET-"):
        return [Rule(NO, ("enrolled", "re_entered"), _to(lambda d: window_end(d, int(head[4:]))))]
    if head == "ENK-1":
        return status(lambda day: plus_days(day, 90), "scb90", by_employment=key.endswith("work"))
    if key == "ENK-3":
        near = [Rule(NO, JOURNEY, _day(62, 62)), Rule(YES, JOURNEY, _of_exit_with_yes)]
        return [*near, *status(lambda day: plus_days(day, 1), "kas")]
    if key == "ENK-5.work":
        return status(lambda day: plus_months(day, 6), "regular", by_employment=True)
    if key == "ENK-5.match":
        then: Spanned = lambda _w, _p, c: (plus_months(c.day, 6), plus_months(c.day, 6))  # noqa: E731
        jobs = Rule(NO, (*JOB, "employment_started.occupation"), then)
        return [jobs, Rule(NO, ("study_started.occupation",), _day())]
    if key == "ENK-2":
        return [Rule(YES, (*INSATS, *PLACEMENT, *WORK), _of_last)]
    if key.endswith(".proxy"):
        return [Rule(YES, ("work_ability_assessed",), _of_last)]
    if key == "ENK-4":
        return [Rule(NO, ACTIVITY, _of_window)]
    if key == "ENK-7":
        return [Rule(NO, PLAN, _of_last), Rule(YES, (), _of_last, ("plan_decided.valid_until",))]
    if head == "ENK-8":
        return [Rule(NO, ("attendance_recorded",), _day(3, 3))]
    if key == "ENK-9":
        return [Rule(NO, (*INSATS, *PLACEMENT), lambda _w, p, _c: (plus_months(p.first, -2), p.last))]
    if key == "ENK-10":
        return [Rule(UNKNOWN, ("obstacle_recorded",), _of_last)]
    if head == "ENK-JC2":
        recent: Spanned = lambda _w, _p, c: (plus_months(month_of(c.day), -3), last_day(month_of(c.day)))  # noqa: E731
        return [Rule(NO, ("support_paid",), recent), Rule(NO, ("support_paid",), _month_begun)]
    if key.startswith("LIN-1."):
        return _tier(int(key[-1]))
    if head == "LIN-2":
        week: Spanned = lambda _w, p, _c: (plus_days(p.first, -3), plus_days(p.last, 3))  # noqa: E731
        return [Rule(NO, ("attendance_recorded",), week), Rule(NO, (f"{C}youngest_child_born_on",), _of_last)]
    if key == "LIN-7.restricted":
        return [Rule(NO, ("support_restricted",), _day(0, 60))]
    if head == "LIN-4":
        return [Rule(NO, ("appointment_booked" if tail == "booked" else "insats_offered",), _day())]
    if key == "SOD-2.followed":
        facts = ("plan_followed_up", "milestone_reached")
        return [Rule(NO, facts, _day(14, 14)), Rule(YES, (), _day(), ("plan_followed_up.milestone_id",))]
    if key == "SOD-2.attained":
        return [Rule(NO, ("milestone_reached",), _day())]
    if key == "SOD-3":
        return [
            Rule(
                NO,
                tuple(f"placement_started.{name}" for name in ("purpose", "need", "expected_outcome")),
                _day(),
                at=OF_PLACEMENT,
            )
        ]
    if key == "SOD-3.as_expected":
        return [Rule(NO, ("placement_ended.as_expected",), _day(), at=OF_PLACEMENT)]
    if key == "SOD-4":
        return [Rule(UNKNOWN, ("placement_started.supervisor_trained",), _day(), at=OF_PLACEMENT)]
    if key in ("SOD-5", "SOD-5.down"):
        return [Rule(BOTH, ("insats_started", "placement_started"), _to(lambda d: plus_months(d, 12)))]
    if key == "SOD-7":
        return [Rule(NO, ("insats_started",), lambda _w, p, _c: (p.first, plus_days(p.first, 30)))]
    if key == "SOD-8":
        return [Rule(YES, ("support_paid",), _to(lambda d: plus_years(d, 1)))]
    if head == "SOD-10":
        return [Rule(BOTH, ("coach_assigned",), _journey)]
    if key == "SOD-13":
        return [Rule(NO, ("language_assessed",), lambda _w, _p, c: (c.about.start, plus_days(c.day, 30)))]  # type: ignore[union-attr]
    return _further(key) or _going_round(key) or _waits(key)


def _uppsala(key: str) -> list[Rule]:
    paid = ("support_paid",)
    back: Spanned = lambda _w, _p, c: (c.day, plus_years(c.day, 1))  # noqa: E731
    by_key: dict[str, list[Rule]] = {
        "UPP-1.1": [Rule(NO, INSATS, _of_window)],
        "UPP-1.2": [Rule(NO, paid, _months_back(11))],
        "UPP-1.2y": [Rule(NO, paid, _months_back(11))],
        "UPP-1.2v": [Rule(NO, paid, _months_back(35))],
        "UPP-1.3": [Rule(UNKNOWN, (f"{C}priority_groups",), _day())],
        "UPP-1.4": [Rule(UNKNOWN, (f"{C}area_class",), _of_last)],
        "UPP-1.5.offered": [Rule(NO, ("youth_talk_offered",), _of_window)],
        "UPP-1.5.held": [Rule(NO, ("youth_talk_held",), _of_window)],
        "UPP-2.1": status(lambda d: plus_days(d, 90), "kas", first=True),
        "UPP-2.1b": status(lambda d: plus_days(d, 14), "kas", first=True),
        "UPP-2.2": [Rule(UNKNOWN, ("obstacle_recorded",), _of_last)],
        "UPP-2.3": [Rule(YES, ("support_applied", *paid), back)],
        "UPP-3.2": [Rule(NO, ("study_ended",), _day(0, 60))],
        "UPP-4.2": [Rule(UNKNOWN, (f"{C}household_type",), _day())],
        "UPP-4.3": [
            Rule(NO, ("study_ended",), _day()),
            Rule(NO, ("moved_out",), lambda _w, _p, c: (plus_years(c.day, -3), c.day)),
        ],
    }
    same = {"UPP-2.1c": "UPP-2.1", "UPP-2.1d": "UPP-2.1", "UPP-2.3m": "UPP-2.3"}
    if key == "UPP-2.4":
        return _waits(key)
    return by_key.get(same.get(key, key), [])


def _month_begun(_w: World, _p: Period, case: Case | Wait) -> Span:
    start = _of_case(case).start
    return month_of(start), last_day(month_of(start))


def _of_case(case: Case | Wait) -> Journey:
    return next(journey for journey in case.person.journeys if case.about in journey.enrolments)


def _journey(world: World, _p: Period, case: Case | Wait) -> Span:
    journey = _of_case(case)
    return journey.start, journey.end or world.as_of


def _tier(tier: int) -> list[Rule]:
    stones = ("plan_decided.milestones", "milestone_added", "milestone_reached") if tier > 2 else ()
    every = [Rule(NO, (*PLAN, *stones), _of_last), Rule(YES, (), _of_last, ("plan_decided.valid_until",))]
    if tier > 2:
        every.append(Rule(YES, ("milestone_reached",), _of_last))
    if tier > 3:
        every.append(Rule(NO, ("plan_followed_up",), lambda _w, p, _c: (plus_days(p.last, -90), p.last)))
    return every


def _going_round(key: str) -> list[Rule]:
    started = ("insats_started", "placement_started")
    if key in ("R4", "SOD-6"):
        return [Rule(NO, started, _look_back), Rule(YES, WORK, _look_back)]
    if key == "R3":
        again: Spanned = lambda w, _p, c: (c.day, w.as_of)  # noqa: E731
        return [Rule(YES, WORK, _day(0, 180)), Rule(NO, ("enrolled", "re_entered"), again)]
    if key == "R6":
        before: Spanned = lambda _w, _p, c: (plus_months(month_of(c.day), -24), c.day)  # noqa: E731
        repeated = ("plan_decided", "insats_started.programme")
        return [Rule(NO, ("insats_started",), before), Rule(YES, repeated, _since_the_one_before)]
    if key == "R7":
        sent: Spanned = lambda _w, _p, c: (plus_months(month_of(c.day), -24), c.day)  # noqa: E731
        return [Rule(NO, ("referred", "enrolled.referral_id"), sent)]
    if key == "R5":
        steps = tuple(f"{kind}.{name}" for kind in started for name in ("ladder", "step"))
        return [Rule(YES, (*PLACEMENT, *INSATS, *WORK, *steps), _stuck_since)]
    loads = {
        "R8.insats_days": INSATS,
        "R8.days_without": (*INSATS, *ENROLMENT),
        "R8.providers": (*INSATS, "insats_started.provider"),
        "R8.months": ("support_paid",),
        "R8.sek": ("support_paid",),
    }
    return [Rule(YES, loads[key], _look_back)] if key in loads else []


def _of_exit_with_yes(_w: World, _p: Period, case: Case | Wait) -> Span:
    """ENK-3: that an exit near the end of the support stands, where one says yes: the nearest, of two the later."""
    near = exits_of(case.person, Period(plus_days(case.day, -62), plus_days(case.day, 62)))
    days = [journey.ended_on() for journey in near if outcome_at_exit(case.person, journey) == "yes"]
    day = min(days, key=lambda day: (abs((day - case.day).days), -day.toordinal()), default=None)
    return (day, plus_days(day, CHAIN_DAYS)) if day else NO_DAYS


def _since_the_one_before(_w: World, _p: Period, case: Case | Wait) -> Span:
    """R6: from the day that the same began before."""
    assert case.about is not None
    before = last_before(case.person, case.about)
    return (before.start, case.day) if before else NO_DAYS


def _stuck_since(world: World, _p: Period, case: Case | Wait) -> Span:
    """R5: from the day that the first journey that is stuck began."""
    stuck = stuck_journey(case.person, world.as_of)
    return (stuck.start, world.as_of) if stuck else NO_DAYS


def _waits(key: str) -> list[Rule]:
    decided = ("enrolled", "re_entered")
    of_referral = ("referral_closed",)
    at_unit = (*INSATS, "insats_started.unit", "insats_started.enrolment_id", *ENROLMENT)
    ends: dict[str, tuple[Facts, int]] = {
        "LT1": (OF_APPLICATION, 0),
        "LT2": ((*at_unit, *OF_APPLICATION), 1),
        "LT3": ((*ACTIVITY, *OF_APPLICATION), 1),
        "LT4.booked": (("appointment_booked", *OF_APPLICATION), 0),
        "LT4.offered": (("insats_offered", *OF_APPLICATION), 0),
        "LT5a": ((*ENROLMENT, "enrolled.referral_id", *of_referral), 0),
        "LT5b": (("mapping_completed", *ENROLMENT, "enrolled.referral_id", *of_referral), 0),
        "LT5c": (("plan_decided", *of_referral), 0),
        "LT5d": (("insats_started", *of_referral), 0),
        "LT5e": (("placement_started", *of_referral), 0),
        "LT5f": (("employment_started", *of_referral), 0),
        "LT6": (JOURNEY, 0),
        "LT9": (decided, 0),
        "LT10": (("insats_started", "placement_started"), 0),
        "LT12": (("employment_started",), 0),
        "SOD-1.plan": (("plan_decided",), 0),
        "SOD-1.insats": (("insats_started",), 0),
        "SOD-1.placement": (("placement_started",), 0),
        "SOD-1.ama": (("placement_started",), 0),
        "SOD-1.employment": (("employment_started",), 0),
        "SOD-1.outcome": (JOURNEY, 0),
        "SOD-9.kaa": (ACTIVITY, 1),
        "SOD-9.preventive": (ACTIVITY, 1),
    }
    same = {"UPP-2.4": "LT2", "LIN-3": "LT3", "SOD-9.support": "LT3"}
    if key == "SOD-5.days":
        rule = waits()[0]
        return [Rule(rule.answers, ("insats_ended", "placement_ended"), rule.span, at=OF_ACTIVITY)]
    if (name := same.get(key, key)) in ends:
        facts, back = ends[name]
        return waits(*facts, back=back)
    return []
