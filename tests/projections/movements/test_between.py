"""The time between any two events, the waiting in it: by examples, and plainly searched in random lives."""

from collections import defaultdict
from datetime import date
from random import Random
from typing import Any

import pytest

from domain.errors import Unknown
from domain.vocabulary.code_lists import LABELS
from projections.measuring.periods import period
from projections.movements.between import CountFrom, Happening, Until, between
from projections.movements.happenings import CODE_LISTS, EVENT_KINDS, FREE_CODES, happenings
from projections.worlds.world import World
from tests.projections.worlds_of import of_lives, world_of

WAY = """
2022-01-10 anna enrolled enrolment_id=e1 unit=AME
2022-02-01 anna insats_started insats_id=i1 insats=coaching id=a1
2022-03-01 anna insats_started insats_id=i2 insats=course id=a2
2022-03-01 anna insats_ended insats_id=i1 result=completed
2022-06-01 anna insats_started insats_id=i3 insats=coaching id=a3
"""
END = date(2022, 12, 31)
ENROLLED, INSATS, COACHING = Happening("enrolled"), Happening("insats_started"), Happening("insats_started", "coaching")


def test_from_an_event_to_the_next_and_the_last() -> None:
    world = world_of(WAY, END)
    assert between(world, ENROLLED, INSATS).cases["days"].to_list() == [22]
    assert between(world, ENROLLED, INSATS, until="last").cases["days"].to_list() == [142]
    assert between(world, ENROLLED, Happening("insats_started", "course")).cases["days"].to_list() == [50]


def test_who_has_not_come_there_waits_until_as_of() -> None:
    waits = between(world_of(WAY, END), COACHING, Happening("insats_ended", "coaching"))
    assert waits.as_table().select("outcome", "days").rows() == [("completed", 28), ("waiting", 213)]
    assert (waits.times.n, waits.times.waiting, waits.times.km_median) == (1, 1, 28)


def test_an_event_is_never_its_own_next() -> None:
    waits = between(world_of(WAY, END), INSATS, INSATS)
    assert waits.cases.select("outcome", "days").rows() == [("completed", 28), ("completed", 92), ("waiting", 213)]


def test_from_a_persons_first_or_last_only() -> None:
    world = world_of(WAY, END)
    assert between(world, INSATS, Happening("exited"), "first").cases["from_on"].to_list() == [date(2022, 2, 1)]
    assert between(world, INSATS, Happening("exited"), "last").cases["from_on"].to_list() == [date(2022, 6, 1)]
    assert between(world, INSATS, Happening("exited"), began_in=period("2022-03")).cases["days"].to_list() == [305]


def test_who_had_the_first_before_the_start_was_under_way() -> None:
    waits = between(world_of(WAY, END), Happening("insats_ended"), INSATS, until="first")
    assert (waits.times.n, waits.times.under_way) == (0, 1)


def test_who_died_waits_no_more() -> None:
    waits = between(world_of(WAY + "2022-07-01 anna deceased", END), Happening("enrolled"), Happening("exited"))
    assert waits.cases.select("outcome", "days").rows() == [("withdrawn", 172)]


def test_a_journeys_ends_are_events_too_and_its_exit_only_once_it_stands() -> None:
    text = WAY + "2022-07-01 anna exited enrolment_id=e1 reason=A1"
    ends = Happening("journey_started"), Happening("journey_ended", "A1")
    assert between(world_of(text, date(2022, 7, 15)), *ends).cases["outcome"].to_list() == ["completed"]
    assert between(world_of(text, date(2022, 7, 14)), *ends).cases["outcome"].to_list() == ["waiting"]


def test_a_kind_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(Unknown, match="re_entered"):
        between(world_of(WAY, END), ENROLLED, Happening("re_entered"))


def test_everything_that_happens_has_a_kind_that_can_be_selected() -> None:
    kinds = {kind for seed in range(40) for kind in happenings(of_lives(seed))["kind"].unique()}
    assert kinds <= EVENT_KINDS
    assert len(kinds) > 20


def test_every_code_is_in_the_list_of_its_kind_or_of_the_sources_own() -> None:
    seen = {row for seed in range(40) for row in happenings(of_lives(seed)).select("kind", "code").drop_nulls().unique().rows()}
    listed = {(kind, code) for kind, codes in CODE_LISTS.items() for code in LABELS[codes]}
    assert {kind for kind, code in seen if (kind, code) not in listed} <= FREE_CODES.keys()
    assert not CODE_LISTS.keys() & FREE_CODES.keys()
    assert CODE_LISTS.keys() | FREE_CODES.keys() <= EVENT_KINDS
    assert len({kind for kind, _ in seen}) > 10


def test_random_waits_are_those_a_plain_search_finds() -> None:
    chance = Random(7)
    for seed in range(60):
        world = of_lives(seed)
        start, end = (Happening(chance.choice(("enrolled", "insats_started", "support_paid", "exited"))) for _ in "ab")
        count_from: CountFrom = chance.choice(("every", "first", "last"))
        until: Until = chance.choice(("next", "first", "last"))
        waits = between(world, start, end, count_from, until).cases.select("from_event", "outcome", "days")
        counted = [row if row[1] != "under_way" else (*row[:2], 0) for row in waits.rows()]
        assert sorted(counted) == sorted(plainly(world, start.kind, end.kind, count_from, until))


def plainly(world: World, start: str, end: str, count_from: CountFrom, until: Until) -> list[tuple[str, str, int]]:
    of: dict[Any, dict[str, list[tuple[date, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in happenings(world).rows(named=True):
        of[row["pid"]][row["kind"]].append((row["on"], row["event"]))
    rows = []
    for events in of.values():
        starts = sorted(events[start])
        for first in {"every": starts, "first": starts[:1], "last": starts[-1:]}[count_from]:
            ends = sorted(other for other in events[end] if other != first)
            later = [other for other in ends if (other > first if start == end else other[0] >= first[0])]
            gone = [on for kind in ("moved_out", "deceased") for on, _ in events[kind] if on >= first[0]]
            to = {"next": later[:1], "last": later[-1:], "first": ends[:1]}[until]
            last = min(gone, default=world.as_of)
            if to and to[0] not in later:
                rows.append((first[1], "under_way", 0))
            elif to and to[0][0] <= min(gone, default=date.max):
                rows.append((first[1], "completed", (to[0][0] - first[0]).days))
            else:
                rows.append((first[1], "withdrawn" if gone else "waiting", (last - first[0]).days))
    return rows
