"""Facts on disk: parts in files, a manifest that names them, overlays of who was folded again, and nothing left over.

The stores are divided into several parts, as large ones are, and large beside what is new in them.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from time import sleep
from typing import Any
from weakref import ref

import pytest

from domain.calendar import end_of_day
from domain.collector import collector_at_rest
from domain.log.application import Log
from domain.log.storage.database import writing
from domain.participant.folding import Rules
from domain.used import Used
from projections.facts import folding
from projections.facts.folding import Target, _fold_part, in_file
from projections.facts.part_files import write_part
from projections.facts.snapshot import NO_ROWS, FactsPart, Snapshot
from projections.facts.tables import Frames
from projections.worlds import making, store
from projections.worlds.coordinates import Coordinates
from projections.worlds.making import Of, SnapshotMaker
from projections.worlds.store import Worlds
from tests.conftest import Many
from tests.projections.facts.test_catch_up import erased, merged, person
from tests.projections.worlds.test_worlds import FAR, line, same
from tests.stores import Shop, stored

OTHERS = 24
PARTS = 4


def in_parts(log: Log, used: Used, rules: Rules, processes: int, target: Target | None) -> Iterator[FactsPart]:
    """What several processes do, in this one."""
    clusters = set(log.clusters().values())
    kin = {key for cluster in clusters for key in cluster}
    for number in range(PARTS):
        yield in_file(_fold_part(log, (number, PARTS), kin, used, rules), target)
    yield in_file(folding.fold_clusters(log, clusters, used, rules), target)


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(making, "fold_everybody", in_parts)
    shop.take_in([entry for number in range(OTHERS) for entry in person(f"o{number}")[:4]])
    shop.take_in([merged("o1", "o2"), merged("o3", "o4")])
    shop.worlds.head()
    return shop


def files(shop: Shop) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (shop.worlds.maker.folder.path / "head").glob("*.part")}


def whole(shop: Shop, position: int | None = None) -> Snapshot:
    upto = shop.log.rows.head()[0] if position is None else position
    return Snapshot(upto, tuple(folding.fold_everybody(shop.log, Used(position=upto), processes=1)))


def largest_part(shop: Shop) -> FactsPart:
    """A part where one participant is few: which part a stream falls in is chance, and some can be empty."""
    return max(shop.worlds.snapshot().parts[:-1], key=lambda part: part.tables["keys"].height)


def test_one_new_event_leaves_the_parts_of_all_others_as_they_are(town: Shop) -> None:
    before = town.worlds.snapshot()
    town.take_in([line("moved_out", "2022-01-01", "new", "o7")])
    after = town.worlds.snapshot()
    assert sum(part is not other for part, other in zip(before.parts, after.parts, strict=True)) == 1
    assert same(after.tables, whole(town).tables)


def test_a_merge_moves_both_to_the_last_part_and_its_undoing_leaves_them_there(town: Shop) -> None:
    for kind in ("participants_merged", "merge_undone"):
        town.take_in([merged("o8", "o9", "2022-01-01", kind)])
        snapshot = town.worlds.snapshot()
        holding = [number for number, part in enumerate(snapshot.parts) if {"o8", "o9"} & set(part.tables["keys"]["key"])]
        assert holding == [PARTS]
        assert same(snapshot.tables, whole(town).tables)


def test_who_is_merged_while_everybody_is_folded_is_there_once(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, used = whole(town), Used(position=town.log.rows.head()[0])

    def and_merged(*of: Any) -> Frames:
        town.take_in([merged("o8", "o9", "2022-01-01")])
        return _fold_part(*of)

    monkeypatch.setattr(folding, "_fold_part", and_merged)
    snapshot = Snapshot(expected.position, tuple(folding.fold_everybody(town.log, used, processes=1)))
    assert town.log.rows.head()[0] == expected.position + 1
    assert same(snapshot.tables, expected.tables)


def test_who_was_folded_again_is_stored_beside_a_part_and_a_part_with_many_is_written_anew(
    town: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    before, who = files(town), str(largest_part(town).tables["keys"]["key"][0])
    town.take_in([line("moved_out", "2022-01-01", "new", who)])
    town.worlds.head()
    beside = files(town)
    assert before.items() <= beside.items()
    assert len(beside) == len(before) + 1
    town.take_in([line("moved_in", "2022-01-02", "newer", who)])
    assert same(Worlds(town.log, processes=1).snapshot().tables, whole(town).tables)
    town.worlds.head()
    assert before.items() <= (newer := files(town)).items()
    assert len(newer) == len(before) + 1
    assert newer.keys() != beside.keys()
    assert same(Worlds(town.log, processes=1).snapshot().tables, whole(town).tables)
    town.take_in([line("moved_out", "2022-02-01", f"n{number}", f"o{number}") for number in range(5, 22)])
    town.worlds.head()
    assert len(files(town).keys() & before.keys()) < len(before)
    fresh = Worlds(town.log, processes=1)
    assert fresh.stored() is not None
    assert same(fresh.snapshot().tables, whole(town).tables)


def test_what_no_manifest_names_is_deleted_by_the_next_writer(town: Shop) -> None:
    folder = town.worlds.maker.folder.path / "head"
    (folder / "00.part").write_bytes(b"of a writer that was killed")
    town.worlds.rebuild()
    assert "00.part" not in files(town)
    assert len(files(town)) == PARTS + 1


def test_who_reads_an_old_snapshot_reads_it_to_the_end(town: Shop) -> None:
    """Its files are deleted while it is read; a table that was not read yet is read all the same."""
    expected = whole(town)
    reader = Worlds(town.log, processes=1).stored()
    assert reader is not None
    town.take_in([line("deceased", "2022-01-01", "new", "o7")])
    town.worlds.rebuild()
    assert reader.position == expected.position
    assert same(reader.tables, expected.tables)


def test_the_erased_are_in_no_file_that_any_key_opens(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that erased seals the others anew, without folding them; what lay there before opens no more."""
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    town.worlds.world(Coordinates(FAR, end_of_day(FAR)))
    copied = files(town)
    folder = town.worlds.maker.folder.path / "head"
    manifest = (folder / "manifest.json").read_bytes()
    former = town.log.keys.facts.current()
    town.take_in(erased("o7"))
    with monkeypatch.context() as patch:
        patch.setattr(SnapshotMaker, "anew", _never)
        town.worlds.forget_erased()
        assert same(town.worlds.snapshot().tables, whole(town).tables)
    assert town.worlds.maker.folder.number == 0
    assert files(town).keys().isdisjoint(copied)
    assert town.log.keys.facts.current() != former
    for name, content in copied.items():
        (folder / name).write_bytes(content)
    (folder / "manifest.json").write_bytes(manifest)
    fresh = Worlds(town.log, processes=1)
    assert fresh.stored() is None
    assert "o7" not in fresh.snapshot().tables["keys"]["key"].to_list()


