"""Which of what is registered counts, when corrections correct one another (events.md §1)."""

from datetime import date
from itertools import permutations

import pytest

from domain.participant.fold import fold, fold_cluster
from domain.participant.thread import Thread
from projections.measuring.examples import events_of
from tests.scenario import ANNA, BERIT

START, END = "insats_started insats_id=x insats=course", "insats_ended insats_id=x result=completed"
IMPORTED = f"2024-02-01 anna {START} source=lifecare id=s"


def thread_of(*lines: str) -> Thread:
    return fold(events_of("\n".join((ANNA, *lines))))


def recorded(day: int) -> str:
    return f"recorded_at=2024-03-{day:02}T12:00:00+01:00"


def hard(thread: Thread) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.event.id, finding.detail) for finding in thread.hard]


def test_a_replacement_of_what_is_not_known_is_a_fault_but_what_it_says_happened() -> None:
    thread = thread_of("2024-02-01 anna moved_out id=w replaces=99")
    assert hard(thread) == [("corrects_nothing", "w", "99")]
    assert [event.id for event in thread.point_events] == ["w"]


def test_a_correction_that_cannot_be_right_changes_nothing_and_can_itself_not_be_corrected() -> None:
    other_kind = (
        f"2024-02-02 anna study_started study_id=x programme=sfi source=web id=w replaces=s of_source=lifecare {recorded(1)}"
    )
    of_it = f"2024-02-03 anna study_started study_id=x programme=sfi source=web id=w2 replaces=w {recorded(2)}"
    back = f"2024-03-03 anna retracted event=w source=web id=u reason=fel {recorded(3)}"
    thread = thread_of(IMPORTED, other_kind, of_it, back)
    assert hard(thread) == [
        ("replaces_another_kind", "w", "s"),
        ("corrects_nothing", "w2", "w"),
        ("corrects_nothing", "u", "w"),
    ]
    assert [insats.start.id for insats in thread.insatser] == ["s"]
    assert [study.start.id for study in thread.studies] == ["w2"]
    assert thread.corrections == []


def test_each_fault_of_a_correction_names_what_it_would_correct() -> None:
    other_id = "2024-02-02 anna insats_started insats_id=y insats=course source=lifecare id=w replaces=s"
    assert hard(thread_of(IMPORTED, other_id)) == [("replaces_another_id", "w", "s")]
    anew = [f"2024-02-0{day} anna {START} source=lifecare id=w{day} replaces=s" for day in (2, 3)]
    assert hard(thread_of(IMPORTED, *anew)) == [("already_corrected", "w3", "s")]
    retracted = [f"2024-03-01 anna retracted event={name} source=lifecare id=u{name} reason=fel" for name in ("s", "us")]
    assert hard(thread_of(IMPORTED, *retracted)) == [("corrects_a_correction", "uus", "us")]


def test_corrections_in_a_ring_correct_nothing() -> None:
    ring = [f"2024-02-02 anna {START} id={name} replaces={other}" for name, other in (("a", "b"), ("b", "c"), ("c", "a"))]
    thread = thread_of(*ring)
    assert {code for code, _, _ in hard(thread)} >= {"corrects_nothing"}
    assert sorted(name for code, name, _ in hard(thread) if code == "corrects_nothing") == ["a", "b", "c"]
    onto_itself = thread_of(f"2024-02-02 anna {START} id=a replaces=a")
    assert [code for code, _, _ in hard(onto_itself)] == ["corrects_nothing"]


def test_a_correction_of_nothing_says_who_has_it_but_not_where_its_own_source_has_it_too() -> None:
    back = "2024-03-03 anna retracted event=w source=web id=u reason=fel"
    others = [f"2024-02-05 anna moved_out source={source} id=w" for source in ("extens", "af")]
    assert thread_of(*others, back).hard[0].elsewhere == ("af", "extens")
    void = "2024-02-02 anna study_started study_id=x programme=sfi source=web id=w replaces=s of_source=lifecare"
    (_, nothing) = thread_of(IMPORTED, void, *others, back).hard
    assert (nothing.event.id, nothing.code, nothing.elsewhere) == ("u", "corrects_nothing", ())


CHAIN = [
    f"2024-02-02 anna {START} source=web id=w1 replaces=s of_source=lifecare {recorded(9)}",
    f"2024-02-03 anna {START} source=web id=w2 replaces=w1 {recorded(8)}",
    f"2024-02-04 anna {START} source=web id=w3 replaces=w2 {recorded(7)}",
]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_correction_takes_effect_no_sooner_than_what_it_corrects_whenever_it_is_dated(order: tuple[int, ...]) -> None:
    thread = thread_of(IMPORTED, *(CHAIN[link] for link in order), f"2024-06-01 anna {END} source=lifecare id=e")
    assert [(insats.start.id, insats.ended_on) for insats in thread.insatser] == [("w3", date(2024, 6, 1))]
    assert (thread.hard, thread.origins["web", "w3"].id) == ([], "s")


