"""Competing destinations: exact, beside a plain computation in fractions, and judged by lifelines."""

import warnings
from collections import Counter
from fractions import Fraction
from random import Random

import polars as pl
import pytest
from lifelines import AalenJohansenFitter

from projections.movements.competing import Competing, competing

Cases = list[tuple[int, str | None]]
TO = ("work", "study", "moved_or_dead")


def of(cases: Cases) -> Competing:
    return competing(pl.DataFrame(cases, {"days": pl.Int64, "destination": pl.String}, orient="row"), TO)


def at_random(seed: int, most: int = 40) -> Cases:
    chance = Random(seed)
    return [(chance.randint(0, 12), chance.choice((*TO, None))) for _ in range(chance.randint(1, most))]


def by_fractions(cases: Cases) -> list[tuple[int, str, Fraction, Fraction, Fraction]]:
    """The textbook's sums, day by day and place by place."""
    rows, free = [], Fraction(1)
    incidence, alone = dict.fromkeys(TO, Fraction(0)), dict.fromkeys(TO, Fraction(1))
    for day in sorted({day for day, to in cases if to}):
        at_risk = sum(1 for other, _ in cases if other >= day)
        went = Counter(to for other, to in cases if other == day and to)
        for to in TO:
            incidence[to] += free * Fraction(went[to], at_risk)
            alone[to] *= 1 - Fraction(went[to], at_risk)
        free *= 1 - Fraction(went.total(), at_risk)
        rows += [(day, to, incidence[to], 1 - alone[to], free) for to in TO]
    return rows


@pytest.mark.parametrize("seed", range(60))
def test_incidence_is_exact_to_the_last_digit(seed: int) -> None:
    cases = at_random(seed)
    curve = of(cases).curve.select("days", "destination", "incidence", "naive", "remaining").rows()
    assert curve == [(day, to, *map(float, shares)) for day, to, *shares in by_fractions(cases)]


@pytest.mark.parametrize("seed", range(15))
def test_incidences_and_those_who_remain_make_the_whole(seed: int) -> None:
    for _, day in of(at_random(seed)).curve.group_by("days"):
        assert day["incidence"].sum() + day["remaining"][0] == pytest.approx(1)
        assert (day["naive"] >= day["incidence"] - 1e-12).all()


def test_without_censoring_incidence_is_the_share_who_went_there() -> None:
    cases: Cases = [(10, "work")] * 3 + [(20, "study")] * 4 + [(30, "work")] * 3
    assert of(cases).by(30).rows() == [("work", 0.6, 1.0), ("study", 0.4, 4 / 7), ("moved_or_dead", 0.0, 0.0)]
    assert of(cases).by(9).select("incidence").to_series().to_list() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(8))
def test_lifelines_agrees_where_no_two_leave_on_one_day(seed: int) -> None:
    chance = Random(seed)
    days = chance.sample(range(1, 400), 60)
    cases: Cases = [(day, chance.choice((*TO, None))) for day in days]
    ours = of(cases).curve
    for nr, to in enumerate(TO, 1):
        judge = AalenJohansenFitter(calculate_variance=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            judge.fit(days, [TO.index(went) + 1 if went else 0 for _, went in cases], event_of_interest=nr)
        says = judge.cumulative_density_.iloc[:, 0]
        for day, incidence in ours.filter(destination=to).select("days", "incidence").rows():
            assert says[says.index <= day].iloc[-1] == pytest.approx(incidence, abs=1e-9)


def test_the_risk_table_accounts_for_everybody_on_each_day() -> None:
    cases: Cases = [(0, "work"), (90, "study"), (90, None), (91, None), (180, "work"), (400, None)]
    assert of(cases).risk_table().rows() == [
        (0, 5, 1, 0, 0, 0),
        (90, 4, 1, 1, 0, 0),
        (180, 1, 2, 1, 0, 2),
        (365, 1, 2, 1, 0, 2),
    ]
    assert {sum(row[1:]) for row in of(cases).risk_table().rows()} == {len(cases)}


def test_nobody_goes_nowhere() -> None:
    assert of([]).as_table().height == 0
    assert of([(5, None)]).by(365).select("incidence").to_series().to_list() == [0, 0, 0]
