"""Rundgång: the small journeys, the rules at their edges, and a plain reading of random lives."""

from dataclasses import replace
from datetime import date

import pytest

from projections.movements.episodes import DeclaredLadder, Terms
from projections.movements.rundgang import ladder_declared, rundgang
from projections.worlds.world import World
from tests.projections.movements import small_journeys as small
from tests.projections.movements.small_journeys import A, B, C, journey
from tests.projections.worlds_of import of_lives, world_of

USUAL = Terms()
RISING = DeclaredLadder({A: 1, B: 2, C: 3})


def chain(world: World, terms: Terms = USUAL) -> tuple[str, int, int]:
    """Whether it is rundgång, by how many circular moves, with how many revisits."""
    return rundgang(world, terms).select("outcome", "circular", "revisits").row(0)


def test_1_a_job_of_200_days_ends_the_chain() -> None:
    assert chain(small.JOB_BETWEEN) == ("no", 0, 0)


def test_2_an_extension_is_no_move() -> None:
    assert rundgang(small.SHORT_GAP).select("runs", "moves").row(0) == (1, 0)


def test_3_back_and_forth_without_a_day_between_is_rundgang() -> None:
    assert chain(small.BACK_TO_BACK) == ("yes", 3, 2)
    assert rundgang(small.BACK_TO_BACK)["days_in_chain"].item() == 240


def test_4_up_a_declared_ladder_is_not_and_without_the_ladder_it_looks_like_it() -> None:
    declared = Terms(ladders=(RISING,))
    assert chain(small.UP_A_LADDER, declared) == ("no", 0, 0)
    assert rundgang(small.UP_A_LADDER, declared)["progressive"].item() == 2
    assert chain(small.UP_A_LADDER) == ("yes", 2, 0)
    assert [ladder_declared(small.UP_A_LADDER, terms) for terms in (declared, USUAL)] == [True, False]


def test_5_the_same_three_times_is() -> None:
    assert chain(small.SAME_AGAIN) == ("yes", 2, 2)


@pytest.mark.parametrize(("days", "outcome"), [(30, "yes"), (14, "no")])
def test_6_short_jobs_end_the_chain_only_by_a_short_rule(days: int, outcome: str) -> None:
    assert chain(small.SHORT_JOBS, Terms(productive_days=days))[0] == outcome


def test_7_gaps_of_400_days_end_the_chain() -> None:
    assert chain(small.LONG_GAPS) == ("no", 0, 0)


def test_9_what_overlaps_is_no_move() -> None:
    assert rundgang(small.OVERLAPPING).select("outcome", "moves").row(0) == ("no", 0)


def test_10_a_bridge_of_90_days_leaves_nothing() -> None:
    assert chain(small.SAME_AGAIN, Terms(bridge_days=90)) == ("no", 0, 0)


@pytest.mark.parametrize(("gap", "moves"), [(15, 1), (365, 1), (366, 0)])
def test_a_move_is_made_within_the_horizon(gap: int, moves: int) -> None:
    assert chain(journey((A, 60), (None, gap), (B, 60)))[1] == moves


@pytest.mark.parametrize(("reason", "circular"), [("E9", 1), ("C4", 0), ("E3", 0)])
def test_an_exit_into_pension_or_away_ends_the_chain_though_it_is_on_the_last_day(reason: str, circular: int) -> None:
    text = f"""
2022-01-01 anna enrolled enrolment_id=e1 unit=AME
2022-01-10 anna insats_started insats_id=i1 insats=coaching
2022-02-10 anna insats_ended insats_id=i1 result=completed
2022-02-10 anna exited enrolment_id=e1 reason={reason}
2022-05-01 anna insats_started insats_id=i2 insats=course
"""
    assert chain(world_of(text, date(2023, 1, 1)))[1] == circular


