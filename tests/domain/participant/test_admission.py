"""A bad line never takes a good one with it: which of a file's lines are refused (events.md §4), against a slow search."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, islice
from random import Random
from typing import Any

import pytest

from domain.events.event import Event
from domain.participant.decisions import weighing
from domain.participant.decisions.decide import admit, decide
from domain.participant.decisions.refused import Refused
from domain.participant.fold import fold_cluster
from domain.participant.folding import Rules
from domain.participant.thread import Thread
from scripts.benchmarks.one_person import one_person
from tests import batches
from tests.batches import REGISTERED, Line
from tests.conftest import Many
from tests.judge.lines import Event as Judged
from tests.judge.lines import read_line
from tests.judge.refusals import in_place, largest_that_can_stand
from tests.memory import read

Names = set[tuple[str, str]]


def names(events: Sequence[Event]) -> Names:
    return {(event.source, event.id) for event in events}


def registered(keys: str) -> list[Line]:
    return [REGISTERED | {"participant": key, "id": f"r{key}", "source": "s"} | AT for key in keys]


AT = {"recorded_at": "2023-01-01T09:00:00+01:00"}


def standing(lines: list[Line]) -> list[Line]:
    """Those of some lines that an empty log takes in."""
    accepted = names(admit([], read(lines)).accepted)
    return [line for line in lines if (line["source"], line["id"]) in accepted]


def likely(seed: int) -> tuple[list[Line], list[Line]]:
    chance = Random(seed)
    first = registered("a")
    before = standing([*first, *batches.likely(chance, first, 5)])
    return before, batches.likely(chance, [*before, *[REGISTERED] * 5], chance.choice((4, 6, 7)))


def wild(seed: int) -> tuple[list[Event], list[Event]]:
    chance = Random(seed)
    keys = chance.choice(("a", "a", "ab"))
    first = registered(keys[: chance.choice((0, 1, 2, 2))])
    before = standing([*first, *batches.wild(chance, first, 5, keys)])
    names = {(line["source"], line["id"]) for line in before}
    new = batches.wild(chance, before, 6, keys)
    return read(before), read([line for line in new if (line["source"], line["id"]) not in names])


def can_stand(history: Sequence[Event], new: Sequence[Event]) -> bool:
    try:
        decide(history, new)
    except Refused:
        return False
    return True


def judged(lines: Sequence[Line]) -> list[Judged]:
    return in_place([line for number, raw in enumerate(lines, 1) if isinstance(line := read_line(number, raw), Judged)])


def test_what_is_accepted_is_what_a_search_of_every_set_finds(many: Many) -> None:
    refused = 0
    for seed in range(many(4000, 150)):
        before, new = likely(seed)
        every = judged([*before, *new])
        result = admit(read(before), read(new))
        assert names(result.accepted) == largest_that_can_stand(every[: len(before)], every[len(before) :]), seed
        refused += len(result.refused)
    assert refused


def test_nothing_that_is_refused_could_be_added_whatever_is_corrected_merged_or_registered(many: Many) -> None:
    for seed in range(many(4000, 150)):
        history, new = wild(seed)
        result = admit(history, new)
        assert can_stand(history, result.accepted), seed
        assert len(result.accepted) + len(result.refused) == len(new)
        refused = [event for event, _ in result.refused]
        for more in (some for size in range(1, len(refused) + 1) for some in combinations(refused, size)):
            together = [event for event in new if event in more or event in result.accepted]
            assert not can_stand(history, together), (seed, [event.id for event in more])


def test_which_of_two_is_refused_depends_on_no_unrelated_third_and_on_no_order_of_lines(many: Many) -> None:
    third: Line = {"kind": "exited", "participant": "a", "on": "2023-02-02", "enrolment_id": "z", "id": "z", "source": "s"}
    for seed in range(many(4000, 150)):
        before, new = likely(seed)
        result = admit(read(before), read(new))
        beside = Random(seed).sample([*new, third | AT], len(new) + 1)
        with_third = admit(read(before), read(beside))
        assert names(with_third.accepted) == names(result.accepted), seed
        assert ("s", "z") in {(event.source, event.id) for event, _ in with_third.refused}


def line(kind: str, on: str, name: str, **fields: Any) -> Line:
    return {
        "kind": kind,
        "participant": "a",
        "on": on,
        "id": name,
        "source": "s",
        "recorded_at": f"{on}T09:00:00+01:00",
        **fields,
    }


STARTS = {
    "enrolment": (("enrolled", {"enrolment_id": "x", "unit": "AME"}), ("exited", {"enrolment_id": "x"})),
    "insats": (
        ("insats_started", {"insats_id": "x", "insats": "course"}),
        ("insats_ended", {"insats_id": "x", "result": "completed"}),
    ),
    "study": (
        ("study_started", {"study_id": "x", "programme": "sfi"}),
        ("study_ended", {"study_id": "x", "result": "completed"}),
    ),
    "employment": (
        ("employment_started", {"employment_id": "x", "form": "hourly"}),
        ("employment_ended", {"employment_id": "x"}),
    ),
    "plan": (("plan_decided", {"plan_id": "x", "goal": "work"}), ("plan_followed_up", {"plan_id": "x"})),
    "application": (("support_applied", {"application_id": "x"}), ("application_withdrawn", {"application_id": "x"})),
    "registration": (("participant_registered", {"sex": "K"}), ("moved_out", {})),
}
BAD: dict[str, list[Line]] = {
    "an end without a start": [line("exited", "2023-02-01", "b", enrolment_id="none")],
    "a retraction of nothing": [line("retracted", "2023-01-01", "b", event="none", reason="fel")],
    "a correction of another kind": [line("moved_in", "2023-05-01", "b", replaces="start")],
    "a ring of corrections": [
        line("moved_in", "2023-05-01", "b", replaces="c"),
        line("moved_in", "2023-05-02", "c", replaces="b"),
    ],
    "many ends": [line("exited", f"2023-02-0{day}", f"b{day}", enrolment_id="none") for day in range(1, 10)],
}


def pairs(kind: str, days: tuple[str, str]) -> tuple[list[Line], list[Line]]:
    """A start and its end that stand; and that start registered anew with the retraction of the old."""
    (start, began), (end, ended) = STARTS[kind]
    before = [] if kind == "registration" else registered("a")
    there = [*before, line(start, "2023-02-10", "start", **began), line(end, "2023-06-01", "end", **ended)]
    return there, [line(start, days[0], "anew", **began), line("retracted", days[1], "back", event="start", reason="fel")]


def orders(lines: list[Line]) -> Iterator[list[Line]]:
    for seed in range(4):
        yield Random(seed).sample(lines, len(lines))


@pytest.mark.parametrize("days", [("2023-02-01", "2023-07-01"), ("2023-02-20", "2023-01-01"), ("2023-03-01", "2023-02-15")])
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("kind", STARTS)
def test_a_start_registered_anew_stands_with_the_retraction_of_the_old_beside_any_bad_line(
    kind: str, bad: str, days: tuple[str, str]
) -> None:
    there, pair = pairs(kind, days)
    for lines in orders([*pair, *BAD[bad]]):
        result = admit(read(there), read(lines))
        assert {event.id for event in result.accepted} == {"anew", "back"}
    whole = [*there, *pair, *BAD[bad]]
    for lines in orders(whole):
        result = admit([], read(lines))
        assert {event.id for event, _ in result.refused} == {line["id"] for line in BAD[bad]}


def test_several_such_pairs_stand_beside_bad_lines() -> None:
    there, new = registered("a"), list(BAD["many ends"])
    for kind in [kind for kind in STARTS if kind != "registration"]:
        old, pair = pairs(kind, ("2023-03-01", "2023-02-15"))
        ids = {line["id"]: f"{line['id']}-{kind}" for line in (*old, *pair)}
        renamed = [
            {name: ids.get(value, value) if name in ("id", "event") else value for name, value in line.items()}
            for line in (*old, *pair)
            if line["kind"] != REGISTERED["kind"]
        ]
        there += renamed[:2]
        new += renamed[2:]
    for lines in orders(new):
        result = admit(read(there), read(lines))
        assert {event.id for event, _ in result.refused} == {line["id"] for line in BAD["many ends"]}


def test_among_very_many_lines_about_one_thing_a_pair_is_found() -> None:
    there, pair = pairs("enrolment", ("2023-03-01", "2023-02-15"))
    ends = [line("exited", "2023-04-01", f"b{number}", enrolment_id="x") for number in range(40)]
    result = admit(read(there), read([*ends, *pair]))
    assert {event.id for event in result.accepted} == {"anew", "back"}


def of_plan(follow_ups: int, retractions: int) -> list[Line]:
    """Follow-ups of one plan through some years, and retractions of its start on days between."""
    start = date(2021, 1, 1)
    days = [(start + timedelta(days=number % 900)).isoformat() for number in range(max(follow_ups, retractions))]
    good = [line("plan_followed_up", on, f"f{number}", plan_id="x") for number, on in enumerate(days[:follow_ups])]
    spread = days[:: len(days) // retractions][:retractions]
    return good + [line("retracted", on, f"b{number}", event="plan", reason="fel") for number, on in enumerate(spread)]


@pytest.mark.parametrize(("follow_ups", "retractions"), [(20, 1), (120, 1), (95, 40), (1500, 40), (600, 600)])
def test_what_rests_on_a_start_stands_and_its_retractions_are_refused_however_many_there_are(
    follow_ups: int, retractions: int
) -> None:
    plan = line("plan_decided", "2020-02-01", "plan", plan_id="x", goal="work")
    there = [*registered("a"), plan, line("plan_followed_up", "2020-03-01", "first", plan_id="x")]
    lines = of_plan(follow_ups, retractions)
    for order in islice(orders(lines), 2):
        result = admit(read(there), read(order))
        assert {event.id for event, _ in result.refused} == {line["id"] for line in lines if line["id"].startswith("b")}


def of(key: str, kind: str, on: str, name: str, **fields: Any) -> Line:
    return line(kind, on, name, **fields) | {"participant": key}


X = {"enrolment_id": "x"}
BOTH = [
    *registered("ab"),
    of("a", "enrolled", "2023-01-01", "old-a1", unit="AME", **X),
    of("b", "enrolled", "2023-01-02", "old-b1", unit="AME", **X),
    of("b", "exited", "2023-03-01", "old-b2", **X),
]
MERGED = of("a", "participants_merged", "2023-04-01", "merged", absorbed="b")
BACK = of("b", "retracted", "2023-04-01", "back", event="old-b1", reason="fel")
UNDONE = of("a", "merge_undone", "2023-05-01", "undone", absorbed="b")
AS_ONE = [
    *registered("ab"),
    MERGED,
    of("b", "enrolled", "2023-01-02", "old-b1", unit="AME", **X),
    of("a", "exited", "2023-03-01", "old-a2", **X),
]
TOGETHER: dict[str, tuple[list[Line], list[Line]]] = {
    "a merge, and the retraction of what clashes": (BOTH, [MERGED, BACK]),
    "a merge, and the retractions of two things that clash": (
        [
            *BOTH,
            of("a", "plan_decided", "2023-01-01", "old-a3", plan_id="p", goal="work"),
            of("b", "plan_decided", "2023-01-01", "old-b3", plan_id="p", goal="work"),
            of("b", "plan_ended", "2023-02-01", "old-b4", plan_id="p"),
        ],
        [
            MERGED,
            BACK,
            of("b", "retracted", "2023-04-02", "again", event="old-b3", reason="fel"),
            of("b", "retracted", "2023-04-02", "end", event="old-b4", reason="fel"),
        ],
    ),
    "a merge undone, and made anew the other way about": (
        AS_ONE,
        [UNDONE, of("b", "participants_merged", "2023-05-02", "anew", absorbed="a")],
    ),
    "a merge undone, and made anew": (
        AS_ONE,
        [UNDONE, of("a", "participants_merged", "2023-05-02", "anew", absorbed="b")],
    ),
}
OF_THE_PERSON: dict[str, list[Line]] = {
    "a second registration": [line("participant_registered", "2023-01-01", "c", sex="K")],
    "a merge with oneself": [line("participants_merged", "2023-01-01", "c", absorbed="a")],
    "an undoing of nothing": [line("merge_undone", "2023-01-01", "c", absorbed="c")],
}


@pytest.mark.parametrize("bad", {**BAD, **OF_THE_PERSON})
@pytest.mark.parametrize("case", TOGETHER)
def test_lines_about_the_person_stand_with_what_they_need_beside_any_bad_line(case: str, bad: str) -> None:
    there, new = TOGETHER[case]
    refused = {**BAD, **OF_THE_PERSON}[bad]
    history = read(standing(there))
    for lines in orders([*new, *refused]):
        result = admit(history, read(lines))
        assert {event.id for event in result.accepted} == {line["id"] for line in new}


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events are folded, each time."""
    sizes: list[int] = []
    fold_cluster = weighing.fold_cluster

    def counted(events: Sequence[Event], rules: Rules) -> list[Thread]:
        sizes.append(len(events))
        return fold_cluster(events, rules)

    monkeypatch.setattr(weighing, "fold_cluster", counted)
    return sizes


