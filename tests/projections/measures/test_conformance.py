"""The conformance files, each through a store of its own: import, Worlds, figures; and all of them in memory."""

import json
import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain import calendar
from projections.disclosure.gate import Gate
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from tests.memory import book
from tests.ready import Ready
from tests.stores import Shop

FILES = sorted((Path(__file__).parents[2] / "conformance").glob("*.json"))
STORIES: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}

NOT_YET: set[str] = set()
"""Asked for in the files, and not in the catalogue yet."""


def asks(name: str) -> Iterator[dict[str, Any]]:
    for ask in STORIES[name]["asks"]:
        if ask["measure"] not in NOT_YET:
            yield ask


def test_what_is_not_yet_computed_is_exactly_what_is_not_in_the_catalogue() -> None:
    keys = {ask["measure"] for story in STORIES.values() for ask in story["asks"]}
    assert keys - set(CATALOGUE) == NOT_YET


def instant(ask: dict[str, Any]) -> datetime | None:
    return calendar.instant(ask["known_at"]) if "known_at" in ask else None


def figure(ask: dict[str, Any], world: World) -> Figure:
    """The one figure that is asked for; with `disclosure` as it is told to somebody who may not see persons."""
    wanted = Ask(CATALOGUE[ask["measure"]], [period(ask["period"])], tuple(ask["breakdown"]), ask["view"])
    computed = Gate().figures(wanted, world) if ask.get("disclosure") else figures(wanted, world)
    (match,) = (each for each in computed if each.breakdown == ask["breakdown"])
    return match


def unlike(ask: dict[str, Any], world: World) -> dict[str, tuple[Any, Any]]:
    given = figure(ask, world).fields()
    pairs = {name: (given[name], wanted) for name, wanted in ask["expect"].items()}
    return {name: pair for name, pair in pairs.items() if not _same(*pair)}


def _same(given: Any, expected: Any) -> bool:
    if given is None or expected is None or isinstance(expected, str):
        return bool(given == expected)
    return math.isclose(given, expected, rel_tol=0, abs_tol=1e-9)


@pytest.mark.parametrize("name", STORIES)
def test_every_case_holds_in_memory(name: str) -> None:
    read = book(STORIES[name]["events"])
    assert read.refused == STORIES[name]["refused"]
    for ask in asks(name):
        world = read.world(date.fromisoformat(ask["as_of"]), instant(ask))
        assert not unlike(ask, world), ask


@pytest.mark.parametrize("name", STORIES)
def test_every_case_holds_in_a_store(
    name: str, sqlite_where: str, key_path: Path, ready_shop: Ready, shops: Callable[[str], Shop]
) -> None:
    ready_shop.give(sqlite_where, key_path)
    _holds(name, shops(sqlite_where))


@pytest.mark.parametrize("name", list(STORIES)[::11])
def test_some_cases_hold_in_postgresql(name: str, postgresql_where: str, shops: Callable[[str], Shop]) -> None:
    _holds(name, shops(postgresql_where))


def _holds(name: str, shop: Shop) -> None:
    summary = shop.take_in(STORIES[name]["events"])
    assert [refusal.number for refusal in summary.refused] == STORIES[name]["refused"]
    assert all(refusal.text.sv and refusal.text.en for refusal in summary.refused)
    for ask in asks(name):
        world = shop.worlds.world(Coordinates(date.fromisoformat(ask["as_of"]), instant(ask)))
        assert not unlike(ask, world), ask
