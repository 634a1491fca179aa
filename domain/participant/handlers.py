"""What each kind of event does to a thread: a table from kind to handler.

A handler gets the current fold and the next event in order of happening. Kinds that declare themselves point events
are stored as such; every other kind has a handler here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.events import EVENTS, corrections, person, support, way
from domain.events.event import Event
from domain.participant.folding import ANY, Folding
from domain.participant.thread import Activity, Application, Enrolment, Plan, PlanMilestone, Spell

Handler = Callable[[Folding, Any], None]


def point_event(folding: Folding, event: Event) -> None:
    folding.thread.point_events.append(event)


def retracted(_: Folding, __: corrections.Retracted) -> None:
    """Does nothing: retracted events are removed before the fold (`domain.participant.effective`)."""


def registered(folding: Folding, event: person.ParticipantRegistered) -> None:
    folding.registrations.append(event)
    folding.thread.statements.append(event)
    if event.protected:
        folding.thread.protecting.append(event)


def protection_set(folding: Folding, event: person.ProtectionSet) -> None:
    folding.thread.protecting.append(event)
    point_event(folding, event)


def particulars(folding: Folding, event: person.ParticularsRecorded) -> None:
    folding.thread.statements.append(event)


def erased(folding: Folding, event: person.Erased) -> None:
    folding.thread.erased = event


def circumstances(folding: Folding, event: person.CircumstancesRecorded) -> None:
    folding.thread.circumstances.append(event)


def deceased(folding: Folding, event: person.Deceased) -> None:
    if folding.thread.deceased is None:
        folding.thread.deceased = event
    point_event(folding, event)


def applied(folding: Folding, event: support.SupportApplied) -> None:
    folding.begin("application", event.application_id, Application(event), folding.thread.applications)


def withdrawn(folding: Folding, event: support.ApplicationWithdrawn) -> None:
    folding.end("application", event.application_id, event)


def decided(folding: Folding, event: support.SupportDecided) -> None:
    folding.refer("application", event.application_id, event)
    if (application := folding.spells.mentioned("application", event, event.application_id)) is not None:
        application.decisions.append(event)


def paid(folding: Folding, event: support.SupportPaid) -> None:
    folding.thread.payments.append(event)


def referred(folding: Folding, event: way.Referred) -> None:
    folding.begin("referral", event.referral_id, Spell(event), folding.thread.referrals)


def referral_closed(folding: Folding, event: way.ReferralClosed) -> None:
    folding.end("referral", event.referral_id, event)


def appointment_booked(folding: Folding, event: way.AppointmentBooked) -> None:
    folding.begin("appointment", event.appointment_id, Spell(event), [])
    point_event(folding, event)


def appointment_kept(folding: Folding, event: way.AppointmentHeld | way.AppointmentMissed) -> None:
    folding.refer("appointment", event.appointment_id, event)
    point_event(folding, event)


def enrolled(folding: Folding, event: way.Enrolled | way.ReEntered) -> None:
    folding.begin("enrolment", event.enrolment_id, Enrolment(event), folding.thread.enrolments)
    folding.refer("referral", event.referral_id, event)


def re_entered(folding: Folding, event: way.ReEntered) -> None:
    enrolled(folding, event)
    folding.refer("enrolment", event.previous_enrolment_id, event)


def within_enrolment(folding: Folding, event: way.MappingCompleted | way.Paused | way.Resumed) -> None:
    folding.refer("enrolment", event.enrolment_id, event)
    point_event(folding, event)


def exited(folding: Folding, event: way.Exited) -> None:
    folding.end("enrolment", event.enrolment_id, event)
    folding.refer("employment", event.employment_id, event)


def plan_decided(folding: Folding, event: way.PlanDecided) -> None:
    plan = Plan(event)
    folding.begin("plan", event.plan_id, plan, folding.thread.plans)
    folding.refer("enrolment", event.enrolment_id, event)
    for milestone in event.milestones:
        if milestone.milestone_id in plan.milestones:
            folding.refuse("second_start", event, milestone.milestone_id)
        plan.milestones[milestone.milestone_id] = PlanMilestone(milestone.milestone_id, event.on, [(milestone.due_on, event)])


def _plan(folding: Folding, event: Any) -> Plan | None:
    plan: Plan | None = folding.spells.own("plan", event, event.plan_id)
    if plan is None:
        folding.refuse_unknown("unknown_plan", "plan", event, event.plan_id)
    return plan


def milestone_added(folding: Folding, event: way.MilestoneAdded) -> None:
    if (plan := _plan(folding, event)) is not None:
        if event.milestone_id in plan.milestones:
            folding.refuse("second_start", event, event.milestone_id)
        else:
            plan.milestones[event.milestone_id] = PlanMilestone(event.milestone_id, event.on, [(event.due_on, event)])


def of_milestone(folding: Folding, event: way.MilestoneRedated | way.MilestoneReached) -> None:
    if (plan := _plan(folding, event)) is not None:
        folding.of_milestones.append((plan, event))


def plan_followed_up(folding: Folding, event: way.PlanFollowedUp) -> None:
    if (plan := _plan(folding, event)) is not None:
        plan.followed_up.append(event)
        if event.milestone_id is not None:
            folding.of_milestones.append((plan, event))


def plan_ended(folding: Folding, event: way.PlanEnded) -> None:
    folding.end("plan", event.plan_id, event)


def insats_started(folding: Folding, event: way.InsatsStarted) -> None:
    folding.begin("insats", event.insats_id, Activity(event), folding.thread.insatser)
    folding.refer("enrolment", event.enrolment_id, event)


def insats_ended(folding: Folding, event: way.InsatsEnded) -> None:
    folding.end("insats", event.insats_id, event)


def placement_started(folding: Folding, event: way.PlacementStarted) -> None:
    folding.begin("placement", event.placement_id, Activity(event), folding.thread.placements)
    folding.refer("enrolment", event.enrolment_id, event)


def placement_ended(folding: Folding, event: way.PlacementEnded) -> None:
    folding.end("placement", event.placement_id, event)


def study_started(folding: Folding, event: way.StudyStarted) -> None:
    folding.begin("study", event.study_id, Spell(event), folding.thread.studies)


def study_ended(folding: Folding, event: way.StudyEnded) -> None:
    folding.end("study", event.study_id, event)


def employment_started(folding: Folding, event: way.EmploymentStarted) -> None:
    folding.begin("employment", event.employment_id, Spell(event), folding.thread.employments)


def employment_ended(folding: Folding, event: way.EmploymentEnded) -> None:
    folding.end("employment", event.employment_id, event)


def followed_up(folding: Folding, event: way.FollowedUp) -> None:
    folding.thread.follow_ups.append(event)
    folding.refer(ANY, event.about, event)


HANDLERS: Mapping[type[Event], Handler] = {kind: point_event for kind in EVENTS if kind.point_event is not None} | {
    person.ParticipantRegistered: registered,
    person.ParticularsRecorded: particulars,
    person.CircumstancesRecorded: circumstances,
    person.ProtectionSet: protection_set,
    person.Deceased: deceased,
    person.Erased: erased,
    support.SupportApplied: applied,
    support.ApplicationWithdrawn: withdrawn,
    support.SupportDecided: decided,
    support.SupportPaid: paid,
    way.Referred: referred,
    way.ReferralClosed: referral_closed,
    way.AppointmentBooked: appointment_booked,
    way.AppointmentHeld: appointment_kept,
    way.AppointmentMissed: appointment_kept,
    way.Enrolled: enrolled,
    way.ReEntered: re_entered,
    way.MappingCompleted: within_enrolment,
    way.Paused: within_enrolment,
    way.Resumed: within_enrolment,
    way.Exited: exited,
    way.PlanDecided: plan_decided,
    way.MilestoneAdded: milestone_added,
    way.MilestoneRedated: of_milestone,
    way.MilestoneReached: of_milestone,
    way.PlanFollowedUp: plan_followed_up,
    way.PlanEnded: plan_ended,
    way.InsatsStarted: insats_started,
    way.InsatsEnded: insats_ended,
    way.PlacementStarted: placement_started,
    way.PlacementEnded: placement_ended,
    way.StudyStarted: study_started,
    way.StudyEnded: study_ended,
    way.EmploymentStarted: employment_started,
    way.EmploymentEnded: employment_ended,
    way.FollowedUp: followed_up,
    corrections.Retracted: retracted,
}