def test_a_correction_may_stand_in_the_log_before_what_it_corrects() -> None:
    later = f"2024-02-03 anna {START} source=web id=w2 replaces=w1 of_source=lifecare {recorded(2)}"  # as was once stored
    first = f"2024-02-02 anna {START} source=web id=w1 replaces=s of_source=lifecare {recorded(1)}"
    thread = thread_of(later, first, IMPORTED)
    assert ([insats.start.id for insats in thread.insatser], thread.hard) == (["w2"], [])


@pytest.mark.parametrize("first_in_log", [0, 1])
def test_of_two_corrections_the_later_registered_is_the_later_wherever_it_stands_in_the_log(first_in_log: int) -> None:
    anew = f"2024-02-02 anna {START} source=lifecare id=w replaces=s"
    back = "2024-03-01 anna retracted event=s source=lifecare id=u reason=fel"

    def standing(anew_on: int, back_on: int) -> list[str]:
        lines = [f"{anew} {recorded(anew_on)}", f"{back} {recorded(back_on)}"]
        thread = thread_of(IMPORTED, lines[first_in_log], lines[1 - first_in_log])
        assert thread.hard == []
        return [insats.start.id for insats in thread.insatser]

    assert standing(1, 2) == []
    assert standing(2, 1) == ["w"]


def test_what_was_retracted_and_replaced_again_can_be_retracted_by_any_name_of_its_chain() -> None:
    lines = [
        IMPORTED,
        f"2024-02-02 anna {START} source=lifecare id=w1 replaces=s {recorded(1)}",
        f"2024-03-02 anna retracted event=s source=lifecare id=u1 reason=fel {recorded(2)}",
        f"2024-02-03 anna {START} source=lifecare id=w2 replaces=w1 {recorded(3)}",
    ]
    assert [insats.start.id for insats in thread_of(*lines).insatser] == ["w2"]
    for name in ("s", "w1", "w2"):
        back = f"2024-03-04 anna retracted event={name} source=lifecare id=u2 reason=fel {recorded(4)}"
        thread = thread_of(*lines, back)
        assert (thread.insatser, thread.hard, [event.id for event in thread.corrections]) == ([], [], ["u1", "u2"])


# Corrections of what is another's.

MERGES = f"""2024-03-01 anna participants_merged absorbed=berit id=mb {recorded(1)}
2024-03-01 anna participants_merged absorbed=cecilia id=mc {recorded(1)}"""
THREE = f"{ANNA}\n{BERIT}\n2023-01-01 cecilia participant_registered sex=K"
THEIRS = "2024-02-01 berit moved_out id=b\n2024-02-01 cecilia moved_out id=c"
BACKS = "\n".join(f"2024-03-05 anna retracted event={name} id=u{name} reason=fel {recorded(5)}" for name in "bc")


def across(text: str) -> list[tuple[str, str, str]]:
    return sorted(fault for thread in fold_cluster(events_of(f"{THREE}\n{THEIRS}\n{text}")) for fault in hard(thread))


def test_nobody_corrects_what_is_another_s_but_who_is_one_with_them() -> None:
    apart = f"{BACKS}\n2024-03-06 anna participants_merged absorbed=berit id=late {recorded(6)}\n"
    apart += f"2024-03-07 anna merge_undone absorbed=berit id=undone {recorded(7)}"
    assert across(apart) == [("corrects_nothing", "uc", "c")]  # the one's, since they were one later on
    assert across(f"{MERGES}\n{BACKS}") == []


def test_a_merge_that_was_retracted_lets_nobody_correct_and_the_other_merge_stands() -> None:
    not_merged = f"2024-03-02 anna retracted event=mb id=n reason=fel {recorded(2)}"
    assert across(f"{MERGES}\n{not_merged}\n{BACKS}") == [("corrects_nothing", "ub", "b")]


def test_a_merge_that_was_registered_anew_is_in_effect() -> None:
    anew = f"2024-02-20 anna participants_merged absorbed=berit id=mb2 replaces=mb {recorded(2)}"
    assert across(f"{MERGES}\n{anew}\n{BACKS}") == []
    back = f"2024-03-03 anna retracted event=mb id=n reason=fel {recorded(3)}"
    assert across(f"{MERGES}\n{anew}\n{back}\n{BACKS}") == [("corrects_nothing", "ub", "b")]


def test_two_corrections_of_what_is_another_s_are_each_a_fault() -> None:
    joined = f"2024-03-01 cecilia participants_merged absorbed=berit id=m {recorded(1)}"
    assert across(f"{joined}\n{BACKS}") == [("corrects_nothing", "ub", "b"), ("corrects_nothing", "uc", "c")]
