"""Return and cycler: the small journeys, the days on which they turn, and a plain reading of random lives."""

from datetime import date, timedelta

import pytest

from projections.movements.episodes import Terms
from projections.movements.returning import cyclers, returns, spells, unproductive_returners
from projections.worlds.world import World
from tests.projections.movements import small_journeys as small
from tests.projections.movements.small_journeys import A, journey
from tests.projections.worlds_of import of_lives, world_of

USUAL = Terms()


def returned(world: World, terms: Terms = USUAL) -> tuple[int, int]:
    """Returns that were unproductive, and after a productive exit."""
    results = returns(world, terms)
    return results.unproductive, results.after_productive


def is_cycler(world: World, terms: Terms = USUAL) -> str:
    return str(cyclers(world, terms)["outcome"].item())


def test_1_a_job_of_200_days_between_makes_the_return_one_after_a_productive_exit() -> None:
    assert returned(small.JOB_BETWEEN) == (0, 1)


def test_2_ten_days_between_two_of_a_type_are_bridged() -> None:
    assert spells(small.SHORT_GAP, USUAL).height == 1
    assert returned(small.SHORT_GAP) == (0, 0)


def test_3_back_to_back_is_one_spell_no_return_and_no_cycler() -> None:
    assert (returned(small.BACK_TO_BACK), is_cycler(small.BACK_TO_BACK)) == ((0, 0), "no")


def test_5_the_same_three_times_sixty_days_apart_is_two_unproductive_returns_and_a_cycler() -> None:
    assert (returned(small.SAME_AGAIN), is_cycler(small.SAME_AGAIN)) == ((2, 0), "yes")
    assert unproductive_returners(returns(small.SAME_AGAIN).cases) == 1


@pytest.mark.parametrize(("days", "expected"), [(30, (2, 0)), (14, (0, 2)), (20, (0, 2)), (21, (2, 0)), (None, (2, 0))])
def test_6_jobs_of_twenty_days_are_productive_only_by_a_short_rule_and_a_cycler_is_one_by_both(
    days: int | None, expected: tuple[int, int]
) -> None:
    terms = Terms(productive_days=days)
    assert (returned(small.SHORT_JOBS, terms), is_cycler(small.SHORT_JOBS, terms)) == (expected, "yes")


def test_7_gaps_of_400_days_are_no_returns_but_a_cycler() -> None:
    assert (returned(small.LONG_GAPS), is_cycler(small.LONG_GAPS)) == ((0, 0), "yes")


def test_8_who_is_followed_for_100_days_cannot_be_classified_yet() -> None:
    assert is_cycler(small.HARDLY_SEEN) == "not_yet"


def test_10_a_bridge_of_90_days_leaves_nothing() -> None:
    terms = Terms(bridge_days=90)
    assert (returned(small.SAME_AGAIN, terms), is_cycler(small.SAME_AGAIN, terms)) == ((0, 0), "no")
    assert spells(small.SAME_AGAIN, terms).height == 1


@pytest.mark.parametrize(("gap", "expected"), [(14, 0), (15, 1), (365, 1), (366, 0)])
def test_a_gap_is_the_days_between_bridged_to_14_and_a_return_to_365(gap: int, expected: int) -> None:
    assert returned(journey((A, 60), (None, gap), (A, 60))) == (expected, 0)


@pytest.mark.parametrize(("window", "outcome"), [(240, "yes"), (239, "no")])
def test_spells_are_within_a_window_of_the_first_when_the_last_starts_on_its_last_day(window: int, outcome: str) -> None:
    assert is_cycler(small.SAME_AGAIN, Terms(window_days=window)) == outcome


@pytest.mark.parametrize(("followed", "outcome"), [(1460, "not_yet"), (1461, "no")])
def test_few_spells_say_nothing_until_the_window_has_passed(followed: int, outcome: str) -> None:
    assert is_cycler(journey((A, 60), followed=followed)) == outcome


@pytest.mark.parametrize(("followed", "exits"), [(73, 0), (74, 1)])
def test_an_exit_is_one_when_nothing_can_be_bridged_to_it_any_more(followed: int, exits: int) -> None:
    assert returns(journey((A, 60), followed=followed)).exits == exits


def test_an_exit_followed_for_less_than_the_horizon_is_counted_apart() -> None:
    results = [returns(journey((A, 60), followed=followed)) for followed in (424, 425)]
    assert [(result.not_yet, result.not_returned) for result in results] == [(1, 0), (0, 1)]


def test_holiday_work_is_no_episode() -> None:
    assert cyclers(journey(("holiday_job", 30), (None, 100), ("holiday_job", 30))).height == 0


