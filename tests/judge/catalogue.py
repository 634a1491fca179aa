"""The kinds, fields and codes of events.md §2 and §3, written down a second time.

A field is `name:type`, with `!` when it is required. A type in capitals is a list of codes.
"""

CODES: dict[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        "SEX": "K M U",
        "NUMBER": "personnummer samordningsnummer reservnummer",
        "HOUSEHOLD": "1 3 4 5 6 7 8 9",
        "AREA": "1 2 3 4 5",
        "EDUCATION": "none compulsory upper_secondary post_secondary unknown",
        "ABILITY": "none reduced full",
        "OBSTACLE": (
            "unemployed_no_benefit unemployed_insufficient unemployed_waiting establishment_insufficient "
            "establishment_waiting establishment_low_capacity sick_certified_no_benefit "
            "sick_certified_insufficient sick_certified_waiting sickness_compensation_insufficient "
            "sickness_compensation_waiting pension_insufficient pension_waiting social_reasons "
            "youth_in_upper_secondary lacks_childcare parental_insufficient parental_waiting "
            "works_full_time_insufficient works_full_time_waiting works_part_time_insufficient "
            "works_part_time_waiting none missing"
        ),
        "LEVEL": "A1 A2 B1 B2 C1 C2",
        "PROTECTION": "none marked protected",
        "BASIS": "retention request error",
        "DECISION": "granted denied partly",
        "ROLE": "applicant co_applicant",
        "EXIT": ("A1 A2 A3 A4 A5 B1 B2 B3 B4 B5 B6 C1 C2 C3 C4 C5 C6 D1 E1 E2 E3 E4 E5 E6 E7 E8 E9 X1"),
        "PARTY": "af fk self socialtjanst af_socialtjanst other",
        "CLOSED": "declined cancelled no_show returned",
        "GOAL": "work study other",
        "INSATS": (
            "mapping guidance motivation daily_activity health language_training work_training "
            "work_practice validation skills_assessment coaching matching recruitment_event sfi "
            "civic_orientation course vocational_course job_track establishment_course youth_group "
            "holiday_job extended_holiday_job ips entrepreneurship outreach other"
        ),
        "RESULT": "completed interrupted",
        "PLACEMENT": (
            "praktik arbetstraning sprakpraktik apl ama extratjanst beredskap_kommun feriearbete forlangd_ferietjanst"
        ),
        "EMPLOYMENT": (
            "permanent fixed_term hourly self_employed nystartsjobb introduktionsjobb etableringsjobb "
            "lonebidrag yrkesintroduktion traineejobb beredskap_privat osa samhall"
        ),
        "SECTOR": "municipal municipal_company private state region civil_society",
        "NEED": "participant employer both",
        "PROGRAMME": "sfi komvux_grund komvux_gymn yrkes folkhogskola yh hogskola af_utbildning other",
        "TRACK": "1 2 3",
        "EFFECT": "reduced denied",
        "STATUS": "work study neither unknown",
    }.items()
}
# reading: followed_up names a "form code" without saying of which list: employment and placement forms.
CODES["FORM"] = CODES["EMPLOYMENT"] | CODES["PLACEMENT"]

COMMON = "kind:text! participant:text! on:date! recorded_at:instant id:text source:text by:text replaces:text of_source:text"

_IDENTITY = "number:text! number_type:NUMBER! name:text"
_APPOINTMENT = "appointment_id:text! purpose:text"
_MILESTONE = "plan_id:text! milestone_id:text! due_on:date! title:text"
_ENDED = "result:RESULT! as_expected:bool reason:text"

