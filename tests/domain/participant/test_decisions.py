"""What is refused, what is kept as odd, and how the lines of a file are weighed together (events.md §4)."""

import itertools
import re

import pytest

from domain.participant.decisions.decide import admit
from domain.participant.decisions.refused import Refused
from domain.participant.findings import FINDING_KINDS
from domain.participant.fold import fold
from domain.participant.folding import Rules
from domain.participant.thread import Finding
from projections.measuring.examples import events_of
from tests.scenario import ANNA, BERIT, given

ENROLLED = "2023-02-01 anna enrolled enrolment_id=e unit=AME"
PLAN = "2023-02-01 anna plan_decided plan_id=p goal=work"

REFUSALS = {
    "an end without its beginning": ("", "2023-03-01 anna exited enrolment_id=e", "ends_without_start"),
    "an end before its beginning": (ENROLLED, "2023-01-31 anna exited enrolment_id=e", "ends_before_start"),
    "a second ending": (
        f"{ENROLLED}\n2023-03-01 anna exited enrolment_id=e",
        "2023-03-05 anna exited enrolment_id=e",
        "second_ending",
    ),
    "a second start with the same id": (ENROLLED, "2023-05-01 anna enrolled enrolment_id=e unit=AME", "second_start"),
    "a second registration": ("", "2023-05-01 anna participant_registered sex=K", "registered_twice"),
    "a milestone of an unknown plan": (
        "",
        "2023-03-01 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01",
        "unknown_plan",
    ),
    "a milestone of a plan that is decided later": (
        PLAN,
        "2023-01-31 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01",
        "unknown_plan",
    ),
    "a follow-up of an unknown plan": ("", "2023-03-01 anna plan_followed_up plan_id=p", "unknown_plan"),
    "the end of an unknown plan": ("", "2023-03-01 anna plan_ended plan_id=p", "ends_without_start"),
    "a milestone added twice": (
        f"{PLAN}\n2023-03-01 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01",
        "2023-03-02 anna milestone_added plan_id=p milestone_id=m due_on=2023-09-01",
        "second_start",
    ),
    "a plan with a milestone told twice": (
        ENROLLED,
        f'{PLAN} milestones=[{{"milestone_id":"m","due_on":"2023-09-01"}},{{"milestone_id":"m","due_on":"2023-10-01"}}]',
        "second_start",
    ),
    "a retraction of a retraction": (
        f"{ENROLLED}\n2023-02-02 anna retracted event=2 reason=fel",
        "2023-02-03 anna retracted event=3 reason=fel",
        "corrects_a_correction",
    ),
    "a replacement of what is replaced": (
        f"{ENROLLED}\n2023-02-02 anna enrolled enrolment_id=e unit=AME replaces=2",
        "2023-02-03 anna enrolled enrolment_id=e unit=AME replaces=2",
        "already_corrected",
    ),
    "a replacement of another kind": (
        ENROLLED,
        "2023-02-03 anna re_entered enrolment_id=e unit=AME replaces=2",
        "replaces_another_kind",
    ),
    "a replacement of another id": (
        ENROLLED,
        "2023-02-03 anna enrolled enrolment_id=f unit=AME replaces=2",
        "replaces_another_id",
    ),
    "a retraction of nothing known": ("", "2023-02-03 anna retracted event=99 reason=fel", "corrects_nothing"),
    "a replacement of nothing known": ("", "2023-02-03 anna moved_out replaces=99", "corrects_nothing"),
    "a retraction of another participant's event": (
        f"{BERIT}\n2023-02-01 berit moved_out",
        "2023-02-03 anna retracted event=3 reason=fel",
        "corrects_nothing",
    ),
    "a retraction of an event of whom one was merged with": (
        f"{BERIT}\n2023-02-01 berit moved_out\n2023-02-02 anna participants_merged absorbed=berit\n"
        "2023-02-03 anna merge_undone absorbed=berit",
        "2023-02-04 anna retracted event=3 reason=fel",
        "corrects_nothing",
    ),
    "a correction of what was another's event and no longer is": (
        f"{BERIT}\n2023-02-01 berit moved_out\n2023-02-02 anna participants_merged absorbed=berit\n"
        "2023-02-03 anna merge_undone absorbed=berit",
        "2023-02-04 anna retracted event=3 reason=fel",
        "corrects_nothing",
    ),
    "a start taken back while its end stands": (
        f"{ENROLLED}\n2023-03-01 anna exited enrolment_id=e",
        "2023-03-02 anna retracted event=2 reason=fel",
        "ends_without_start",
    ),
    "a spell that begins after death": (
        "2023-02-01 anna deceased",
        "2023-02-02 anna enrolled enrolment_id=e unit=AME",
        "begins_after_death",
    ),
    "a merge with who is merged already": (
        f"{BERIT}\n2023-02-01 anna participants_merged absorbed=berit",
        "2023-02-02 anna participants_merged absorbed=berit",
        "already_merged",
    ),
    "a merge in a ring": (
        f"{BERIT}\n2023-02-01 anna participants_merged absorbed=berit",
        "2023-02-02 berit participants_merged absorbed=anna",
        "already_merged",
    ),
    "a merge with oneself": ("", "2023-02-02 anna participants_merged absorbed=anna", "already_merged"),
    "an undoing of no merge": (BERIT, "2023-02-02 anna merge_undone absorbed=berit", "not_merged"),
    "a merge of two whose ids clash": (
        f"{BERIT}\n{ENROLLED}\n2023-02-01 berit enrolled enrolment_id=e unit=AME",
        "2023-02-02 anna participants_merged absorbed=berit",
        "same_id_in_both",
    ),
}
"""For each rule of the first list: what stands, what is registered, and the reason why it is refused."""