def _never(*_: object) -> None:
    raise AssertionError("everybody was folded again")


def test_a_key_store_from_before_is_no_way_back_to_the_facts_of_the_erased(town: Shop) -> None:
    """The control of the test above: with the former key the files would open."""
    kept = town.worlds.maker.folder.kept()
    assert kept is not None
    assert "o7" in kept.snapshot.tables["keys"]["key"].to_list()
    town.take_in(erased("o7"))
    assert town.worlds.maker.folder.kept() is None
    former = town.worlds.maker.folder.kept(key=town.log.keys.facts.former)
    assert former is not None
    assert "o7" in former.snapshot.tables["keys"]["key"].to_list()


@pytest.mark.parametrize("table", ["keys", "enrolments"])
def test_a_damaged_part_is_folded_again_also_where_it_is_noticed_late(town: Shop, table: str) -> None:
    part = largest_part(town).file
    assert part is not None
    offset, size = part.places[table]
    content = bytearray(part.path.read_bytes())
    content[offset + size // 2] ^= 1
    part.path.write_bytes(content)
    fresh = Worlds(town.log, processes=1)
    assert same(fresh.snapshot().tables, whole(town).tables)
    assert same(Worlds(town.log, processes=1).snapshot().tables, whole(town).tables)


def test_what_earlier_versions_stored_of_facts_is_deleted_when_they_are_made(shop: Shop) -> None:
    """No erasure reaches it any more."""
    shop.take_in(person("x"))
    if shop.log.where.startswith("postgresql"):
        with writing(shop.log.rows.engine) as connection:
            connection.exec_driver_sql("CREATE SCHEMA rodtrad_facts")
            connection.exec_driver_sql("CREATE TABLE rodtrad_facts.participants (participant text)")
        shop.worlds.head()
        with shop.log.rows.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT to_regnamespace('rodtrad_facts')").scalar() is None
        return
    store = Path(shop.log.where)
    (store / "worlds" / "of a day").mkdir(parents=True)
    for name in ("facts.db", "facts.db-wal", "worlds/of a day/keys.parquet"):
        (store / name).write_text("x")
    shop.worlds.head()
    assert {path.name for path in store.iterdir()} & {"facts.db", "facts.db-wal", "worlds"} == set()


def test_files_and_folders_are_the_owners_alone(town: Shop) -> None:
    top = town.worlds.maker.folder.path
    modes = {path.stat().st_mode & 0o777 for path in [top, *top.rglob("*")] if path.is_dir()}
    assert modes == {0o700}
    assert {path.stat().st_mode & 0o077 for path in top.rglob("*.part")} == {0}


def test_a_file_is_let_go_of_with_the_last_who_reads_it(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    parts = [write_part(tmp_path, bytes(32), NO_ROWS) for _ in range(5)]
    assert len(os.listdir("/proc/self/fd")) == before + 5
    parts.clear()
    assert len(os.listdir("/proc/self/fd")) == before


def test_with_the_last_who_reads_a_snapshot_its_rows_and_files_are_let_go_of_at_once(town: Shop) -> None:
    """The garbage collector may come late: it does not know that some few objects are a whole town's rows."""
    worlds = Worlds(town.log, processes=1)
    town.take_in([line("moved_out", "2022-01-01", "new", "o7")])
    with collector_at_rest():
        snapshot = worlds.snapshot()
        assert same(snapshot.tables, whole(town).tables)
        files = [ref(part.file) for part in snapshot.parts if part.file]
        worlds.close()
        assert [file() is None for file in files] == [False] * (PARTS + 1)
        del snapshot
        assert [file() is None for file in files] == [True] * (PARTS + 1)


def test_a_file_that_could_not_be_written_to_its_end_is_not_left(tmp_path: Path) -> None:
    frames = {**NO_ROWS, "keys": NO_ROWS["keys"].clear(3)}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError):
            write_part(tmp_path, bytes(32), frames)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_many_who_ask_at_once_are_served_by_one_making(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Of] = []
    make = Worlds._brought_up

    def slowly(worlds: Worlds, of: Of, *more: object) -> Snapshot:
        made.append(of)
        sleep(0.05)
        return make(worlds, of, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Worlds, "_brought_up", slowly)
    town.take_in([line("moved_out", "2022-01-01", "new", "o7")])
    together, answers = Barrier(6), list[Snapshot]()

    def ask() -> None:
        together.wait()
        answers.append(town.worlds.snapshot())

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert {id(answer) for answer in answers} == {id(answers[0])}


def test_who_asks_for_a_world_that_is_there_does_not_wait_for_anothers_making(
    town: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.worlds.snapshot()
    begun, go = Barrier(2), Barrier(2)
    make = Worlds._brought_up

    def held_up(worlds: Worlds, of: Of, *more: object) -> Snapshot:
        begun.wait(timeout=180)
        go.wait(timeout=180)
        return make(worlds, of, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Worlds, "_brought_up", held_up)
    other = Thread(target=lambda: town.worlds.snapshot(Used.of(end_of_day(FAR))))
    other.start()
    begun.wait(timeout=180)
    assert town.worlds.snapshot().position == town.log.rows.head()[0]
    go.wait(timeout=180)
    other.join()


STEPS = ("event", "event", "import", "merge", "undo", "erase", "ask", "known", "fresh", "rebuild", "keep")


@pytest.mark.parametrize("seed", range(3))
def test_rebuilt_is_live_is_carried_on_is_any_chain_of_worlds(
    town: Shop, seed: int, many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over random schedules of imports, commands, merges, erasures, stops and starts, and Worlds of other knowledge."""
    chance = Random(seed)
    worlds = town.worlds
    alive = [f"o{number}" for number in range(OTHERS)]
    for number in range(many(60, 6)):
        step, who, other = chance.choice(STEPS), *chance.sample(alive, 2)
        monkeypatch.setattr(store, "WORTH_KEEPING", chance.choice([0, 200]))
        if step == "event":
            town.take_in([line("moved_out", "2022-01-01", f"e{number}", who)])
        elif step == "import":
            town.take_in(person(f"n{number}") + [line("moved_in", "2022-05-01", f"i{number}-{key}", key) for key in alive[:9]])
        elif step in {"merge", "undo"}:
            kind = "participants_merged" if step == "merge" else "merge_undone"
            town.take_in([{**merged(who, other, f"2022-03-{number % 28 + 1:02}", kind), "id": f"m{number}"}])
        elif step == "erase":
            town.take_in([{**erased(who)[0], "id": f"x{number}"}])
            if chance.random() < 0.5:
                worlds.forget_erased()
        elif step == "fresh":
            worlds = Worlds(town.log, processes=1)
        elif step == "rebuild":
            worlds.rebuild()
        elif step == "known":
            used = Used.of(end_of_day(chance.choice([FAR, FAR.replace(year=2021), FAR.replace(year=2022)])))
            expected = Snapshot(0, tuple(folding.fold_everybody(town.log, used, processes=1)))
            assert same(worlds.snapshot(used).tables, expected.tables), (number, step)
        else:
            assert same(worlds.snapshot().tables, whole(town).tables), (number, step)
    assert same(worlds.snapshot().tables, whole(town).tables)
    assert same(Worlds(town.log, processes=1).snapshot().tables, whole(town).tables)


MAKING = """
import sys
from pathlib import Path
from domain.collector import collector_at_rest
from domain.log.application import Log
from domain.log.storage.database import writing
from projections.worlds.store import Worlds
worlds = Worlds(Log(sys.argv[1], Path(sys.argv[2])), processes=1)
print("ready", flush=True)
while True:
    worlds.rebuild()
"""


def test_who_is_killed_while_writing_leaves_the_old_or_the_new_and_nothing_over(
    sqlite_where: str, shops: object, many: Many
) -> None:
    shop: Shop = shops(sqlite_where)  # type: ignore[operator]
    shop.take_in([entry for number in range(6) for entry in person(f"o{number}")])
    shop.worlds.head()
    expected, chance = whole(shop), Random(1)
    for _ in range(many(200, 3)):
        command = [sys.executable, "-c", MAKING, shop.log.where, str(shop.log.key_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
            assert maker.stdout is not None
            assert maker.stdout.readline() == "ready\n"
            sleep(chance.random() / 20)
            os.kill(maker.pid, signal.SIGKILL)
        there = Worlds(shop.log, processes=1).stored()
        assert there is not None
        assert same(there.tables, expected.tables)
    shop.worlds.rebuild()
    assert len(files(shop)) == 2
    assert stored(shop)[1] == expected.position
