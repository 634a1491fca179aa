"""Whoever is killed while facts are stored leaves the old or the new; of the erased no key opens anything, wherever it lies."""

import json
import os
import shutil
import signal
import sys
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import end_of_day
from domain.errors import SealBroken
from domain.log.application import Log
from domain.log.storage.facts_folder import MANIFEST
from projections.facts import store as facts_store
from projections.facts.part_files import opened
from projections.facts.tables import BY_NAME
from projections.worlds import making, store
from projections.worlds.coordinates import Coordinates
from projections.worlds.making import SnapshotMaker
from projections.worlds.store import Worlds
from tests.conftest import Many
from tests.processes import apart
from tests.projections.facts.test_catch_up import erased, person
from tests.projections.facts.test_parts_on_disk import in_parts, whole
from tests.projections.worlds.test_worlds import FAR, line, same
from tests.stores import Shop

OTHERS = 24
WHO = "somebody"
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(making, "fold_everybody", in_parts)
    monkeypatch.setattr(store, "WORTH_KEEPING", 0)
    shop.take_in([entry for number in range(OTHERS) for entry in person(f"o{number}")[:4]])
    shop.worlds.head()
    return shop


def make_and_die(where: str, key_path: Path, cache: str, make: str, step: int) -> None:
    """Is killed just before it opens, makes, renames or deletes a file of facts for the given time."""
    os.environ["XDG_CACHE_HOME"] = cache
    making.fold_everybody = in_parts  # type: ignore[attr-defined]
    store.WORTH_KEEPING = 0
    worlds = Worlds(Log(where, key_path), processes=1)
    folder, taken = str(worlds.maker.folder.path), count(1)

    def dying(event: str, about: tuple[Any, ...]) -> None:
        if event in STEPS and str(about[0]).startswith(folder) and next(taken) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(dying)
    getattr(worlds, make)()


@pytest.mark.parametrize("make", ["rebuild", "snapshot"])
def test_who_is_killed_at_any_step_leaves_the_old_or_the_new(town: Shop, make: str, many: Many) -> None:
    """All facts made anew, or those of one stored beside the others; the next who makes them deletes what was left."""
    reached, exits = town.worlds.head(), list[int | None]()
    for step in count(2, many(1, 13)):
        town.take_in([line("moved_out", "2022-01-01", f"new{step}", f"o{step % OTHERS}")])
        about = (town.log.where, town.log.key_path, os.environ["XDG_CACHE_HOME"], make, step)
        process = apart.Process(target=make_and_die, args=about)
        process.start()
        process.join()
        exits.append(process.exitcode)
        there = Worlds(town.log, processes=1).stored()
        assert there is not None
        assert there.position in (reached, town.log.rows.head()[0])
        assert same(there.tables, whole(town, there.position).tables)
        reached = there.position
        if process.exitcode == 0:
            break
    assert exits == [-signal.SIGKILL] * (len(exits) - 1) + [0]
    assert len(exits) > 1
    assert reached == town.log.rows.head()[0]
    named = {file.name for part in there.parts for file in (part.file, part.later) if file}
    assert {path.name for path in (town.worlds.maker.folder.path / "head").iterdir()} == {*named, MANIFEST, "part-lock"}


def readable(top: Path, key: bytes) -> str:
    """All that a key opens of the facts that lie somewhere."""
    text: list[str] = []
    for manifest in top.rglob(MANIFEST):
        for part in json.loads(manifest.read_bytes().partition(b"\n")[0])["parts"]:
            for described in filter(None, (part["file"], part["later"])):
                with suppress(SealBroken):
                    file = opened(manifest.parent, described, key)
                    text += [frame.write_csv() for table in BY_NAME if (frame := file.read(table)) is not None]
    return "".join(text)


def test_of_the_erased_no_key_opens_anything_in_any_snapshot_or_others_copy(
    town: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the facts at the head, those of another K, what lies beside a part, another user's, and copies of all of it."""
    monkeypatch.setattr(facts_store, "LARGE", 100)  # no part is written anew because of one
    town.take_in(person(WHO))
    users: list[Worlds] = []
    for name in ("mine", "another's"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        users.append(Worlds(town.log, processes=1))
        users[-1].head()
    town.take_in([line("moved_out", "2022-01-01", f"later-{WHO}", WHO)])
    for worlds in users:
        worlds.world(Coordinates(FAR, end_of_day(date(2020, 2, 1))))
        worlds.head()
    lying = {worlds.maker.folder.path for worlds in users}
    copies = {shutil.copytree(path, tmp_path / f"copy {number}") for number, path in enumerate(lying)}
    former = town.log.keys.facts.current()
    assert all(any('"later": {"name"' in path.read_text() for path in top.rglob(MANIFEST)) for top in lying)
    snapshots = [path.parent for top in lying | copies for path in top.rglob(MANIFEST)]
    assert len(snapshots) == 2 * len(lying | copies)
    assert all(WHO in readable(path, former) for path in snapshots)

    town.take_in(erased(WHO))
    with monkeypatch.context() as patch:
        patch.setattr(SnapshotMaker, "anew", _never)
        users[0].forget_erased()
        users[0].head()
    now = town.log.keys.facts.current()
    assert not [path for path in lying | copies if WHO in readable(path, now)]
    assert same(Worlds(town.log, processes=1).snapshot().tables, whole(town).tables)
    assert all("o7" in readable(path, now) and WHO not in readable(path, now) for path in lying)
    assert all(WHO in readable(path, former) for path in copies), "the control: it is the key that is gone"
    assert not any(WHO.encode() in file.read_bytes() for top in lying | copies for file in top.rglob("*") if file.is_file())


def _never(*_: object) -> None:
    raise AssertionError("everybody was folded again")