ODD = {
    "an id that names nothing known": ("", "2023-02-01 anna mapping_completed enrolment_id=e", "names_nothing_known"),
    "extended holiday work of more than four months": (
        "",
        "2023-02-01 anna placement_started placement_id=p form=forlangd_ferietjanst sector=municipal",
        "extended_holiday_long",
    ),
    "an insats outside every enrolment": (
        "",
        "2023-02-01 anna insats_started insats_id=i insats=course",
        "outside_enrolment",
    ),
    "overlapping enrolments in one unit": (
        ENROLLED,
        "2023-02-05 anna enrolled enrolment_id=f unit=AME",
        "overlapping_enrolments",
    ),
    "an exit without a reason": (ENROLLED, "2023-02-05 anna exited enrolment_id=e", "exit_without_reason"),
    "an open enrolment in which nothing goes on": ("", ENROLLED, "no_activity"),
    "enrolled where dates say re-entry": (
        f"{ENROLLED}\n2023-02-05 anna exited enrolment_id=e reason=E9",
        "2023-02-20 anna enrolled enrolment_id=f unit=AME",
        "is_re_entry",
    ),
    "a code outside its validity": (
        "",
        "2024-02-01 anna placement_started placement_id=x form=extratjanst sector=municipal",
        "code_not_valid",
    ),
    "registered more than thirty days late": (
        "",
        "2023-02-01 anna moved_out recorded_at=2023-03-04T09:00:00+01:00",
        "registered_late",
    ),
    "a follow-up that is missing": (ENROLLED, "2023-02-05 anna exited enrolment_id=e reason=E9", "no_follow_up"),
    "what is planned": ("", "2023-02-01 anna moved_out recorded_at=2023-01-31T09:00:00+01:00", "planned"),
    "an event before birth": ("", "1990-05-14 anna moved_out recorded_at=1990-05-14T09:00:00+02:00", "before_birth"),
    "a number that cannot be one": (
        "",
        "2023-02-01 anna identity_registered number=199001011234 number_type=personnummer",
        "number_not_valid",
    ),
    "another sex from another source": ("", "2023-02-01 anna particulars_recorded sex=M source=af", "sexes_disagree"),
    "another birth date under a merged key": (
        BERIT,
        "2023-02-01 anna participants_merged absorbed=berit",
        "birth_dates_disagree",
    ),
}
"""For each rule of the second list: what stands, what is registered, and what is odd about it."""

