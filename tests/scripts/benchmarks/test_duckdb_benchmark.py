"""DuckDB counts the three measures as ours does, also where journeys are open, merged or of another kind; else it is named."""

from pathlib import Path

import duckdb
import pytest

from projections.worlds.world import World
from scripts.benchmarks.rival_duckdb import BY_HAND, filled, ours, rows, theirs
from tests.projections.worlds_of import of_lives


@pytest.mark.parametrize("seed", range(3))
def test_measures_written_by_hand_count_the_same(seed: int, tmp_path: Path) -> None:
    world = of_lives(seed, 40)
    with duckdb.connect() as database:
        filled(database, world, tmp_path)
        for measure in BY_HAND:
            assert ours(measure, world, anew=True) == theirs(measure, database, world), measure.key


def test_each_is_measured_beside_the_other() -> None:
    measured = list(rows(of_lives(1, 40), 1, "forty people"))
    assert [row.what.split(",")[0] for row in measured] == [measure.key for measure in BY_HAND for _ in ("anew", "again")]
    assert all(row.rival is not None and row.reach == 1.5 * row.rival.median for row in measured)


def test_what_is_not_counted_alike_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    world = of_lives(1, 40)
    fewer = World({**world.frames, "enrolments": world["enrolments"].clear()}, world.as_of)
    monkeypatch.setattr("scripts.benchmarks.rival_duckdb.ours", lambda measure, _, anew: ours(measure, fewer, anew=anew))
    with pytest.raises(AssertionError, match=r"not as DuckDB: UPP-1\.1"):
        list(rows(world, 1, "forty people"))
