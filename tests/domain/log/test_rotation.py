"""A new master key: nothing is lost at any step, and what was copied before opens no more."""

import json
import os
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from domain.errors import KeyMissing
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.keys.master_key import MasterKey
from domain.log.storage.database import open_engine
from domain.log.storage.schema import subjects
from tests.conftest import Open


def epochs(key_path: Path) -> set[str]:
    return set(json.loads(key_path.read_text())["epochs"])


def people(keys: KeyStore) -> dict[str, Subject]:
    return {subject.name: subject for subject in keys.everyone()}


def test_rotation_changes_the_wrapping_and_nothing_else(where: str, opened: Open, key_path: Path) -> None:
    keys = KeyStore(opened(where, "keys"), key_path)
    erased = keys.provide(["anna", "bo", "cecilia"])["cecilia"]
    assert erased is not None
    keys.destroy([erased.stream])
    before, hashed = people(keys), keys.name_hash("anna")
    keys.rotate()
    keys.rotate()
    assert epochs(key_path) == {"3"}
    assert key_path.stat().st_mode & 0o777 == 0o600
    for store in (keys, KeyStore(opened(where, "keys"), key_path)):
        assert people(store) == before
        assert store.name_hash("anna") == hashed
        assert store.find(["cecilia"]) == {"cecilia": None}


def test_an_old_master_opens_nothing_after_rotation(where: str, opened: Open, key_path: Path) -> None:
    keys = KeyStore(opened(where, "keys"), key_path)
    keys.provide(["anna"])
    old = key_path.read_text()
    keys.rotate()
    key_path.write_text(old)
    with pytest.raises(KeyMissing, match="epoch 2"):
        KeyStore(opened(where, "keys"), key_path)


def test_an_open_store_follows_a_rotation_by_another(where: str, opened: Open, key_path: Path) -> None:
    ours, theirs = (KeyStore(opened(where, "keys"), key_path) for _ in range(2))
    anna = ours.provide(["anna"])["anna"]
    theirs.rotate()
    assert ours.find(["anna"]) == {"anna": anna}
    bo = ours.provide(["bo"])["bo"]
    assert theirs.find(["bo"]) == {"bo": bo}
    with ours.engine.connect() as connection:
        assert set(connection.execute(select(subjects.c.epoch)).scalars()) == {2}


def rotate_and_die(where: str, key_path: Path, step: int) -> None:
    """Dies, with no time to clean up, just before the given step; every statement, sync and renaming is one."""
    engine = open_engine(where, "keys")
    keys = KeyStore(engine, key_path)
    taken = 0

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == step:
                os._exit(9)
            return act(*args, **kwargs)

        return counted

    for name in ("open", "fsync", "rename"):
        setattr(os, name, dying(getattr(os, name)))
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, dying(lambda *_: None))
    keys.rotate()
    os._exit(0)


def test_a_crash_at_any_step_of_a_rotation_loses_nobody(where: str, opened: Open, key_path: Path) -> None:
    keys = KeyStore(opened(where, "keys"), key_path)
    keys.provide([f"person {number}" for number in range(5)])
    before = people(keys)
    keys.engine.dispose()
    fork = get_context("fork")  # the store is closed on this side, and starting is quick
    exits: list[tuple[int, int]] = []
    for step in range(1, 100):
        child = fork.Process(target=rotate_and_die, args=(where, key_path, step))
        child.start()
        child.join()
        held = len(epochs(key_path))
        reopened = KeyStore(opened(where, "keys"), key_path)
        assert people(reopened) == before, f"step {step}"
        assert len(epochs(key_path)) == 1, f"step {step}: the leftover master was not cleared up"
        assert list(key_path.parent.glob(f"{key_path.name}*")) == [key_path], f"step {step}: nor was what lay beside it"
        reopened.engine.dispose()
        exits.append((child.exitcode or 0, held))
        if child.exitcode == 0:
            break
    assert exits[-1] == (0, 1)
    assert (9, 2) in exits, "no crash fell between the two masters"
    assert len(exits) > 10


def test_a_rotation_that_lost_its_new_master_would_lose_everybody(
    sqlite_where: str, opened: Open, key_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were rows wrapped before the file holds the new key, a crash between the two could not be undone."""
    keys = KeyStore(opened(sqlite_where, "keys"), key_path)
    before = key_path.read_text()
    monkeypatch.setattr(MasterKey, "keep_only", lambda *_: key_path.write_text(before))
    keys.rotate()
    with pytest.raises(KeyMissing):
        KeyStore(opened(sqlite_where, "keys"), key_path)
