"""The way through the labour-market work: referral to exit and after. Contract: events.md §2, The way through."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

import domain.events.field_labels as fields
from domain.events.event import END, START, WITHIN, Day, Event, FreeText, Hours, Key, Percent, SpellEvent, Step, Week
from domain.events.field_labels import FieldLabel
from domain.events.point_events import PointEvent
from domain.events.sentences import code_label, given, no_sentence
from domain.vocabulary import way_codes as codes
from domain.vocabulary.code_lists import CODES, label
from domain.vocabulary.text import Lang, Text


class Milestone(BaseModel):
    """A milestone [delmål] as a plan is decided; its title is sealed in the person part."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    milestone_id: Annotated[Key, fields.MILESTONE]
    due_on: Annotated[Day, fields.DUE_ON]
    title: Annotated[FreeText | None, fields.TITLE] = None


class Referred(SpellEvent):
    kind: Literal["referred"] = "referred"
    text = Text("anvisad", "referred")
    rank = START
    personal = frozenset({"reason"})
    referral_id: Annotated[Key, fields.REFERRAL]
    from_party: Annotated[codes.Party, FieldLabel("anvisad av", "referred by")]
    to_unit: Annotated[Key, FieldLabel("anvisad till", "referred to")]
    reason: Annotated[FreeText | None, fields.REASON] = None


class ReferralClosed(SpellEvent):
    kind: Literal["referral_closed"] = "referral_closed"
    text = Text("anvisning avslutad", "referral closed")
    rank = END
    referral_id: Annotated[Key, fields.REFERRAL]
    outcome: Annotated[codes.ReferralOutcome, fields.OUTCOME]


class PreventiveAgreement(Event):
    kind: Literal["preventive_agreement"] = "preventive_agreement"
    text = Text("förebyggande överenskommelse", "preventive agreement")
    point_event = PointEvent(code="with_party")
    sentence = code_label("with_party")
    with_party: Annotated[codes.Party, FieldLabel("överenskommelse med", "agreement with")]


class AppointmentBooked(Event):
    kind: Literal["appointment_booked"] = "appointment_booked"
    text = Text("tid bokad", "appointment booked")
    rank = START
    personal = frozenset({"purpose"})
    point_event = PointEvent(named="appointment_id")
    sentence = given("purpose")
    appointment_id: Annotated[Key, fields.APPOINTMENT]
    purpose: Annotated[FreeText | None, fields.PURPOSE] = None


class AppointmentHeld(Event):
    kind: Literal["appointment_held"] = "appointment_held"
    text = Text("besök genomfört", "appointment held")
    personal = frozenset({"purpose"})
    point_event = PointEvent(named="appointment_id")
    sentence = given("purpose")
    appointment_id: Annotated[Key, fields.APPOINTMENT]
    purpose: Annotated[FreeText | None, fields.PURPOSE] = None


class AppointmentMissed(Event):
    kind: Literal["appointment_missed"] = "appointment_missed"
    text = Text("uteblivet besök", "appointment missed")
    personal = frozenset({"purpose"})
    point_event = PointEvent(named="appointment_id")
    sentence = given("purpose")
    appointment_id: Annotated[Key, fields.APPOINTMENT]
    purpose: Annotated[FreeText | None, fields.PURPOSE] = None


class Enrolled(SpellEvent):
    kind: Literal["enrolled"] = "enrolled"
    text = Text("inskriven", "enrolled")
    rank = START
    enrolment_id: Annotated[Key, fields.ENROLMENT]
    unit: Annotated[Key, fields.UNIT]
    referral_id: Annotated[Key | None, fields.REFERRAL] = None


class ReEntered(SpellEvent):
    kind: Literal["re_entered"] = "re_entered"
    text = Text("återinträde", "re-entered")
    rank = START
    enrolment_id: Annotated[Key, fields.ENROLMENT]
    unit: Annotated[Key, fields.UNIT]
    referral_id: Annotated[Key | None, fields.REFERRAL] = None
    previous_enrolment_id: Annotated[Key | None, FieldLabel("tidigare inskrivning", "previous enrolment")] = None


class MappingCompleted(Event):
    kind: Literal["mapping_completed"] = "mapping_completed"
    text = Text("kartläggning klar", "mapping completed")
    point_event = PointEvent(named="enrolment_id")
    sentence = no_sentence
    enrolment_id: Annotated[Key, fields.ENROLMENT]


