"""What people do month by month: the state that counts, and distribution, mean time and whole sequences of them."""

from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import polars as pl
import pytest

from domain.calendar import month_end, plus_months
from projections.measuring.periods import period
from projections.movements.sequences import STATES, by_calendar, distribution, mean_time, sequences, since
from projections.worlds.world import World
from tests.projections.worlds_of import of_lives, world_of

PARALLEL = """
2022-01-05 anna support_paid month=2022-01 amount=5000
2022-02-05 anna support_paid month=2022-02 amount=5000
2022-02-10 anna enrolled enrolment_id=e1 unit=AME
2022-03-05 anna insats_started insats_id=i1 insats=coaching
2022-04-05 anna placement_started placement_id=p1 form=praktik sector=private
2022-05-05 anna study_started study_id=s1 programme=sfi
2022-06-05 anna employment_started employment_id=j1 form=hourly
2022-08-05 anna moved_out
2022-10-05 anna moved_in
2022-12-05 anna deceased
"""
YEAR = period("2021-12..2022-12")
SHOULD_BE = "none support enrolled insats placement study work work gone gone work work gone".split()  # noqa: SIM905 a year at a glance


def test_of_what_runs_in_parallel_the_first_counts() -> None:
    states = by_calendar(world_of(PARALLEL, date(2022, 12, 31)), YEAR)
    assert states.sort("month")["state"].to_list() == SHOULD_BE
    assert set(SHOULD_BE) == set(STATES)


def test_a_state_can_have_its_code_and_of_two_what_began_last_counts() -> None:
    text = PARALLEL + "2022-03-20 anna insats_started insats_id=i2 insats=course"
    states = by_calendar(world_of(text, date(2022, 12, 31)), period("2022-03..2022-06"), with_code=True)
    assert states["state"].to_list() == ["insats:course", "placement:praktik", "study:sfi", "work:hourly"]


def test_a_month_after_as_of_is_not_there_and_its_sequence_unfinished() -> None:
    states = by_calendar(world_of(PARALLEL, date(2022, 4, 29)), period("2022-02..2022-04"))
    assert states["state"].to_list() == ["enrolled", "insats"]
    world = world_of(PARALLEL + "2022-01-01 berit participant_registered sex=K", date(2022, 4, 29))
    starts = pl.DataFrame({"pid": world["participants"]["pid"], "on": [date(2022, 2, 28), date(2022, 3, 10)]})
    counted = sequences(since(world, starts, 2))
    assert (counted.table["cases"].to_list(), counted.unfinished) == ([1], 1)


def test_months_since_a_start_are_by_date() -> None:
    world = world_of(PARALLEL, date(2022, 12, 31))
    states = since(world, pl.DataFrame({"pid": world["participants"]["pid"], "on": [date(2022, 1, 31)]}), 3)
    assert states["on"].to_list() == [date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30)]
    assert states["state"].to_list() == ["support", "enrolled", "insats", "placement"]


def test_only_the_people_given_are_there() -> None:
    world = of_lives(1)
    some = world["participants"]["pid"].head(2)
    assert set(by_calendar(world, YEAR, people=some)["pid"]) == set(some)


@pytest.mark.parametrize("seed", range(20))
def test_random_lives_are_in_the_states_that_a_plain_look_finds(seed: int) -> None:
    world = of_lives(seed)
    days = [month_end(plus_months(date(2022, 1, 1), nr)) for nr in range(18)]
    counted = by_calendar(world, period("2022-01..2023-06")).select("pid", "on", "state").rows()
    pids = world["participants"]["pid"]
    assert sorted(counted) == sorted((pid, day, look(world, pid, day)) for pid in pids for day in days if day <= world.as_of)


def look(world: World, pid: int, day: date) -> str:
    own = {name: world[name].filter(pid=pid).rows(named=True) for name in ("moments", "support_payments", *_SPELLS)}
    moves = sorted((m["on"], m["event"], m["kind"]) for m in own["moments"] if m["on"] <= day)
    kinds = [kind for _, _, kind in moves if kind in ("moved_out", "moved_in", "deceased")]
    if kinds[-1:] == ["moved_out"] or "deceased" in kinds:
        return "gone"
    for table, state in _SPELLS.items():
        if any(spell["began_on"] <= day <= (spell["ended_on"] or date.max) for spell in own[table]):
            return state
    return "support" if any(paid["month"] == day.replace(day=1) for paid in own["support_payments"]) else "none"


_SPELLS = {"employments": "work", "studies": "study", "placements": "placement", "insatser": "insats", "enrolments": "enrolled"}


@pytest.mark.parametrize("weighted", [False, True])
def test_distribution_mean_time_and_sequences_are_counts_of_weighted_months(weighted: bool) -> None:
    world = of_lives(5, people=30)
    pids = world["participants"]["pid"]
    weigh = {pid: 1.0 + (nr % 4) / 4 if weighted else 1.0 for nr, pid in enumerate(pids)}
    weights = pl.DataFrame({"pid": pids, "weight": weigh.values()}) if weighted else None
    states = by_calendar(world, period("2021-06..2022-06"), people=pids)
    rows = states.sort("case", "month").rows(named=True)
    last = max(row["month"] for row in rows)
    by_month, by_state, whole = Counter[Any](), Counter[Any](), Counter[str]()
    for row in rows:
        by_month[row["month"], row["state"]] += weigh[row["pid"]]
        by_state[row["state"]] += weigh[row["pid"]]
    for pid, of in groupby(rows, key=lambda row: row["pid"]):
        runs = groupby([row["state"] for row in of])
        whole[" – ".join(f"{state} {len(list(run))}" for state, run in runs)] += weigh[pid]
    people = sum(weigh.values())
    spread = distribution(states, weights).select("month", "state", "share").rows()
    assert {(m, s): share for m, s, share in spread} == pytest.approx({key: 100 * w / people for key, w in by_month.items()})
    mean = mean_time(states, weights)
    assert dict(mean.select("state", "months").iter_rows()) == pytest.approx({s: w / people for s, w in by_state.items()})
    assert mean["months"].sum() == pytest.approx(last + 1)
    counted = sequences(states, weights)
    assert dict(counted.as_table().select("sequence", "weight").iter_rows()) == pytest.approx(whole)
    assert counted.table["share"].sum() == pytest.approx(100)
    assert counted.table["weight"].is_sorted(descending=True)
    assert sequences(states, weights, top=3).table.rows() == counted.table.head(3).rows()
    assert all(sum(months) == last + 1 for months in counted.table["months"])


def test_a_run_of_a_state_ends_where_the_next_case_begins() -> None:
    world = world_of("2022-01-01 berit participant_registered sex=K", date(2022, 12, 31))
    counted = sequences(by_calendar(world, YEAR))
    assert counted.as_table().rows() == [("none 13", 2, 2.0, 100.0)]


def test_the_day_before_moving_in_is_the_last_away() -> None:
    moved = "2022-01-31 anna moved_out\n2022-02-28 anna moved_in\n2022-03-31 anna moved_out\n"
    states = by_calendar(world_of(moved, date(2022, 12, 31)), period("2022-01..2022-03"))
    assert states["state"].to_list() == ["gone", "none", "gone"]
    assert month_end(date(2022, 1, 5)) + timedelta(days=1) == date(2022, 2, 1)
