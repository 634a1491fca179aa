"""Several Worlds in one pass, and by several processes: each is as if everybody were folded for it alone."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from domain.calendar import end_of_day
from domain.log import mapper
from domain.log.application import Log
from domain.log.rows import Stored
from domain.used import ALL, Used
from projections.changes import staging
from projections.changes.revisions import revisions
from projections.changes.staging import Transition
from projections.facts import folding, refolding
from projections.facts.catch_up import known_in_turn
from projections.facts.folding import fold_everybody
from projections.facts.refolding import Cluster, KnownEntries, Series, fold_again
from projections.facts.snapshot import Snapshot
from projections.facts.tables import Frames
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds import store
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from tests.projections.facts.test_catch_up import erased, merged, person
from tests.projections.worlds.test_worlds import FAR, line, same
from tests.stores import Shop

DAYS = [date(2020, 1, 5), date(2020, 12, 31), *(date(2021, month, 20) for month in (1, 2, 3, 5, 4))]
POINTS = [Used.of(end_of_day(day)) for day in DAYS]


def reference(on: str, value: float) -> dict[str, Any]:
    about = {"series": "population_18plus", "period": "2023", "value": value, "breakdown": {}, "source": "scb"}
    return {**about, "kind": "reference_value_set", "id": f"v{value}", "recorded_at": f"{on}T09:00:00+01:00"}


@pytest.fixture
def town(shop: Shop) -> Shop:
    """Three with rows in every table; later two are merged and parted, one is corrected, and somebody is erased."""
    shop.take_in([*(entry for key in "wxyz" for entry in person(key)), reference("2020-01-01", 1)])
    shop.take_in([line("deceased", "2021-02-01", "d", "x"), merged("y", "z", "2021-03-01"), reference("2021-03-15", 2)])
    shop.take_in([{**line("moved_out", "2021-04-02", "again", "z"), "replaces": "z-moved_out"}])
    shop.take_in([merged("y", "z", "2021-05-01", "merge_undone"), *erased("w")])
    return shop


def alone(shop: Shop, used: Used) -> Frames:
    """The same by a fold of everybody."""
    return Snapshot(0, tuple(fold_everybody(shop.log, used, processes=1))).tables


def test_each_of_several_points_of_knowledge_is_as_if_everybody_were_folded_for_it(town: Shop) -> None:
    """From the head and from another, forwards and back, and where nothing differs."""
    head = town.worlds.head()
    points = [*POINTS, POINTS[-1], ALL, Used(position=head - 3), Used.of(end_of_day(DAYS[2]), head - 2)]
    for base in (town.worlds.snapshot(), town.worlds.snapshot(POINTS[2])):
        for point, snapshot in zip(points, known_in_turn(town.log, base, points, head), strict=True):
            assert (snapshot.used, snapshot.position) == (point, head)
            assert same(snapshot.tables, alone(town, point)), point


def test_who_was_first_heard_of_in_what_is_not_known_yet_has_the_number_that_they_will_have(town: Shop) -> None:
    """A participant's number is the position of their first entry, also where that is registered later than the others."""
    early, late = person("v")[0], {**line("moved_out", "2020-02-01", "first", "v"), "recorded_at": "2022-01-01T09:00:00+01:00"}
    town.put([late, early])
    (first,) = town.worlds.snapshot().tables["participants"].filter(pl.col("participant") == "v")["pid"]
    for used in (POINTS[1], Used.of(end_of_day(date(2019, 1, 1)))):
        tables = town.worlds.snapshot(used).tables
        assert same(tables, alone(town, used))
        assert tables["participants"].filter(pl.col("participant") == "v")["pid"].to_list() == (
            [first] if used is POINTS[1] else []
        )
    (v,) = (subject.stream for subject in town.log.keys.find(["v"]).values() if subject is not None)
    assert [stored.position for stored in town.log.rows.streams([v], POINTS[1])] == [first, first + 1]
    assert [stored.position for stored in town.log.rows.streams([v], Used(position=first - 1))] == [first]


def test_whoever_is_as_in_the_facts_there_are_is_not_folded(town: Shop) -> None:
    """And whoever is as at the point before is folded once."""
    (x,) = (subject.stream for subject in town.log.keys.find(["x"]).values() if subject is not None)
    known = [KnownEntries(point) for point in (POINTS[1], POINTS[1], POINTS[-1])]
    series = Series(known, start=KnownEntries(ALL), there=KnownEntries(ALL))
    ((first, again, last),) = fold_again(town.log, [[(x,)]], series, 1)
    (pid,) = first.rows["participants"]["pid"]
    assert (first.changed, first.there, first.rows["participants"]["deceased_on"].to_list()) == ({pid}, set(), [None])
    assert (again.changed, again.rows["participants"].height) == (set(), 0)
    assert (last.changed, last.there, last.rows["participants"].height) == ({pid}, {pid}, 0)