class CoachAssigned(Event):
    kind: Literal["coach_assigned"] = "coach_assigned"
    text = Text("jobbcoach", "job coach")
    point_event = PointEvent(holds={"coach": "coach"})
    sentence = given("coach")
    coach: Annotated[Key, FieldLabel("jobbcoach", "job coach")]


class Paused(Event):
    kind: Literal["paused"] = "paused"
    text = Text("paus", "paused")
    rank = WITHIN
    personal = frozenset({"reason"})
    point_event = PointEvent(named="enrolment_id")
    sentence = given("reason")
    enrolment_id: Annotated[Key, fields.ENROLMENT]
    reason: Annotated[FreeText | None, fields.REASON] = None


class Resumed(Event):
    kind: Literal["resumed"] = "resumed"
    text = Text("återupptagen", "resumed")
    personal = frozenset({"reason"})
    point_event = PointEvent(named="enrolment_id")
    sentence = given("reason")
    enrolment_id: Annotated[Key, fields.ENROLMENT]
    reason: Annotated[FreeText | None, fields.REASON] = None


class Exited(SpellEvent):
    kind: Literal["exited"] = "exited"
    text = Text("avslutad", "exited")
    rank = END
    enrolment_id: Annotated[Key, fields.ENROLMENT]
    reason: Annotated[codes.ExitReason | None, fields.REASON] = None
    employment_id: Annotated[Key | None, fields.EMPLOYMENT] = None


class PlanDecided(SpellEvent):
    kind: Literal["plan_decided"] = "plan_decided"
    text = Text("plan beslutad", "plan decided")
    rank = START
    plan_id: Annotated[Key, fields.PLAN]
    goal: Annotated[codes.Goal, FieldLabel("mål", "goal")]
    valid_until: Annotated[Day | None, FieldLabel("gäller till och med", "valid until")] = None
    enrolment_id: Annotated[Key | None, fields.ENROLMENT] = None
    milestones: Annotated[tuple[Milestone, ...], FieldLabel("delmål", "milestones")] = ()


class MilestoneAdded(SpellEvent):
    kind: Literal["milestone_added"] = "milestone_added"
    text = Text("delmål tillagt", "milestone added")
    rank = WITHIN
    personal = frozenset({"title"})
    plan_id: Annotated[Key, fields.PLAN]
    milestone_id: Annotated[Key, fields.MILESTONE]
    due_on: Annotated[Day, fields.DUE_ON]
    title: Annotated[FreeText | None, fields.TITLE] = None


class MilestoneRedated(SpellEvent):
    kind: Literal["milestone_redated"] = "milestone_redated"
    text = Text("delmål omdaterat", "milestone redated")
    personal = frozenset({"title"})
    plan_id: Annotated[Key, fields.PLAN]
    milestone_id: Annotated[Key, fields.MILESTONE]
    due_on: Annotated[Day, fields.DUE_ON]
    title: Annotated[FreeText | None, fields.TITLE] = None


class MilestoneReached(SpellEvent):
    kind: Literal["milestone_reached"] = "milestone_reached"
    text = Text("delmål nått", "milestone reached")
    plan_id: Annotated[Key, fields.PLAN]
    milestone_id: Annotated[Key, fields.MILESTONE]


class PlanFollowedUp(SpellEvent):
    kind: Literal["plan_followed_up"] = "plan_followed_up"
    text = Text("uppföljning av plan", "plan followed up")
    plan_id: Annotated[Key, fields.PLAN]
    milestone_id: Annotated[Key | None, fields.MILESTONE] = None


class PlanEnded(SpellEvent):
    kind: Literal["plan_ended"] = "plan_ended"
    text = Text("plan avslutad", "plan ended")
    rank = END
    plan_id: Annotated[Key, fields.PLAN]


class InsatsOffered(Event):
    kind: Literal["insats_offered"] = "insats_offered"
    text = Text("insats erbjuden", "insats offered")
    point_event = PointEvent(code="insats")
    sentence = code_label("insats")
    insats: Annotated[codes.InsatsCode, fields.INSATS_CODE]


