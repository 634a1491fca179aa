"""Catch-up: whoever has something new is folded again and nobody else, and of whoever was erased nothing is left.

The stores are large beside what is new in them, so that the rows of everybody else stay where they are.
"""

import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest

from domain.calendar import end_of_day
from projections.facts.tables import NOBODY, TABLES
from projections.worlds.coordinates import Coordinates
from projections.worlds.making import SnapshotMaker
from tests.histories import Line
from tests.projections.worlds.test_worlds import FAR, line, same
from tests.stores import Shop, stored

OTHERS = 40
CATCHING_UP = """
import sys
from pathlib import Path
from domain.log.application import Log
from projections.worlds.store import Worlds
print(*Worlds(Log(sys.argv[1], Path(sys.argv[2])), processes=1).snapshot().tables["keys"]["key"])
"""
KIN = ("x", "y", "z")


def person(who: str) -> list[Line]:
    """Somebody with a row in every table."""

    def on(day: str, kind: str, **fields: Any) -> Line:
        return {**line(kind, day, f"{who}-{kind}", who), **fields}

    return [
        on("2020-01-01", "participant_registered", sex="K", born_on="1990-05-15", protected=True),
        on("2020-01-02", "referred", referral_id=f"r{who}", from_party="af", to_unit="AME"),
        on("2020-01-03", "enrolled", enrolment_id=f"e{who}", unit="AME", referral_id=f"r{who}"),
        on("2020-01-04", "insats_started", insats_id=f"i{who}", insats="coaching"),
        on("2020-01-04", "placement_started", placement_id=f"p{who}", form="praktik", sector="private"),
        on("2020-01-05", "study_started", study_id=f"s{who}", programme="sfi"),
        on("2020-01-06", "employment_started", employment_id=f"j{who}", form="hourly"),
        on(
            "2020-01-07",
            "plan_decided",
            plan_id=f"q{who}",
            goal="work",
            milestones=[{"milestone_id": "m", "due_on": "2020-05-01"}],
        ),
        on("2020-01-08", "plan_followed_up", plan_id=f"q{who}"),
        on("2020-01-09", "support_applied", application_id=f"a{who}"),
        on("2020-01-10", "support_decided", application_id=f"a{who}", outcome="granted"),
        on("2020-01-20", "support_paid", month="2020-01", amount=9000),
        on("2020-01-21", "followed_up", status="work"),
        on("2020-01-22", "moved_out"),
        on("2020-03-01", "exited", enrolment_id=f"e{who}"),
    ]


def erased(*keys: str) -> list[Line]:
    return [line("erased", "2023-01-01", f"gone-{key}", key, basis="request") for key in keys]


