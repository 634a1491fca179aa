"""What the evaluators' benchmarks do before a rival or the real journeys are at hand."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from scripts.benchmarks import flows
from scripts.benchmarks.flows import ours, rows
from scripts.benchmarks.measuring import write_rows
from scripts.benchmarks.real_journeys import PUBLISHED, unlike_published, weights_of, whole_sequences, world_of
from tests.projections.worlds_of import of_lives

SPELLS = """person,state,from,to
p1,school,1993-07-01,1995-08-31
p1,HE,1995-09-01,1999-06-30
p2,training,1993-07-01,1995-06-30
p2,employment,1995-07-01,1999-06-30
p3,school,1993-07-01,1995-08-31
p3,HE,1995-09-01,1999-06-30
p4,employment,1993-07-01,1999-06-30
p5,joblessness,1993-07-01,1999-06-30
"""
PERSONS = "person,weight,sex\np1,1.5,K\np2,1,M\np3,0.5,K\np4,0.25,M\np5,0.1,K\n"


def tables(folder: Path) -> tuple[Path, Path]:
    spells, persons = folder / "spells.csv", folder / "persons.csv"
    spells.write_text(SPELLS)
    persons.write_text(PERSONS)
    return spells, persons


def test_whole_sequences_of_a_table_of_spells_are_weighted(tmp_path: Path) -> None:
    sequences = whole_sequences(*tables(tmp_path))
    assert sequences.as_table().select("sequence", "cases", "weight").rows() == [
        ("study:other 24 – study:hogskola 46", 2, 2.0),
        ("insats:vocational_course 22 – work:permanent 48", 1, 1.0),
        ("work:permanent 70", 1, 0.25),
        ("none 70", 1, 0.1),
    ]


def test_what_is_not_as_published_is_reported(tmp_path: Path) -> None:
    assert len(unlike_published(whole_sequences(*tables(tmp_path)))) == len(PUBLISHED)


def test_each_person_has_the_weight_of_the_table(tmp_path: Path) -> None:
    spells, persons = tables(tmp_path)
    assert weights_of(persons, world_of(spells))["weight"].sum() == 3.35


def test_without_a_rival_every_task_is_measured_and_none_compared() -> None:
    comparisons = list(rows(of_lives(1), times=2, interpreter=None, size="8 people"))
    assert len(comparisons) == 5
    assert all(row.what.endswith(", 8 people") for row in comparisons)
    assert all(
        row.rival is None and row.reach is None and row.measured.low <= row.measured.median <= row.measured.high
        for row in comparisons
    )


def test_without_a_rival_the_table_tells_nothing_to_reach() -> None:
    table, data = io.StringIO(), io.StringIO()
    write_rows(list(rows(of_lives(1), times=1, interpreter=None, size="8 people")), Console(file=table, width=170), data)
    to_reach = [line.split("│")[2].strip() for line in table.getvalue().splitlines() if "CPU s" in line]
    assert to_reach == ["–"] * 5
    assert [row["reach"] for row in json.loads(data.getvalue())] == [None] * 5


def test_what_is_to_be_reached_beside_a_rival_is_a_third_of_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = ours(of_lives(1), 1)
    slower = {task: lap.times(6) for task, lap in mine.laps.items()}
    monkeypatch.setattr(flows, "ours", lambda _world, _times: mine)
    monkeypatch.setattr(flows, "theirs", lambda _world, _times, _interpreter: replace(mine, laps=slower))
    comparisons = list(rows(of_lives(1), times=1, interpreter="python", size="8 people"))
    assert [row.ratio for row in comparisons] == [pytest.approx(6)] * 5
    assert [row.reach for row in comparisons] == [pytest.approx(2 * row.measured.median) for row in comparisons]
    assert all(row.reached for row in comparisons)
    slower.update({task: lap.times(2) for task, lap in mine.laps.items()})
    assert not any(row.reached for row in rows(of_lives(1), times=1, interpreter="python", size="8 people"))


def test_results_that_differ_are_named() -> None:
    mine, other = ours(of_lives(1), 1), ours(of_lives(2), 1)
    assert mine.unlike(ours(of_lives(1), 1)) == []
    assert "edges" in mine.unlike(other)