class InsatsStarted(SpellEvent):
    kind: Literal["insats_started"] = "insats_started"
    version: ClassVar[int] = 2
    text = Text("insats påbörjad", "insats started")
    rank = START
    personal = frozenset({"purpose", "expected_outcome", "workplace"})
    insats_id: Annotated[Key, fields.INSATS]
    insats: Annotated[codes.InsatsCode, fields.INSATS_CODE]
    programme: Annotated[Key | None, fields.PROGRAMME] = None
    enrolment_id: Annotated[Key | None, fields.ENROLMENT] = None
    unit: Annotated[Key | None, fields.UNIT] = None
    provider: Annotated[Key | None, FieldLabel("utförare", "provider")] = None
    funder: Annotated[Key | None, fields.FUNDER] = None
    sector: Annotated[codes.Sector | None, fields.SECTOR] = None
    purpose: Annotated[FreeText | None, fields.PURPOSE] = None
    expected_outcome: Annotated[FreeText | None, fields.EXPECTED_OUTCOME] = None
    hours_per_week: Annotated[Hours | None, fields.HOURS_PER_WEEK] = None
    ladder: Annotated[Key | None, fields.LADDER] = None
    step: Annotated[Step | None, fields.STEP] = None
    language_support: Annotated[bool, fields.LANGUAGE_SUPPORT] = False
    workplace: Annotated[FreeText | None, fields.WORKPLACE] = None


class InsatsEnded(SpellEvent):
    kind: Literal["insats_ended"] = "insats_ended"
    text = Text("insats avslutad", "insats ended")
    rank = END
    personal = frozenset({"reason"})
    insats_id: Annotated[Key, fields.INSATS]
    result: Annotated[codes.Result, fields.RESULT]
    as_expected: Annotated[bool | None, fields.AS_EXPECTED] = None
    reason: Annotated[FreeText | None, fields.REASON] = None


class PlacementStarted(SpellEvent):
    kind: Literal["placement_started"] = "placement_started"
    version: ClassVar[int] = 2
    text = Text("placering påbörjad", "placement started")
    rank = START
    personal = frozenset({"employer", "workplace", "purpose", "expected_outcome"})
    placement_id: Annotated[Key, fields.PLACEMENT]
    form: Annotated[codes.PlacementForm, fields.FORM]
    sector: Annotated[codes.Sector, fields.SECTOR]
    programme: Annotated[Key | None, fields.PROGRAMME] = None
    enrolment_id: Annotated[Key | None, fields.ENROLMENT] = None
    unit: Annotated[Key | None, fields.UNIT] = None
    employer: Annotated[FreeText | None, FieldLabel("arbetsgivare", "employer")] = None
    workplace: Annotated[FreeText | None, fields.WORKPLACE] = None
    purpose: Annotated[FreeText | None, fields.PURPOSE] = None
    need: Annotated[codes.Need | None, FieldLabel("vems behov", "whose need")] = None
    expected_outcome: Annotated[FreeText | None, fields.EXPECTED_OUTCOME] = None
    hours_per_week: Annotated[Hours | None, fields.HOURS_PER_WEEK] = None
    supervisor_trained: Annotated[bool | None, FieldLabel("utbildad handledare", "trained supervisor")] = None
    language_support: Annotated[bool, fields.LANGUAGE_SUPPORT] = False
    contract: Annotated[Key | None, fields.CONTRACT] = None
    funder: Annotated[Key | None, fields.FUNDER] = None
    ladder: Annotated[Key | None, fields.LADDER] = None
    step: Annotated[Step | None, fields.STEP] = None


class PlacementEnded(SpellEvent):
    kind: Literal["placement_ended"] = "placement_ended"
    text = Text("placering avslutad", "placement ended")
    rank = END
    personal = frozenset({"reason"})
    placement_id: Annotated[Key, fields.PLACEMENT]
    result: Annotated[codes.Result, fields.RESULT]
    as_expected: Annotated[bool | None, fields.AS_EXPECTED] = None
    reason: Annotated[FreeText | None, fields.REASON] = None


class StudyAdmitted(Event):
    kind: Literal["study_admitted"] = "study_admitted"
    text = Text("antagen till studier", "admitted to studies")
    rank = WITHIN
    point_event = PointEvent(named="study_id", code="programme", flag="shortage_occupation")
    sentence = code_label("programme")
    study_id: Annotated[Key, fields.STUDY]
    programme: Annotated[codes.Programme, fields.PROGRAMME]
    shortage_occupation: Annotated[bool | None, fields.SHORTAGE_OCCUPATION] = None