def test_bad_lines_about_the_person_take_no_good_line_with_them_and_few_foldings(folded: list[int]) -> None:
    lines = one_person(2_000)
    starts = [line["id"] for line in lines if line["kind"] == "insats_started"]
    for about in ("registered", "merged", "undone", "retracted", "replaced"):
        folded.clear()
        bad = [_of_the_person(about, number, starts[number * 9]) for number in range(40)]
        result = admit([], read([*lines, *bad]))
        assert {event.id for event, _ in result.refused} == {line["id"] for line in bad}
        assert len([size for size in folded if size > len(lines) // 10]) <= 6, about
        assert sum(folded) < 40 * len(lines), about


def test_bad_lines_beside_many_merges_take_few_foldings(folded: list[int]) -> None:
    keys = [f"k{number}" for number in range(40)]
    there = [registration | {"participant": key, "id": f"r{key}"} for registration in registered("b") for key in keys]
    merges = [
        of("a", "participants_merged", f"2023-03-{day + 1:02}", f"m{key}", absorbed=key) for day, key in enumerate(keys[:31])
    ]
    fields = [(keys[number % 40], f"2023-02-{number % 28 + 1:02}", f"e{number}") for number in range(400)]
    good = [of(key, "enrolled", on, name, enrolment_id=name, unit="AME") for key, on, name in fields]
    bad = [of(key, "exited", on, f"b{name}", enrolment_id=f"none{name}") for key, on, name in fields]
    result = admit([], read([*registered("a"), *there, *merges, *good, *bad]))
    assert {event.id for event, _ in result.refused} == {line["id"] for line in bad}
    assert sum(folded) < 20 * (len(good) + len(bad))


def _of_the_person(about: str, number: int, start: str) -> Line:
    """A line that cannot be: the participant is registered already, whole, alive and merged with nobody."""
    kinds: dict[str, Line] = {
        "registered": {"kind": "participant_registered", "sex": "K"},
        "merged": {"kind": "participants_merged", "absorbed": "p-1"},
        "undone": {"kind": "merge_undone", "absorbed": f"q{number}"},
        "retracted": {"kind": "retracted", "event": "r", "reason": "fel"},
        "replaced": {"kind": "deceased", "replaces": start},
    }
    on = (date(2023, 6, 1) + timedelta(days=number)).isoformat()
    return line("", on, f"bad{number}", participant="p-1") | kinds[about]


def test_what_corrects_a_line_is_not_taken_with_it_where_it_is_not_weighed() -> None:
    """Beside a plan's group a second registration was taken together with its retraction, which had been left out before."""
    new = [
        REGISTERED | {"participant": "a", "id": "again", "source": "s", "recorded_at": "2023-07-03T09:00:00+02:00"},
        of("a", "plan_followed_up", "2023-01-02", "follow-up", plan_id="y") | {"recorded_at": "2023-07-05T09:00:00+02:00"},
        of("a", "retracted", "2023-03-01", "r1", event="again", reason="fel") | {"recorded_at": "2023-07-04T09:00:00+02:00"},
        of("a", "moved_out", "2023-03-01", "gone") | {"source": "t", "recorded_at": "2023-07-03T09:00:00+02:00"},
        of("a", "retracted", "2023-01-02", "r2", event="ra", reason="fel") | {"recorded_at": "2023-07-05T09:00:00+02:00"},
    ]
    history = read(registered("a"))
    result = admit(history, read(new))
    assert not [finding.code for thread in fold_cluster([*history, *result.accepted]) for finding in thread.hard]
    assert names(result.accepted) == {("s", "again"), ("t", "gone"), ("s", "r2")}