def test_a_ladder_counts_only_while_it_holds() -> None:
    ended = replace(RISING, to_on=date(2018, 3, 1))
    assert rundgang(small.UP_A_LADDER, Terms(ladders=(ended,)))["progressive"].item() == 0
    assert (
        rundgang(small.UP_A_LADDER, Terms(ladders=(ended, replace(RISING, from_on=date(2018, 3, 2)))))["progressive"].item()
        == 2
    )


def test_a_step_up_that_the_insats_itself_names_is_progressive() -> None:
    def steps(*numbers: int) -> World:
        lines = [
            f"2022-0{nr}-01 anna insats_started insats_id=i{nr} insats=course ladder=koksbitrade step={step}\n"
            f"2022-0{nr}-10 anna insats_ended insats_id=i{nr} result=completed"
            for nr, step in enumerate(numbers, 1)
        ]
        return world_of("\n".join(lines), date(2023, 1, 1))

    assert chain(steps(1, 2, 3)) == ("no", 0, 2)
    assert chain(steps(2, 1, 1)) == ("yes", 2, 2)
    assert ladder_declared(steps(1), USUAL)


def test_moving_away_ends_the_chain() -> None:
    text = "\n".join(
        f"2018-0{month}-01 anna insats_started insats_id=i{month} insats=course\n"
        f"2018-0{month}-20 anna insats_ended insats_id=i{month} result=completed"
        for month in (1, 3, 5)
    )
    assert chain(world_of(text, date(2024, 1, 1))) == ("yes", 2, 2)
    assert chain(world_of(text + "\n2018-04-01 anna moved_out", date(2024, 1, 1))) == ("no", 1, 1)


def test_random_lives_go_round_as_plainly_read() -> None:
    for seed in range(60):
        world = of_lives(seed)
        terms = replace(
            USUAL,
            bridge_days=seed % 40,
            productive_days=(1, 7, 30, None)[seed % 4],
            return_days=60 + 10 * seed,
            ladders=(RISING,) if seed % 2 else (),
        )
        chains = rundgang(world, terms).select("pid", "circular", "runs", "revisits", "progressive")
        assert sorted(chains.rows()) == plainly(world, terms)


def plainly(world: World, terms: Terms) -> list[tuple[int, ...]]:
    """Each person's episodes one after another: concurrent, an extension, a move, or the first of a new chain."""
    rows = []
    for pid, episodes in small.people(world, terms):
        chains: list[list[dict[str, object]]] = []
        ups: list[int] = []
        reached = own = date.min
        for episode in episodes:
            gap, own_gap = (episode["first"] - reached).days - 1, (episode["first"] - own).days - 1
            if gap >= -terms.bridge_days:
                last = chains[-1][-1] if chains else None
                if last and last["code"] == episode["code"] and own_gap <= terms.bridge_days:
                    last["step"] = episode["step"]
                elif last and goes_on(world, pid, reached, episode["first"], terms):
                    ups[-1] += leads_up(last, episode, terms)
                    chains[-1].append(dict(episode))
                else:
                    chains.append([dict(episode)])
                    ups.append(0)
                own = max(own, episode["last"])
            reached = max(reached, episode["last"])
        counted = [
            (len(of) - 1 - up, len(of), len(of) - len({run["code"] for run in of}), up)
            for of, up in zip(chains, ups, strict=True)
        ]
        rows.append((pid, *max(counted, key=lambda row: row[0])))
    return sorted(rows)


def goes_on(world: World, pid: int, reached: date, first: date, terms: Terms) -> bool:
    near = (first - reached).days - 1 <= terms.return_days
    return near and not small.productive(world, pid, reached, first, terms) and not small.past_help(world, pid, reached, first)


def leads_up(last: dict[str, object], following: dict[str, object], terms: Terms) -> bool:
    (ladder, step), (other, higher) = last["step"], following["step"]  # type: ignore[misc]
    if ladder and ladder == other and step is not None and higher is not None and higher > step:
        return True
    rungs = terms.ladders[0].rungs if terms.ladders else {}
    return last["code"] in rungs and following["code"] in rungs and rungs[str(following["code"])] > rungs[str(last["code"])]
