"""The town: its lines stand, it is the same town for the same seed, and it looks like the one that was described."""

import gc
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any

import orjson
import pytest

from domain.events import EVENTS
from domain.events.event import kind_of
from domain.participant.fold import fold_cluster
from domain.participant.soft_findings import soft_findings
from domain.vocabulary.ladders import LADDERS
from projections.facts.tables import Frames
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.worlds.world import World, cut
from scripts.simulator import simulate
from scripts.simulator.ladder import RUNGS
from tests.conftest import Many
from tests.memory import Book, book, together
from tests.scripts.command_line import rodtrad

AS_OF = date(2025, 12, 31)


@lru_cache(maxsize=1)
def town() -> Sequence[bytes]:
    return list(simulate(600, seed=4))


@lru_cache(maxsize=1)
def events() -> Book:
    return book([line.decode() for line in town()])


@lru_cache(maxsize=1)
def large() -> Sequence[dict[str, Any]]:
    return [orjson.loads(line) for line in simulate(5_000, seed=1)]


def test_every_line_of_a_town_stands() -> None:
    assert events().refused == []
    assert len(events().events) > 10_000


def test_what_is_odd_in_a_town_is_what_happens_in_one() -> None:
    threads = [thread for share in together(events().events) for thread in fold_cluster(share)]
    codes = Counter(finding.code for thread in threads for finding in soft_findings(thread))
    assert codes.keys() >= {"no_follow_up", "registered_late", "exit_without_reason"}
    assert not codes.keys() & {"names_nothing_known", "code_not_valid", "number_not_valid", "possible_duplicate"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_town() -> None:
    assert list(simulate(600, seed=4)) == town()
    assert list(simulate(600, seed=5)) != town()


@pytest.mark.parametrize("participants", [1, 7, 600])
def test_a_town_has_as_many_participants_as_requested(participants: int) -> None:
    kinds = Counter(orjson.loads(line)["kind"] for line in simulate(participants, seed=3))
    assert kinds["participant_registered"] == participants


@pytest.mark.parametrize(("first", "last"), [(2019, 2019), (2015, 2026)])
def test_a_town_has_events_of_the_requested_years(first: int, last: int) -> None:
    years = {str(orjson.loads(line).get("on", first))[:4] for line in simulate(300, 2, first, last)}
    assert years == {str(year) for year in range(first, last + 1)}


def test_the_first_lines_come_before_the_town_is_finished() -> None:
    assert len(list(islice(simulate(10**9, seed=1), 5_000))) == 5_000


def test_memory_does_not_grow_with_the_town() -> None:
    assert _peak(2_000) < 1.3 * _peak(500)


def _peak(participants: int) -> int:
    gc.collect()
    gc.freeze()  # else how often circles are collected goes by how much the tests before have loaded
    gc.collect()
    tracemalloc.start()
    for _ in simulate(participants, seed=1):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_town_is_written_as_the_lines_it_is(tmp_path: Path) -> None:
    path = tmp_path / "town.ndjson"
    result = rodtrad("simulate", "--participants", 600, "--seed", 4, "--out", path)
    assert result.err == f"Skrivet till {path}: {len(town())} rader.\n"
    assert path.read_bytes() == b"".join(town())


def test_a_town_is_never_written_over_a_file_unasked(tmp_path: Path) -> None:
    path = tmp_path / "town.ndjson"
    path.write_text("mine")
    words = ("simulate", "--participants", "3", "--out", path)
    result = rodtrad(*words)
    assert (result.code, "filen finns redan" in result.err, path.read_text()) == (2, True, "mine")
    assert rodtrad(*words, "--force").code == 0
    assert path.read_text() != "mine"


def test_every_kind_of_event_occurs_in_a_town_of_five_thousand() -> None:
    assert {kind_of(model) for model in EVENTS} - {line["kind"] for line in large()} == set()


def test_the_ladders_are_climbed_step_by_step() -> None:
    assert {ladder: len(rungs) for ladder, rungs in RUNGS.items()} == {key: len(of.steps) for key, of in LADDERS.items()}
    climbed = {(line["ladder"], line["step"]) for line in large() if "ladder" in line}
    entered = {(ladder, n) for ladder, rungs in RUNGS.items() for n, rung in enumerate(rungs, 1) if rung.how != "job"}
    assert climbed == entered


def test_no_two_participants_bear_one_number() -> None:
    borne = Counter(line["number"] for line in large() if "number" in line)
    assert max(borne.values()) == 1


def test_events_are_registered_in_time_late_or_very_late_and_never_before_they_happen() -> None:
    lags = [(date.fromisoformat(line["recorded_at"][:10]) - date.fromisoformat(line["on"])).days
            for line in large() if "on" in line]  # fmt: skip
    assert min(lags) >= 0
    assert median(lags) == 2
    assert 0.04 < mean(lag > 30 for lag in lags) < 0.06


def test_a_participant_has_twenty_to_twenty_five_events() -> None:
    assert 20 <= len(large()) / 5_000 <= 25.5


PUBLISHED = {
    "UPP-1.1": (61.8, 60.3, 63.9),
    "UPP-1.2": (72.4, 76.1, 66.5),
    "UPP-2.3": (66.9, 60.8, 73.1),
    "UPP-3.2": (71.0, 88.0, 67.0),
    "UPP-4.3": (70.0, 69.6, 70.9),
}
"""Uppsala's plan: 2022, all, women, men."""


def test_towns_look_like_the_published_year(many: Many) -> None:
    """Twenty towns come within 2 percentage points, women and men within 3; chance leaves one town four times as much.

    The odds were tuned on seeds 1 to 20; these are others.
    """
    seeds = many(20, 1)
    slack = 1 if seeds == 20 else 4
    size = many(5_000, 2_500)
    frames = [book([line.decode() for line in simulate(size, seed)]).frames() for seed in range(101, 101 + seeds)]
    worlds = [World(cut(of, AS_OF), AS_OF) for of in frames]
    for key, published in PUBLISHED.items():
        means = [mean(_figure(key, world, sex).value or 0 for world in worlds) for sex in ("", "K", "M")]
        bounds = [2 * slack, 3 * slack, 3 * slack]
        assert all(abs(a - b) <= c for a, b, c in zip(means, published, bounds, strict=True)), (key, means)
    assert abs(mean(_figure("OUT-0.kas", world).value or 0 for world in worlds) - 37) <= 2 * slack
    assert 0.02 <= mean(_going_round(of) for of in frames) <= 0.08


def _figure(key: str, world: World, sex: str = "") -> Figure:
    by = {"sex": sex} if sex else {}
    (figure,) = (
        candidate for candidate in figures(Ask(CATALOGUE[key], [period("2022")], tuple(by)), world) if candidate.breakdown == by
    )
    return figure


def _going_round(frames: Frames) -> float:
    at = date(2022, 12, 31)
    figure = _figure("R4", World(cut(frames, at), at))
    return (figure.yes or 0) / ((figure.yes or 0) + (figure.no or 0))
