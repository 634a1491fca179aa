"""A World that few differ in: those are folded again and laid over the rows of everybody else, and it is as if all had been.

The store is large beside what differs, so that it is the laying over that is tested and not a fold of everybody.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from domain.calendar import end_of_day
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from projections.facts import origin, refolding
from projections.facts import store as facts_store
from projections.facts.folding import Opened, fold_everybody
from projections.facts.refolding import Cluster, open_share
from projections.facts.snapshot import FactsPart, Snapshot
from projections.facts.tables import NOBODY, Frames
from projections.worlds import making, store
from projections.worlds.coordinates import Coordinates
from projections.worlds.making import Of, SnapshotMaker
from projections.worlds.store import Worlds
from tests.histories import Line
from tests.projections.facts.test_catch_up import erased, merged, person
from tests.projections.worlds.test_worlds import FAR, line, same
from tests.stores import Shop, stored

OTHERS = 12


def reference(on: str, value: float) -> Line:
    about = {"series": "population_18plus", "period": "2023", "value": value, "breakdown": {}, "source": "scb"}
    return {**about, "kind": "reference_value_set", "id": f"v{value}", "recorded_at": f"{on}T09:00:00+01:00"}


LATER = [
    line("deceased", "2021-02-01", "d", "x"),
    merged("y", "z", "2021-03-01"),
    reference("2021-03-15", 2),
    line("moved_out", "2021-04-01", "n", "z"),
    merged("y", "z", "2021-05-01", "merge_undone"),
]


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Everybody's facts are there; from here on nobody folds all of them for a World."""
    shop.take_in([entry for number in range(OTHERS) for entry in person(f"o{number}")[:3]])
    shop.take_in([reference("2020-01-01", 1), *(entry for key in "xyz" for entry in person(key))])
    for entry in LATER:
        assert shop.take_in([entry]).refused == []
    shop.worlds.head()
    monkeypatch.setattr(SnapshotMaker, "anew", _never)
    return shop


def _never(*_: object) -> None:
    raise AssertionError("everybody was folded again")


def whole(shop: Shop, used: Used) -> Frames:
    """The same by a fold of everybody."""
    return Snapshot(0, tuple(fold_everybody(shop.log, used, processes=1))).tables


DAYS = [date(2020, 1, 5), date(2020, 12, 31), *(date(2021, month, 20) for month in range(1, 7))]


def test_known_at_any_day_it_is_as_if_everybody_were_folded(town: Shop) -> None:
    seen = []
    for day in DAYS:
        used = Used.of(end_of_day(day))
        frames = town.worlds.snapshot(used).tables
        assert same(frames, whole(town, used)), day
        seen.append({name: frame.height for name, frame in frames.items()})
    assert len({tuple(heights.values()) for heights in seen}) > 4
    assert {heights["reference_values"] for heights in seen} == {1}


def test_at_any_position_it_is_as_if_everybody_were_folded(town: Shop) -> None:
    head = town.worlds.head()
    for back in range(1, len(LATER) + 2):
        frames = town.worlds.world(Coordinates(FAR, position=head - back)).frames
        assert same(frames, whole(town, Used(position=head - back))), back


def test_a_day_of_knowledge_and_a_position_both_bound_it(town: Shop) -> None:
    head = town.worlds.head()
    known_at = end_of_day(date(2021, 3, 2))
    for back in range(len(LATER) + 1):
        frames = town.worlds.world(Coordinates(FAR, known_at, head - back)).frames
        assert same(frames, whole(town, Used.of(known_at, head - back))), back


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, ...]]:
    """Who is folded again from here on, each with those who are judged together with them."""
    everybody: set[tuple[str, ...]] = set()

    def watched(log: Log, share: Sequence[Cluster], point: Used) -> tuple[Opened, list[tuple[str, ...]]]:
        opened, clusters = open_share(log, share, point)
        everybody.update(tuple(sorted(cluster)) for cluster in clusters)
        return opened, clusters

    monkeypatch.setattr(refolding, "open_share", watched)
    return everybody


def test_only_who_differs_is_folded_again_with_all_they_were_ever_merged_with(town: Shop, folded: set[tuple[str, ...]]) -> None:
    for day, who in (
        (date(2021, 1, 20), {("x",), ("y", "z")}),
        (date(2021, 2, 20), {("y", "z")}),
        (date(2021, 5, 20), set[tuple[str, ...]]()),
    ):
        town.worlds.world(Coordinates(FAR, end_of_day(day)))
        town.worlds.purge()
        assert folded == who
        folded.clear()


def test_a_world_comes_from_the_nearest_that_is_held(town: Shop, folded: set[tuple[str, ...]]) -> None:
    """Between two days of knowledge only those are folded again who have an event registered there."""
    town.worlds.world(Coordinates(FAR, end_of_day(date(2021, 1, 20))))
    folded.clear()
    used = Used.of(end_of_day(date(2021, 2, 20)))
    assert same(town.worlds.snapshot(used).tables, whole(town, used))
    assert folded == {("x",)}


def test_facts_that_another_has_brought_further_still_give_the_world_that_was_asked_for(town: Shop) -> None:
    head = town.worlds.head()
    town.take_in([line("moved_out", "2022-01-01", "later", "o1"), reference("2022-01-01", 3)])
    assert town.worlds.head() == head + 2
    frames = town.worlds.snapshot(Used(position=head)).tables
    assert same(frames, whole(town, Used(position=head)))
    assert frames["moments"].height + 1 == town.worlds.snapshot().tables["moments"].height


