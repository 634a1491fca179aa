"""What a thread holds of each kind of event, and how enrolments chain into journeys (events.md §2, measures.md §2)."""

from datetime import date
from typing import Any

import pytest

from domain.events import EVENTS
from domain.events.event import Event, kind_of
from domain.participant.fold import fold, fold_cluster
from domain.participant.handlers import HANDLERS
from domain.participant.thread import Thread
from projections.measuring.examples import events_of
from tests.scenario import ANNA, BERIT

CECILIA = "2023-01-01 cecilia participant_registered sex=K"
SPELLS = {
    "enrolments": ("enrolled enrolment_id=x unit=AME", "exited enrolment_id=x reason=A1"),
    "insatser": ("insats_started insats_id=x insats=course", "insats_ended insats_id=x result=completed"),
    "placements": (
        "placement_started placement_id=x form=praktik sector=municipal",
        "placement_ended placement_id=x result=completed",
    ),
    "studies": ("study_started study_id=x programme=sfi", "study_ended study_id=x result=completed"),
    "employments": ("employment_started employment_id=x form=permanent", "employment_ended employment_id=x"),
    "plans": ("plan_decided plan_id=x goal=work", "plan_ended plan_id=x"),
    "applications": ("support_applied application_id=x", "application_withdrawn application_id=x"),
    "referrals": ("referred referral_id=x from_party=af to_unit=AME", "referral_closed referral_id=x outcome=declined"),
}
"""For each list of spells in a thread how one begins, and how it ends."""

ENROLMENT, INSATS, JOB = SPELLS["enrolments"][0], SPELLS["insatser"][0], SPELLS["employments"][0]
REFERRAL, APPLICATION, BOOKED = SPELLS["referrals"][0], SPELLS["applications"][0], "appointment_booked appointment_id=x"
PASSING = {
    "an enrolment its referral": ("enrolled enrolment_id=e unit=AME referral_id=x", REFERRAL),
    "a re-entry its referral": ("re_entered enrolment_id=e unit=AME referral_id=x", REFERRAL),
    "a re-entry the enrolment before": ("re_entered enrolment_id=e unit=AME previous_enrolment_id=x", ENROLMENT),
    "a mapping its enrolment": ("mapping_completed enrolment_id=x", ENROLMENT),
    "a pause its enrolment": ("paused enrolment_id=x", ENROLMENT),
    "a resumption its enrolment": ("resumed enrolment_id=x", ENROLMENT),
    "a plan its enrolment": ("plan_decided plan_id=p goal=work enrolment_id=x", ENROLMENT),
    "an insats its enrolment": ("insats_started insats_id=i insats=course enrolment_id=x", ENROLMENT),
    "a placement its enrolment": (
        "placement_started placement_id=p form=praktik sector=municipal enrolment_id=x",
        ENROLMENT,
    ),
    "a visit its booking": ("appointment_held appointment_id=x", BOOKED),
    "a missed visit its booking": ("appointment_missed appointment_id=x", BOOKED),
    "a decision its application": ("support_decided application_id=x outcome=granted", APPLICATION),
    **{f"a follow-up one of the {what}": ("followed_up status=work about=x", start) for what, (start, _) in SPELLS.items()},
    "a follow-up an appointment": ("followed_up status=work about=x", BOOKED),
}
"""For each way to name a spell in passing what names it, and how that begins."""


def thread_of(*lines: str) -> Thread:
    return fold(events_of("\n".join((ANNA, *lines))))


def unknown(thread: Thread) -> list[tuple[str, date | None]]:
    return [(finding.detail, finding.until_on) for finding in thread.soft if finding.code == "names_nothing_known"]


@pytest.mark.parametrize("what", SPELLS)
def test_a_spell_of_each_kind_begins_and_ends_in_its_own_list_once(what: str) -> None:
    start, end = SPELLS[what]
    thread = thread_of(f"2023-02-01 anna {start}", f"2023-03-01 anna {end}", f"2023-03-02 anna {end}")
    (spell,) = getattr(thread, what)
    assert (spell.began_on, spell.ended_on) == (date(2023, 2, 1), date(2023, 3, 1))
    assert [(finding.code, finding.event.on, finding.detail) for finding in thread.hard] == [
        ("second_ending", date(2023, 3, 2), "x")
    ]
    assert [name for name in SPELLS if getattr(thread, name)] == [what]