NOT_OF_ONE_PARTICIPANT = {"impossible_reference", "possible_duplicate", "impossible_value"}
"""Found by comparing participants, where the log's numbers are at hand, or as a stored row is opened; not by the fold."""
OF_COMMANDS = {"absorbs_nobody", "of_several_sources"}
"""Found where it is asked what a command names."""


@pytest.mark.parametrize("rule", REFUSALS)
def test_what_cannot_be_true_is_refused_with_the_reason(rule: str) -> None:
    history, new, code = REFUSALS[rule]
    finding = given(ANNA, history).when(new).refused(code)
    for lang in ("sv", "en"):
        _is_a_sentence(finding, lang)


def test_a_merge_is_undone_only_if_each_can_stand_alone() -> None:
    merged = "2023-06-01 anna participants_merged absorbed=berit\n2023-06-02 berit moved_out"
    undone = "2023-07-01 anna merge_undone absorbed=berit"
    given(ANNA, merged).when(undone).refused("not_registered")
    given(ANNA, BERIT, merged).when(undone).then()


def test_a_person_who_is_not_registered_can_be_nobody() -> None:
    given("").when("2023-02-01 anna moved_out").refused("not_registered")
    given(BERIT).when("2023-02-01 anna participants_merged absorbed=berit").then()


@pytest.mark.parametrize("rule", ODD)
def test_what_is_odd_is_kept_and_reported(rule: str) -> None:
    history, new, code = ODD[rule]
    finding = given(ANNA, history).when(new).finding(code)
    for lang in ("sv", "en"):
        _is_a_sentence(finding, lang)


def _is_a_sentence(finding: Finding, lang: str) -> None:
    sentence = finding.text[lang]  # type: ignore[index]
    assert re.fullmatch(r"\S.*\.", sentence)
    assert not re.search(r"[{}]|None|\bfel\b", sentence)


def test_every_deviation_is_met_by_a_rule_here() -> None:
    met = {code for *_, code in (*REFUSALS.values(), *ODD.values())} | {"not_registered"}
    assert met | NOT_OF_ONE_PARTICIPANT | OF_COMMANDS == set(FINDING_KINDS)
    assert {code for *_, code in REFUSALS.values()} <= {
        code for code, finding_kind in FINDING_KINDS.items() if finding_kind.hard
    }
    assert not {code for *_, code in ODD.values()} & {code for code, finding_kind in FINDING_KINDS.items() if finding_kind.hard}


LIMITS = {
    "extended_holiday_long": (
        "2023-02-01 anna placement_started placement_id=p form=forlangd_ferietjanst sector=municipal",
        "2023-05-31 anna placement_ended placement_id=p result=completed",
    ),
    "registered_late": ("", "2023-02-01 anna moved_out recorded_at=2023-03-03T09:00:00+01:00"),
    "is_re_entry": (
        f"{ENROLLED}\n2023-02-05 anna exited enrolment_id=e reason=E9",
        "2023-02-19 anna enrolled enrolment_id=f unit=AME",
    ),
    "overlapping_enrolments": (ENROLLED, "2023-02-05 anna enrolled enrolment_id=f unit=UJC-A"),
    "outside_enrolment": (ENROLLED, "2023-02-01 anna insats_started insats_id=i insats=course"),
    "no_follow_up": (
        f"{ENROLLED}\n2023-02-05 anna exited enrolment_id=e reason=E9",
        "2023-04-29 anna followed_up status=work",
    ),
    "code_not_valid": ("", "2022-02-01 anna placement_started placement_id=x form=extratjanst sector=municipal"),
    "no_activity": (ENROLLED, "2023-02-01 anna insats_started insats_id=i insats=course"),
    "exit_without_reason": (
        f"{ENROLLED}\n2023-02-04 anna employment_started employment_id=j form=permanent",
        "2023-02-05 anna exited enrolment_id=e employment_id=j",
    ),
    "sexes_disagree": ("", "2023-02-01 anna particulars_recorded sex=U source=af"),
    "birth_dates_disagree": ("", "2023-02-01 anna particulars_recorded born_on=1991-06-16"),
    "number_not_valid": ("", "2023-02-01 anna identity_registered number=19900101TF12 number_type=reservnummer"),
}