class StudyStarted(SpellEvent):
    kind: Literal["study_started"] = "study_started"
    text = Text("studier påbörjade", "studies started")
    rank = START
    study_id: Annotated[Key, fields.STUDY]
    programme: Annotated[codes.Programme, fields.PROGRAMME]
    track: Annotated[codes.Track | None, FieldLabel("studieväg", "study path")] = None
    shortage_occupation: Annotated[bool | None, fields.SHORTAGE_OCCUPATION] = None
    student_aid: Annotated[bool, FieldLabel("studiemedel", "student aid")] = False
    planned_end_on: Annotated[Day | None, FieldLabel("planerat slut", "planned end")] = None
    occupation: Annotated[Key | None, fields.OCCUPATION] = None


class StudyEnded(SpellEvent):
    kind: Literal["study_ended"] = "study_ended"
    text = Text("studier avslutade", "studies ended")
    rank = END
    study_id: Annotated[Key, fields.STUDY]
    result: Annotated[codes.Result, fields.RESULT]


class EmploymentStarted(SpellEvent):
    kind: Literal["employment_started"] = "employment_started"
    text = Text("anställning påbörjad", "employment started")
    rank = START
    employment_id: Annotated[Key, fields.EMPLOYMENT]
    form: Annotated[codes.EmploymentForm, fields.FORM]
    extent: Annotated[Percent | None, FieldLabel("omfattning i procent", "extent in percent")] = None
    occupation: Annotated[Key | None, fields.OCCUPATION] = None
    sector: Annotated[codes.Sector | None, fields.SECTOR] = None
    contract: Annotated[Key | None, fields.CONTRACT] = None


class EmploymentEnded(SpellEvent):
    kind: Literal["employment_ended"] = "employment_ended"
    text = Text("anställning avslutad", "employment ended")
    rank = END
    personal = frozenset({"reason"})
    employment_id: Annotated[Key, fields.EMPLOYMENT]
    reason: Annotated[FreeText | None, fields.REASON] = None


class AttendanceRecorded(Event):
    kind: Literal["attendance_recorded"] = "attendance_recorded"
    text = Text("närvaro", "attendance")
    point_event = PointEvent(code="week", hours=("planned_hours", "attended_hours"))
    week: Annotated[Week, FieldLabel("vecka", "week")]
    planned_hours: Annotated[Hours, FieldLabel("planerade timmar", "planned hours")]
    attended_hours: Annotated[Hours, FieldLabel("närvarotimmar", "attended hours")]

    def sentence(self, lang: Lang) -> str:
        of = Text("av", "of")[lang]
        return f"{self.week}: {self.attended_hours:g} {of} {self.planned_hours:g} h"


class AbsenceRecorded(Event):
    kind: Literal["absence_recorded"] = "absence_recorded"
    text = Text("frånvaro", "absence")
    point_event = PointEvent(flag="valid")
    valid: Annotated[bool, FieldLabel("giltig", "valid")]

    def sentence(self, lang: Lang) -> str:
        return (Text("giltig", "valid") if self.valid else Text("ogiltig", "not valid"))[lang]


class SupportRestricted(Event):
    kind: Literal["support_restricted"] = "support_restricted"
    text = Text("nedsatt bistånd", "support restricted")
    point_event = PointEvent(code="effect")
    sentence = code_label("effect")
    effect: Annotated[codes.RestrictionEffect, FieldLabel("följd", "effect")]


class YouthTalkOffered(Event):
    kind: Literal["youth_talk_offered"] = "youth_talk_offered"
    text = Text("ungdomssamtal erbjudet", "youth talk offered")
    point_event = PointEvent()
    sentence = no_sentence


class YouthTalkHeld(Event):
    kind: Literal["youth_talk_held"] = "youth_talk_held"
    text = Text("ungdomssamtal genomfört", "youth talk held")
    point_event = PointEvent()
    sentence = no_sentence


class FollowedUp(Event):
    kind: Literal["followed_up"] = "followed_up"
    text = Text("uppföljd", "followed up")
    point_event = None
    status: Annotated[codes.FollowUpStatus, FieldLabel("sysselsättning", "status")]
    form: Annotated[codes.FollowUpForm | None, fields.FORM] = None
    about: Annotated[Key | None, FieldLabel("gäller", "about")] = None

    def sentence(self, lang: Lang) -> str:
        status = label("follow_up_status", self.status, lang)
        if self.form is None:
            return status
        form = "placement_form" if self.form in CODES["placement_form"] else "employment_form"
        return f"{status} ({label(form, self.form, lang)})"
