"""`backup` and `restore`: a copy while others write is whole, erasures are done again, and a roll-back is told from outside."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import Any, get_args

import psycopg
import pytest

from domain.errors import RodTradError
from domain.log.application import Log
from domain.log.backups.copying import copy_from
from domain.log.backups.recounting import recounted
from domain.log.backups.restoring import opened
from domain.log.storage.database import Store
from scripts.cli.erasure.backups import PARTS
from tests.conftest import Many
from tests.domain.log.test_crashes import take_in
from tests.processes import apart
from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines

FIGURE = ("measure", "OUT-90.kas", "-p", "2022", "--format", "json", "--open-counts", "--as-of", "2024-01-01")


def test_every_part_of_a_store_that_is_a_database_is_copied() -> None:
    assert PARTS.keys() == {*get_args(Store)}


@pytest.fixture
def store(where: str, tmp_path: Path) -> dict[str, Any]:
    lines = write_lines(tmp_path / "lives.ndjson", lines_of(THREE_LIVES))
    env = {"RODTRAD_STORE": where, "RODTRAD_KEY": str(tmp_path / "master.key")}
    assert rodtrad("import", lines, env=env).code == 0
    return env


def into_files(env: dict[str, Any], tmp_path: Path, name: str = "again") -> dict[str, Any]:
    """Somewhere to restore to, with the same key."""
    return {**env, "RODTRAD_STORE": str(tmp_path / name)}


def clear(store: dict[str, Any], tmp_path: Path) -> None:
    """The store is lost, its key is not."""
    where = store["RODTRAD_STORE"]
    if where.startswith("postgresql"):
        with psycopg.connect(where, autocommit=True) as connection:
            for part in PARTS:
                connection.execute(f"DROP SCHEMA IF EXISTS rodtrad_{part} CASCADE")  # type: ignore[call-overload]
    else:
        shutil.rmtree(where)


def whole(result: CommandResult) -> CommandResult:
    assert result.code == 0, result.err
    return result


def test_what_is_restored_is_what_was_backed_up_on_the_same_database(store: dict[str, Any], tmp_path: Path) -> None:
    whole(rodtrad("hold", "anna", "--reason", "tvist", env=store))
    before = [whole(rodtrad(*words, env=store)).out for words in (FIGURE, ("participants",), ("openings",), ("holds",))]
    status = rodtrad("status", "--format", "json", env=store).json
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    clear(store, tmp_path)
    whole(rodtrad("restore", tmp_path / "copy", env=store))
    after = [whole(rodtrad(*words, env=store)).out for words in (FIGURE, ("participants",), ("openings",), ("holds",))]
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[3] == before[3]
    again = rodtrad("status", "--format", "json", env=store).json
    assert {name: again[name] for name in ("id", "position", "root", "key_epoch", "entries")} == {
        name: status[name] for name in ("id", "position", "root", "key_epoch", "entries")
    }
    lines = write_lines(tmp_path / "new.ndjson", lines_of("2023-05-01 anna moved_out id=new"))
    assert rodtrad("import", lines, "--format", "json", env=store).json["added"] == 1


def test_nothing_is_overwritten_by_a_backup_or_by_a_store_that_is_restored(store: dict[str, Any], tmp_path: Path) -> None:
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    assert rodtrad("backup", tmp_path / "copy", env=store).code == 1
    assert rodtrad("restore", tmp_path / "copy", env=store).code == 1
    assert rodtrad("participants", env=store).code == 0


def test_the_keys_lie_apart_and_only_the_owner_can_read_the_files(store: dict[str, Any], tmp_path: Path) -> None:
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    files = {str(path.relative_to(tmp_path / "copy")): path for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert {*files} == {"keys/keys.db", "keys/backup.json", "log/log.db", "log/backup.json"}
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}


@pytest.mark.parametrize("part", ["keys/keys.db", "log/log.db"])
def test_one_bit_of_a_backup_is_noticed(store: dict[str, Any], tmp_path: Path, part: str) -> None:
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    file = tmp_path / "copy" / part
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    refused = rodtrad("restore", tmp_path / "copy", env=into_files(store, tmp_path))
    assert (refused.code, part.partition("/")[2] in refused.err) == (1, True)
    assert not (tmp_path / "again").exists()


def test_a_receipt_from_outside_tells_a_roll_back_and_the_erasure_is_done_again(store: dict[str, Any], tmp_path: Path) -> None:
    """The former key was kept, against what is said: it opens the old copy, and whoever was erased comes back with it."""
    whole(rodtrad("hold", "anna", "--reason", "tvist", env=store))
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    whole(rodtrad("hold", "anna", "--lift", env=store))
    former = tmp_path / "former.key"
    shutil.copy(store["RODTRAD_KEY"], former)
    receipt = tmp_path / "receipt.json"
    whole(rodtrad("erase", "anna", "--basis", "request", "--yes", "--receipt", receipt, env=store))
    shut = rodtrad("restore", tmp_path / "copy", env=into_files(store, tmp_path))
    assert (shut.code, "epok" in shut.err) == (1, True), "the key of today does not open a copy from before"
    env = into_files(store, tmp_path) | {"RODTRAD_KEY": str(former)}
    told = rodtrad("restore", tmp_path / "copy", "--checkpoint", receipt, env=env)
    assert (told.code, "--accept-loss" in told.err) == (1, True)
    assert not (tmp_path / "again").exists()
    whole(rodtrad("restore", tmp_path / "copy", "--checkpoint", receipt, "--accept-loss", env=env))
    assert "anna" not in {each["participant"] for each in rodtrad("participants", "--format", "json", env=env).json}
    assert rodtrad("timeline", "anna", env=env).code == 1


def test_another_history_than_somebody_outside_knows_is_not_restored(store: dict[str, Any], tmp_path: Path) -> None:
    root, position = (rodtrad("status", "--format", "json", env=store).json[name] for name in ("root", "position"))
    whole(rodtrad("backup", tmp_path / "copy", env=store))
    for number, known in enumerate((root, "00" * 32)):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({"position": position, "root": known, "erasures": [], "basis": "error"}))
        env = into_files(store, tmp_path, f"again-{number}")
        assert rodtrad("restore", tmp_path / "copy", "--checkpoint", file, env=env).code == number
    bad = tmp_path / "no.json"
    bad.write_text("nothing")
    assert rodtrad("restore", tmp_path / "copy", "--checkpoint", bad, env=into_files(store, tmp_path, "no")).code == 1


def test_a_signed_checkpoint_tells_a_copy_that_is_older(store: dict[str, Any], tmp_path: Path) -> None:
    whole(rodtrad("backup", tmp_path / "old", env=store))
    new = write_lines(tmp_path / "new.ndjson", lines_of("2023-05-01 anna moved_out id=new"))
    whole(rodtrad("import", new, env=store))
    whole(rodtrad("checkpoint", "--out", tmp_path / "checkpoint", env=store))
    whole(rodtrad("backup", tmp_path / "new", env=store))
    for number, name in enumerate(("new", "old")):
        env = into_files(store, tmp_path, f"again-{name}")
        assert rodtrad("restore", tmp_path / name, "--checkpoint", tmp_path / "checkpoint", env=env).code == number


def keep_writing(where: str, key: Path, stop: Path) -> None:
    log, number = Log(where, key), 0
    while not stop.exists():
        number += 1
        take_in(log, f"2022-01-01 w{number} participant_registered sex=K born_on=1990-05-15 id={number}")
    log.close()


def test_every_copy_while_another_writes_is_whole_and_one_by_cp_is_not(sqlite_where: str, tmp_path: Path, many: Many) -> None:
    """The control copies the files one after another, as `cp` does."""
    key, stop = tmp_path / "master.key", tmp_path / "stop"
    Log(sqlite_where, key).close()
    writer = apart.Process(target=keep_writing, args=(sqlite_where, key, stop))
    writer.start()
    try:
        positions, by_cp = [0], []
        for number in range(many(20, 5)):
            while position(sqlite_where) <= positions[-1]:
                sleep(0.01)
            copy = tmp_path / f"copy-{number}"
            copy_from(sqlite_where, PARTS, copy)
            with opened(copy, PARTS, key) as log:
                recounted(log)
                positions.append(log.rows.head()[0])
            by_cp.append(is_whole_by_cp(sqlite_where, tmp_path / f"cp-{number}", key))
    finally:
        stop.touch()
        writer.join()
    assert writer.exitcode == 0
    assert positions == sorted(set(positions))
    assert not all(by_cp)


def position(where: str) -> int:
    with closing(sqlite3.connect(f"{where}/log.db")) as connection:
        (size,) = connection.execute("SELECT size FROM tree").fetchone()
    return int(size)


def is_whole_by_cp(where: str, to: Path, key: Path) -> bool:
    """Whether the database files alone are a store that holds all that was acknowledged when they were copied."""
    acknowledged = position(where)
    to.mkdir()
    for name in ("log.db", "keys.db"):
        shutil.copyfile(f"{where}/{name}", to / name)
    try:
        with closing(Log(str(to), key, create=False)) as log:
            recounted(log)
            return log.rows.head()[0] >= acknowledged
    except RodTradError:
        return False