@pytest.mark.parametrize("what", [*SPELLS, "appointments"])
def test_of_each_kind_nothing_begins_twice_or_after_death_but_on_its_day_it_may(what: str) -> None:
    start, _ = SPELLS.get(what, (BOOKED, ""))
    twice = thread_of(f"2023-02-01 anna {start}", f"2023-02-02 anna {start}")
    assert [(finding.code, finding.event.on, finding.detail) for finding in twice.hard] == [
        ("second_start", date(2023, 2, 2), "x")
    ]
    dead = "2023-02-01 anna deceased"
    assert thread_of(dead, f"2023-02-01 anna {start}").hard == []
    late = thread_of(dead, f"2023-02-02 anna {start}")
    assert [(finding.code, finding.detail) for finding in late.hard] == [("begins_after_death", "x")]
    assert getattr(late, what, []) == []


@pytest.mark.parametrize("what", PASSING)
def test_what_is_named_in_passing_is_unknown_until_it_begins(what: str) -> None:
    mention, start = PASSING[what]
    on = f"2023-02-10 anna {mention}"
    assert unknown(thread_of(on)) == [("x", None)]
    assert unknown(thread_of(on, f"2023-02-12 anna {start}")) == [("x", date(2023, 2, 12))]
    assert unknown(thread_of(on, f"2023-02-10 anna {start}")) == []
    assert thread_of(on).hard == []


def test_an_exit_may_name_a_job_that_begins_later() -> None:
    exited = "2023-02-10 anna exited enrolment_id=e employment_id=x"
    enrolled = "2023-02-01 anna enrolled enrolment_id=e unit=AME"
    assert unknown(thread_of(enrolled, exited)) == [("x", None)]
    assert unknown(thread_of(enrolled, exited, f"2023-02-20 anna {JOB}")) == [("x", date(2023, 2, 20))]


def test_a_follow_up_about_an_id_of_several_knows_it_from_the_first_that_begins() -> None:
    about = "2023-02-10 anna followed_up status=work about=x"
    assert unknown(thread_of(about, f"2023-02-12 anna {JOB}", f"2023-02-11 anna {INSATS}")) == [("x", date(2023, 2, 11))]


KEPT = {
    "paused": "enrolment_id=x",
    "resumed": "enrolment_id=x",
    "mapping_completed": "enrolment_id=x",
    "appointment_booked": "appointment_id=x",
    "appointment_held": "appointment_id=x",
    "appointment_missed": "appointment_id=x",
    "protection_set": "level=marked",
    "deceased": "",
    "identity_registered": "number=199005152384 number_type=personnummer",
    "identity_replaced": "number=199005152384 number_type=personnummer",
    "work_ability_assessed": "ability=full",
    "obstacle_recorded": "obstacle=none",
    "language_assessed": "level=A1",
    "moved_out": "",
    "moved_in": "",
    "caseworker_assigned": "caseworker=c",
    "support_ended": "",
    "preventive_agreement": "with_party=af",
    "coach_assigned": "coach=c",
    "insats_offered": "insats=course",
    "study_admitted": "study_id=s programme=sfi",
    "attendance_recorded": "week=2023-W05 planned_hours=40 attended_hours=30",
    "absence_recorded": "valid=true",
    "support_restricted": "effect=reduced",
    "youth_talk_offered": "",
    "youth_talk_held": "",
}
"""For each kind that happens on a day and changes no spell, its fields."""
JOINING = {"participants_merged", "merge_undone"}


@pytest.mark.parametrize("kind", KEPT)
def test_each_point_event_is_kept_once(kind: str) -> None:
    line = f"2023-02-01 anna {kind} {KEPT[kind]}"
    assert [event.kind for event in thread_of(line).point_events] == [kind]


def test_every_kind_is_a_point_event_or_is_kept_elsewhere() -> None:
    assert {kind_of(model) for model in EVENTS if model.point_event is not None} == KEPT.keys() | JOINING