@pytest.mark.parametrize("code", LIMITS)
def test_what_lies_within_the_rule_is_not_odd(code: str) -> None:
    history, new = LIMITS[code]
    given(ANNA, history).when(new).not_found(code)


BY_TIME = {
    "an open enrolment in which nothing goes on": "2023-03-04",
    "a follow-up that is missing": "2023-06-06",
    "extended holiday work of more than four months": "2023-06-01",
}


@pytest.mark.parametrize("rule", BY_TIME)
def test_what_becomes_odd_with_time_says_from_which_day(rule: str) -> None:
    (history, new, code), day = ODD[rule], BY_TIME[rule]
    assert str(given(ANNA, history).when(new).finding(code).certain_on) == day


def test_a_batch_stands_or_falls_together() -> None:
    good, bad = "2023-03-01 anna moved_out", "2023-03-01 anna exited enrolment_id=none"
    given(ANNA).when(good).then()
    given(ANNA).when(f"{good}\n{bad}").refused("ends_without_start", "none")


def test_a_batch_is_judged_by_what_it_leaves_whatever_its_order() -> None:
    history = f"{ENROLLED}\n2023-03-01 anna exited enrolment_id=e reason=A1"
    batch = ["2023-03-02 anna retracted event=2 reason=fel", "2023-03-02 anna retracted event=3 reason=fel"]
    for order in itertools.permutations(batch):
        assert given(ANNA, history).when("\n".join(order)).then().enrolments == []


def test_an_old_fault_of_the_history_refuses_nothing_new() -> None:
    events = events_of(f"{ANNA}\n2023-03-01 anna exited enrolment_id=none\n2023-04-01 anna moved_out")
    assert admit(events[:2], events[2:]).refused == []


def test_only_a_new_hard_finding_refuses_a_soft_one_never_does() -> None:
    thread = given(ANNA).when("2023-02-01 anna insats_started insats_id=i insats=course enrolment_id=none").then()
    assert [finding.code for finding in thread.soft] == ["names_nothing_known"]


def test_the_rules_of_the_fold_are_those_that_are_given() -> None:
    text = f"{ANNA}\n{ENROLLED}\n2023-02-05 anna exited enrolment_id=e\n2023-03-07 anna enrolled enrolment_id=f unit=AME"
    assert len(fold(events_of(text)).journeys) == 2
    assert len(fold(events_of(text), Rules(journey_gap_days=30)).journeys) == 1


