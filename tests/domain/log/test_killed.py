"""Killed with no time to clean up, at any step of what writes: nothing acknowledged is lost, nothing is half there.

The steps are commits, syncs, and what opens, renames or removes a file; on each database the store is the next one's.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from domain.log.application import Log
from domain.log.backups.copying import copy_from
from domain.log.backups.describing import DESCRIPTION
from domain.log.backups.recounting import recounted
from domain.log.backups.restoring import appearing, opened
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.publishing.register import Publishing, publish, published
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from scripts.cli.erasure.backups import PARTS
from tests.conftest import Many
from tests.domain.log.test_crashes import NOW, take_in
from tests.processes import apart
from tests.projections.facts.test_catch_up import person
from tests.projections.worlds.test_worlds import FAR
from tests.stores import Shop

FILES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def append(log: Log, top: Path) -> None:
    """Each participant is acknowledged once they are recorded."""
    with (top / "acknowledged").open("a") as out:
        for number in range(log.rows.head()[0], log.rows.head()[0] + 3):
            take_in(log, f"2022-01-01 p{number} participant_registered sex=K born_on=1990-05-15 id={number}")
            out.write(f"p{number}\n")
            out.flush()


def catch_up(log: Log, _top: Path) -> None:
    Worlds(log, processes=1).rebuild()


def publish_figures(log: Log, _top: Path) -> None:
    ask = Ask(CATALOGUE["LIN-6.months"], [period("2023")])
    publish(log, Worlds(log, processes=1).world(Coordinates(FAR)), [ask], Publishing(NOW, "h017"))


def rotate(log: Log, _top: Path) -> None:
    log.keys.rotate()


def back_up(log: Log, top: Path) -> None:
    with appearing(top / "copy") as draft:
        copy_from(log.where, PARTS, draft)
        (draft / "log" / DESCRIPTION).touch()


ACTS: list[Callable[[Log, Path], None]] = [append, catch_up, publish_figures, rotate, back_up]


def act_and_die(where: str, key: Path, cache: str, act: Callable[[Log, Path], None], step: int) -> None:
    os.environ["XDG_CACHE_HOME"] = cache
    log, taken = Log(where, key), count(1)

    def die() -> None:
        if next(taken) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(name: str, _about: tuple[Any, ...]) -> None:
        if name in FILES:
            die()

    sync = os.fsync
    sys.addaudithook(audited)
    event.listen(Engine, "commit", lambda _: die())
    os.fsync = lambda file: (die(), sync(file))[1]  # type: ignore[assignment]
    act(log, key.parent)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_who_is_killed_at_any_step_loses_nothing_acknowledged_and_leaves_nothing_half(
    shop: Shop, act: Callable[[Log, Path], None], many: Many
) -> None:
    shop.take_in([line for name in ("anna", "bo") for line in person(name)])
    where, key = shop.log.where, shop.log.key_path
    figures, exits = 0, list[int | None]()
    for step in count(1, many(1, 7)):
        process = apart.Process(target=act_and_die, args=(where, key, os.environ["XDG_CACHE_HOME"], act, step))
        process.start()
        process.join()
        exits.append(process.exitcode)
        again = Log(where, key, create=False)
        participants = recounted(again)
        acknowledged = (key.parent / "acknowledged").read_text().split() if act is append else []
        assert {*acknowledged} <= {subject.name for subject in again.keys.everyone()}
        assert participants >= 2
        numbers = len(published(again))
        assert numbers in (figures, figures + 1)
        figures = numbers
        again.close()
        if (copy := key.parent / "copy").exists():
            with opened(copy, PARTS, key) as whole:
                assert recounted(whole) == participants
            assert process.exitcode == 0
        if process.exitcode == 0:
            break
    assert exits == [-signal.SIGKILL] * (len(exits) - 1) + [0]
    assert len(exits) > 1
    assert [path.name for path in key.parent.glob(".copy-*")] == []
    assert [path.name for path in key.parent.glob("master.key*")] == ["master.key"]