@pytest.mark.parametrize("kind", EVENTS, ids=kind_of)
def test_every_kind_is_known_to_the_fold(kind: type[Event]) -> None:
    assert kind in HANDLERS


def test_who_dies_twice_died_first() -> None:
    thread = thread_of("2023-02-03 anna deceased", "2023-02-01 anna deceased")
    assert thread.deceased is not None
    assert thread.deceased.on == date(2023, 2, 1)


def test_payments_circumstances_follow_ups_and_statements_are_kept_in_order() -> None:
    thread = thread_of(
        "2023-03-27 anna support_paid month=2023-03 amount=100",
        "2023-02-27 anna support_paid month=2023-02 amount=100",
        "2023-02-01 anna circumstances_recorded children=2",
        "2023-05-01 anna followed_up status=work",
        "2023-02-01 anna particulars_recorded born_on=1990-05-15",
    )
    assert [payment.month for payment in thread.payments] == ["2023-02", "2023-03"]
    assert [recorded.children for recorded in thread.circumstances] == [2]
    assert [followed.status for followed in thread.follow_ups] == ["work"]
    assert [statement.kind for statement in thread.statements] == ["participant_registered", "particulars_recorded"]
    assert thread.point_events == []
    assert thread.soft == []  # a follow-up about nothing names nothing


def test_a_decision_is_its_application_s() -> None:
    thread = thread_of(
        f"2023-02-01 anna {APPLICATION}",
        "2023-02-01 anna support_applied application_id=y",
        "2023-02-05 anna support_decided application_id=x outcome=granted",
    )
    assert [[decision.outcome for decision in application.decisions] for application in thread.applications] == [
        ["granted"],
        [],
    ]


# Plans and milestones.

PLAN = '2023-02-01 anna plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m","due_on":"2023-06-01"}]'


def due_on(thread: Thread) -> dict[str, list[date]]:
    (plan,) = thread.plans
    return {name: [day for day, _ in milestone.due] for name, milestone in plan.milestones.items()}


def test_a_milestone_has_every_due_date_it_was_given_in_the_order_of_the_days() -> None:
    thread = thread_of(
        PLAN,
        "2023-03-01 anna milestone_added plan_id=p milestone_id=n due_on=2023-07-01",
        "2023-02-20 anna milestone_redated plan_id=p milestone_id=n due_on=2023-05-01",
        "2023-04-01 anna milestone_redated plan_id=p milestone_id=m due_on=2023-05-01",
    )
    assert due_on(thread) == {
        "m": [date(2023, 6, 1), date(2023, 5, 1)],
        "n": [date(2023, 5, 1), date(2023, 7, 1)],  # said of it before it was added
    }
    (plan,) = thread.plans
    assert {name: milestone.added_on for name, milestone in plan.milestones.items()} == {
        "m": date(2023, 2, 1),
        "n": date(2023, 3, 1),
    }
    assert [milestone.milestone_id for milestone in plan.milestones.values()] == ["m", "n"]
    assert unknown(thread) == [("n", date(2023, 3, 1))]
    assert thread.hard == []


@pytest.mark.parametrize("what", ["milestone_redated due_on=2023-09-01", "milestone_reached", "plan_followed_up"])
def test_a_milestone_that_no_plan_has_is_unknown(what: str) -> None:
    kind, *fields = what.split()
    thread = thread_of(PLAN, f"2023-03-01 anna {kind} plan_id=p milestone_id=n {' '.join(fields)}")
    assert unknown(thread) == [("n", None)]
    assert unknown(thread_of(PLAN, f"2023-03-01 anna {kind} plan_id=p milestone_id=m {' '.join(fields)}")) == []
    later = "2023-03-02 anna milestone_reached plan_id=p milestone_id=m"
    (plan,) = thread_of(PLAN, f"2023-03-01 anna {kind} plan_id=p milestone_id=n {' '.join(fields)}", later).plans
    assert plan.milestones["m"].reached is not None  # the unknown one stops nothing that comes after