def test_of_the_erased_nothing_is_in_a_world_of_before(town: Shop) -> None:
    town.take_in(erased("y"))
    used = Used.of(end_of_day(date(2021, 1, 20)))
    frames = town.worlds.snapshot(used).tables
    assert set(frames["keys"]["key"]) == {"x", "z", *(f"o{number}" for number in range(OTHERS))}
    assert same(frames, whole(town, used))
    everyone = {NOBODY, *frames["participants"]["pid"]}
    assert all(set(frame["pid"]) <= everyone for frame in frames.values())


def test_a_kept_world_is_of_the_fold_that_made_it(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    used = Used.of(end_of_day(date(2021, 1, 20)))
    first = town.worlds.snapshot(used).tables
    kept = Worlds(town.log, processes=1).maker.stored((used, RULES))
    assert kept is not None
    assert same(first, kept.tables)
    monkeypatch.setattr(origin, "files_digest", lambda _: "another")
    monkeypatch.setattr(origin, "syntax_digest", lambda _: "another")
    assert Worlds(town.log, processes=1).maker.stored((used, RULES)) is None


def test_worlds_of_different_coordinates_are_kept_apart(town: Shop) -> None:
    """Each comes twice: made, and from the shelf."""
    head = town.worlds.head()
    every = [Used(), *(Used.of(end_of_day(day)) for day in DAYS[1:4]), *(Used(position=head - back) for back in (1, 3))]
    first, again = ([town.worlds.snapshot(used).tables for used in every] for _ in range(2))
    for used, made, kept in zip(every, first, again, strict=True):
        assert same(made, kept)
        assert same(kept, whole(town, used)), used


def test_what_is_registered_while_facts_are_brought_to_a_head_is_not_in_them(
    town: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts hold exactly what stood at their position, or the next catch-up would not know what they lack."""
    town.take_in([line("moved_out", "2022-01-01", "before", "o1")])
    head = town.log.rows.head()[0]

    class Meanwhile(Opened):
        @classmethod
        def of(cls, log: Log, subjects: Iterable[Subject], point: Used = ALL) -> Opened:
            town.take_in([line("deceased", "2022-02-01", "meanwhile", "o1")])
            return Opened.of(log, subjects, point)

    monkeypatch.setattr(refolding, "Opened", Meanwhile)
    assert town.worlds.head() == head
    frames, position = stored(town)
    assert (position, frames["participants"]["deceased_on"].count()) == (head, 1)
    assert same(frames, whole(town, Used(position=head)))
    monkeypatch.undo()
    assert town.worlds.head() == head + 1
    frames, _ = stored(town)
    assert set(frames["participants"].drop_nulls("deceased_on")["participant"]) == {"o1", "x"}
    assert frames["moments"].filter(pl.col("kind") == "moved_out").height == 5


def test_nor_is_it_while_they_are_made_anew(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    head = town.worlds.head()

    def meanwhile(*given: Any) -> Iterator[FactsPart]:
        town.take_in([line("deceased", "2022-02-01", "meanwhile", "o1")])
        yield from fold_everybody(*given)

    monkeypatch.setattr(making, "fold_everybody", meanwhile)
    town.worlds.rebuild()
    frames, position = stored(town)
    assert (position, frames["participants"].drop_nulls("deceased_on")["participant"].to_list()) == (head, ["x"])
    assert town.worlds.head() == head + 1
    assert stored(town)[0]["participants"]["deceased_on"].count() == 2


def test_a_world_by_other_rules_holds_what_stood_at_its_position(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those are always folded of everybody; what is registered meanwhile waits."""
    shop.take_in(person("x"))

    def meanwhile(*given: Any) -> Iterator[FactsPart]:
        shop.take_in([line("deceased", "2022-02-01", "meanwhile", "x")])
        yield from fold_everybody(*given)

    monkeypatch.setattr(making, "fold_everybody", meanwhile)
    assert shop.worlds.snapshot(rules=Rules(30)).tables["participants"]["deceased_on"].to_list() == [None]
    assert shop.worlds.snapshot(rules=Rules(30)).tables["participants"]["deceased_on"].count() == 1


def test_the_worlds_used_last_are_kept_and_the_oldest_make_room(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is asked for again is young again. Those of other rules are each folded of everybody."""
    monkeypatch.setattr(facts_store, "KEPT", 2)
    shop.take_in(person("x"))
    folded: list[int] = []
    fold = SnapshotMaker._folded

    def watched(maker: SnapshotMaker, of: Of, *more: Any) -> Snapshot:
        folded.append(of[1].journey_gap_days)
        return fold(maker, of, *more)

    monkeypatch.setattr(SnapshotMaker, "_folded", watched)
    for days in (10, 20, 10, 30, 10, 20):
        Worlds(shop.log, processes=1).snapshot(rules=Rules(days))
        folder = shop.worlds.maker.folder
        for old in folder._others():  # a disk's clock may be too coarse to tell one from the next
            os.utime(old, ns=(old.stat().st_atime_ns, old.stat().st_mtime_ns - 10**9))
        assert folder.number <= 2
    assert folded == [10, 20, 30, 20]
