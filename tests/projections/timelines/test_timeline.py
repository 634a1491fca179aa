"""A participant's timeline: the thread described in words and days, as of a day and as known at an instant."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain.calendar import STOCKHOLM, end_of_day
from domain.participant.fold import fold_cluster
from domain.vocabulary.code_lists import label
from domain.vocabulary.text import Lang
from projections.measuring.examples import events_of
from projections.timelines.spells import TimelineSpell
from projections.timelines.timeline import Timeline, thread_of, timeline
from projections.worlds.coordinates import Coordinates
from tests.histories import lives
from tests.memory import book, together

A = date(2024, 12, 31)
ANNA = "2022-01-01 anna participant_registered sex=K born_on=1990-05-15\n"


def timeline_of(text: str, as_of: date = A, lang: Lang = "sv", key: str = "anna", known_at: datetime | None = None) -> Timeline:
    thread = thread_of(key, events_of(ANNA + text), Coordinates(as_of, known_at))
    assert thread is not None
    return timeline(thread, Coordinates(as_of, known_at), lang)


def only_spell(text: str, lang: Lang = "sv") -> TimelineSpell:
    (spell,) = timeline_of(text, lang=lang).spans
    return spell


def test_who_it_is_about_and_as_of_when() -> None:
    line = timeline_of("")
    assert (line.participant, line.keys, line.sex, line.born_on) == ("anna", ("anna",), "K", date(1990, 5, 15))
    assert (line.as_of, line.known_at, line.journeys, line.spans, line.moments) == (A, None, (), (), ())


JOURNEYS = """
2022-02-01 anna enrolled enrolment_id=e1 unit=AME
2022-05-01 anna exited enrolment_id=e1 reason=X1
2022-05-10 anna enrolled enrolment_id=e2 unit=Jobbcentrum
2022-09-30 anna exited enrolment_id=e2 reason=E1
2022-10-15 anna re_entered enrolment_id=e3 unit=AME
"""


def test_journeys_are_numbered_with_their_exits_and_the_days_until_the_next() -> None:
    first, second = timeline_of(JOURNEYS).journeys
    assert (first.number, first.began_on, first.ended_on) == (1, date(2022, 2, 1), date(2022, 9, 30))
    assert (first.outcome, first.re_entry_after_days) == ("E1 Avbrutit själv", None)
    assert [(spell.label, spell.code, spell.ended_on) for spell in first.enrolments] == [
        ("Inskriven, AME", "X1", date(2022, 5, 1)),
        ("Inskriven, Jobbcentrum", "E1", date(2022, 9, 30)),
    ]
    assert (second.number, second.ended_on, second.outcome, second.re_entry_after_days) == (2, None, "", 15)


def test_what_is_open_at_the_day_is_open_and_what_comes_later_is_not_there() -> None:
    (journey,) = timeline_of(JOURNEYS, date(2022, 9, 29)).journeys
    assert (journey.ended_on, journey.outcome) == (None, "")


def test_an_exit_without_a_reason_says_so() -> None:
    text = "2022-02-01 anna enrolled enrolment_id=e unit=AME\n2022-05-01 anna exited enrolment_id=e"
    assert timeline_of(text).journeys[0].outcome == "utan orsak"
    assert timeline_of(text, lang="en").journeys[0].outcome == "no reason given"


@pytest.mark.parametrize(
    ("text", "what", "label", "ended_on", "outcome"),
    [
        (
            "2022-02-01 anna insats_started insats_id=i insats=coaching ladder=koksbitrade step=1\n"
            "2022-03-01 anna insats_ended insats_id=i result=completed",
            "insats",
            "Jobbcoachning (Köksbiträde: Måltidsvärd)",
            date(2022, 3, 1),
            "slutförd",
        ),
        (
            "2022-02-01 anna placement_started placement_id=p form=praktik sector=private ladder=egen",
            "placement",
            "Praktik (egen)",
            None,
            "",
        ),
        (
            "2022-02-01 anna study_started study_id=s programme=yh student_aid=true\n"
            "2022-03-01 anna study_ended study_id=s result=interrupted",
            "study",
            "Yrkeshögskola, studiemedel",
            date(2022, 3, 1),
            "avbruten",
        ),
        (
            "2022-02-01 anna employment_started employment_id=j form=permanent extent=75",
            "employment",
            "Tillsvidareanställning, 75 %",
            None,
            "",
        ),
        (
            "2022-02-01 anna referred referral_id=r from_party=af to_unit=AME",
            "referral",
            "Anvisad av Arbetsförmedlingen → AME",
            None,
            "väntar",
        ),
        (
            "2022-02-01 anna referred referral_id=r from_party=af to_unit=AME\n"
            "2022-02-09 anna referral_closed referral_id=r outcome=no_show",
            "referral",
            "Anvisad av Arbetsförmedlingen → AME",
            date(2022, 2, 9),
            "kom inte",
        ),
        (
            "2022-02-01 anna referred referral_id=r from_party=af to_unit=AME\n"
            "2022-02-05 anna enrolled enrolment_id=e unit=AME referral_id=r",
            "referral",
            "Anvisad av Arbetsförmedlingen → AME",
            date(2022, 2, 5),
            "inskriven",
        ),
        (
            "2022-02-01 anna support_applied application_id=a\n2022-02-20 anna support_decided application_id=a outcome=partly",
            "application",
            "Ansökan om försörjningsstöd",
            date(2022, 2, 20),
            "delvis bifall",
        ),
        (
            "2022-02-01 anna support_applied application_id=a new_visit=false\n"
            "2022-02-20 anna application_withdrawn application_id=a",
            "application",
            "Ansökan om försörjningsstöd (inte nybesök)",
            date(2022, 2, 20),
            "ansökan återtagen",
        ),
    ],
)
def test_each_kind_of_spell_is_described_in_words(
    text: str, what: str, label: str, ended_on: date | None, outcome: str
) -> None:
    spell = only_spell(text)
    assert (spell.what, spell.label, spell.began_on, spell.ended_on, spell.outcome) == (
        what,
        label,
        date(2022, 2, 1),
        ended_on,
        outcome,
    )
    assert spell.events[0] == "2"


def test_an_insats_and_a_placement_are_called_by_their_local_programme_too() -> None:
    course = only_spell("2022-02-01 anna insats_started insats_id=i insats=course programme=Truckkort")
    assert course.label == f"{label('insats_code', 'course', 'sv')}, Truckkort"
    place = only_spell("2022-02-01 anna placement_started placement_id=p form=praktik sector=private programme=Matlust")
    assert place.label == f"{label('placement_form', 'praktik', 'sv')}, Matlust"


def test_months_of_support_that_follow_one_another_are_one_row() -> None:
    text = "\n".join(
        f"{month}-27 anna support_paid month={month} amount={amount} id={month}{amount}"
        for month, amount in (("2022-11", 1000), ("2022-12", 500), ("2022-12", 250.5), ("2023-01", 10000), ("2023-03", 7))
    )
    first, second = timeline_of(text).spans
    assert (first.began_on, first.ended_on, first.outcome) == (date(2022, 11, 1), date(2023, 1, 31), "3 mån, 11\xa0750 kr")
    assert (second.began_on, second.ended_on, second.outcome) == (date(2023, 3, 1), date(2023, 3, 31), "1 mån, 7 kr")
    assert first.events == ("2022-111000", "2022-12250.5", "2022-12500", "2023-0110000")


def test_a_plan_has_every_due_date_that_its_milestones_have_had() -> None:
    (plan,) = timeline_of(
        """