def test_a_milestone_is_reached_once_on_the_first_day_that_says_so() -> None:
    reached = [f"2023-0{month}-01 anna milestone_reached plan_id=p milestone_id=m" for month in (4, 3)]
    (plan,) = thread_of(PLAN, *reached).plans
    event = plan.milestones["m"].reached
    assert event is not None
    assert event.on == date(2023, 3, 1)


def test_a_plan_is_followed_up_as_a_whole_or_by_milestone() -> None:
    thread = thread_of(
        PLAN,
        "2023-03-01 anna plan_followed_up plan_id=p",
        "2023-03-02 anna plan_followed_up plan_id=p milestone_id=m",
    )
    (plan,) = thread.plans
    assert [event.on.day for event in plan.followed_up] == [1, 2]
    assert (plan.milestones["m"].reached, thread.soft) == (None, [])


@pytest.mark.parametrize(
    "line",
    [
        "milestone_added plan_id=p milestone_id=n due_on=2023-06-01",
        "milestone_redated plan_id=p milestone_id=m due_on=2023-06-01",
        "milestone_reached plan_id=p milestone_id=m",
        "plan_followed_up plan_id=p",
    ],
)
def test_what_goes_on_with_a_plan_needs_one_and_says_which_sources_have_it(line: str) -> None:
    (finding,) = thread_of(f"{PLAN} source=lifecare", f"2023-03-01 anna {line} source=extens").hard
    assert (finding.code, finding.detail, finding.elsewhere) == ("unknown_plan", "p", ("lifecare",))
    (finding,) = thread_of(f"2023-03-01 anna {line}").hard
    assert (finding.code, finding.detail, finding.elsewhere) == ("unknown_plan", "p", ())


def test_a_plan_that_has_a_milestone_twice_is_a_fault_that_names_the_milestone() -> None:
    twice = PLAN.replace("}]", '},{"milestone_id":"m","due_on":"2023-07-01"},{"milestone_id":"n","due_on":"2023-07-01"}]')
    thread = thread_of(twice)
    assert [(finding.code, finding.event.kind, finding.detail) for finding in thread.hard] == [
        ("second_start", "plan_decided", "m")
    ]
    assert due_on(thread).keys() == {"m", "n"}


def test_a_milestone_added_twice_keeps_what_was_first_said() -> None:
    added = "2023-03-01 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01"
    thread = thread_of(PLAN, added)
    assert [(finding.code, finding.detail) for finding in thread.hard] == [("second_start", "m")]
    assert due_on(thread) == {"m": [date(2023, 6, 1)]}


# Ends.


@pytest.mark.parametrize("what", SPELLS)
def test_an_end_without_its_start_says_which_sources_have_it_and_one_before_its_start_that_it_is_before(what: str) -> None:
    start, end = SPELLS[what]
    (nowhere,) = thread_of(f"2023-03-01 anna {end}").hard
    assert (nowhere.code, nowhere.detail, nowhere.elsewhere) == ("ends_without_start", "x", ())
    (theirs,) = thread_of(f"2023-02-01 anna {start} source=lifecare", f"2023-03-01 anna {end} source=extens").hard
    assert (theirs.code, theirs.detail, theirs.elsewhere) == ("ends_without_start", "x", ("lifecare",))
    (before,) = thread_of(f"2023-03-02 anna {start}", f"2023-03-01 anna {end}").hard
    assert (before.code, before.event.on, before.detail) == ("ends_before_start", date(2023, 3, 1), "x")


def test_within_a_day_starts_come_first_and_ends_last_and_then_the_later_registered() -> None:
    thread = thread_of(
        "2023-02-01 anna exited enrolment_id=x reason=A1 id=1",
        "2023-02-01 anna moved_in id=2 recorded_at=2023-02-03T12:00:00+01:00",
        "2023-02-01 anna moved_out id=3 recorded_at=2023-02-02T12:00:00+01:00",
        "2023-02-01 anna paused enrolment_id=x id=4 recorded_at=2023-02-04T12:00:00+01:00",
        "2023-02-01 anna moved_out id=6 source=b recorded_at=2023-02-02T12:00:00+01:00",
        "2023-02-01 anna moved_out id=5 source=b recorded_at=2023-02-02T12:00:00+01:00",
        f"2023-02-01 anna {ENROLMENT} id=7",
    )
    assert [event.id for event in thread.events[1:]] == ["7", "4", "5", "6", "3", "2", "1"]
    assert thread.hard == []


