"""The way through the labour-market work: referral to exit and after. Contract: events.md §2, The way through."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.events.event import END, START, WITHIN, Day, Event, Hours, Key, Percent, Step, Text, Week
from domain.vocabulary.way_codes import (
    EmploymentForm,
    ExitReason,
    FollowUpForm,
    FollowUpStatus,
    Goal,
    InsatsCode,
    Need,
    Party,
    PlacementForm,
    Programme,
    ReferralOutcome,
    RestrictionEffect,
    Result,
    Sector,
    Track,
)


class Milestone(BaseModel):
    """A milestone [delmål] as a plan is decided; its title is sealed in the person part."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    milestone_id: Key
    due_on: Day
    title: Text | None = None


class Referred(Event):
    kind: Literal["referred"] = "referred"
    sv, en = "anvisad", "referred"
    rank = START
    personal = frozenset({"reason"})
    referral_id: Key
    from_party: Party
    to_unit: Key
    reason: Text | None = None


class ReferralClosed(Event):
    kind: Literal["referral_closed"] = "referral_closed"
    sv, en = "anvisning avslutad", "referral closed"
    rank = END
    referral_id: Key
    outcome: ReferralOutcome


class PreventiveAgreement(Event):
    kind: Literal["preventive_agreement"] = "preventive_agreement"
    sv, en = "förebyggande överenskommelse", "preventive agreement"
    with_party: Party


class AppointmentBooked(Event):
    kind: Literal["appointment_booked"] = "appointment_booked"
    sv, en = "tid bokad", "appointment booked"
    rank = START
    personal = frozenset({"purpose"})
    appointment_id: Key
    purpose: Text | None = None


class AppointmentHeld(Event):
    kind: Literal["appointment_held"] = "appointment_held"
    sv, en = "besök genomfört", "appointment held"
    personal = frozenset({"purpose"})
    appointment_id: Key
    purpose: Text | None = None


class AppointmentMissed(Event):
    kind: Literal["appointment_missed"] = "appointment_missed"
    sv, en = "uteblivet besök", "appointment missed"
    personal = frozenset({"purpose"})
    appointment_id: Key
    purpose: Text | None = None


class Enrolled(Event):
    kind: Literal["enrolled"] = "enrolled"
    sv, en = "inskriven", "enrolled"
    rank = START
    enrolment_id: Key
    unit: Key
    referral_id: Key | None = None


class ReEntered(Event):
    kind: Literal["re_entered"] = "re_entered"
    sv, en = "återinträde", "re-entered"
    rank = START
    enrolment_id: Key
    unit: Key
    referral_id: Key | None = None
    previous_enrolment_id: Key | None = None


class MappingCompleted(Event):
    kind: Literal["mapping_completed"] = "mapping_completed"
    sv, en = "kartläggning klar", "mapping completed"
    enrolment_id: Key


class CoachAssigned(Event):
    kind: Literal["coach_assigned"] = "coach_assigned"
    sv, en = "jobbcoach", "job coach"
    coach: Key


class Paused(Event):
    kind: Literal["paused"] = "paused"
    sv, en = "paus", "paused"
    rank = WITHIN
    personal = frozenset({"reason"})
    enrolment_id: Key
    reason: Text | None = None


class Resumed(Event):
    kind: Literal["resumed"] = "resumed"
    sv, en = "återupptagen", "resumed"
    personal = frozenset({"reason"})
    enrolment_id: Key
    reason: Text | None = None


class Exited(Event):
    kind: Literal["exited"] = "exited"
    sv, en = "avslutad", "exited"
    rank = END
    enrolment_id: Key
    reason: ExitReason | None = None
    employment_id: Key | None = None


class PlanDecided(Event):
    kind: Literal["plan_decided"] = "plan_decided"
    sv, en = "plan beslutad", "plan decided"
    rank = START
    plan_id: Key
    goal: Goal
    valid_until: Day | None = None
    enrolment_id: Key | None = None
    milestones: tuple[Milestone, ...] = ()


class MilestoneAdded(Event):
    kind: Literal["milestone_added"] = "milestone_added"
    sv, en = "delmål tillagt", "milestone added"
    rank = WITHIN
    personal = frozenset({"title"})
    plan_id: Key
    milestone_id: Key
    due_on: Day
    title: Text | None = None


class MilestoneRedated(Event):
    kind: Literal["milestone_redated"] = "milestone_redated"
    sv, en = "delmål omdaterat", "milestone redated"
    personal = frozenset({"title"})
    plan_id: Key
    milestone_id: Key
    due_on: Day
    title: Text | None = None


class MilestoneReached(Event):
    kind: Literal["milestone_reached"] = "milestone_reached"
    sv, en = "delmål nått", "milestone reached"
    plan_id: Key
    milestone_id: Key


class PlanFollowedUp(Event):
    kind: Literal["plan_followed_up"] = "plan_followed_up"
    sv, en = "uppföljning av plan", "plan followed up"
    plan_id: Key
    milestone_id: Key | None = None


