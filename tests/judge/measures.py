"""Every key of measures.md §9: whose cases, how they add up, and its year value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import beside, enkoping, further, going_round, jobbcentrum, linkoping, outcomes, sodertalje, uppsala, uppsala_outcomes
from . import lead_times as lt
from .days import Period
from .figures import Case, Wait, World
from .status import IMMATURE, NO, YES

DEFINITIONS = ("kas", "scb90", "regular")
EXIT_STANDS = 14  # §1.3: part of the window of every measure on exits


Judged = Callable[[World, Period], Sequence[Case]]


def when_over(cases: Judged) -> Judged:
    """§1.3: a rule that looks at the whole period is not over before the period is."""

    def judged(world: World, period: Period) -> list[Case]:
        over = period.last <= world.as_of
        return [case if over else replace(case, outcome=IMMATURE) for case in cases(world, period)]

    return judged


@dataclass(frozen=True)
class Measure:
    cases: Callable[[World, Period], Sequence[Case]]
    aggregate: str = "rate"
    year: str = "cohort"
    window: int = 0
    years_only: bool = False
    per_reference: str | None = None


def _uppsala() -> dict[str, Measure]:
    measures = {
        "UPP-0": Measure(uppsala.recipients, "count", "december", per_reference="population_18plus"),
        "UPP-1.1": Measure(uppsala.active_at_unit, year="mean"),
        "UPP-1.2": Measure(uppsala.long_term_share, year="mean"),
        "UPP-1.2y": Measure(when_over(uppsala.long_term_in_year), years_only=True),
        "UPP-1.2v": Measure(uppsala.very_long_term, year="mean"),
        "UPP-1.3": Measure(uppsala.admitted_to_shortage, "count"),
        "UPP-1.4": Measure(uppsala.in_exposed_area, year="mean"),
        "UPP-1.5.offered": Measure(when_over(uppsala.youth_talks("youth_talk_offered")), "count"),
        "UPP-1.5.held": Measure(when_over(uppsala.youth_talks("youth_talk_held")), "count"),
        "UPP-1.6": Measure(uppsala.young_recipients, "count", "december"),
        "UPP-2.2": Measure(uppsala.sick_certified, "count", "december"),
        "UPP-2.3": Measure(uppsala_outcomes.not_returned_cohort, years_only=True),
        "UPP-2.3m": Measure(uppsala_outcomes.not_returned, year="mean"),
        "UPP-3.1": Measure(uppsala_outcomes.language_support(False), "count"),
        "UPP-3.1.external": Measure(uppsala_outcomes.language_support(True), "count"),
        "UPP-3.2": Measure(uppsala_outcomes.completed_training),
        "UPP-4.1": Measure(uppsala_outcomes.exits_with_sfi, "count", "mean", EXIT_STANDS),
        "UPP-4.2": Measure(uppsala_outcomes.single_mothers_in_ama, "count"),
        "UPP-4.3": Measure(uppsala_outcomes.sfi_within_frame),
    }
    for variant, (window, _) in uppsala_outcomes.AFTER_AMA.items():
        measures[f"UPP-2.1{variant}"] = Measure(uppsala_outcomes.after_ama(variant), "count", "mean", window)
    return measures


def _a_thousand() -> dict[str, Measure]:
    """UPP-1000 is shown gross, returns, net; reading: the new long-term recipients as a part of their own."""
    return {
        "UPP-1000.gross": Measure(uppsala_outcomes.self_supporting, "count"),
        "UPP-1000.returns": Measure(uppsala_outcomes.back_in_support, "count"),
        "UPP-1000.long_term": Measure(when_over(uppsala_outcomes.newly_long_term), "count"),
    }


def _enkoping() -> dict[str, Measure]:
    return {
        "ENK-1": Measure(enkoping.after_establishment(by_employment=False)),
        "ENK-1.work": Measure(enkoping.after_establishment(by_employment=True)),
        "ENK-2": Measure(enkoping.idle_youth, "count", "december"),
        "ENK-3": Measure(enkoping.from_support_to_work),
        "ENK-4": Measure(enkoping.active_recipients, year="mean"),
        "ENK-5.work": Measure(enkoping.after_training(match=False)),
        "ENK-5.match": Measure(enkoping.after_training(match=True)),
        "ENK-6": Measure(
            enkoping.subsidised_by_municipality,
            "count",
            "december",
            per_reference="municipal_employees",
        ),
        "ENK-7": Measure(enkoping.with_plan, year="mean"),
        "ENK-8": Measure(enkoping.full_weeks("planned_hours")),
        "ENK-9": Measure(enkoping.training_in_establishment, year="mean"),
        "ENK-10": Measure(enkoping.unemployed_recipients, "count", "december"),
        "ENK-JC1": Measure(jobbcentrum.to_work_or_study(), "count"),
        "ENK-JC2": Measure(jobbcentrum.of_them_with_support(), "count"),
        "ENK-JC1.Jobbcentrum": Measure(jobbcentrum.to_work_or_study("Jobbcentrum"), "count"),
        "ENK-JC2.Jobbcentrum": Measure(jobbcentrum.of_them_with_support("Jobbcentrum"), "count"),
        "ENK-JC4": Measure(jobbcentrum.holiday_jobs, "count"),
        "ENK-JC5": Measure(jobbcentrum.extended_holiday_jobs, "count"),
    }


def _linkoping() -> dict[str, Measure]:
    measures = {
        "LIN-2.planned": Measure(linkoping.full_time("planned_hours"), year="mean"),
        "LIN-2.attended": Measure(linkoping.full_time("attended_hours"), year="mean"),
        "LIN-2.planned.enrolled": Measure(linkoping.full_time("planned_hours", enrolled=True), year="mean"),
        "LIN-2.attended.enrolled": Measure(linkoping.full_time("attended_hours", enrolled=True), year="mean"),
        "LIN-4.booked": Measure(linkoping.same_day("appointment_booked")),
        "LIN-4.offered": Measure(linkoping.same_day("insats_offered")),
        "LIN-5": Measure(outcomes.at_exit("kas")),
        "LIN-6.months": Measure(linkoping.support_paid(amount=False), "count", "sum"),
        "LIN-6.sek": Measure(linkoping.support_paid(amount=True), "sum", "sum"),
        "LIN-7.persons": Measure(linkoping.absent, "count", "sum"),
        "LIN-7.restricted": Measure(linkoping.restricted, "count", "sum", 60),
        "LIN-8": Measure(linkoping.places_used, "count", "sum"),
        "LIN-9": Measure(outcomes.of_parents),
        "LIN-10": Measure(outcomes.lasting_outcome),
    }
    for tier in (1, 2, 3, 4):
        measures[f"LIN-1.t{tier}"] = Measure(linkoping.planned(tier), year="mean")
    return measures


def _sodertalje() -> dict[str, Measure]:
    return {
        "SOD-2.followed": Measure(sodertalje.milestone_followed),
        "SOD-2.attained": Measure(sodertalje.milestone_attained),
        "SOD-3": Measure(sodertalje.purpose_known),
        "SOD-4": Measure(sodertalje.trained_supervisors),
        "SOD-5": Measure(sodertalje.stepping_up),
        "SOD-7": Measure(sodertalje.motivated),
        "SOD-8": Measure(sodertalje.prevented),
        "SOD-10": Measure(sodertalje.one_coach),
        "SOD-12": Measure(sodertalje.under_contract, "count"),
        "SOD-13": Measure(sodertalje.language_gained),
    }


def _for_all() -> dict[str, Measure]:
    measures = {
        "RET-SUPPORT": Measure(outcomes.no_support_after_exit),
        "R3": Measure(going_round.turns, "count"),
        "R4": Measure(going_round.going_round, "count"),
        "R5": Measure(going_round.being_stuck, "count"),
        "R6": Measure(going_round.repeated_insatser, "count"),
    }
    for definition in DEFINITIONS:
        measures[f"OUT-0.{definition}"] = Measure(outcomes.at_exit(definition))
        for days in (90, 180, 365):
            measures[f"OUT-{days}.{definition}"] = Measure(outcomes.after_exit(days, definition))
    for days in (90, 180, 365, 730):
        measures[f"RET-{days}"] = Measure(outcomes.re_entry(days))
        # R1: "apart for exits with outcome yes and no". reading: parts .yes and .no.
        for left_with in (YES, NO):
            measures[f"RET-{days}.{left_with}"] = Measure(outcomes.re_entry(days, left_with))
    return measures


def _beside() -> dict[str, Measure]:
    """reading: what is to be shown beside a measure, as parts of their own."""
    measures = {
        "ENK-3.proxy": Measure(beside.support_to_work_by_proxy, "count"),
        "ENK-4.proxy": Measure(beside.active_by_proxy, "count", "mean"),
        "ENK-6.placements": Measure(beside.municipal_places, "count", "december"),
        "ENK-8.attended": Measure(enkoping.full_weeks("attended_hours")),
        "LIN-8.share": Measure(linkoping.places_used, "count", "mean", per_reference="places_offered"),
        "LIN-9.children": Measure(beside.children, "sum"),
        "SOD-2.redated": Measure(beside.redated),
        "SOD-3.as_expected": Measure(beside.compared),
        "SOD-5.down": Measure(beside.stepping_down),
        "SOD-5.entries": Measure(beside.entering, "count"),
        "SOD-5.exits": Measure(beside.leaving, "count"),
        "SOD-10.without": Measure(beside.without_coach, "mean"),
        "SOD-10.changes": Measure(beside.coach_changes, "mean"),
        "R7": Measure(beside.sent_back, "count"),
    }
    return measures | {f"R8.{name}": Measure(beside.load(name), "mean") for name in beside.LOADS}


def _further() -> dict[str, Measure]:
    return {
        "UPP-0.all": Measure(further.residents_with_support, "count", "december", per_reference="population_all"),
        "KIDS-SUPPORT": Measure(further.children_with_support, "sum", "december"),
        "UPP-22": Measure(further.planned_homes, year="mean"),
        "UPP-10": Measure(further.compensated),
        "UPP-10.exits": Measure(further.exits_to_other_support, "count"),
        "UPP-11": Measure(further.meetings, "mean"),
        "SOD-4.places": Measure(further.places_in_use, "count", "mean", per_reference="places_offered"),
        "SOD-5.length": Measure(further.as_long_as_template),
        "SOD-5.entry": Measure(further.below_entry_rule),
    }


MEASURES = _further() | _uppsala() | _a_thousand() | _enkoping() | _linkoping() | _sodertalje() | _for_all() | _beside()
# §9: counts that also have a rate. reading: the variants of UPP-2.1 too.
MEASURES |= {
    f"{key}.rate": replace(MEASURES[key], aggregate="rate")
    for key in ("UPP-1.3", "UPP-2.1", "UPP-2.1b", "UPP-2.1c", "UPP-2.1d", "UPP-4.2")
}
MEASURES |= {"OUT-STABLE": MEASURES["LIN-10"], "SOD-6": MEASURES["R4"]}

LEAD_TIMES: dict[str, Callable[[World, Period], Sequence[Wait]]] = {
    "LT1": lt.to_decision,
    "LT2": lt.to_spells(("insats",), lt.INSATS_UNIT, lt.can_be_placed),
    "LT3": lt.to_spells(lt.ACTIVITIES, None, lt.anybody),
    "LT4.booked": lt.to_event("appointment_booked"),
    "LT4.offered": lt.to_event("insats_offered"),
    "LT6": lt.through_journey,
    "LT9": lt.to_next_journey,
    "LT10": lt.to_higher_step,
    "LT12": lt.from_ama_to_job,
}
LEAD_TIMES |= {f"LT5{part}": lt.from_referral(part) for part in lt.FROM_REFERRAL}
LEAD_TIMES |= {f"SOD-1.{part}": sodertalje.from_mapping(part) for part in sodertalje.REACHED}
LEAD_TIMES |= {"SOD-5.days": beside.days_in_step}
LEAD_TIMES |= {"SOD-9.support": lt.to_spells(lt.ACTIVITIES, None, lambda person, day: person.supported(day))}
LEAD_TIMES |= {"SOD-9.kaa": lt.from_days(beside.came_into_kaa), "SOD-9.preventive": lt.from_days(beside.agreements)}
LEAD_TIMES |= {"LT13": further.to_self_support(in_work=False), "LT13.work": further.to_self_support(in_work=True)}
LEAD_TIMES |= {"LT13.first_month": further.through_support, "LT14": further.through_support, "SOD-5.goal": further.to_goal}
LEAD_TIMES |= {"UPP-2.4": LEAD_TIMES["LT2"], "LIN-3": LEAD_TIMES["LT3"]}