# Units.


@pytest.mark.parametrize("start", [INSATS, SPELLS["placements"][0]], ids=["insats", "placement"])
def test_an_activity_s_unit_is_its_own_else_its_enrolment_s(start: str) -> None:
    def unit(fields: str) -> tuple[Any, Any]:
        thread = thread_of("2023-02-01 anna enrolled enrolment_id=e unit=AME", f"2023-03-01 anna {start} {fields}")
        (activity,) = [*thread.insatser, *thread.placements]
        return activity.unit, activity.unit_from

    assert unit("unit=UJC enrolment_id=e") == ("UJC", None)
    assert unit("enrolment_id=e") == ("AME", date(2023, 2, 1))
    assert unit("") == (None, None)
    assert unit("enrolment_id=other") == (None, None)


# Journeys.


def journeys(*lines: str) -> list[tuple[int, list[str], date | None]]:
    thread = thread_of(*lines)
    assert thread.hard == []
    numbers = {enrolment.start.enrolment_id: enrolment.journey for enrolment in thread.enrolments}
    for journey in thread.journeys:
        assert {numbers[enrolment.start.enrolment_id] for enrolment in journey.enrolments} == {journey.number}
    return [
        (journey.number, [enrolment.start.enrolment_id for enrolment in journey.enrolments], journey.ended_on)
        for journey in thread.journeys
    ]


def enrolment(name: str, began: str, ended: str = "", reason: str = "E9") -> str:
    end = f"\n2023-{ended} anna exited enrolment_id={name} reason={reason}" if ended else ""
    return f"2023-{began} anna enrolled enrolment_id={name} unit=AME{end}"


def test_a_gap_of_fourteen_days_goes_on_and_of_fifteen_begins_a_new_journey() -> None:
    assert journeys(enrolment("a", "01-10", "02-01"), enrolment("b", "02-15")) == [(1, ["a", "b"], None)]
    assert journeys(enrolment("a", "01-10", "02-01"), enrolment("b", "02-16", "03-01"), enrolment("c", "04-01")) == [
        (1, ["a"], date(2023, 2, 1)),
        (2, ["b"], date(2023, 3, 1)),
        (3, ["c"], None),
    ]


def test_an_enrolment_within_another_chains_and_the_gap_counts_from_the_latest_end() -> None:
    long, short = enrolment("a", "01-10", "06-01"), enrolment("b", "02-01", "03-01")
    assert journeys(long, short, enrolment("c", "06-15")) == [(1, ["a", "b", "c"], None)]
    assert journeys(long, short) == [(1, ["a", "b"], date(2023, 6, 1))]
    still_open = enrolment("a", "01-10")
    assert journeys(still_open, short, enrolment("c", "09-01", "09-02")) == [(1, ["a", "b", "c"], None)]


def test_a_move_to_another_unit_ends_no_journey_whatever_the_gap() -> None:
    moved = enrolment("a", "01-10", "02-01", "X1")
    assert journeys(moved) == [(1, ["a"], None)]
    assert journeys(moved, enrolment("b", "09-01", "10-01")) == [(1, ["a", "b"], date(2023, 10, 1))]


def test_of_two_ends_on_a_day_the_later_start_then_the_greater_id_is_the_journey_s_exit() -> None:
    def exit_of(*lines: str) -> str:
        (journey,) = thread_of(*lines).journeys
        assert journey.exit is not None
        return journey.exit.start.enrolment_id

    assert exit_of(enrolment("z", "01-10", "03-01"), enrolment("a", "02-01", "03-01")) == "a"
    assert exit_of(enrolment("a", "01-10", "03-01"), enrolment("b", "01-10", "03-01")) == "b"
    assert exit_of(enrolment("b", "01-10", "03-01"), enrolment("a", "01-10", "03-01")) == "b"


def test_each_journey_begins_with_its_first_enrolment() -> None:
    thread = thread_of(enrolment("a", "01-10", "02-01"), enrolment("b", "02-10", "03-01"))
    assert [journey.began_on for journey in thread.journeys] == [date(2023, 1, 10)]