class PlanEnded(Event):
    kind: Literal["plan_ended"] = "plan_ended"
    sv, en = "plan avslutad", "plan ended"
    rank = END
    plan_id: Key


class InsatsOffered(Event):
    kind: Literal["insats_offered"] = "insats_offered"
    sv, en = "insats erbjuden", "insats offered"
    insats: InsatsCode


class InsatsStarted(Event):
    kind: Literal["insats_started"] = "insats_started"
    sv, en = "insats påbörjad", "insats started"
    rank = START
    personal = frozenset({"purpose", "expected_outcome", "workplace"})
    insats_id: Key
    insats: InsatsCode
    enrolment_id: Key | None = None
    unit: Key | None = None
    provider: Key | None = None
    funder: Key | None = None
    purpose: Text | None = None
    expected_outcome: Text | None = None
    hours_per_week: Hours | None = None
    ladder: Key | None = None
    step: Step | None = None
    language_support: bool = False
    workplace: Text | None = None


class InsatsEnded(Event):
    kind: Literal["insats_ended"] = "insats_ended"
    sv, en = "insats avslutad", "insats ended"
    rank = END
    personal = frozenset({"reason"})
    insats_id: Key
    result: Result
    as_expected: bool | None = None
    reason: Text | None = None


class PlacementStarted(Event):
    kind: Literal["placement_started"] = "placement_started"
    sv, en = "placering påbörjad", "placement started"
    rank = START
    personal = frozenset({"employer", "workplace", "purpose", "expected_outcome"})
    placement_id: Key
    form: PlacementForm
    sector: Sector
    enrolment_id: Key | None = None
    unit: Key | None = None
    employer: Text | None = None
    workplace: Text | None = None
    purpose: Text | None = None
    need: Need | None = None
    expected_outcome: Text | None = None
    hours_per_week: Hours | None = None
    supervisor_trained: bool | None = None
    language_support: bool = False
    contract: Key | None = None
    funder: Key | None = None
    ladder: Key | None = None
    step: Step | None = None


class PlacementEnded(Event):
    kind: Literal["placement_ended"] = "placement_ended"
    sv, en = "placering avslutad", "placement ended"
    rank = END
    personal = frozenset({"reason"})
    placement_id: Key
    result: Result
    as_expected: bool | None = None
    reason: Text | None = None


class StudyAdmitted(Event):
    kind: Literal["study_admitted"] = "study_admitted"
    sv, en = "antagen till studier", "admitted to studies"
    rank = WITHIN
    study_id: Key
    programme: Programme
    shortage_occupation: bool | None = None


class StudyStarted(Event):
    kind: Literal["study_started"] = "study_started"
    sv, en = "studier påbörjade", "studies started"
    rank = START
    study_id: Key
    programme: Programme
    track: Track | None = None
    shortage_occupation: bool | None = None
    student_aid: bool = False
    planned_end_on: Day | None = None
    occupation: Key | None = None


class StudyEnded(Event):
    kind: Literal["study_ended"] = "study_ended"
    sv, en = "studier avslutade", "studies ended"
    rank = END
    study_id: Key
    result: Result


class EmploymentStarted(Event):
    kind: Literal["employment_started"] = "employment_started"
    sv, en = "anställning påbörjad", "employment started"
    rank = START
    employment_id: Key
    form: EmploymentForm
    extent: Percent | None = None
    occupation: Key | None = None
    sector: Sector | None = None
    contract: Key | None = None


class EmploymentEnded(Event):
    kind: Literal["employment_ended"] = "employment_ended"
    sv, en = "anställning avslutad", "employment ended"
    rank = END
    personal = frozenset({"reason"})
    employment_id: Key
    reason: Text | None = None


class AttendanceRecorded(Event):
    kind: Literal["attendance_recorded"] = "attendance_recorded"
    sv, en = "närvaro", "attendance"
    week: Week
    planned_hours: Hours
    attended_hours: Hours


class AbsenceRecorded(Event):
    kind: Literal["absence_recorded"] = "absence_recorded"
    sv, en = "frånvaro", "absence"
    valid: bool


class SupportRestricted(Event):
    kind: Literal["support_restricted"] = "support_restricted"
    sv, en = "nedsatt bistånd", "support restricted"
    effect: RestrictionEffect


class YouthTalkOffered(Event):
    kind: Literal["youth_talk_offered"] = "youth_talk_offered"
    sv, en = "ungdomssamtal erbjudet", "youth talk offered"


class YouthTalkHeld(Event):
    kind: Literal["youth_talk_held"] = "youth_talk_held"
    sv, en = "ungdomssamtal genomfört", "youth talk held"


class FollowedUp(Event):
    kind: Literal["followed_up"] = "followed_up"
    sv, en = "uppföljd", "followed up"
    status: FollowUpStatus
    form: FollowUpForm | None = None
    about: Key | None = None