KINDS: dict[str, str] = {
    "participant_registered": "sex:SEX! born_on:date protected:bool",
    "particulars_recorded": "sex:SEX born_on:date",
    "identity_registered": _IDENTITY,
    "identity_replaced": _IDENTITY,
    "participants_merged": "absorbed:text!",
    "merge_undone": "absorbed:text!",
    "circumstances_recorded": (
        "household:text household_type:HOUSEHOLD youngest_child_born_on:date children:int "
        "foreign_born:bool area_class:AREA education:EDUCATION priority_groups:texts "
        "establishment_from:date establishment_to:date education_duty:bool in_kaa:bool"
    ),
    "work_ability_assessed": "ability:ABILITY!",
    "obstacle_recorded": "obstacle:OBSTACLE!",
    "language_assessed": "level:LEVEL!",
    "moved_out": "",
    "moved_in": "",
    "deceased": "",
    "protection_set": "level:PROTECTION!",
    "caseworker_assigned": "caseworker:text! unit:text",
    "erased": "basis:BASIS!",
    "support_applied": "application_id:text! new_visit:bool",
    "application_withdrawn": "application_id:text!",
    "support_decided": "application_id:text! outcome:DECISION! ground:text",
    "support_paid": "month:month! amount:money! role:ROLE",
    "support_ended": "reason:EXIT",
    "referred": "referral_id:text! from_party:PARTY! to_unit:text! reason:text",
    "referral_closed": "referral_id:text! outcome:CLOSED!",
    "preventive_agreement": "with_party:PARTY!",
    "appointment_booked": _APPOINTMENT,
    "appointment_held": _APPOINTMENT,
    "appointment_missed": _APPOINTMENT,
    "enrolled": "enrolment_id:text! unit:text! referral_id:text",
    "re_entered": "enrolment_id:text! unit:text! referral_id:text previous_enrolment_id:text",
    "mapping_completed": "enrolment_id:text!",
    "coach_assigned": "coach:text!",
    "paused": "enrolment_id:text! reason:text",
    "resumed": "enrolment_id:text! reason:text",
    "exited": "enrolment_id:text! reason:EXIT employment_id:text",
    "plan_decided": "plan_id:text! goal:GOAL! valid_until:date enrolment_id:text milestones:milestones",
    "milestone_added": _MILESTONE,
    "milestone_redated": _MILESTONE,
    "milestone_reached": "plan_id:text! milestone_id:text!",
    "plan_followed_up": "plan_id:text! milestone_id:text",
    "plan_ended": "plan_id:text!",
    "insats_offered": "insats:INSATS!",
    "insats_started": (
        "insats_id:text! insats:INSATS! programme:text enrolment_id:text unit:text provider:text funder:text "
        "sector:SECTOR purpose:text "
        "expected_outcome:text hours_per_week:number ladder:text step:int language_support:bool workplace:text"
    ),
    "insats_ended": "insats_id:text! " + _ENDED,
    "placement_started": (
        "placement_id:text! form:PLACEMENT! sector:SECTOR! programme:text enrolment_id:text unit:text employer:text "
        "workplace:text purpose:text need:NEED expected_outcome:text hours_per_week:number "
        "supervisor_trained:bool language_support:bool contract:text funder:text ladder:text step:int"
    ),
    "placement_ended": "placement_id:text! " + _ENDED,
    "study_admitted": "study_id:text! programme:PROGRAMME! shortage_occupation:bool",
    "study_started": (
        "study_id:text! programme:PROGRAMME! track:TRACK shortage_occupation:bool student_aid:bool "
        "planned_end_on:date occupation:text"
    ),
    "study_ended": "study_id:text! result:RESULT!",
    "employment_started": ("employment_id:text! form:EMPLOYMENT! extent:number occupation:text sector:SECTOR contract:text"),
    "employment_ended": "employment_id:text! reason:text",
    "attendance_recorded": "week:week! planned_hours:number! attended_hours:number!",
    "absence_recorded": "valid:bool!",
    "support_restricted": "effect:EFFECT!",
    "youth_talk_offered": "",
    "youth_talk_held": "",
    "followed_up": "status:STATUS! form:FORM about:text",
    "retracted": "event:text! reason:text!",
}

REFERENCE = "kind:text! series:text! period:period! value:number! breakdown:map recorded_at:instant id:text source:text"
DELIVERY = (
    "kind:text! kinds:texts! from:date! to:date units:texts missing:map full:bool assumed:bool final:bool "
    "recorded_at:instant id:text source:text by:text"
)

# reading: a spell in the sense of §4 is whatever the catalogue lets begin by one kind and end by another. A
# decision on an application, an appointment held or missed, a pause and an admission end nothing, so an id of
# theirs that names nothing is only odd.
STARTS: dict[str, str] = {
    "enrolled": "enrolment",
    "re_entered": "enrolment",
    "insats_started": "insats",
    "placement_started": "placement",
    "study_started": "study",
    "employment_started": "employment",
    "plan_decided": "plan",
    "referred": "referral",
    "support_applied": "application",
}
ENDS: dict[str, str] = {
    "exited": "enrolment",
    "insats_ended": "insats",
    "placement_ended": "placement",
    "study_ended": "study",
    "employment_ended": "employment",
    "plan_ended": "plan",
    "referral_closed": "referral",
    "application_withdrawn": "application",
}
OF_A_PLAN = frozenset({"milestone_added", "milestone_redated", "milestone_reached", "plan_followed_up"})
