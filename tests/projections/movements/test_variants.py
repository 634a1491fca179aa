"""Whole ways, with loops and without, and what people went through again, against plain walks."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from projections.movements.steps import happening_steps, programme_steps
from projections.movements.variants import Loops, folded, rework, variants
from tests.projections.worlds_of import of_lives, walks, world_of


@pytest.mark.parametrize("loops", ["unfolded", "runs_folded", "pairs_folded"])
def test_variants_are_each_cases_whole_way(loops: Loops) -> None:
    for seed in range(25):
        world = of_lives(seed, people=15)
        counted = variants(programme_steps(world), loops)
        every = [[step[2] for step in steps] for steps in walks(world, "participant").values()]
        expected = Counter(tuple(plainly_folded(way, loops)) for way in every)
        assert {tuple(way): cases for way, cases, _ in counted.as_table().iter_rows()} == expected
        assert (counted.loops, counted.ways, counted.cases) == (loops, len(expected), expected.total())
        assert counted.alone == sum(1 for cases in expected.values() if cases == 1)
        assert variants(programme_steps(world), loops, top=2).table.rows() == counted.table.head(2).rows()


def plainly_folded(way: list[str], loops: Loops) -> list[str]:
    """Take out the first repetition, of one step before two, until there is none."""
    for length in {"unfolded": (), "runs_folded": (1,), "pairs_folded": (1, 2)}[loops]:
        for at in range(len(way) - 2 * length + 1):
            if way[at : at + length] == way[at + length : at + 2 * length]:
                return plainly_folded(way[:at] + way[at + length :], loops)
    return way


@pytest.mark.parametrize(
    ("way", "runs", "pairs"),
    [
        ("AABBA", "ABA", "ABA"),
        ("ABABAB", "ABABAB", "AB"),
        ("ABABCBC", "ABABCBC", "ABC"),
        ("AABAAB", "ABAB", "AB"),
        ("", "", ""),
    ],
)
def test_folding_goes_on_until_nothing_folds(way: str, runs: str, pairs: str) -> None:
    assert [folded(way, loops) for loops in ("unfolded", "runs_folded", "pairs_folded")] == [way, runs, pairs]


def test_rework_distinguishes_a_straight_repeat_from_one_after_something_else() -> None:
    for seed in range(25):
        world = of_lives(seed, people=15)
        expected: dict[str, Counter[str]] = defaultdict(Counter)
        for steps in walks(world, "participant").values():
            names = [step[2] for step in steps]
            for name in set(names):
                first = names.index(name)
                again = [names[nr - 1] == name for nr in range(first + 1, len(names)) if names[nr] == name]
                expected[name] += Counter(
                    cases=1, repeated=bool(again), in_a_row=any(again), after_other=not all(again), extra=len(again)
                )
        parts = ("cases", "repeated", "in_a_row", "after_other", "extra")
        reworked = {row["step"]: {part: row[part] for part in parts} for row in rework(programme_steps(world)).rows(named=True)}
        assert reworked == {name: {part: counted[part] for part in parts} for name, counted in expected.items()}


def test_a_planned_follow_up_is_no_rework_and_does_not_part_what_it_stands_between() -> None:
    world = world_of(
        """
2022-02-01 anna insats_started insats_id=i1 insats=coaching
2022-03-01 anna followed_up status=neither
2022-04-01 anna insats_started insats_id=i2 insats=coaching
2022-05-01 anna followed_up status=neither
""",
        date(2022, 12, 31),
    )
    steps = happening_steps(world, with_code=True)
    assert rework(steps).rows() == [("insats_started:coaching", 1, 1, 1, 0, 1)]
    assert rework(steps, may_repeat=()).filter(repeated=1).height == 2


def test_nobody_has_no_ways() -> None:
    steps = programme_steps(world_of("", date(2022, 12, 31)))
    assert (variants(steps).cases, variants(steps, "pairs_folded").ways, rework(steps).height) == (0, 0, 0)
