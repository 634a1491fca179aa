"""How people move from programme to programme, against a plain walk through each person's rows."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from domain.vocabulary.code_lists import label
from projections.movements.flows import flows
from projections.movements.steps import Within, programme_steps
from scripts.cli.movements.tables.step_labels import step_word
from tests.projections.worlds_of import of_lives, walks, world_of

ROUND = """
2022-01-10 anna enrolled enrolment_id=e1 unit=AME
2022-02-01 anna insats_started insats_id=i1 insats=coaching
2022-02-28 anna insats_ended insats_id=i1 result=completed
2022-03-10 anna placement_started placement_id=p1 form=praktik sector=private
2022-04-10 anna placement_ended placement_id=p1 result=completed
2022-04-20 anna insats_started insats_id=i2 insats=coaching
2022-05-20 anna insats_ended insats_id=i2 result=completed
2022-06-01 anna insats_started insats_id=i3 insats=coaching
2022-07-01 anna exited enrolment_id=e1 reason=A1
2022-07-02 anna employment_started employment_id=j1 form=permanent
"""


@pytest.mark.parametrize("within", ["participant", "journey"])
def test_flows_are_what_a_walk_through_each_persons_programmes_gives(within: Within) -> None:
    for seed in range(25):
        world = of_lives(seed)
        moved = flows(programme_steps(world, within))
        days, gaps, who, loops = defaultdict(list), defaultdict(list), defaultdict(set), Counter[Any]()
        starts, ends = Counter[str](), Counter[str]()
        for case, steps in walks(world, within).items():
            starts[steps[0][2]] += 1
            ends[steps[-1][2]] += 1
            for nr, (before, after) in enumerate(pairwise(steps)):
                edge = before[2], after[2]
                days[edge].append((after[0] - before[0]).days)
                who[edge].add(case)
                if before[3] is not None:
                    gaps[edge].append((after[0] - before[3]).days)
                if edge[0] == edge[1]:
                    loops[edge[0], None] += 1
                elif nr + 2 < len(steps) and steps[nr + 2][2] == edge[0]:
                    loops[edge] += 1
        assert {(a, b): numbers for a, b, *numbers in moved.edges.iter_rows()} == {
            edge: [len(of), len(who[edge]), median(of), median(gaps[edge]) if gaps[edge] else None] for edge, of in days.items()
        }
        assert {(step, via): times for step, via, times, _ in moved.loops.iter_rows()} == loops
        nodes = moved.nodes.rows(named=True)
        assert Counter({node["step"]: node["began_here"] for node in nodes}) == starts
        assert Counter({node["step"]: node["ended_here"] for node in nodes}) == ends


def test_a_way_back_is_a_loop_with_what_lay_between() -> None:
    moved = flows(programme_steps(world_of(ROUND, date(2022, 12, 31))))
    assert moved.loops.rows() == [("insats:coaching", None, 1, 1), ("insats:coaching", "placement:praktik", 1, 1)]
    assert ("insats:coaching", "placement:praktik", 1, 1, 37.0, 10.0) in moved.as_table().rows()


def test_two_courses_with_names_of_their_own_are_two_steps_and_no_loop() -> None:
    courses = "".join(
        f"2022-0{month}-01 anna insats_started insats_id=i{month} insats=course programme={name}\n"
        for month, name in ((1, "Truck"), (2, "Svets"), (3, "Truck"))
    )
    moved = flows(programme_steps(world_of(courses, date(2022, 12, 31))))
    assert moved.loops.rows() == [("insats:course:Truck", "insats:course:Svets", 1, 1)]
    assert step_word("insats:course:Truck", "sv") == f"{label('insats_code', 'course', 'sv')}, Truck (insats)"


def test_a_step_outside_every_journey_is_in_no_journeys_flows() -> None:
    world = world_of(ROUND, date(2022, 12, 31))
    assert flows(programme_steps(world)).edges.height == flows(programme_steps(world, "journey")).edges.height + 1


def test_steps_of_one_day_are_in_the_order_of_their_ids_however_they_were_sent() -> None:
    lines = [
        "2022-02-01 anna insats_started insats_id=i1 insats=course id=b",
        "2022-02-01 anna insats_started insats_id=i2 insats=sfi id=a",
    ]
    for order in (lines, lines[::-1]):
        edges = flows(programme_steps(world_of("\n".join(order), date(2022, 12, 31)))).edges
        assert edges.select("step", "next").rows() == [("insats:sfi", "insats:course")]


def test_nobody_has_no_flows() -> None:
    steps = programme_steps(world_of("", date(2022, 12, 31)))
    moved = flows(steps)
    assert (moved.edges.height, moved.loops.height, moved.nodes.height) == (0, 0, 0)
