"""Worlds: live is rebuilt is the shelf's; a World is what a log of only its events would give; nothing of the erased."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

import polars as pl
import pytest

from domain.calendar import end_of_day
from domain.events.event import Event
from domain.participant.fold import fold_cluster
from domain.participant.folding import Rules
from domain.participant.thread import Thread
from projections.facts import catch_up
from projections.facts.folding import fold_everybody
from projections.facts.frames import as_frames
from projections.facts.rows import add_facts, empty
from projections.facts.snapshot import FactsPart
from projections.facts.tables import Frames
from projections.worlds import making
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World, cut
from tests.conftest import Many
from tests.histories import Line, lives
from tests.memory import book, together
from tests.stores import Shop, plain, stored

Open = Callable[[str], Shop]

FAR = date(2039, 1, 1)


def file(seed: int, participants: int = 6) -> list[Line]:
    """Several files of lives as one, each with participants of its own."""
    chance = Random(seed)
    lines: list[Line] = []
    for number in range(participants // 3):
        for line in lives(chance):
            renamed = {**line, "participant": f"{number}{line['participant']}", "id": f"{number}{line['id']}"}
            for name in ("absorbed", "replaces", "event"):
                if name in line:
                    renamed[name] = f"{number}{line[name]}"
            lines.append(renamed)
    return lines


def same(frames: Frames, other: Frames) -> bool:
    """Row by row, whatever their order."""
    return all(sorted(frames[name].rows(), key=repr) == sorted(other[name].rows(), key=repr) for name in frames)


def soft(frames: Frames) -> Frames:
    """Without the hard findings: of a World they tell also what a fresh log would have refused."""
    return {**frames, "findings": frames["findings"].filter(~pl.col("hard"))}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_live_is_rebuilt_is_the_shelf(shop: Shop, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catch_up, "MANY", 1.0)  # never everybody: fold again only whoever has something new
    lines = file(seed)
    for at in range(0, len(lines), len(lines) // 4 + 1):
        shop.take_in(lines[: at + len(lines) // 4 + 1])
        shop.worlds.world(Coordinates(FAR))
    live, position = stored(shop)
    assert position == shop.log.rows.head()[0]
    shop.worlds.rebuild()
    assert same(live, stored(shop)[0])
    assert same(shop.worlds.snapshot().tables, live)
    assert same(Shop(shop.log, Worlds(shop.log)).worlds.snapshot().tables, live)


@pytest.mark.parametrize("seed", [4, 5, 6, 7])
def test_a_world_known_at_a_day_is_a_log_of_only_what_was_registered_by_then(sqlite_where: str, shops: Open, seed: int) -> None:
    shop, fresh = shops(sqlite_where), shops(f"{sqlite_where}-fresh")
    shop.take_in(file(seed))
    known_at = end_of_day(date(2022, 11, 30))
    fresh.take_in([line for line in shop.lines() if datetime.fromisoformat(line["recorded_at"]) <= known_at])
    world = shop.worlds.world(Coordinates(FAR, known_at))
    assert plain(soft(world.frames)) == plain(soft(fresh.worlds.world(Coordinates(FAR)).frames))


@pytest.mark.parametrize("seed", [8, 9, 10, 11])
def test_a_world_at_a_position_is_a_log_that_ends_there(sqlite_where: str, shops: Open, seed: int) -> None:
    shop, fresh = shops(sqlite_where), shops(f"{sqlite_where}-fresh")
    shop.take_in(file(seed))
    lines = shop.lines()
    position = len(lines) // 2
    fresh.take_in(lines[:position])
    world = shop.worlds.world(Coordinates(FAR, position=position))
    assert world.position == position
    assert plain(soft(world.frames)) == plain(soft(fresh.worlds.world(Coordinates(FAR)).frames))


@pytest.mark.parametrize("seed", [17, 18, 19])
def test_the_findings_of_a_day_are_those_of_a_log_of_only_what_had_happened(sqlite_where: str, shops: Open, seed: int) -> None:
    """Corrections, what they correct, merges and who a person is are kept; what is planned has not happened."""
    shop, fresh, day = shops(sqlite_where), shops(f"{sqlite_where}-fresh"), date(2022, 8, 15)
    shop.take_in(file(seed))
    lines = shop.lines()
    corrected = {line.get("replaces") or line.get("event") for line in lines}
    kept = {"participant_registered", "particulars_recorded", "participants_merged", "merge_undone", "retracted"}
    fresh.take_in(
        [
            entry
            for entry in lines
            if entry["on"] <= day.isoformat() or entry["kind"] in kept or "replaces" in entry or entry["id"] in corrected
        ]
    )
    worlds = [store.worlds.world(Coordinates(day)).frames for store in (shop, fresh)]
    whole, alone = (plain({name: of[name] for name in ("participants", "findings")}) for of in worlds)
    assert [row for row in whole["findings"] if row[0] != "planned"] == alone["findings"] != []


def test_a_position_is_a_log_that_ends_there_on_both_databases(shop: Shop) -> None:
    shop.take_in(file(12))
    head = shop.log.rows.head()[0]
    whole = shop.worlds.world(Coordinates(FAR))
    assert (whole.position, shop.worlds.world(Coordinates(FAR, position=head + 9)).position) == (head, head)
    early = shop.worlds.world(Coordinates(FAR, position=3))
    assert early.position == 3
    assert early["participants"].height <= 3
    assert same(shop.worlds.world(Coordinates(FAR)).frames, whole.frames)


def facts_of(shares: Sequence[Sequence[Event]], as_of: date | None = None) -> tuple[Frames, list[Thread]]:
    rows, threads = empty(), [thread for share in shares for thread in fold_cluster(share, as_of=as_of)]
    for pid, thread in enumerate(threads, 1):
        add_facts(rows, pid, thread)
    return as_frames(rows), threads


@pytest.mark.parametrize("part", range(2))
def test_the_cut_at_a_day_is_the_fold_as_of_that_day(part: int, many: Many) -> None:
    for seed in range(part, many(3000, 80), 2):
        chance = Random(seed)
        lines = lives(chance)
        day = date(2021, 1, 1) + timedelta(days=chance.randrange(1400))
        assert_cut_is_fold(lines, day)


def assert_cut_is_fold(lines: list[Line], day: date) -> None:
    shares = together(book(lines).events)
    whole, _ = facts_of(shares)
    folded, threads = facts_of(shares, day)
    folded = {
        **folded,
        **{name: cut(folded, day)[name] for name in ("findings", "circumstances")},
    }  # a registration may be dated later
    assert plain(known_names(soft(cut(whole, day))), "keys") == plain(known_names(soft(folded)), "keys")
    world = World(cut(whole, day), day)
    assert journeys_in(world) == journeys_of(threads)


def known_names(frames: Frames) -> Frames:
    """Without the names of what begins later: nothing is joined to them (an exit's employment, an enrolment's referral)."""
    enrolments = frames["enrolments"]
    for name, table in (("employment", "employments"), ("referral", "referrals")):
        there = frames[table].select("pid", name, pl.lit(value=True).alias("there")).unique()
        enrolments = enrolments.join(there, on=["pid", name], how="left", maintain_order="left")
        enrolments = enrolments.with_columns(pl.when("there").then(name).alias(name)).drop("there")
    return {**frames, "enrolments": enrolments}


def journeys_in(world: World) -> list[tuple[str, int, date, date | None, str | None]]:
    who = world["participants"].select("pid", "participant")
    journeys = world.journeys.join(who, on="pid").select("participant", "journey", "began_on", "ended_on", "ended_event")
    assert world.exits.height == journeys["ended_on"].count()
    return sorted(journeys.rows(), key=repr)


def journeys_of(threads: Sequence[Thread]) -> list[tuple[str, int, date, date | None, str | None]]:
    return sorted(
        (
            (t.participant, j.number, j.began_on, j.ended_on, j.exit.end.id if j.exit and j.exit.end else None)
            for t in threads
            for j in t.journeys
            if t.registration is not None and t.erased is None
        ),
        key=repr,
    )


def test_other_rules_of_the_fold_give_another_world(shop: Shop) -> None:
    lines = file(16)
    shop.take_in(lines)
    wider = Rules(journey_gap_days=30)
    expected = book(lines).world(FAR, rules=wider).frames
    for _ in range(2):  # made, and from the shelf
        world = shop.worlds.world(Coordinates(FAR, rules=wider))
        assert plain(soft(world.frames), "keys") == plain(soft(expected), "keys")
    assert world.journeys.height < shop.worlds.world(Coordinates(FAR)).journeys.height


def line(kind: str, on: str, name: str, participant: str = "a", **fields: str) -> Line:
    fields_of_line = {"kind": kind, "participant": participant, "on": on, "id": name, "recorded_at": f"{on}T09:00:00+01:00"}
    return fields_of_line | fields


TWO = [line("participant_registered", "2020-01-01", f"{who}1", who, sex="K") for who in "ab"]


def test_of_the_erased_nothing_is_left_in_any_world_and_nothing_comes_back(shop: Shop) -> None:
    moved = line("moved_out", "2021-01-01", "a2")
    shop.take_in([*TWO, moved])
    before = end_of_day(date(2022, 1, 1))
    assert set(shop.worlds.world(Coordinates(FAR, before))["participants"]["participant"]) == {"a", "b"}
    summary = shop.take_in([line("erased", "2023-01-01", "a3", basis="retention")])
    assert (summary.added, summary.erased) == (1, 1)
    for world in (
        shop.worlds.world(Coordinates(FAR)),
        shop.worlds.world(Coordinates(FAR, before)),
        shop.worlds.world(Coordinates(FAR, position=3)),
    ):
        assert list(world["participants"]["participant"]) == ["b"]
        assert list(world["keys"]["key"]) == ["b"]
        assert world["moments"].is_empty()
    again = shop.take_in([TWO[0], moved, line("moved_in", "2024-01-01", "a4")])
    assert [refusal.code for refusal in again.refused] == ["erased"] * 3
    assert shop.worlds.world(Coordinates(FAR))["participants"].height == 1


def test_a_person_merged_with_the_erased_is_erased_too(shop: Shop) -> None:
    merge = line("participants_merged", "2021-01-01", "m", absorbed="b")
    shop.take_in([*TWO, merge])
    assert shop.take_in([line("erased", "2023-01-01", "x", basis="request")]).erased == 2
    assert shop.worlds.world(Coordinates(FAR))["participants"].is_empty()
    assert [refusal.code for refusal in shop.take_in(TWO).refused] == ["erased", "erased"]


def test_purging_leaves_no_world_on_the_shelf(shop: Shop) -> None:
    shop.take_in(TWO)
    shop.worlds.world(Coordinates(FAR))
    shop.worlds.world(Coordinates(FAR, rules=Rules(30)))
    assert shop.worlds.maker.folder.number == 1
    shop.worlds.purge()
    assert shop.worlds.maker.folder.number == 0
    assert shop.worlds.world(Coordinates(FAR))["participants"].height == 2


def test_a_reader_during_a_rebuild_sees_the_old_or_the_new_never_half(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.take_in(file(14))
    shop.worlds.world(Coordinates(FAR))
    old, position = stored(shop)
    shop.take_in([line("participant_registered", "2020-01-01", "n1", "new", sex="K")])
    reader = Worlds(shop.log)
    seen: list[bool] = []

    def looking(parts: Iterator[FactsPart]) -> Iterator[FactsPart]:
        for part in parts:
            there = reader.stored()
            seen.append(there is not None and there.position == position and same(there.tables, old))
            yield part

    monkeypatch.setattr(making, "fold_everybody", lambda *given: looking(fold_everybody(*given)))
    shop.worlds.rebuild()
    there = reader.stored()
    assert there is not None
    frames, at = there.tables, there.position
    assert seen
    assert all(seen)
    assert at == position + 1
    assert frames["participants"].height == old["participants"].height + 1


def test_every_answer_carries_the_position_it_stands_for(shop: Shop) -> None:
    for number, entry in enumerate(TWO, 1):
        shop.take_in([entry])
        assert shop.worlds.world(Coordinates(FAR)).position == number == stored(shop)[1]


def test_a_merge_is_known_from_its_registration_and_undone_from_its_undoing(shop: Shop) -> None:
    shop.take_in(
        [
            *TWO,
            line("enrolled", "2020-02-01", "a2", enrolment_id="e", unit="AME"),
            line("enrolled", "2020-02-01", "b2", "b", enrolment_id="f", unit="AME"),
            line("participants_merged", "2021-01-01", "m", absorbed="b"),
            line("merge_undone", "2022-01-01", "u", absorbed="b"),
        ]
    )
    years = {year: shop.worlds.world(Coordinates(FAR, end_of_day(date(year, 6, 1)))) for year in (2020, 2021, 2022)}
    assert {year: world["participants"].height for year, world in years.items()} == {2020: 2, 2021: 1, 2022: 2}
    assert set(years[2021]["enrolments"]["enrolment"]) == {"e", "f"}
    assert years[2021]["enrolments"]["pid"].n_unique() == 1


def test_a_world_of_some_is_of_nobody_else(shop: Shop) -> None:
    shop.take_in(file(15))
    world = shop.worlds.world(Coordinates(FAR))
    first = world["participants"]["pid"].head(1)
    assert {
        name: frame["pid"].is_in(first.implode()).all() for name, frame in world.only(first).frames.items()
    } == dict.fromkeys(world.frames, True)