EXIT = "2023-03-01 anna exited enrolment_id=e reason=A1"
FILES = {
    "a line before the line it depends on": (f"{EXIT}\n{ENROLLED}\n{ANNA}", []),
    "a wrong exit, its retraction and the true exit": (
        f"{ANNA}\n{ENROLLED}\n{EXIT}\n2023-04-01 anna retracted event=3 reason=fel\n"
        "2023-02-20 anna exited enrolment_id=e reason=E9",
        [],
    ),
    "the same, the retraction dated before all": (
        f"{ANNA}\n{ENROLLED}\n{EXIT}\n2023-01-01 anna retracted event=3 reason=fel\n"
        "2023-02-20 anna exited enrolment_id=e reason=E9",
        [],
    ),
    "a chain of replacements": (
        f"{ANNA}\n{ENROLLED}\n2023-02-02 anna enrolled enrolment_id=e unit=AME replaces=2\n"
        "2023-01-20 anna enrolled enrolment_id=e unit=AME replaces=3",
        [],
    ),
    "two replacements of one": (
        f"{ANNA}\n{ENROLLED}\n2023-02-02 anna enrolled enrolment_id=e unit=AME replaces=2\n"
        "2023-02-03 anna enrolled enrolment_id=e unit=AME replaces=2",
        [("4", "already_corrected")],
    ),
    "replacements in a ring": (
        f"{ANNA}\n2023-02-01 anna moved_out replaces=3\n2023-02-02 anna moved_out replaces=2",
        [("2", "corrects_nothing"), ("3", "corrects_nothing")],
    ),
    "two exits, the earlier stands": (
        f"{ANNA}\n{ENROLLED}\n{EXIT}\n2023-02-20 anna exited enrolment_id=e reason=E9",
        [("3", "second_ending")],
    ),
    "what follows from a refused line is refused with it": (
        f"{ANNA}\n2022-12-31 anna deceased\n{ENROLLED}\n{EXIT}",
        [("3", "begins_after_death"), ("4", "ends_without_start")],
    ),
    "a merge of two whose ids clash": (
        f"{ANNA}\n{BERIT}\n{ENROLLED}\n2023-02-01 berit enrolled enrolment_id=e unit=AME\n"
        "2023-06-01 anna participants_merged absorbed=berit",
        [("5", "same_id_in_both")],
    ),
    "what only stands while two are merged": (
        f"{ANNA}\n2023-02-01 berit moved_out\n2023-06-01 anna participants_merged absorbed=berit",
        [],
    ),
    "what stands only while two are merged, and the merge is undone": (
        f"{ANNA}\n2023-02-01 berit moved_out\n2023-06-01 anna participants_merged absorbed=berit\n"
        "2023-07-01 anna merge_undone absorbed=berit",
        [("4", "not_registered")],
    ),
    "a merge undone where each can stand alone": (
        f"{ANNA}\n{BERIT}\n2023-06-01 anna participants_merged absorbed=berit\n2023-07-01 anna merge_undone absorbed=berit",
        [],
    ),
    "a later event under the absorbed key": (
        f"{ANNA}\n{BERIT}\n2023-06-01 anna participants_merged absorbed=berit\n"
        "2023-06-02 berit enrolled enrolment_id=e unit=AME\n2023-06-03 anna exited enrolment_id=e",
        [],
    ),
    "a registration taken back alone": (
        f"{ANNA}\n{ENROLLED}\n2023-06-01 anna retracted event=1 reason=fel",
        [("3", "not_registered")],
    ),
}
"""Lines of one file about one participant or some who are merged: ids and reasons of those that are refused."""


@pytest.mark.parametrize("case", FILES)
def test_lines_of_a_file_are_judged_together_against_an_empty_log(case: str) -> None:
    text, refused = FILES[case]
    assert given("").sent(text) == refused


@pytest.mark.parametrize("case", FILES)
def test_the_order_of_lines_in_a_file_means_nothing(case: str) -> None:
    text, refused = FILES[case]
    events = events_of(text)
    for order in itertools.islice(itertools.permutations(events), 120):
        verdict = admit([], order)
        assert sorted((event.id, finding.code) for event, finding in verdict.refused) == refused


def test_of_two_sources_each_has_its_own_ids_unless_an_event_names_the_other() -> None:
    history = f"{ANNA}\n2023-02-01 anna enrolled enrolment_id=e unit=AME source=lifecare"
    end = "2023-03-01 anna exited enrolment_id=e source=web"
    given(history).when(end).refused("ends_without_start")
    given(history).when(f"{end} of_source=lifecare").then()


def test_a_refusal_tells_its_sentence_in_both_languages() -> None:
    finding = given(ANNA).when("2023-03-01 anna exited enrolment_id=e7").refused("ends_without_start")
    assert Refused(finding).text.sv == "”avslutad” 2023-03-01 avslutar e7, som aldrig har börjat."


def test_a_plan_that_cannot_stand_takes_what_rests_on_it_along_each_for_its_own_reason() -> None:
    registered = events_of(ANNA)
    milestone = '{"milestone_id":"m","due_on":"2023-09-01"}'
    new = events_of(f"""{ANNA}
        {PLAN} milestones=[{milestone},{milestone}]
        2023-03-01 anna milestone_reached plan_id=p milestone_id=m
        {ENROLLED}""")[1:]
    verdict = admit(registered, new)
    assert [event.kind for event in verdict.accepted] == ["enrolled"]
    assert [finding.code for _, finding in verdict.refused] == ["second_start", "unknown_plan"]