def test_who_moved_before_coming_back_did_not_return() -> None:
    away = "2018-01-01 anna insats_started insats_id=i1 insats=coaching\n"
    away += "2018-02-28 anna insats_ended insats_id=i1 result=completed\n"
    again = "2018-06-01 anna insats_started insats_id=i2 insats=coaching\n"
    results = [returns(world_of(away + moved + again, date(2024, 1, 1))) for moved in ("", "2018-05-01 anna moved_out\n")]
    assert [(result.returned, result.past_help) for result in results] == [(1, 0), (0, 1)]


@pytest.mark.parametrize(("moved", "outcome"), [("2019-03-01", "moved_or_dead"), ("2019-03-02", "not_returned")])
def test_who_moved_on_the_horizons_last_day_was_gone_within_it(moved: str, outcome: str) -> None:
    text = "2018-01-01 anna insats_started insats_id=i1 insats=coaching\n"
    text += f"2018-02-28 anna insats_ended insats_id=i1 result=completed\n{moved} anna moved_out"
    assert returns(world_of(text, date(2024, 1, 1))).cases["outcome"].to_list() == [outcome]


def test_rates_by_month_are_of_those_followed_for_the_whole_horizon_also_of_those_back_at_once() -> None:
    early, late = (returns(small.journey((A, 60), (None, 60), (A, 60), followed=followed)).by_month for followed in (400, 800))
    columns = ("month", "exits", "returned", "not_yet", "followed", "share")
    assert early.select(columns).rows() == [(date(2018, 3, 1), 1, 1, 0, 0, None), (date(2018, 6, 1), 1, 0, 1, 0, None)]
    assert late.select(columns).rows() == [(date(2018, 3, 1), 1, 1, 0, 1, 100.0), (date(2018, 6, 1), 1, 0, 0, 1, 0.0)]


def test_random_months_add_up_to_all_exits() -> None:
    for seed in range(20):
        results = returns(of_lives(seed, people=15))
        totals = results.by_month.select("exits", "returned", "not_returned", "moved_or_dead", "not_yet").sum().rows()
        assert totals == [(results.exits, results.returned, results.not_returned, results.past_help, results.not_yet)]


def test_what_came_first_competes() -> None:
    first = [returns(world).curve.cases.select("days", "destination").rows() for world in (small.JOB_BETWEEN, small.SAME_AGAIN)]
    assert first == [[(29, "productive"), (2180, None)], [(60, "returned"), (60, "returned"), (2200, None)]]


def test_random_lives_return_and_cycle_as_plainly_read() -> None:
    for seed in range(40):
        world = of_lives(seed)
        terms = Terms(
            bridge_days=seed % 40,
            productive_days=(1, 7, 30, None)[seed % 4],
            return_days=60 + 10 * seed,
            window_days=500,
        )
        cases = returns(world, terms).cases.select("pid", "ended_on", "outcome", "productive_on")
        assert sorted(cases.rows(), key=lambda row: row[:2]) == plain_returns(world, terms)
        assert sorted(cyclers(world, terms).select("pid", "spells", "outcome").rows()) == plain_cyclers(world, terms)


def plain_returns(world: World, terms: Terms) -> list[tuple[int, date, str, date | None]]:
    rows = []
    for pid, episodes in small.people(world, terms):
        of = small.joined(episodes, terms.bridge_days)
        for nr, (_, last) in enumerate(of):
            if (world.as_of - last).days <= terms.bridge_days:
                continue
            again = of[nr + 1][0] if nr + 1 < len(of) else None
            until = again or world.as_of + timedelta(days=1)
            horizon = last + timedelta(days=1 + terms.return_days)
            gone = small.past_help(world, pid, last, until)
            if gone and gone <= horizon:
                outcome = "moved_or_dead"
            elif again and again <= horizon:
                outcome = "returned"
            else:
                outcome = "not_returned" if horizon <= world.as_of else "not_yet"
            rows.append((pid, last, outcome, small.productive(world, pid, last, until, terms)))
    return sorted(rows, key=lambda row: row[:2])


def plain_cyclers(world: World, terms: Terms) -> list[tuple[int, int, str]]:
    rows = []
    for pid, episodes in small.people(world, terms):
        starts = [first for first, _ in small.joined(episodes, terms.bridge_days)]
        most = max(sum(1 for other in starts if 0 <= (other - first).days <= terms.window_days) for first in starts)
        young = (world.as_of - starts[0]).days < terms.window_days
        rows.append((pid, len(starts), "yes" if most >= terms.spells else "not_yet" if young else "no"))
    return sorted(rows)
