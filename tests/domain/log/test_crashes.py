"""A crash between any two steps leaves the old or the new, and no part of the store that does not fit the others."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from domain.intake.pipeline import Importing
from domain.log import parts
from domain.log.application import Log
from domain.log.openings import Opening, Openings, recorded
from tests.conftest import Many
from tests.scripts.command_line import lines_of
from tests.stores import as_bytes

NOW = datetime(2024, 1, 1, tzinfo=UTC)
LIVES = "\n".join(
    f"2022-01-0{day} {name} participant_registered sex=K born_on=1990-05-15" for day, name in enumerate(("anna", "bo"), 1)
)
GONE = "2023-01-01 bo erased basis=request id=9"


def take_in(log: Log, lines: str) -> None:
    numbered = [(number, as_bytes(line)) for number, line in enumerate(lines_of(lines), 1)]
    Importing(log, NOW, processes=1).run(lambda: numbered, len(numbered))


def live(where: str, key: Path) -> None:
    """A store is made, two people come, one is erased, and somebody opens the small counts."""
    log = Log(where, key)
    take_in(log, LIVES)
    if any(subject is not None for subject in log.keys.find(["bo"]).values()):
        take_in(log, GONE)
    if not recorded(where, log.keys.engine):
        openings = Openings(where)
        openings.record(Opening(NOW, "anna", "measure", "UPP-0"))
        openings.close()
    log.close()


def live_and_die(where: str, key: Path, step: int) -> None:
    """Dies, with no time to clean up, just before the given commit, file or renaming."""
    taken = 0

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == step:
                os._exit(9)
            return act(*args, **kwargs)

        return counted

    for name in ("open", "link"):
        setattr(os, name, dying(getattr(os, name)))
    event.listen(Engine, "commit", dying(lambda *_: None))
    live(where, key)
    os._exit(0)


def clear(where: str) -> None:
    if where.startswith("postgresql"):
        with psycopg.connect(where, autocommit=True) as connection:
            for part in ("keys", "log", "openings", "facts"):
                connection.execute(f"DROP SCHEMA IF EXISTS rodtrad_{part} CASCADE")  # type: ignore[call-overload]


def test_a_crash_between_any_two_steps_leaves_a_store_that_is_gone_on_with(where: str, tmp_path: Path, many: Many) -> None:
    """Each step with --long; else every few, and on PostgreSQL, where connecting is slow, fewer."""
    fork = get_context("fork")  # nothing is open on this side, and starting is quick
    ended: list[int] = []
    for step in range(1, 200, many(1, 9 if where.startswith("postgresql") else 5)):
        here = where if where.startswith("postgresql") else f"{where}-{step}"
        key = tmp_path / f"{step}.key"
        clear(here)
        child = fork.Process(target=live_and_die, args=(here, key, step))
        child.start()
        child.join()
        ended.append(child.exitcode or 0)
        live(here, key)
        log = Log(here, key, create=False)
        assert [row.kind for row in log.rows.read()] == ["participant_registered", "erased"], f"step {step}"
        assert [subject.name for subject in log.keys.everyone()] == ["anna"], f"step {step}"
        assert len(recorded(here, log.keys.engine)) == 1, f"step {step}"
        log.close()
        if child.exitcode == 0:
            break
    assert set(ended[:-1]) == {9}
    assert ended[-1] == 0
    assert len(ended) > 3


def test_a_store_that_several_open_for_the_first_time_is_one(where: str, tmp_path: Path) -> None:
    def come(name: str) -> Log:
        log = Log(where, tmp_path / "one.key")
        log.keys.provide([name])
        return log

    with ThreadPoolExecutor(4) as pool:
        logs = list(pool.map(come, ("anna", "bo", "cia", "dan")))
    assert len({log.id for log in logs}) == 1
    assert {subject.name for subject in logs[0].keys.everyone()} == {"anna", "bo", "cia", "dan"}
    for log in logs:
        log.close()


@pytest.mark.parametrize("lacking", ["keys", "log"])
def test_what_was_there_of_a_store_that_was_not_whole_yet_is_let_go_of(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    """Another process makes the store at the same time: the first look sees a half of it."""
    Log(where, tmp_path / "one.key").close()
    looked, look = list[str](), parts.if_there

    def at_first_half(place: str, store: str, opened: ExitStack) -> Engine | None:
        looked.append(store)
        engine = look(place, store, opened)  # type: ignore[arg-type]
        return None if looked.count(store) == 1 and store == lacking else engine

    monkeypatch.setattr(parts, "if_there", at_first_half)
    Log(where, tmp_path / "one.key").close()
    assert looked.count(lacking) > 1