def merged(survivor: str, absorbed: str, day: str = "2021-01-01", kind: str = "participants_merged") -> Line:
    return line(kind, day, f"{kind}-{survivor}-{absorbed}", survivor, absorbed=absorbed)


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A store with facts of many; they are never made anew from here on."""
    shop.take_in([entry for number in range(OTHERS) for entry in person(f"o{number}")[:3]])
    shop.take_in([entry for key in KIN for entry in person(key)])
    shop.worlds.head()
    monkeypatch.setattr(SnapshotMaker, "anew", _never)
    return shop


def _never(*_: object) -> None:
    raise AssertionError("the facts of everybody were made anew")


def caught_up(shop: Shop, *lines: Sequence[Line]) -> Shop:
    """After what is new has been taken in; the facts are brought there once."""
    for some in lines:
        assert shop.take_in(some).refused == []
    assert shop.worlds.head() == shop.log.rows.head()[0]
    return shop


def keys_of(shop: Shop) -> set[str]:
    return set(stored(shop)[0]["keys"]["key"])


def assert_as_rebuilt(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    live, position = stored(shop)
    everyone = live["participants"]["pid"].to_list()
    for name, frame in live.items():
        assert set(frame["pid"]) <= {NOBODY, *everyone}, name
    monkeypatch.undo()
    shop.worlds.rebuild()
    again = stored(shop)
    assert (again[1], same(live, again[0])) == (position, True)


def test_somebody_has_a_row_in_every_table(town: Shop) -> None:
    frames, _ = stored(town)
    pids = frames["keys"].filter(pl.col("key") == "x")["pid"]
    empty = {name for name, frame in frames.items() if frame.filter(pl.col("pid").is_in(pids.implode())).is_empty()}
    assert empty == {"reference_values", "deliveries"}
    assert {table.name for table in TABLES} == set(frames)


def test_no_table_has_a_row_of_an_erased_person(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = stored(town)
    gone = before["keys"].filter(pl.col("key") == "x")["pid"].item()
    caught_up(town, erased("x"))
    after, _ = stored(town)
    assert {name for name, frame in after.items() if gone in frame["pid"]} == set()
    assert {name: frame.height for name, frame in after.items()} == {
        name: frame.filter(pl.col("pid") != gone).height for name, frame in before.items()
    }
    early = (
        town.worlds.world(Coordinates(FAR, end_of_day(date(2020, 1, 5)))),
        town.worlds.world(Coordinates(FAR, position=town.log.rows.head()[0] - 2)),
    )
    assert not any(gone in frame["pid"] for world in early for frame in world.frames.values())
    assert_as_rebuilt(town, monkeypatch)


@pytest.mark.parametrize("at_once", [True, False])
def test_several_are_erased_one_after_the_other_or_before_one_catch_up(
    town: Shop, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    for some in [[*erased("x"), *erased("z")]] if at_once else [erased("x"), erased("z")]:
        caught_up(town, some)
    assert keys_of(town) & set(KIN) == {"y"}
    assert_as_rebuilt(town, monkeypatch)


@pytest.mark.parametrize("between", [True, False])
def test_who_was_merged_goes_with_the_erased_whether_the_facts_knew_of_the_merge_or_not(
    town: Shop, monkeypatch: pytest.MonkeyPatch, between: bool
) -> None:
    joined = [merged("x", "y"), merged("z", "x", "2021-02-01")]
    for some in [(joined,), (erased("y"),)] if between else [(joined, erased("y"))]:
        caught_up(town, *some)
    assert keys_of(town) & set(KIN) == set()
    assert_as_rebuilt(town, monkeypatch)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("gone", ["x", "y"])
def test_a_person_no_longer_merged_with_the_erased_stays(
    town: Shop, monkeypatch: pytest.MonkeyPatch, gone: str, known: bool
) -> None:
    joined, parted = [merged("x", "y")], [merged("x", "y", "2021-06-01", "merge_undone")]
    for some in [(joined,), (parted, erased(gone))] if known else [(joined, parted, erased(gone))]:
        caught_up(town, *some)
    (remaining,) = {"x", "y"} - {gone}
    assert keys_of(town) & {"x", "y"} == {remaining}
    assert {entry["kind"] for entry in person(remaining)} <= {
        entry["kind"] for entry in town.lines() if entry["participant"] == remaining
    }
    assert_as_rebuilt(town, monkeypatch)


def test_an_erasure_and_what_is_new_of_others_are_caught_up_with_together(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    new = [*person("new"), line("deceased", "2024-01-01", "d", "o1"), merged("o2", "o3")]
    caught_up(town, new[:-1], erased("x"), new[-1:], erased("o4"))
    frames, _ = stored(town)
    assert keys_of(town) == {"new", "y", "z", *(f"o{number}" for number in range(OTHERS) if number != 4)}
    assert frames["participants"].height == OTHERS + 1
    assert frames["participants"].drop_nulls("deceased_on")["participant"].to_list() == ["o1"]
    assert_as_rebuilt(town, monkeypatch)


def test_who_was_erased_by_one_process_is_in_the_facts_of_no_other(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other makes them anew, whose key is gone; this one, which holds them, goes on with them."""
    town.take_in(erased("x"))
    assert "x" in keys_of(town)
    command = [sys.executable, "-c", CATCHING_UP, town.log.where, str(town.log.key_path)]
    keys = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    town.worlds.head()
    assert keys_of(town) == set(keys)
    assert len(keys) == OTHERS + len(KIN) - 1
    assert_as_rebuilt(town, monkeypatch)


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_merges_undoings_and_erasures_ends_in_the_same_facts(
    town: Shop, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    keys = [*KIN, "o0", "o1", "o2"]
    for number in range(6):
        key, other = chance.sample(keys, 2)
        kind = chance.choice(("participants_merged", "participants_merged", "merge_undone", "moved_in"))
        new = (
            merged(key, other, f"2022-0{number + 1}-01", kind)
            if "merge" in kind
            else line(kind, "2022-01-01", f"n{number}", key)
        )
        town.take_in([{**new, "id": f"n{number}"}])
        if chance.random() < 0.4:
            town.take_in([{**erased(chance.choice(keys))[0], "id": f"g{number}"}])
        if chance.random() < 0.5:
            town.worlds.head()
    town.worlds.head()
    assert_as_rebuilt(town, monkeypatch)
    assert town.worlds.world(Coordinates(FAR))["participants"].height == stored(town)[0]["participants"].height