def test_an_entry_that_no_fold_uses_is_not_opened_and_one_that_several_use_is_once(
    town: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    def watched(subject: Any, stored: Stored, **more: Any) -> Any:
        opened.append(stored.position)
        return mapper.open_row(subject, stored, **more)

    head, base = town.worlds.head(), town.worlds.snapshot()
    rows = [stored for page in town.log.since(0, head) for stored in page]
    used = {stored.position for stored in rows if POINTS[2].has(stored)}
    monkeypatch.setattr(folding, "open_row", watched)
    list(known_in_turn(town.log, base, POINTS[:3], head))
    assert opened
    assert len(opened) == len(set(opened))
    assert set(opened) < used


def test_several_processes_fold_what_one_does(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    head, base = town.worlds.head(), town.worlds.snapshot()
    between = Transition(town.worlds, Coordinates(FAR, end_of_day(DAYS[1])), ALL)
    by_one = list(known_in_turn(town.log, base, POINTS, head)), list(between.stages())
    monkeypatch.setattr(refolding, "FEW", 0)
    monkeypatch.setattr(staging, "SHARE", 1)
    monkeypatch.setattr(town.worlds.maker, "processes", 2)
    by_two = list(known_in_turn(town.log, base, POINTS, head, processes=2)), list(between.stages())
    for one, two in zip(by_one[0], by_two[0], strict=True):
        assert same(one.tables, two.tables)
    for stage, other in zip(by_one[1], by_two[1], strict=True):
        assert (stage.cause, stage.events) == (other.cause, other.events)
        assert same(stage.world.frames, other.world.frames)
    assert [len(stage.events) for stage in by_one[1]] == [1, 2, 0, 2, 1, 0]


def test_the_worlds_of_a_revision_triangle_are_those_of_each_month_alone(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """In any order and twice; more than are derived together, some of them kept already."""
    monkeypatch.setattr(store, "TOGETHER", 3)
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    every = [Coordinates(FAR, end_of_day(day)) for day in (*DAYS, DAYS[0])] + [Coordinates(FAR, position=9), Coordinates(FAR)]
    town.worlds.world(every[2])
    for coordinates, world in zip(every, town.worlds.each(every), strict=True):
        assert same(world.frames, alone(town, coordinates.used)), coordinates
        assert (world.as_of, world.known_at) == (coordinates.as_of, coordinates.known_at)
    fresh = Worlds(town.log, processes=1)
    monkeypatch.setattr(refolding, "open_share", _never)  # each was kept
    for coordinates, world in zip(every[1:6], fresh.each(every[1:6]), strict=True):
        assert same(world.frames, alone(town, coordinates.used)), coordinates


def test_a_revision_triangle_opens_what_it_needs_once_for_all_months(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[Sequence[Cluster]] = []

    def watched(log: Log, share: Sequence[Cluster], point: Used) -> Any:
        shares.append(share)
        return opening(log, share, point)

    opening = refolding.open_share
    town.worlds.head()
    monkeypatch.setattr(refolding, "open_share", watched)
    known = [period(f"2021-{month:02}") for month in range(1, 7)]
    triangle = list(revisions(town.worlds, Ask(CATALOGUE["UPP-1.6"], [period("2020-01")]), known, figures, FAR))
    assert [revision.known_at for revision in triangle] == [end_of_day(month.last_on) for month in known]
    assert len(shares) == len({tuple(share) for share in shares})
    assert not any(set(one) & set(other) for one, other in pairwise(shares))


def _never(*_: object) -> None:
    raise AssertionError("somebody was folded again")


def test_a_stream_of_which_any_point_knows_another_entry_differs(town: Shop) -> None:
    head = town.worlds.head()
    apart = [set(town.log.rows.differing(ALL, point)) for point in POINTS]
    assert set(town.log.rows.differing(ALL, *POINTS)) == set().union(*apart)
    assert town.log.rows.differing(ALL, Used(position=head)) == []


def test_a_part_of_which_few_differ_lies_on_disk_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The World of another day names the same file; it is there until the last that names it goes."""
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    shop.take_in([entry for number in range(9) for entry in person(f"o{number}")[:3]])
    shop.take_in([line("deceased", "2021-02-01", "d", "o1")])
    shop.worlds.head()
    shop.worlds.snapshot(Used.of(end_of_day(date(2021, 1, 1))))
    linked = [path for path in shop.worlds.maker.folder.path.glob("*/*.part") if path.stat().st_nlink == 2]
    assert len({path.stat().st_ino for path in linked}) * 2 == len(linked) > 0
    shop.worlds.rebuild()
    assert {path.parent.name for path in shop.worlds.maker.folder.path.glob("*/*.part")} == {"head"}
    used = Used.of(end_of_day(date(2021, 1, 1)))
    assert same(shop.worlds.snapshot(used).tables, alone(shop, used))