2022-01-20 anna plan_decided plan_id=p goal=work valid_until=2022-12-31 milestones=[{"milestone_id":"m","due_on":"2022-03-01","title":"Cv"}]
2022-02-20 anna milestone_redated plan_id=p milestone_id=m due_on=2022-04-01
2022-02-21 anna milestone_added plan_id=p milestone_id=n due_on=2022-05-01 title=Ring
2022-03-28 anna milestone_reached plan_id=p milestone_id=m
2022-03-30 anna plan_followed_up plan_id=p
"""  # noqa: E501 an example is a line an event
    ).plans
    assert (plan.plan.label, plan.plan.ended_on, plan.valid_until) == ("Plan: arbete", None, date(2022, 12, 31))
    moved, added = plan.milestones
    assert [(due.due_on, due.said_on) for due in moved.due] == [
        (date(2022, 3, 1), date(2022, 1, 20)),
        (date(2022, 4, 1), date(2022, 2, 20)),
    ]
    assert (moved.title, moved.reached_on, added.title, added.reached_on) == ("Cv", date(2022, 3, 28), "Ring", None)
    assert plan.followed_up_on == (date(2022, 3, 30),)


@pytest.mark.parametrize(
    ("event", "label", "says"),
    [
        ("obstacle_recorded obstacle=lacks_childcare", "Försörjningshinder", "Saknar barnomsorg"),
        ("language_assessed level=B1", "Språknivå bedömd", "B1"),
        ("circumstances_recorded foreign_born=true", "Förhållanden", "utrikes född: ja"),
        ("circumstances_recorded household_type=null", "Förhållanden", "hushållstyp: uppgiften borttagen"),
        ("circumstances_recorded priority_groups=unga,nyanlända", "Förhållanden", "prioriterade grupper: unga, nyanlända"),
        ("caseworker_assigned caseworker=h1 unit=AME", "Handläggare", "h1, AME"),
        ("identity_registered number=19900515-1234 number_type=personnummer name=Anna", "Identitet", "Personnummer"),
        ("attendance_recorded week=2022-W05 planned_hours=40 attended_hours=32.5", "Närvaro", "2022-W05: 32.5 av 40 h"),
        ("absence_recorded valid=false", "Frånvaro", "ogiltig"),
        ("followed_up status=work form=hourly", "Uppföljd", "I arbete (Timanställning)"),
        ("followed_up status=work form=extratjanst", "Uppföljd", "I arbete (Extratjänst)"),
        ("support_ended reason=C5", "Stödet avslutat", "Arbetslöshetsersättning (a-kassa)"),
        ("support_ended", "Stödet avslutat", ""),
        ("preventive_agreement with_party=af", "Förebyggande överenskommelse", "Arbetsförmedlingen"),
        ("protection_set level=marked", "Skyddade uppgifter", "Sekretessmarkering"),
        ("insats_offered insats=coaching", "Insats erbjuden", "Jobbcoachning"),
        ("support_restricted effect=denied", "Nedsatt bistånd", "Nekat bistånd"),
        ("study_admitted study_id=s programme=yh", "Antagen till studier", "Yrkeshögskola"),
        ("coach_assigned coach=c7", "Jobbcoach", "c7"),
        ("moved_out", "Utflyttad", ""),
    ],
)
def test_point_events_are_described_in_words(event: str, label: str, says: str) -> None:
    (point_event,) = timeline_of(f"2022-02-01 anna {event}").moments
    assert (point_event.on, point_event.label, point_event.says, point_event.event) == (date(2022, 2, 1), label, says, "2")


def test_what_was_not_registered_by_the_instant_is_left_out() -> None:
    late = "2022-02-01 anna enrolled enrolment_id=e unit=AME recorded_at=2022-06-01T10:00:00+02:00"
    assert timeline_of(late, known_at=end_of_day(date(2022, 5, 31))).journeys == ()
    assert len(timeline_of(late, known_at=datetime(2022, 6, 1, 10, tzinfo=STOCKHOLM)).journeys) == 1


def test_nobody_has_a_timeline_before_the_registration_was_known() -> None:
    events = events_of(ANNA)
    assert thread_of("anna", events, Coordinates(A, end_of_day(date(2021, 12, 31)))) is None
    assert thread_of("berit", events, Coordinates(A)) is None
    assert thread_of("anna", [], Coordinates(A)) is None


MERGED = """
2022-01-01 ann2 participant_registered sex=K
2022-03-01 ann2 language_assessed level=A2
2022-04-01 anna participants_merged absorbed=ann2
"""


def test_merged_keys_share_a_timeline_and_an_undone_merge_parts_them() -> None:
    merged, absorbed = timeline_of(MERGED), timeline_of(MERGED, key="ann2")
    assert merged == absorbed
    assert merged.keys == ("anna", "ann2")
    parted = MERGED + "2022-05-01 anna merge_undone absorbed=ann2"
    assert [timeline_of(parted, key=key).keys for key in ("anna", "ann2")] == [("anna",), ("ann2",)]
    assert [m.says for m in timeline_of(parted, key="ann2").moments] == ["A2"]


def test_a_corrected_event_is_gone_and_its_correction_is_there() -> None:
    text = "2022-02-01 anna moved_out\n2022-02-02 anna retracted event=2 reason=fel"
    assert [(event.kind, event.says) for event in timeline_of(text).moments] == [("retracted", "2")]


def test_findings_are_sentences_and_come_when_they_are_certain() -> None:
    text = "2022-02-01 anna enrolled enrolment_id=e unit=AME\n2022-05-01 anna exited enrolment_id=e"
    says = [(finding.code, finding.says) for finding in timeline_of(text, date(2022, 6, 1)).findings]
    assert says == [("exit_without_reason", "Avslutet 2022-05-01 saknar orsak, så utfallet är okänt.")]
    assert [finding.code for finding in timeline_of(text).findings] == ["exit_without_reason", "no_follow_up"]


@pytest.mark.parametrize("seed", range(8))
def test_the_findings_of_the_timelines_of_a_day_are_those_of_the_world_of_that_day(seed: int) -> None:
    chance = Random(seed)
    registered = book(lives(chance))
    for day in (date(2021, 1, 1) + timedelta(days=chance.randrange(1400)) for _ in range(3)):
        world = registered.world(day)
        counted: Counter[tuple[Any, ...]] = Counter()
        for share in together(registered.events):
            for thread in fold_cluster(share, as_of=day):
                if thread.registration is not None:
                    counted.update(
                        (thread.participant, finding.code, finding.on, finding.event)
                        for finding in timeline(thread, Coordinates(day)).findings
                    )
        known = world["findings"].join(world["participants"].select("pid", "participant"), on="pid")
        assert counted == Counter(known.select("participant", "code", "on", "event").iter_rows())


def test_each_event_says_its_source_who_registered_it_and_when() -> None:
    text = """2022-02-01 anna enrolled enrolment_id=e1 unit=AME source=lifecare id=s by=ek
2022-02-05 anna enrolled enrolment_id=e1 unit=AME source=web id=w by=ny replaces=s of_source=lifecare
2022-03-01 anna moved_out source=web id=m
2022-03-02 anna retracted event=m reason=fel source=web id=r by=ny
2025-02-01 anna moved_in source=web id=p recorded_at=2024-05-01T12:00:00+02:00"""
    line = timeline_of(text)
    registered = [
        (event.event, event.label, event.source, event.by, event.recorded_at.date(), event.replaces)
        for event in line.registrations
    ]
    assert registered == [
        ("1", "Registrerad", "example", None, date(2022, 1, 1), None),
        ("w", "Inskriven", "web", "ny", date(2022, 2, 5), "s"),
        ("r", "Makulerad", "web", "ny", date(2022, 3, 2), None),
        ("p", "Inflyttad", "web", None, date(2024, 5, 1), None),
    ]
    described = {event for spell in line.journeys[0].enrolments for event in spell.events} | {
        event.event for event in (*line.moments, *line.coming)
    }
    assert described <= {event.event for event in line.registrations}