# Who is registered.


def test_of_who_is_not_registered_everything_but_corrections_merges_and_an_erasure_is_refused() -> None:
    thread = fold(
        events_of("""2023-02-01 anna enrolled enrolment_id=e unit=AME
2023-02-02 anna moved_out
2023-02-03 anna erased basis=request
2023-02-03 anna participants_merged absorbed=berit
2023-02-03 anna retracted event=99 reason=fel""")
    )
    assert [(finding.code, finding.event.kind, finding.detail) for finding in thread.hard] == [
        ("not_registered", "enrolled", ""),
        ("not_registered", "moved_out", ""),
        ("corrects_nothing", "retracted", "99"),
    ]
    assert (thread.participant, thread.enrolments, thread.events, thread.point_events) == ("anna", [], (), [])
    assert thread.erased is not None


def test_a_stored_value_that_cannot_be_is_odd_and_what_no_longer_says_what_happened_counts_for_nothing() -> None:
    """Of what its kind can do without, the event stands without it; nothing is left of a payment without a month."""
    registered, job, paid = events_of(f"""{ANNA}
2023-02-01 anna employment_started employment_id=x form=permanent
2023-03-27 anna support_paid month=1900-01 amount=100""")
    job.__dict__["impossible"] = {"extent": "250"}
    paid.__dict__["impossible"] = {"month": "2023-13"}
    thread = fold([registered, job, paid])
    assert [(finding.code, finding.event.kind, finding.detail) for finding in thread.soft] == [
        ("impossible_value", "employment_started", "extent: 250"),
        ("impossible_value", "support_paid", "month: 2023-13"),
    ]
    assert [f"id {finding.event.id} " in finding.text.sv for finding in thread.soft] == [True, True]
    assert ([event.kind for event in thread.events], len(thread.employments), thread.payments) == (
        ["participant_registered", "employment_started"],
        1,
        [],
    )


def test_an_erasure_alone_is_no_fault_and_is_kept() -> None:
    (thread,) = fold_cluster(events_of("2023-02-03 anna erased basis=request"))
    assert thread.hard == []
    assert thread.erased is not None


def test_each_key_registers_once_and_the_survivor_s_registration_stands() -> None:
    merged = "2023-03-01 berit participants_merged absorbed=anna"
    thread = fold(events_of(f"{ANNA}\n{BERIT}\n{merged}"))
    assert (thread.registration and thread.registration.participant, thread.hard) == ("berit", [])
    assert thread.particulars.born_on == date(1991, 6, 16)
    again = "2023-04-01 anna participant_registered sex=K"
    (finding,) = fold(events_of(f"{ANNA}\n{BERIT}\n{merged}\n{again}")).hard
    assert (finding.code, finding.event.on) == ("registered_twice", date(2023, 4, 1))
    only_absorbed = fold(events_of(f"{ANNA}\n{merged}"))
    assert (only_absorbed.participant, only_absorbed.registration and only_absorbed.registration.participant) == (
        "berit",
        "anna",
    )


# Merged keys.


def test_a_thread_bears_every_key_that_was_merged_into_it_its_own_first() -> None:
    text = f"{ANNA}\n{BERIT}\n{CECILIA}\n2023-03-01 berit participants_merged absorbed=anna"
    both = fold_cluster(events_of(text))
    assert [(thread.participant, thread.keys) for thread in both] == [("berit", ("berit", "anna")), ("cecilia", ("cecilia",))]
    chained = f"{text}\n2023-04-01 cecilia participants_merged absorbed=berit\n2023-05-01 anna moved_out"
    (all_three,) = fold_cluster(events_of(chained))
    assert (all_three.keys, all_three.hard) == (("cecilia", "anna", "berit"), [])
    assert [event.kind for event in all_three.point_events][-1] == "moved_out"


def test_of_several_who_are_not_one_the_fold_is_of_whom_the_first_event_is_about() -> None:
    lines = f"{BERIT}\n{ANNA}\n{CECILIA}\n2023-03-01 anna participants_merged absorbed=berit"
    assert fold(events_of(lines)).participant == "anna"
    assert fold(events_of(f"{CECILIA}\n{lines}")).participant == "cecilia"


def test_findings_and_corrections_stand_with_whom_they_are_about() -> None:
    text = f"""{ANNA}
{BERIT}
2023-02-01 anna moved_out id=m
2023-03-01 anna retracted event=m reason=fel
2023-03-02 berit retracted event=99 reason=fel"""
    anna, berit = fold_cluster(events_of(f"{text}\n2023-05-01 anna merge_undone absorbed=berit"))
    assert [correction.event for correction in anna.corrections] == ["m"]
    assert [(finding.code, finding.detail) for finding in anna.hard] == [("not_merged", "berit")]
    assert (berit.corrections, [finding.detail for finding in berit.hard]) == ([], ["99"])


def test_an_id_in_both_of_two_who_are_merged_is_a_fault_of_whichever_began_later() -> None:
    lines = f"2023-02-01 anna {INSATS}\n2023-03-01 berit {INSATS}\n2023-04-01 anna participants_merged absorbed=berit"
    (finding,) = fold(events_of(f"{ANNA}\n{BERIT}\n{lines}")).hard
    assert (finding.code, finding.event.on, finding.detail) == ("same_id_in_both", date(2023, 3, 1), "x")


# As of a day.


def test_as_of_a_day_what_comes_later_is_coming_in_order_and_nothing_of_it_is_in_the_thread() -> None:
    events = events_of(f"""{ANNA}
2023-05-02 anna moved_in
2023-05-01 anna exited enrolment_id=x reason=A1
2023-04-01 anna {ENROLMENT}
2023-04-02 anna moved_out""")
    thread = fold(events, as_of=date(2023, 4, 1))
    assert [event.kind for event in thread.coming] == ["moved_out", "exited", "moved_in"]
    assert [event.kind for event in thread.events] == ["participant_registered", "enrolled"]
    assert thread.enrolments[0].ended_on is None
    assert fold(events).coming == []


def test_what_is_planned_by_a_day_is_what_is_to_come_of_what_was_registered_by_the_end_of_it() -> None:
    ahead = "anna moved_in source=web recorded_at=2023-02-10T23:30:00+01:00"
    early, late = f"2023-06-01 {ahead} id=e", f"2023-05-01 {ahead.replace('02-10', '02-11')} id=l"
    thread = fold(events_of(f"{ANNA}\n{early}\n{late}"), as_of=date(2023, 2, 11))
    assert [event.id for event in thread.planned_by(date(2023, 2, 10))] == ["e"]
    assert [event.id for event in thread.planned_by(date(2023, 2, 11))] == ["l", "e"]


def test_who_a_person_is_holds_as_of_any_day() -> None:
    thread = fold(events_of("2023-05-01 anna participant_registered sex=K born_on=1990-05-15"), as_of=date(2023, 1, 1))
    assert (thread.registration is not None, thread.particulars.sex, thread.coming) == (True, "K", [])


def test_a_merge_that_is_dated_later_is_in_effect_and_is_neither_coming_nor_among_what_has_happened() -> None:
    merged = "2023-05-01 anna participants_merged absorbed=berit"
    (thread,) = fold_cluster(events_of(f"{ANNA}\n{BERIT}\n{merged}"), as_of=date(2023, 4, 30))
    assert (thread.keys, thread.coming, thread.point_events) == (("anna", "berit"), [], [])
    (on_its_day,) = fold_cluster(events_of(f"{ANNA}\n{BERIT}\n{merged}"), as_of=date(2023, 5, 1))
    assert [event.kind for event in on_its_day.point_events] == ["participants_merged"]


# Protection.


def test_protection_is_by_registration_or_by_an_event_of_its_own() -> None:
    registered = "2023-01-01 anna participant_registered sex=K"
    assert fold(events_of(registered)).protecting == []
    both = fold(events_of(f"{registered} protected=true\n2023-03-01 anna protection_set level=none"))
    assert [event.kind for event in both.protecting] == ["participant_registered", "protection_set"]


def test_given_nothing_nothing_is_folded() -> None:
    assert fold_cluster([]) == []
